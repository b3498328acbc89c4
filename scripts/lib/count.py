#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""count.py LOG.json...: counts the cases in meson's test logs.

Shows the output of whatever failed, then prints "N passed, N failed, N skipped". A program that
failed without a failed case counts as one failure, and so does a missing log. Exit status 1 when
anything failed or nothing ran.
"""
import json
import re
import sys

CASE = re.compile(r"(not )?ok\b(?:\s*\d+)?([^#]*)(?:#\s*(\w+))?")
BAD = ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS")


def cases(stdout):
    """(passed, failed, skipped) in one program's TAP output."""
    passed = failed = skipped = 0
    for line in stdout.splitlines():
        case = CASE.match(line)
        if re.match(r"1\.\.0\b.*skip", line, re.I):
            skipped += 1
        elif case is None:
            continue
        elif (case.group(3) or "").lower() == "skip":
            skipped += 1
        elif case.group(1):
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def only_skipped(record):
    """cmocka writes a skipped case as "not ok # SKIP", which meson counts as failed."""
    _, failed, skipped = cases(record.get("stdout") or "")
    return (record["result"] == "FAIL" and failed == 0 and skipped > 0 and
            record.get("returncode") == 0)


def program(record):
    """The same for one record of the log, whatever the program's protocol."""
    passed, failed, skipped = cases(record.get("stdout") or "")
    result = record["result"]
    if result in BAD and failed == 0 and not only_skipped(record):
        failed = 1
    if passed + failed + skipped == 0:
        passed, skipped = int(result == "OK"), int(result == "SKIP")
    return passed, failed, skipped


def show(name, record):
    print(f"--- {name}: {record['name']}: {record['result']}")
    for stream in ("stdout", "stderr"):
        text = (record.get(stream) or "").rstrip()
        if text:
            print("\n".join("    " + line for line in text.splitlines()[-200:]))


def main():
    total, misread = [0, 0, 0], []
    for name in sys.argv[1:]:
        try:
            with open(name, encoding="utf-8", errors="replace") as log:
                records = [json.loads(line) for line in log]
        except OSError as error:
            print(f"--- {error}")
            total[1] += 1
            continue
        for record in records:
            counts = program(record)
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                show(name, record)
            if only_skipped(record):
                misread.append(record["name"].rpartition(" ")[2])
    if misread:
        print("partly skipped, which meson calls FAIL (root skips fewer):", *misread)
    sys.stdout.flush()
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main())
