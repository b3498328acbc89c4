# SPDX-License-Identifier: MIT
"""Forms and contacts in a real terminal, against the real service: for its owner and for a plain user."""
import os

from sandbox import Sandbox, main
from share import share
from tmux import Tmux

SIZES = ((24, 80), (10, 40), (40, 120))


def demo(tmux, *options):
    tmux.keys(" ".join([os.environ["KEYTURN"], "--demo", *options]), "Enter")
    tmux.until(lambda: tmux.shows("signed in as"), "the sign-in")
    tmux.press("Fingerprint", "Enter")


def leave(tmux):
    tmux.keys("C-c")
    tmux.until(lambda: tmux.shows("$"), "the shell")


def edit_address(tmux):
    tmux.to_row("Email")
    tmux.press("E-mail", "Enter")
    tmux.press("new@example.org", "C-u", "new@example.org")
    tmux.press("becomes", "Tab", "Tab", "Tab", "Enter")
    tmux.confirm("Done for jqsmith")
    tmux.until(lambda: tmux.shows("new@example.org"), "the new address")


def test_form__every_size__saves_what_was_confirmed():
    for rows, cols in share(SIZES):
        with Tmux(rows, cols) as tmux:
            demo(tmux)
            edit_address(tmux)
            leave(tmux)


def test_form__ascii_mono_and_accessible__saves_what_was_confirmed():
    for options in share(("--ascii", "--theme=mono", "--accessible")):
        with Tmux(24, 80) as tmux:
            demo(tmux, options)
            edit_address(tmux)
            leave(tmux)


def open_contact(tmux, name):
    tmux.press("Search", "/")
    tmux.press("> " + name, name, "Enter")
    tmux.press("This contact", "Enter")


def add(tmux):
    tmux.press("Username", "n")
    tmux.press("newbie@example.org", "newbie", "Tab", "newbie@example.org")
    for _ in range(8):
        if tmux.shows("becomes"):
            break
        tmux.keys("Enter")
        tmux.read()
    tmux.confirm("Told only once")
    tmux.read()
    tmux.press("shown; hides", "s")
    tmux.press("Contacts (10)", "Escape")


def test_contact__added_disabled_and_deleted_by_the_owner():
    with Tmux(24, 80) as tmux:
        demo(tmux)
        tmux.press("> ", "End")
        add(tmux)
        open_contact(tmux, "newbie")
        tmux.press("Disable", "x")
        tmux.confirm("disabled")
        tmux.until(lambda: tmux.shows("[ Enable ]"), "the state")
        tmux.press("Username", "d")
        tmux.press("newbie", "newbie", "Enter", "Enter")
        tmux.confirm("deleted")
        leave(tmux)


def test_contact__key_reset_by_the_owner__as_one_s_own():
    with Tmux(24, 80) as tmux:
        demo(tmux)
        open_contact(tmux, "dev1")
        tmux.press("dev1 uses now", "r")
        tmux.until(lambda: tmux.shows("Current key"), "the key that is replaced")
        tmux.confirm("The key is new.")
        leave(tmux)


def test_contact__plain_user__told_why_not():
    with Sandbox() as sandbox, Tmux(24, 80) as tmux:
        tmux.keys(f"{os.environ['KEYTURN']} --auth-url={sandbox.url} --username=dev1", "Enter")
        tmux.until(lambda: tmux.shows("Password"), "the form")
        tmux.press("signed in as", "Demo-pass-1", "Enter")
        tmux.press("Fingerprint", "Enter")
        tmux.press("Add a contact: only", "n")
        leave(tmux)


main()
