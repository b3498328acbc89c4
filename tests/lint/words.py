#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Words that do not belong in finished sources, and the licence that does."""
import re

from lint import Tap, files, line_of, matching, read

# Spelled so that this file does not hold them.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
ELSEWHERE = re.compile(r"(?<![\w.-])(/?work/|sha" r"red/)(main|wt|tools|hooks|reference|product|arch)")
BINARY = (".png", ".gif", ".jpg", ".ico", ".db", ".pem", ".key", ".bin")


def found(pattern):
    for name in files():
        if name.endswith(BINARY) or name == "LICENSE":
            continue
        for hit in pattern.finditer(read(name)):
            yield f"{name}:{line_of(read(name), hit.start())}: {hit.group(0)}"


def without_licence():
    for name in matching(r"(src|include|tests|scripts|\.ci)/.*"):
        if name.endswith((".c", ".h", ".py", ".sh")) or read(name).startswith("#!"):
            if "SPDX-License-Identifier: MIT" not in "".join(read(name).splitlines(True)[:3]):
                yield name


def main():
    tap = Tap()
    tap.case("nothing is marked as unfinished", found(UNFINISHED))
    tap.case("nothing names a place outside the project", found(ELSEWHERE))
    tap.case("every source names its licence", without_licence())
    tap.end()


main()
