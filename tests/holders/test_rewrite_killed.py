# SPDX-License-Identifier: MIT
"""A rewrite that is killed, or disturbed, at any of its system calls."""
import collections
import os
import re
import signal
import subprocess
import time

from fixture import LONGER, OLD, SAME, Tree, alone, content, need, read, set_attribute
from sandbox import equal, main
from share import SHARE, share

INI = "[cf]\nuser = jqsmith\nkey = {}\n"
BEFORE = content(INI, OLD) * 3
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")


def calls(tree, found, new, old=OLD):
    """The system calls of a whole run, each with its number among those of its name; those from the
    first that looks at the tree on."""
    log = os.path.join(tree.top, "log")
    done = tree.run(found, new, old, before=["strace", "-o", log])
    if done.returncode != 0:
        need("a strace that may trace")
    counts, listed, begun = collections.Counter(), [], False
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = CALL.match(line)
            if match:
                counts[match[1]] += 1
                begun = begun or (tree.top in line and "exec" not in line)
                if begun:
                    listed.append((match[1], counts[match[1]]))
    assert len(listed) > 20, listed
    return listed


def killed(tree, found, new, call, number, old=OLD):
    done = tree.run(found, new, old, before=[
        "strace", "-qq", "-e", f"trace={call}", "-o", "/dev/null", "-e",
        f"inject={call}:signal=SIGKILL:when={number}"])
    assert done.returncode in (-9, 137, 0), done
    return done.returncode != 0


def check_killed(prepare, new, whole, inside):
    """`prepare` makes the tree's file; `whole` are the contents that another may ever see."""
    with Tree() as tree:
        steps = calls(tree, tree.found(prepare(tree)), new)
    kills = 0
    for call, number in share(steps):
        with Tree() as tree:
            path = prepare(tree)
            before, found = os.stat(path), tree.found(path)
            kills += killed(tree, found, new, call, number)
            step = f"{call} {number}"
            assert read(path) in whole, (step, read(path))
            after = os.stat(path)
            equal((step, after.st_mode, after.st_uid), (step, before.st_mode, before.st_uid))
            result, backup = tree.rewrite(found, new)
            assert result in ("done", "already"), (step, result, backup)
            equal((step, read(path), read(backup)), (step, whole[-1], BEFORE))
            equal((step, tree.names()), (step, inside))
    assert kills > 20 // SHARE, kills


def plain(tree):
    path = tree.write("rclone.conf", BEFORE, 0o640)
    set_attribute(path, "user.note", b"kept")
    return path


def hard_linked(tree):
    path = tree.write("rclone.conf", BEFORE, 0o640)
    os.link(path, tree.path("other"))
    return path


def test_killed_at_any_call__file_is_old_or_new_and_a_second_run_completes():
    need("strace")
    alone(lambda: check_killed(plain, LONGER, [BEFORE, content(INI, LONGER) * 3],
                               ["rclone.conf"]))


def test_killed_in_place__each_place_is_old_or_new_and_a_second_run_completes():
    old, new = content(INI, OLD), content(INI, SAME)
    need("strace")
    alone(lambda: check_killed(hard_linked, SAME,
                               [old * 3, new + old * 2, new * 2 + old, new * 3],
                               ["other", "rclone.conf"]))


# ---- the disk is full ----

def check_put_back():
    for number in (1, 2, 3):
        with Tree() as tree:
            path = hard_linked(tree)
            result, backup = tree.rewrite(tree.found(path), SAME, before=[
                "strace", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e",
                f"inject=pwrite64:error=ENOSPC:when={number}"])
            equal((number, result, read(path), read(backup)), (number, "failed", BEFORE, BEFORE))


def test_disk_full_in_place__what_was_written_is_put_back():
    need("strace")
    alone(check_put_back)


# ---- what is on the disk before what ----

def check_synced():
    with Tree() as tree:
        path, log = plain(tree), os.path.join(tree.top, "log")
        tree.run(tree.found(path), SAME, before=[
            "strace", "-y", "-e", "trace=fsync,renameat,renameat2", "-o", log])
        with open(log, encoding="utf-8", errors="replace") as file:
            lines = [line.replace(tree.top, "") for line in file if line.startswith(("fs", "re"))]
    said = [re.sub(r"\d{8}T[^-]*-[0-9a-f]{32}-[0-9a-f]{32}-|-[a-z0-9]{6}\b|\d+(?=<)", "", line)
            for line in lines]
    said = [re.split(r" +=", line)[0] for line in said]
    equal(said, ["fsync(</backups/.rclone.conf>)",
                 'renameat(</backups>, ".rclone.conf", </backups>, "rclone.conf")',
                 "fsync(</backups>)",
                 "fsync(</files/.rclone.conf.keyturn>)",
                 'renameat(</files>, ".rclone.conf.keyturn", </files>, "rclone.conf")',
                 "fsync(</files>)"])


def test_everything_is_synced_before_the_next_step_relies_on_it():
    need("strace")
    alone(check_synced)


# ---- somebody else writes at a certain step ----

def wait_for(pattern, log, ended):
    """The match in the log; None when the run ended without."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        last = ended()
        with open(log, encoding="utf-8", errors="replace") as file:
            match = re.search(pattern, file.read(), re.M)
        if match or last:
            return match
    raise AssertionError(f"no {pattern} in {log}")


def disturbed(tree, found, call, number, change):
    """Runs the rewrite; right after its call `number` of this name, makes the change. The result's
    name, or None when the change was not made."""
    log = os.path.join(tree.top, "log")
    with open(log, "wb"), subprocess.Popen(
            ["strace", "-f", "-qq", "-e", f"trace={call}", "-o", log, "-e",
             f"inject={call}:signal=SIGSTOP:when={number}", *tree.words(found)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE) as tracer:
        tracer.stdin.write(f"{OLD}\n{LONGER}".encode())
        tracer.stdin.close()
        match = wait_for(r"^(\d+) +--- stopped by SIGSTOP", log, lambda: tracer.poll() is not None)
        if match is None:
            return None
        change()
        os.kill(int(match[1]), signal.SIGCONT)
        return tracer.stdout.read().decode().split()[0]


def check_disturbed():
    after = content(INI, LONGER) * 3
    with Tree() as tree:
        steps = calls(tree, tree.found(plain(tree)), LONGER)
    seen = collections.Counter()
    for call, number in share(steps):
        with Tree() as tree:
            path = plain(tree)

            def change():
                with open(path, "ab") as file:
                    file.write(b"more\n")

            result = disturbed(tree, tree.found(path), call, number, change)
            if result is not None:
                seen[(result, read(path))] += 1
            assert tree.names() == ["rclone.conf"], (call, number, tree.names())
    lost = seen.pop(("done", after), 0)
    assert lost <= 1, lost
    equal(set(seen), {("changed", BEFORE + b"more\n"), ("done", after + b"more\n")})
    assert seen[("changed", BEFORE + b"more\n")] > 20 // SHARE, seen


def test_written_by_another_at_any_step__nothing_of_his_is_lost_but_in_the_last_moment():
    need("strace")
    alone(check_disturbed)


# ---- somebody else's directory ----

def check_swapped():
    """Who owns the directory puts a link to the old content in the place of what is about to be renamed."""
    with Tree() as tree:
        steps = calls(tree, tree.found(plain(tree)), LONGER)
    seen = collections.Counter()
    for call, number in steps:
        with Tree() as tree:
            path = plain(tree)
            other = os.path.join(tree.top, "other")
            with open(other, "wb") as file:
                file.write(BEFORE)

            def swap():
                for name in tree.names():
                    if ".keyturn-" in name:
                        os.unlink(tree.path(name))
                        os.symlink(other, tree.path(name))

            result = disturbed(tree, tree.found(path), call, number, swap)
            leads_away = os.path.islink(path)
            seen[(result, leads_away)] += 1
            equal((call, number, read(other)), (call, number, BEFORE))
            if result == "done":
                equal((call, number, leads_away, read(path)),
                      (call, number, False, content(INI, LONGER) * 3))
            if leads_away:
                equal((result, len(tree.backup_names())), ("failed", 1))
    assert seen[("failed", True)] > 3, seen


def test_temporary_file_swapped_for_a_link__is_told_and_never_done():
    need("strace")
    alone(check_swapped)


if __name__ == "__main__":
    main()
