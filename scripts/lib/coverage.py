#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""coverage.py FILES.CSV: prints gcovr's figures for each source, and their total."""
import csv
import sys


def percent(covered, total):
    return f"{100 * covered // total:3d} %" if total else "    -"


def row(name, figures):
    lines, hit, branches, taken = figures
    print(f"{name:44} {percent(hit, lines)} of {lines:5d} lines  "
          f"{percent(taken, branches)} of {branches:5d} branches")


def main():
    whole = [0, 0, 0, 0]
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file):
            figures = [int(entry[name]) for name in
                       ("line_total", "line_covered", "branch_total", "branch_covered")]
            row(entry["filename"], figures)
            whole = [a + b for a, b in zip(whole, figures)]
    row("all", whole)


main()
