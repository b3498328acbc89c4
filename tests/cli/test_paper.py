# SPDX-License-Identifier: MIT
"""What is printed on a terminal is wrapped, coloured and paged; in a pipe it is plain."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

from keyturn import CLEAN, Home
from sandbox import PASSWORD, Sandbox, equal, main

LONG = ("[profile a]\nservice = rackspace-us\nusername = someone-with-a-name\n"
        "password_command = true\n")


def on_terminal(home, *words, columns=50, rows=24, **env):
    """What the command shows on a terminal of that size, and its status."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen([os.environ["KEYTURN"], *words], stdin=slave, stdout=slave,
                               stderr=slave, env={**CLEAN, "HOME": home.path, **env})
    os.close(slave)
    shown = b""
    try:
        while part := os.read(master, 4096):
            shown += part
    except OSError:
        pass  # the other side has gone
    os.close(master)
    return shown.decode().replace("\r\n", "\n"), process.wait(timeout=60)


def plain(text):
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_terminal__lines_fit_and_go_on_below_their_beginning():
    with Home() as home:
        home.config(LONG)
        shown, status = on_terminal(home, "profiles")
        lines = plain(shown).splitlines()
        equal((status, max(map(len, lines)) <= 50), (0, True))
        assert len(lines) > 1 and all(line.startswith(" " * 15) for line in lines[1:]), shown
        equal(" ".join(plain(shown).split()), " ".join(home.run("profiles").out.split()))


def test_pipe__one_line_and_no_colour():
    with Home() as home:
        home.config(LONG)
        done = home.run("profiles")
        equal((len(done.out.splitlines()), "\x1b" in done.out), (1, False))


def test_colour__only_where_it_is_wanted():
    with Home() as home:
        home.config(LONG)
        assert "\x1b[" in on_terminal(home, "profiles")[0]
        for words, env in ((("--no-color",), {}), ((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"})):
            assert "\x1b" not in on_terminal(home, "profiles", *words, **env)[0], (words, env)


def test_pager__gets_what_is_longer_than_the_screen_and_no_key():
    with Home() as home:
        kept = os.path.join(home.path, "paged")
        env = {"PAGER": f"cat > {kept}"}
        shown, status = on_terminal(home, "help", "rotate", "--pager", rows=5, **env)
        equal((shown, status), ("", 0))
        with open(kept, encoding="utf-8") as file:
            assert "Usage: keyturn" in file.read()
        os.unlink(kept)
        shown, status = on_terminal(home, "help", "rotate", "--pager", rows=90, **env)
        equal((os.path.exists(kept), status), (False, 0))
        assert "Usage: keyturn" in shown
        shown, status = on_terminal(home, "help", "rotate", "--pager", rows=5, PAGER="/none")
        assert "Usage: keyturn" in shown and "could not be started" in shown, shown
        equal(home.refused(2, "usage", "show", "--reveal", "--pager").status, 2)
    with Sandbox() as s, Home() as home:
        shown, status = on_terminal(home, "show", "--pager", rows=2, PAGER="cat",
                                    OS_USERNAME="jqsmith", OS_PASSWORD=PASSWORD, OS_AUTH_URL=s.url)
        assert status == 0 and "Fingerprint" in shown, shown


if __name__ == "__main__":
    main()
