# SPDX-License-Identifier: MIT
"""The commands that are run after a rotation: what they are given, and what becomes of it."""
import os
import re
import time

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


# ---- keyturn is killed while one runs ----

SECONDS = 20  # for anything that is waited for


def wait_for(path, text):
    end = time.monotonic() + SECONDS
    while not os.path.exists(path) or text not in read(path).decode():
        assert time.monotonic() < end, path
        time.sleep(0.02)


def kill_in_hook(world, text, *more):
    """A rotation is killed once its one hook has begun; the hook's log and its process."""
    log = world.path("log")
    hooks(world, ("slow", script(world, "slow", f"echo begin $$ >> {log}; {text}; echo end >> {log}"),
                  *more))
    process = world.start("rotate", "--confirm=jqsmith")
    wait_for(log, "begin")
    process.kill()
    process.communicate()
    return log, int(read(log).split()[1])


def traces(world):
    return [name for _, _, names in os.walk(world.home.path) for name in names
            if name.endswith(".trace")]


def test_killed_in_a_hook__resume_waits_for_it_and_does_not_run_it_again():
    with World(INI) as w:
        log, pid = kill_in_hook(w, "sleep 2")
        done = w.run("resume")
        equal(read(log).decode(), f"begin {pid}\nend\n")  # neither at once nor twice
        assert f"hook slow is still running (process {pid}); waiting" in done.err, done.err
        equal(done.status, 6)
        assert "it is not known whether hook slow succeeded" in done.out, done.out
        equal((w.holds("a.ini", w.key()), w.resume().json), (None, {"rotations": []}))
        equal(traces(w), [])
        equal([e["result"] for e in w.history() if e["event"] == "hook"], ["unknown"])


def test_killed_in_a_hook__that_ended_before_resume__is_left_to_the_user():
    with World(INI) as w:
        log, pid = kill_in_hook(w, "sleep 0.5")
        wait_for(log, "end")
        wait_until_dead(pid)
        done = w.resume()
        equal(read(log).decode(), f"begin {pid}\nend\n")
        equal((done.status, [h["status"] for h in done.json["rotations"][0]["hooks"]]),
              (6, ["unknown"]))


def wait_until_dead(pid):
    end = time.monotonic() + SECONDS
    while not is_dead(pid):
        assert time.monotonic() < end, pid
        time.sleep(0.02)


def test_killed_in_a_hook__that_outlasts_its_time__is_told_and_let_run():
    with World(INI) as w:
        log, pid = kill_in_hook(w, "sleep 6", "timeout = 1")
        done = w.resume()
        equal(done.status, 6)
        left = " ".join(done.json["rotations"][0]["left"])
        assert f"hook slow succeeded: it is still running (process {pid})" in left, left
        wait_for(log, "end")
        equal(read(log).decode(), f"begin {pid}\nend\n")


def test_resume__killed_and_its_hook_ended_by_a_second_signal__runs_it_again():
    with World(INI) as w:
        log = w.path("log")
        hooks(w, ("slow", script(w, "slow", f"echo begin >> {log}; [ -e {log}.go ] || sleep 1000")))
        process = w.start("rotate", "--confirm=jqsmith")
        wait_for(log, "begin")
        process.terminate()
        time.sleep(0.5)
        process.terminate()
        process.communicate()
        w.write("log.go", b"")
        done = w.resume()  # it was ended by keyturn, so it is known not to have gone well
        equal(([h["status"] for h in done.json["rotations"][0]["hooks"]], read(log).decode()),
              (["done"], "begin\nbegin\n"))


if __name__ == "__main__":
    main()
