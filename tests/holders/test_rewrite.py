# SPDX-License-Identifier: MIT
"""A new key put into files that hold the old one: only the value changes."""
import os

from fixture import FORMATS, LONGER, OLD, SAME, SHORTER, Tree, content, read
from sandbox import equal, main


def check_format(name, form, new):
    with Tree() as tree:
        before = content(form, OLD)
        path = tree.write(name, before)
        result, backup = tree.rewrite(tree.found(path), new)
        equal((name, result), (name, "done"))
        equal(read(path), content(form, new))
        equal(read(backup), before)
        equal(os.stat(backup).st_mode & 0o7777, 0o600)


def test_formats__key_of_the_same_length__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, SAME)


def test_formats__longer_key__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, LONGER)


def test_formats__shorter_key__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, SHORTER)


if __name__ == "__main__":
    main()
