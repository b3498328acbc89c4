# SPDX-License-Identifier: MIT
"""A shell in a window of tmux: keys, and what is on the screen."""
import shutil
import subprocess
import tempfile
import time

from keyturn import CLEAN
from sandbox import equal

COLS = 100
PATIENCE = 20
UNREAD = 0.5  # a yes that comes sooner than a person can read is taken for a slip


class Tmux:
    """A context manager."""

    def __init__(self, rows, cols=COLS):
        self.rows, self.cols = rows, cols
        self.path = tempfile.mkdtemp(prefix="keyturn-test-")

    def command(self, *words):
        done = subprocess.run(["tmux", "-S", f"{self.path}/socket", "-f", "/dev/null", *words],
                              env={**CLEAN, "HOME": self.path, "SHELL": "/bin/sh", "PS1": "$ "},
                              stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE)
        return done.stdout

    def __enter__(self):
        self.command("new-session", "-d", "-x", str(self.cols), "-y", str(self.rows), "sh")
        self.command("set-option", "-g", "status", "off")
        self.command("resize-window", "-x", str(self.cols), "-y", str(self.rows))
        self.until(lambda: self.shows("$"), "a shell")
        return self

    def __exit__(self, *_):
        self.command("kill-server")
        shutil.rmtree(self.path)

    def keys(self, *names):
        self.command("send-keys", *names)

    def picture(self):
        """The screen's rows with their colours and attributes, and the cursor."""
        rows = self.command("capture-pane", "-e", "-N", "-p").split("\n")
        cursor = self.command("display-message", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}")
        return [row.rstrip(" ") for row in rows] + [cursor]

    def screen(self):
        return self.command("capture-pane", "-p").split("\n")[:self.rows]

    def shows(self, text):
        return any(text in row for row in self.screen())

    def until(self, holds, what):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {what}:\n" + "\n".join(self.screen()))
            time.sleep(0.05)

    def read(self):
        time.sleep(UNREAD)

    def press(self, text, *keys):
        """The keys, one after another; then the text is on the screen."""
        for key in keys:
            time.sleep(0.1)
            self.keys(key)
        self.until(lambda: self.shows(text), text)

    def confirm(self, text):
        """From Cancel to the button that goes on."""
        self.press("[", "Tab")
        self.read()
        self.press(text, "Enter")

    def to_row(self, name):
        self.keys("Home")
        for _ in range(20):
            if self.shows("> " + name):
                return
            self.keys("Tab")
            time.sleep(0.1)
        raise AssertionError("\n".join(self.screen()))

    def still(self):
        """The picture, when it has not changed for a while."""
        seen, since = self.picture(), time.monotonic()
        while time.monotonic() - since < 0.4:
            time.sleep(0.05)
            now = self.picture()
            if now != seen:
                seen, since = now, time.monotonic()
        return seen

    def expect_whole(self):
        before = self.still()
        self.keys("C-l")
        for have, want in zip(self.still(), before):
            equal(have, want)

    def expect_frame(self):
        rows = self.screen()
        top, bottom = rows[1], rows[self.rows - 2]
        assert top.startswith("┌") and top.endswith("┐"), rows
        assert bottom.startswith("└") and bottom.endswith("┘"), rows
        assert all(row.startswith("│") and row.endswith("│") for row in rows[2:self.rows - 2]), rows
        assert "? Help" in rows[self.rows - 1], rows

    def expect_scrolls(self):
        """All rows do, for a shell."""
        self.keys("clear; seq 1000 1200", "Enter")
        self.until(lambda: self.screen()[self.rows - 2] == "1200", "the last line")
        equal(self.screen()[:self.rows - 1], [str(1200 - self.rows + 2 + i) for i in range(self.rows - 1)])

    def expect_left(self):
        modes = "#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag} #{mouse_any_flag} " \
            "#{insert_flag} #{origin_flag} #{wrap_flag} #{scroll_region_upper} #{scroll_region_lower}"
        equal(self.command("display-message", "-p", modes).split(),
              ["0", "1", "0", "0", "0", "0", "0", "1", "0", str(self.rows - 1)])
        self.expect_scrolls()
