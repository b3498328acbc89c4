#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""No circles: of two files one uses the other, or neither does. Sources by the symbols of the objects
that were built, headers by what they include."""
import json
import os
import re
import subprocess
import sys

from lint import BUILD, ROOT, Tap, matching, read

# What belongs together: a folder of src/, or what the tests share.
LIBRARY = re.compile(r"src/[a-z]+(?=/)|tests/support(?=/)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.M)


def circles(graph):
    """The groups of two or more in which each reaches each other (Tarjan)."""
    sys.setrecursionlimit(10 * len(graph) + 1000)
    number, low, path, found = {}, {}, [], []

    def visit(name):
        number[name] = low[name] = len(number)
        path.append(name)
        for other in sorted(graph[name]):
            if other not in number:
                visit(other)
            if other in path:
                low[name] = min(low[name], low[other])
        if low[name] == number[name]:
            group = set(path[path.index(name):])
            del path[path.index(name):]
            if len(group) > 1:
                found.append(group)

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return found


# ---- sources ----

def objects():
    """{object: its source}, of the libraries, as far as both are there."""
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
        listed = json.load(file)
    found = {}
    for entry in listed:
        source = os.path.relpath(os.path.join(entry["directory"], entry["file"]), ROOT)
        made = os.path.join(entry["directory"], entry["output"])
        if LIBRARY.match(source) and os.path.exists(made):
            found[made] = source
    return found


def symbols(made):
    """{source: (defined, undefined)}; a source that is built twice has those of both."""
    found = {}
    listed = subprocess.run(["nm", "-gAP", *made], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        path, rest = line.split(": ", 1)
        name, kind = rest.split()[:2]
        defined, undefined = found.setdefault(made[path], (set(), set()))
        (undefined if kind in "Uw" else defined).add(name)
    return found


def uses(found):
    """{source: the sources of the same library that define what it needs}"""
    owners = {}
    for source, (defined, _) in found.items():
        for name in defined:
            owners.setdefault((LIBRARY.match(source).group(), name), set()).add(source)
    return {source: set().union(*(owners.get((LIBRARY.match(source).group(), name), ())
                                  for name in undefined)) - {source}
            for source, (_, undefined) in found.items()}


# ---- headers ----

def header_of(name, what, names):
    """The project's header that an #include in `name` means, if it is one of them."""
    for path in (os.path.join(os.path.dirname(name), what), os.path.join("include", what)):
        if os.path.normpath(path) in names:
            return os.path.normpath(path)
    folder = name.split("/")[:2]
    beside = [other for other in names
              if other.split("/")[:2] == folder and other.endswith("/" + what)]
    return beside[0] if len(beside) == 1 else None


def included():
    """{header: the project's headers that it includes}"""
    names = set(matching(r"(src|include|tests)/.*\.h"))
    return {name: {header_of(name, what, names) for what in INCLUDE.findall(read(name))} - {None}
            for name in names}


def told(groups):
    return {" <-> ".join(sorted(group)) for group in groups}


def main():
    tap = Tap()
    tap.case("no circle of headers", told(circles(included())))
    made = objects() if BUILD else {}
    if made:
        found = symbols(made)
        tap.case("every object tells its symbols",
                 (source for source in made.values() if source not in found))
        tap.case("no circle of sources",
                 told(circles(uses(found))))
    else:
        tap.skip("no circle of sources", "nothing is built")
    tap.end()


main()
