# SPDX-License-Identifier: MIT
"""A disk that is full, or a directory that may not be written, at any write of a rotation: what is
told of it is so, every file is whole, and no key is lost."""
import os
import re
import subprocess

from fixture import in_namespace, mount, need, need_root, read
from sandbox import equal, main
from share import share
from steps import befallen, for_each, steps, traced
from test_crash import FILES, RESUME, ROTATE, furnish, small_world
from world import World

# Not write(): it also wakes threads and prints the result.
WRITES = "pwrite64 fdatasync fsync rename renameat renameat2 mkdir mkdirat ftruncate".split()
PAGE = 4096
OUTCOMES = {0: "done", 6: "partial", 7: "unknown"}


def whole(world, step, key):
    """Every file has all of the old or all of the new key; returns how many have the new one."""
    new = 0
    for name in FILES:
        have = world.read(name)
        assert have in (world.text(name, world.old), world.text(name, key)), (step, name, have)
        new += have == world.text(name, key)
    equal((step, world.leftovers()), (step, []))
    return new


def check_told(world, step, done, key):
    """What `rotate` said, held against the service."""
    resets = world.resets()
    equal((step, resets), (step, int(key != world.old)))
    if done.status in OUTCOMES and done.out.strip():
        equal((step, done.json["outcome"]), (step, OUTCOMES[done.status]))
        assert done.status == 7 or resets == 1, (step, done.out)
    else:
        equal((step, resets), (step, 0))


def check(world, step, done, before_resume=lambda: None):
    key = world.key()
    check_told(world, step, done, key)
    before = whole(world, step, key)
    updated = [] if world.resets() == 0 or not done.out.strip() else [
        h for h in done.json["holders"] if h["status"] == "updated"]
    assert world.resets() == 0 or before >= len(updated), (step, before, updated)
    before_resume()
    world.resume()
    equal((step, world.resets()), (step, int(key != world.old)))
    assert whole(world, step, world.key()) >= before or key == world.old, step
    equal((step, world.resume().json), (step, {"rotations": []}))


def commits(listed):
    """Of writes in a row, which are one commit of the journal's, the first and the last: none of them
    counts without the others."""
    same = [a[0] == b[0] == "pwrite64" for a, b in zip(listed, listed[1:])]
    return [step for step, before, after in zip(listed, [False, *same], [*same, False])
            if not (before and after)]


def fail_each_write(error):
    def fail(step):
        with small_world() as world:
            check(world, step, befallen(world, ROTATE, step, f"error={error}"))

    with small_world() as world:
        listed = steps(world, ROTATE, "state.db", WRITES)
    for_each(fail, share(commits(listed)))


STATE = re.compile(r"state\.db(-wal|-journal)?>")


def outside(line):
    """What others see of a rotation: the reset, a file that changes, a hook."""
    if re.search(r"sendto\(.*RAX-AUTH/reset", line):
        return "reset"
    if re.search(r"renameat\(.*\.keyturn-", line) or re.search(r"pwrite64\(\d+</[^>]*\.ini>", line):
        return "file"
    return "hook" if 'execve("/bin/sh"' in line or 'execve("/usr/bin/sh"' in line else None


def test_journal__is_on_the_disk_before_anything_changes_outside():
    need("strace")
    with small_world() as world:
        log = os.path.join(world.beside, "trace")
        done = traced(world, log, ROTATE, "-y", "-e",
                      "trace=pwrite64,fdatasync,fsync,sendto,renameat,renameat2,execve")
        equal(done.status, 0)
        unsynced, written, seen = 0, 0, []
        for line in read(log).decode(errors="replace").splitlines():
            if STATE.search(line) and "pwrite64(" in line:
                unsynced, written = unsynced + 1, written + 1
            elif STATE.search(line) and "sync(" in line:
                unsynced = 0
            elif what := outside(line):
                seen.append(what)
                equal((what, unsynced), (what, 0))
                assert what != "reset" and what != "hook" or written > 0, line
                written = 0
        equal(list(dict.fromkeys(seen)), ["reset", "file", "hook"])


def test_disk_full__at_any_write__nothing_is_lost():
    fail_each_write("ENOSPC")


def fill(path, pages):
    """Leaves so many pages of the file system there."""
    state = os.statvfs(path)
    with open(os.path.join(path, "filler"), "wb") as filler:
        filler.write(b"x" * (state.f_bavail * state.f_frsize - pages * PAGE))


def rotate_on_a_full_disk(pages):
    with World({}) as world:
        mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", world.home.path)
        try:
            world.forms = FILES
            furnish(world)
            fill(world.home.path, pages)
            check(world, pages, world.rotate(), before_resume=lambda: os.unlink(world.path("filler")))
            if world.resets() == 1:
                equal((pages, whole(world, pages, world.key())), (pages, len(FILES)))
            return world.resets()
        finally:
            subprocess.run(["umount", world.home.path], check=True)


def test_disk_full__with_any_room_that_is_left__resume_completes_once_there_is_some():
    need_root()

    def on_each():
        resets = []
        for_each(lambda pages: resets.append(rotate_on_a_full_disk(pages)),
                 [*range(0, 20, 5), *range(20, 44)])
        assert set(resets) == {0, 1}, resets
    in_namespace(on_each)


def test_not_allowed__at_any_write__nothing_is_lost():
    fail_each_write("EACCES")


def test_journal_not_writable__no_reset_is_sent():
    with small_world() as world:
        # From the first write on, as on a disk that stays full.
        done = befallen(world, ROTATE, ("pwrite64", "1+"), "error=ENOSPC")
        equal(world.resets(), 0)
        assert done.status not in (0, 6), (done.status, done.out, done.err)
        equal(world.key(), world.old)
        equal(whole(world, "pwrite64", world.old), len(FILES))
        equal(world.home.run("history", *RESUME[1:]).status, 0)


if __name__ == "__main__":
    main()
