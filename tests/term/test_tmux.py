# SPDX-License-Identifier: MIT
"""The panel in a real terminal, tmux: pictures that Ctrl+L does not change, and a shell that finds its
terminal as it was."""
import concurrent.futures
import os

from sandbox import main
from tmux import Tmux

WAY = (("m", "> Settings & Contacts"), ("Enter", "Fingerprint"), ("End", "> "), ("?", "Esc goes back"),
       ("End", "quit keyturn from anywhere"), ("Escape", "n Add"), ("r", "8 files"), ("p", "Places"),
       ("Escape", "[ Generate New Key ]"), ("Escape", "n Add"), (":", "Enter Run"), ("serv", "serv"),
       ("Enter", "Enter URL"), ("End", "Enter URL"))


def walk(rows):
    with Tmux(rows) as tmux:
        tmux.keys(os.environ["KEYTURN"] + " --demo", "Enter")
        tmux.until(lambda: tmux.shows("signed in as"), "the sign-in")
        tmux.until(lambda: not tmux.shows("signed in as"), "its message to go")
        tmux.expect_frame()
        for key, text in WAY:
            tmux.keys(key)
            tmux.until(lambda: tmux.shows(text), text)  # pylint: disable=cell-var-from-loop
            tmux.expect_whole()
        tmux.expect_frame()
        tmux.keys("C-z")
        tmux.until(lambda: tmux.shows("$"), "the shell")
        tmux.expect_left()
        tmux.keys("fg", "Enter")
        tmux.until(lambda: tmux.shows("Enter URL"), "the panel")
        tmux.expect_whole()
        tmux.expect_frame()
        tmux.keys("C-c")
        tmux.until(lambda: tmux.shows("$"), "the shell")
        tmux.expect_left()


def test_each_height__whole_and_left():
    """At once: most of it is waiting."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for walked in [pool.submit(walk, rows) for rows in (24, 25, 40, 50, 60)]:
            walked.result()


main()
