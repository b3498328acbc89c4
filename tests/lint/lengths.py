#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Nothing is too long to be read at once."""
import re
import shutil
import subprocess

from lint import ROOT, Tap, matching, read

FUNCTION, FILE, HEADER = 90, 700, 200
CASES = 150  # a test holds its table of cases


def long_files():
    for name in matching(r"(src|include|tests|scripts)/.*\.(c|h|py|sh)|scripts/[a-z]+"):
        lines = read(name).count("\n")
        most = HEADER if name.startswith("include/") else FILE
        if lines > most:
            yield f"{name}: {lines} lines, at most {most}"


def long_functions(ctags):
    sources = matching(r"(src|tests)/.*\.c")
    ran = subprocess.run(
        [ctags, "-x", "--c-kinds=f", "--fields=+ne", "--_xformat=%F %N %n %{end}", "-L", "-"],
        cwd=ROOT, input="\n".join(sources), capture_output=True, text=True, check=True)
    for line in ran.stdout.splitlines():
        name, function, start, end = (line.split() + ["", "", ""])[:4]
        if not end.isdigit():
            continue
        lines = int(end) - int(start) + 1
        most = CASES if name.startswith("tests/") else FUNCTION
        if lines > most and not (function == "main" and most == CASES):
            yield f"{name}: {function}() has {lines} lines, at most {most}"


def main():
    tap = Tap()
    tap.case(f"files have at most {FILE} lines, headers {HEADER}", long_files())
    ctags = shutil.which("ctags-universal") or shutil.which("ctags")
    if ctags is None:
        tap.skip(f"functions have at most {FUNCTION} lines", "no ctags")
    else:
        tap.case(f"functions have at most {FUNCTION} lines", long_functions(ctags))
    tap.end()


main()
