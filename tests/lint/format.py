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


def main():
    tap = Tap()
    path = formatter()
    for name in matching(r"(src|include|tests)/.*\.[ch]"):
        if path is None:
            tap.skip(name, "no clang-format 14")
            continue
        ran = subprocess.run([path, "--dry-run", "-Werror", name], cwd=ROOT, capture_output=True,
                             text=True)
        first = ran.stderr.splitlines()[:1] if ran.returncode else []
        tap.case(name, [f"{line} (run clang-format -i)" for line in first])
    tap.end()


main()
