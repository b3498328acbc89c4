#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The C sources are as clang-format 14 writes them."""
import re
import shutil
import subprocess

from lint import ROOT, Tap, matching


def formatter():
    """clang-format 14: others differ in details."""
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path and re.search(r"version 14\.", subprocess.run(
                [path, "--version"], capture_output=True, text=True).stdout):
            return path
    return None


def badly_written(path, names):
    """name: what clang-format said of it first."""
    ran = subprocess.run([path, "--dry-run", "-Werror", *names], cwd=ROOT, capture_output=True,
                         text=True)
    said = {}
    for line in ran.stderr.splitlines():
        place = re.match(r"([^:\s]+\.[ch]):\d+:\d+: ", line)
        if place:
            said.setdefault(place.group(1), line)
    if ran.returncode and not said:
        raise SystemExit(ran.stderr)
    return said


def main():
    tap = Tap()
    path = formatter()
    names = matching(r"(src|include|tests)/.*\.[ch]")
    said = badly_written(path, names) if path else {}
    for name in names:
        if path is None:
            tap.skip(name, "no clang-format 14")
        else:
            tap.case(name, [f"{said[name]} (run clang-format -i)"] if name in said else [])
    tap.end()


main()
