# SPDX-License-Identifier: MIT
"""What a rotation tells on standard error: progress, notices, errors."""
import os
import pty
import re

from sandbox import equal, main
from world import INI, World, hooks, script


def talking(w):
    hooks(w, ("talk", script(w, "talk", "echo spoken")))


def steps(text):
    """The sentences of progress in it."""
    return [line for line in text.splitlines() if re.match(r"keyturn: [A-Z].*\.\r?$", line)]


def test_progress__no_terminal__is_not_told_and_hooks_are():
    with World(INI) as w:
        talking(w)
        done = w.run("rotate", "--confirm=jqsmith")
        equal((done.status, done.err), (0, "keyturn: spoken\n"))


def test_progress__terminal__is_told():
    with World(INI) as w:
        master, slave = pty.openpty()
        done = w.run("rotate", "--confirm=jqsmith",
                     before=["sh", "-c", f'exec "$0" "$@" 2>{os.ttyname(slave)}'])
        shown = os.read(master, 65536).decode()
        os.close(slave)
        os.close(master)
        equal(done.status, 0)
        assert len(steps(shown)) >= 5, shown


def test_verbose__tells_the_steps_without_a_terminal():
    for word in ("-v", "--verbose"):
        with World(INI) as w:
            talking(w)
            done = w.run("rotate", "--confirm=jqsmith", word)
            equal(done.status, 0)
            assert "keyturn: spoken\n" in done.err and len(steps(done.err)) >= 5, done.err


def test_quiet__tells_errors_only():
    for word in ("-q", "--quiet"):
        with World(INI) as w:
            talking(w)
            done = w.run("rotate", "--confirm=jqsmith", word)
            equal((done.status, done.err), (0, ""))
            assert "Outcome" in done.out, done.out
            done = w.run("rotate", "--confirm=nobody", word)
            equal(done.status, 2)
            assert done.err.startswith("keyturn: the reset was not confirmed"), done.err


def test_quiet_and_verbose__together__are_a_mistake():
    with World(INI) as w:
        done = w.run("rotate", "--dry-run", "-qv")
        equal(done.status, 2)
        assert "--quiet or --verbose, not both" in done.err, done.err


if __name__ == "__main__":
    main()
