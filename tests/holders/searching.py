# SPDX-License-Identifier: MIT
"""A search run by the driver, and what it told."""
import os
import shutil
import subprocess

from fixture import OLD
from sandbox import equal

NOBODY = 65534
KINDS = ("unreadable", "system", "file system", "link", "large", "format", "slow")


class Found:
    """A record of the driver."""

    def __init__(self, kind, encoding, action, pid, path, name, reason, afterwards,
                 places):
        places = [place.split(":") for place in places.split()]
        self.kind, self.encoding, self.action, self.pid = kind, encoding, action, int(pid)
        self.path, self.name, self.reason, self.afterwards = path, name, reason, afterwards
        self.places = [(int(at), int(length), encoding, int(line))
                       for at, length, line, encoding, *_ in places]
        self.parts = [int(part) for place in places for part in place[4:]]


class Search:
    """A finished search."""

    def __init__(self, output):
        fields = output.decode(errors="surrogateescape").split("\0")
        assert fields.pop() == "", output
        self.found, self.progress, self.finished = [], 0, None
        self.unreadable, self.unsearched = {}, {}
        while fields:
            kind, fields = fields[0], fields[1:]
            if kind == "found":
                self.found.append(Found(*fields[:9]))
                fields = fields[9:]
            elif kind == "unsearched":
                which, path, reason = KINDS[int(fields[0])], *fields[1:3]
                self.unsearched[path] = (which, reason)
                if which in ("unreadable", "system"):
                    self.unreadable[path] = reason
                fields = fields[3:]
            elif kind == "progress":
                self.progress += 1
                fields = fields[1:]
            else:
                equal(kind, "finished")
                self.finished = [int(field) for field in fields[:5]]
                fields = fields[5:]
                equal(fields, [])

    files = property(lambda self: self.finished[0])
    bytes = property(lambda self: self.finished[1])
    skipped = property(lambda self: self.finished[2])
    cancelled = property(lambda self: self.finished[3])
    memory = property(lambda self: self.finished[4])

    def by_path(self):
        paths = [found.path for found in self.found]
        equal(sorted(paths), sorted(set(paths)))
        return {found.path: found for found in self.found}


def driver(*words, key=OLD, program=None, **options):
    done = subprocess.run([program or os.environ["SEARCH_DRIVER"], *words], input=key.encode(),
                          stdout=subprocess.PIPE, timeout=120, check=True, **options)
    return Search(done.stdout)


def searched_by_nobody(tree):
    """By a copy, for the sources may be where nobody else comes, as in /root."""
    program = shutil.copy(os.environ["SEARCH_DRIVER"], os.path.join(tree.top, "driver"))
    return driver(tree.files, program=program, user=NOBODY, group=NOBODY, extra_groups=[])


def only(search):
    found, = search.found
    return found
