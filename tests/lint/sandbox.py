#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""keyturn-sandbox(1) has every call that the sandbox answers, and every option."""
import re

from lint import Tap, read

MANUAL = "assets/man/keyturn-sandbox.1.scd"


def routes():
    """(method, path) of each line of the table, stars in place of what varies."""
    text = read("src/sandbox/route.c")
    macros = {name: value for name, value in re.findall(r"^#define (\w+) +(.+)$", text, re.M)}

    def expand(path):
        parts = re.findall(r'"([^"]*)"|(\w+)', path)
        return "".join(literal if not word else expand(macros[word]) for literal, word in parts)

    for method, path in re.findall(r'^\t\{"([A-Z]+)", ((?:[A-Z_]+|"[^"]*"| )+), [A-Z]+, \w+\},$',
                                   text, re.M):
        yield method, expand(path)


def rows():
    """(methods, path) of the manual's calls; one that begins with … goes on from anything."""
    section = read(MANUAL).split("# THE SERVICE")[1].split("# EXIT STATUS")[0]
    for row in re.findall(r"^\|  (.*)$", section, re.M):
        methods, paths = re.fullmatch(r"((?:[A-Z]+, )*[A-Z]+) (.*)", row).groups()
        for path in paths.split(", "):
            yield methods.split(", "), path


def fits(path, row):
    """Whether the manual's path, or an end that stands for all, is this one."""
    parts = path.split("/")
    starts = range(1, len(parts)) if row.startswith("…/") else [0]
    patterns = [re.escape("/".join(parts[i:])).replace(r"\*", "[^/]+") for i in starts]
    return any(re.fullmatch(pattern, row.removeprefix("…/")) for pattern in patterns)


def missing_calls():
    listed = list(rows())
    for method, path in routes():
        if not any(method in methods and fits(path, row) for methods, row in listed):
            yield f"{MANUAL}: {method} {path} is not there"


def missing_options():
    have = set(re.findall(r"^\*(--[a-z-]+)\*|, \*(--[a-z-]+)\*", read(MANUAL), re.M))
    have = {a or b for a, b in have}
    for option in re.findall(r'^\t\{"([a-z-]+)", (?:no|required)_argument', read(
            "src/sandbox/options.c"), re.M):
        if "--" + option not in have:
            yield f"{MANUAL}: --{option} is not there"


def main():
    tap = Tap()
    assert len(list(routes())) > 50, "the table of routes is not read"
    tap.case("the sandbox's manual has every call", missing_calls())
    tap.case("the sandbox's manual has every option", missing_options())
    tap.end()


main()
