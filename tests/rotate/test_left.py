# SPDX-License-Identifier: MIT
"""What a rotation leaves to be done: what it may not touch, what failed, what resume takes up again."""
import gzip
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

from fixture import need, read
from keyturn import finish
from sandbox import DEV1, equal, main
from steps import STRACE, need_strace
from world import INI, World, holder, hooks, script


def unrewritable(world):
    key = world.old.encode()
    world.write(".bash_history", b"rack --api-key " + key + b"\n")
    world.write("work/terraform.tfstate", b'{"k": "' + key + b'"}')
    world.write("work/notes.txt.swp", b"b0VIM 8.2\0" + key)
    world.write("work/app.log", key)
    world.write("work/dump.bin", b"\0\1\2" + key)
    world.write("work/list.gz", gzip.compress(b"") + key)
    with sqlite3.connect(world.path("work/app.db")) as base:
        base.execute("CREATE TABLE t (k)")
        base.execute("INSERT INTO t VALUES (?)", (world.old,))
    base.close()
    return [".bash_history", "work/terraform.tfstate", "work/notes.txt.swp", "work/app.log",
            "work/dump.bin", "work/list.gz", "work/app.db"]


def test_excluded_formats__are_told_and_not_touched():
    with World(INI) as w:
        names = unrewritable(w)
        before = {name: w.read(name) for name in names}
        done = w.rotate()
        equal(done.status, 6)
        for name in names:
            one = holder(done.json, "/" + name)
            equal((name, one["action"], one["status"]), (name, "manual", "manual"))
            assert one["reason"], one
            equal((name, w.read(name)), (name, before[name]))
        equal(len(done.json["left"]), len(names))
        w.holds("a.ini", w.key())


def test_process_with_the_key__is_to_be_restarted():
    with World(INI) as w, subprocess.Popen(
            [sys.executable, "-c", "print(flush=True); import time; time.sleep(1000)"],
            env={"APP_KEY": w.old}, stdout=subprocess.PIPE) as app:
        app.stdout.readline()
        done = w.rotate()
        app.kill()
        one, = (h for h in done.json["holders"] if h["kind"] == "process")
        equal((done.status, one["pid"], one["action"], one["status"]),
              (6, app.pid, "restart", "restart"))
        assert str(app.pid) in done.json["left"][0], done.json["left"]


def test_home_behind_a_link__is_as_good_as_any():
    with World(INI) as w:
        real = w.home.path
        w.home.path = os.path.join(w.beside, "home")
        os.symlink(real, w.home.path)
        equal(w.rotate().status, 0)
        w.holds("a.ini", w.key())
        equal(len(w.history()), 3)
        w.home.path = real


def test_unreadable__is_no_hindrance_and_keyturns_own_state_is_not_searched():
    with World(INI) as w:
        os.symlink("/nonexistent", w.path("dangling"))
        os.mkfifo(w.path("pipe"))
        equal(w.rotate().status, 0)
        equal(w.rotate().status, 0)  # the backups hold the first key, and nobody looks there
        w.holds("a.ini", w.key())


def test_changed_after_the_search__is_left_and_told():
    need_strace()
    with World({**INI, "b.ini": "key = {}\n"}) as w:
        # It is stopped when it makes the directory for backups, after the search.
        process = w.start("rotate", "--confirm=jqsmith", "--json", before=[
            *STRACE, "-f", "-qq", "-o", os.path.join(w.beside, "trace"), "-e", "trace=mkdir", "-P",
            w.path(".local/state/keyturn/backups"), "-e", "inject=mkdir:signal=SIGSTOP"])
        stopped = wait_for_stop(os.path.join(w.beside, "trace"))
        edited = w.text("b.ini", w.old) + b"# edited\n"
        w.write("b.ini", edited)
        os.kill(stopped, signal.SIGCONT)
        done = finish(process)
        equal((done.status, done.json["outcome"]), (6, "partial"))
        one = holder(done.json, "b.ini")
        equal((one["status"], w.read("b.ini")), ("changed-meanwhile", edited))
        assert one["reason"] and w.path("b.ini") in done.json["left"][0]
        w.holds("a.ini", w.key())


def wait_for_stop(log):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if os.path.exists(log):
            match = re.search(r"^(\d+) +--- stopped by SIGSTOP", read(log).decode(), re.M)
            if match:
                return int(match[1])
    raise AssertionError("it was not stopped")


def test_size_limit__of_the_shell__leaves_the_file_and_says_so():
    need("prlimit")
    with World({**INI, "b.ini": "key = {}\n" + 3_000_000 * "x"}) as w:
        done = w.rotate(before=["prlimit", "--fsize=2000000"])
        equal((done.status, done.json["outcome"]), (6, "partial"))
        assert "ulimit -f" in holder(done.json, "b.ini")["reason"], done.json
        w.holds("a.ini", w.key())
        w.holds("b.ini", w.old)
        equal(w.leftovers(), [])


def test_no_room__for_a_file__resume_puts_it_in_and_runs_the_hooks_once_more():
    need("strace")
    with World({**INI, "b.ini": "key = {}\n"}) as w:
        hooks(w, ("count", script(w, "count", f"echo >> {w.path('runs')}")))
        done = w.rotate(before=["strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                "inject=renameat,renameat2:error=ENOSPC:when=1"])
        equal((done.status, done.json["outcome"]), (6, "partial"))
        assert "failed" in [h["status"] for h in done.json["holders"]], done.json  # a thread's first
        assert "keyturn resume" in done.json["left"][0], done.json
        done = w.resume()
        equal((done.status, w.resets()), (6, 1))  # the old key cannot be tried any more
        for name in w.forms:
            w.holds(name, w.key())
        equal((read(w.path("runs")), w.leftovers()), (b"\n\n", []))
        equal(w.resume().json["rotations"], [])


def test_told_to_end_twice__says_that_resume_does_the_rest():
    need("strace")
    with World({name: "key = {}\n" for name in ("a.ini", "b.ini", "c.ini", "d.ini")}) as w:
        hooks(w, ("late", script(w, "late", f"touch {w.path('ran')}")))
        done = w.rotate(before=["strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                "inject=renameat,renameat2:signal=SIGTERM"])
        equal((done.status, done.json["outcome"]), (6, "partial"))
        places = [h["path"] for h in done.json["holders"] if h["status"] == "found"]
        assert places and not os.path.exists(w.path("ran")), done.json
        for what in (*places, "late"):
            assert any(what in s and "'keyturn resume'" in s for s in done.json["left"]), done.json
        equal(w.resume().json["rotations"][0]["outcome"], "partial")  # the old key was not tried
        for name in w.forms:
            w.holds(name, w.key())
        assert os.path.exists(w.path("ran"))


def test_resume__knows_that_something_could_not_be_read():
    need("strace")
    with World(INI) as w:
        w.write("closed", b"", 0)
        without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] \
            if os.geteuid() == 0 else []  # who else reads everything
        done = w.rotate(before=[*without, "strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                "inject=renameat,renameat2:error=ENOSPC"])
        equal(done.status, 6)
        done = w.resume()
        equal(done.status, 6)
        said = "\n".join(done.json["rotations"][0]["left"])
        assert "1 file or directory could not be read" in said, said
        w.holds("a.ini", w.key())


def test_resume__hooks_that_were_done__are_not_run_again():
    with World(INI) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("count", script(w, "count", f"echo >> {w.path('runs')}")),
              ("gate", f"cat {w.path('gate')}"))
        process = w.start("rotate", "--confirm=jqsmith")
        with open(w.path("gate"), "wb"):  # opened once the second hook reads it
            process.kill()
            finish(process)
        os.unlink(w.path("gate"))
        w.write("gate", b"")
        result, = w.resume().json["rotations"]
        # The second was running when keyturn was killed: whether it succeeded nobody saw.
        equal([h["status"] for h in result["hooks"]], ["done", "unknown"])
        equal(read(w.path("runs")), b"\n")


def test_resume__by_who_may_not_read_the_key__says_so_and_leaves_it():
    with World(INI, user=("dev1", DEV1)) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}"))
        process = w.start("rotate", "--user=dev1", "--confirm=dev1")
        with open(w.path("gate"), "wb"):  # opened once the hook reads it
            process.kill()
            finish(process)
        done = w.resume(user="dev2")
        result, = done.json["rotations"]
        equal((done.status, result["outcome"], result["error"]["kind"]),
              (7, "unknown", "forbidden"))
        w.home.config("")
        equal(w.resume().json["rotations"][0]["outcome"], "partial")


if __name__ == "__main__":
    main()
