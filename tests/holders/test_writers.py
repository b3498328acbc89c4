# SPDX-License-Identifier: MIT
"""A file that somebody else has open for writing, or has locked, is not taken away from under him."""
import os
import shutil
import subprocess
import sys

from fixture import LONGER, OLD, SAME, Tree, content, need_root, read
from sandbox import equal, main
from searching import NOBODY
from test_rewrite import untouched

INI = "[cf]\nuser = jqsmith\nkey = {}\n"
BEFORE, AFTER = content(INI, OLD), content(INI, SAME)
APPENDER = """import os, sys
file = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
os.write(1, b".")
sys.stdin.read()
os.write(file, b"later = line\\n")"""
LOCKER = """import fcntl, sys
file = open(sys.argv[1], sys.argv[2])
{}
sys.stdout.write(".")
sys.stdout.flush()
sys.stdin.read()"""


class Other:
    """Another process that has the file until it is let go; a context manager."""

    def __init__(self, source, *words, **options):
        self.process = subprocess.Popen([sys.executable, "-c", source, *words],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        equal(self.process.stdout.read(1), b".")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()
        equal(self.process.returncode, 0)


def test_file_that_somebody_appends_to__in_place__and_later_lines_are_there():
    with Tree() as tree:
        path = tree.write("f.ini", BEFORE)
        inode = os.stat(path).st_ino
        found = tree.found(path)
        with Other(APPENDER, path):
            equal(tree.rewrite(found, SAME)[0], "done")
        equal((read(path), os.stat(path).st_ino), (AFTER + b"later = line\n", inode))


def test_file_that_somebody_appends_to__another_length__is_left_with_who_it_is():
    with Tree() as tree:
        path = tree.write("f.ini", BEFORE)
        with Other(APPENDER, path) as other:
            untouched(tree, path, BEFORE, tree.rewrite(tree.found(path), LONGER),
                      f"(process {other.process.pid}) has it open for writing")


def test_file_that_somebody_reads__no_hindrance():
    with Tree() as tree:
        path = tree.write("f.ini", BEFORE)
        with open(path, "rb"):
            equal(tree.rewrite(tree.found(path), LONGER)[0], "done")
        equal(read(path), content(INI, LONGER))


def test_locked_file__is_left_with_who_it_is():
    for mode, lock in (("r+", "fcntl.flock(file, fcntl.LOCK_EX)"),
                       ("r", "fcntl.flock(file, fcntl.LOCK_SH)"),
                       ("r+", "fcntl.lockf(file, fcntl.LOCK_EX)"),
                       ("r", "fcntl.lockf(file, fcntl.LOCK_SH)")):
        with Tree() as tree:
            path = tree.write("f.ini", BEFORE)
            with Other(LOCKER.format(lock), path, mode) as other:
                untouched(tree, path, BEFORE, tree.rewrite(tree.found(path), SAME),
                          f"(process {other.process.pid}) has locked it")
            equal(tree.rewrite(tree.found(path), SAME)[0], "done")


def test_file_that_another_user_has_open__is_seen_though_not_who_it_is():
    need_root()
    with Tree() as tree:
        for path in (tree.top, tree.files, tree.backups):
            os.chmod(path, 0o777)
        path = tree.write("f.ini", BEFORE, 0o666)
        os.chown(path, NOBODY, NOBODY)
        program = shutil.copy(os.environ["REWRITE_DRIVER"], os.path.join(tree.top, "driver"))
        nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        with Other(APPENDER, path):
            untouched(tree, path, BEFORE,
                      tree.rewrite(tree.found(path), LONGER, program=program, **nobody),
                      "another process has it open for writing")


main()
