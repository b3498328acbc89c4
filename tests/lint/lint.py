# SPDX-License-Identifier: MIT
"""What the checks of the sources share: which files there are, C without its words, and TAP."""
import functools
import os
import re
import subprocess
import sys

ROOT = os.environ.get("KEYTURN_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("KEYTURN_BUILD", "")


def walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if not f.startswith((".git", "build", "__pycache__"))]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


@functools.lru_cache(None)
def files():
    """The project's files, relative to its top: what git knows or would add, or else all."""
    try:
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = walk()
    return sorted(f for f in set(listed) if f and os.path.isfile(os.path.join(ROOT, f)))


def matching(pattern):
    return [f for f in files() if re.fullmatch(pattern, f)]


@functools.lru_cache(None)
def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8", errors="replace") as file:
        return file.read()


WORDS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code(name):
    """A C file's text with comments, strings and character constants blanked, lines kept."""
    return WORDS.sub(lambda m: '""' + "\n" * m.group(0).count("\n"), read(name))


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class Tap:
    """A case a check: its failures are lines of text."""

    def __init__(self):
        self.count = 0

    def case(self, name, failures):
        self.count += 1
        failures = list(failures)
        print(f"{'not ok' if failures else 'ok'} {self.count} - {name}")
        for failure in failures:
            print(f"# {failure}")

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}")

    def end(self):
        print(f"1..{self.count}")
        sys.stdout.flush()
