#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Nothing is too long to be read at once."""
import ast
import re
import shutil
import subprocess

from lint import ROOT, Tap, matching, read

FUNCTION, FILE, TESTS, HEADER = 60, 500, 600, 200

# A table of cases in a test, from its first line to its last: data, which does not count.
TABLE = re.compile(r"^\t(static )?const [^;]*\{[^;]*$")
TABLE_END = re.compile(r"\};$")


def most_of(name):
    if name.startswith("include/"):
        return HEADER
    return TESTS if name.startswith("tests/") else FILE


def long_files():
    for name in matching(r"(src|include|tests|scripts|bench)/.*\.(c|h|py|sh)|scripts/[a-z]+"):
        if read(name).count("\n") > most_of(name):
            yield name


def counted(lines):
    """How many lines are not a table's."""
    count, inside = 0, False
    for line in lines:
        inside = inside or TABLE.search(line) is not None
        count += not inside
        inside = inside and TABLE_END.search(line) is None
    return count


def c_functions(ctags):
    """(file, function, lines)"""
    ran = subprocess.run(
        [ctags, "-x", "--c-kinds=f", "--fields=+ne", "--_xformat=%F %N %n %{end}", "-L", "-"],
        cwd=ROOT, input="\n".join(matching(r"(src|tests)/.*\.c")), capture_output=True, text=True,
        check=True)
    for line in ran.stdout.splitlines():
        name, function, start, end = (line.split() + ["", "", ""])[:4]
        if end.isdigit():
            lines = read(name).splitlines()[int(start) - 1:int(end)]
            yield name, function, counted(lines) if name.startswith("tests/") else len(lines)


def python_functions():
    for name in matching(r".*\.py"):
        for node in ast.walk(ast.parse(read(name))):
            if isinstance(node, ast.FunctionDef):
                yield name, node.name, node.end_lineno - node.lineno + 1


def long_functions(functions):
    for name, function, lines in functions:
        if lines > FUNCTION:
            yield f"{name}: {function}()"


def main():
    tap = Tap()
    tap.case(f"files have at most {FILE} lines, tests {TESTS}, headers {HEADER}",
             long_files())
    ctags = shutil.which("ctags-universal") or shutil.which("ctags")
    if ctags is None:
        tap.skip(f"functions in C have at most {FUNCTION} lines", "no ctags")
    else:
        tap.case(f"functions in C have at most {FUNCTION} lines",
                 long_functions(c_functions(ctags)))
    tap.case(f"functions in Python have at most {FUNCTION} lines",
             long_functions(python_functions()))
    tap.end()


main()
