# SPDX-License-Identifier: MIT
"""What a rotation tells on standard error: progress, notices, errors."""
import base64
import json
import os
import pty
import re
import urllib.parse

from fixture import read
from sandbox import PASSWORD, equal, main
from world import INI, World, hooks, script


def talking(w):
    hooks(w, ("talk", script(w, "talk", "echo spoken")))


def steps(text, before=""):
    """The sentences of progress in it."""
    return [line for line in text.splitlines()
            if re.match(rf"keyturn: {before}[A-Z].*\.\r?$", line)]


# A line of the log, and nothing that is not one of these words.
LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (?:"
    r"keyturn [\d.]+ rotate"
    r"|request (?:GET|POST|DELETE) (?P<path>/v2\.0/[^ ?]*) \d{3}, id (?P<id>[^ ,]+), \d+ ms"
    r"|search begins|search ends: \d+ files, \d+ unreadable"
    r"|work \d+ begins: (?:begin|new|recheck|tokens|close|update \d+|hook \d+)"
    r"|work \d+ ends: [a-z-]+"
    r"|rotation: step \d+: (?:[A-Z][A-Za-z ,;:']+\.|done|partial)"
    r"|rotation: (?:searched|new key issued|new key accepted|old key refused|place \d of \d tried"
    r"|files looked at again|tokens revoked|hook (?:started: talk|ended: talk, done)))")


def forms(secret):
    """How it might be spelled."""
    data = secret.encode()
    yield from (secret, data.hex(), data.hex().upper(), urllib.parse.quote(secret, safe=""))
    for skip in range(3):  # what base64 makes of it alone, however it is aligned
        yield base64.b64encode(b"\0" * skip + data).decode()[skip + (skip > 0):-4]


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
            assert "keyturn: spoken\n" in done.err and len(steps(done.err, "rotation: step \\d+: ")) >= 5


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


def test_log__whole_rotation__has_every_request_and_no_secret():
    for word in ("--log=LOG", "-v"):
        with World(INI) as w:
            cached = w.sandbox.token("jqsmith")
            w.write(".rack/cache", json.dumps({
                f"jqsmith,{w.sandbox.url}/v2.0/,DFW,object-store,publicURL":
                {"TokenID": cached}}).encode())
            key_name = w.write(f"{w.old}.ini", f"key = {w.old}\n".encode())
            log = os.path.join(w.beside, "log")
            hooks(w, ("talk", script(w, "talk", "cat"), "key = stdin"))
            done = w.run("rotate", "--confirm=jqsmith", "--leaked", word.replace("LOG", log))
            equal(done.status, 6)  # a file whose name is the key is left
            text = read(log).decode() if word != "-v" else "".join(
                f"2026-01-01T00:00:00.000Z {line.removeprefix('keyturn: ')}\n"
                for line in done.err.splitlines() if line.strip("*") != "keyturn: ")  # the hook's
            found = [LINE.fullmatch(line) for line in text.splitlines()]
            assert all(found), [line for line in text.splitlines() if not LINE.fullmatch(line)]
            paths = [match["path"] for match in found if match["path"]]
            asked = [line.split()[1].partition("?")[0] for line in w.asked()
                     if " /v2.0/" in line]
            equal((len(paths) >= 6, set(paths) <= set(asked)), (True, True))
            for secret in (PASSWORD, w.old, w.key(), cached):
                for form in forms(secret):
                    assert form not in text, (form, text)
            assert os.path.exists(key_name) and "jqsmith" not in text


if __name__ == "__main__":
    main()
