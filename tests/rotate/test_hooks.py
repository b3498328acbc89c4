# SPDX-License-Identifier: MIT
"""The commands that are run after a rotation: what they are given, and what becomes of it."""
import os
import re

from fixture import read
from sandbox import equal, main
from world import INI, World, hooks, script


def test_hooks__get_the_key_on_stdin_if_wanted_and_run_in_order():
    with World(INI) as w:
        log = w.path("hooks.out")
        one = script(w, "one", f"cat > {log}.key; echo one $KEYTURN_USERNAME >> {log}")
        two = script(w, "two", f"cat > {log}.none; echo two $@ >> {log}")
        hooks(w, ("one", one, "key = stdin"), ("two", f"{two} 'a b' c"))
        done = w.rotate()
        equal(done.status, 0)
        equal([(h["name"], h["status"]) for h in done.json["hooks"]],
              [("one", "done"), ("two", "done")])
        assert all(h["seconds"] >= 0 for h in done.json["hooks"])
        equal(read(log).decode(), "one jqsmith\ntwo a b c\n")
        equal((read(log + ".key").decode().strip(), read(log + ".none")), (w.key(), b""))


def test_hook__failing__is_6_and_told_and_the_next_still_runs():
    with World(INI) as w:
        hooks(w, ("bad", script(w, "bad", "exit 3")),
              ("good", script(w, "good", f"touch {w.path('ran')}")),
              ("gone", "/nonexistent/program"))
        done = w.rotate()
        equal((done.status, done.json["outcome"]), (6, "partial"))
        equal([h["status"] for h in done.json["hooks"]], ["failed", "done", "failed"])
        assert os.path.exists(w.path("ran"))
        bad, gone = done.json["left"]
        assert "bad" in bad and "3" in bad and "gone" in gone, done.json["left"]


def test_hook__too_slow__is_ended_with_all_it_started():
    with World(INI) as w:
        slow = script(w, "slow", f"sleep 1000 & echo $! > {w.path('pid')}; wait")
        hooks(w, ("slow", slow, "timeout = 1"))
        done = w.rotate()
        equal((done.status, done.json["hooks"][0]["status"]), (6, "failed"))
        assert is_dead(int(read(w.path("pid"))))


def is_dead(pid):
    """Gone, or nobody has asked what became of it."""
    try:
        return read(f"/proc/{pid}/stat").rpartition(b")")[2].split()[0] == b"Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_hook__output__is_on_stderr_masked_and_harmless():
    with World(INI) as w:
        with open(os.path.join(w.beside, "old"), "w", encoding="ascii") as file:
            file.write(f"old {w.old}\n")  # in the script it would be updated
        hooks(w, ("talk", script(w, "talk", r"read key; printf 'new %s\033[2J\n' $key; "
                                            f"cat {file.name} >&2"), "key = stdin"))
        done = w.run("rotate", "--confirm=jqsmith")
        equal(done.status, 0)
        assert re.search(r"^keyturn: .*new \*", done.err, re.M), done.err
        assert re.search(r"^keyturn: .*old \*", done.err, re.M), done.err
        assert not any(word in done.out + done.err for word in (w.old, w.key(), "\x1b"))


if __name__ == "__main__":
    main()
