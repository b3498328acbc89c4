#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Calls that are not made, and why."""
import re

from lint import Tap, code, line_of, matching

EVERYWHERE = r"(src|include|tests)/.*\.[ch]"
PRODUCT = r"(src|include)/.*\.[ch]"
TESTS = r"tests/.*\.[ch]"

# names, in which files, and why not or what instead
BANNED = [
    (r"strcpy|stpcpy|strcat", PRODUCT, "does not know the size: snprintf, memcpy, buffer"),
    (r"v?sprintf", EVERYWHERE, "does not know the size: snprintf"),
    (r"gets", EVERYWHERE, "does not know the size: fgets, getline"),
    (r"strncpy|strncat", EVERYWHERE, "may leave no NUL: snprintf"),
    (r"ato[ifl]l?", EVERYWHERE, "cannot tell a bad number: strtol"),
    (r"strtok", EVERYWHERE, "keeps a hidden state: strcspn, strsep"),
    (r"system|popen", PRODUCT, "runs a shell: fork and exec"),
    (r"signal(?!\s*\([^,]*,\s*SIG_)", EVERYWHERE,
     "what becomes of the handler differs between systems: sigaction"),
    (r"alloca", EVERYWHERE, "no limit on the stack"),
    (r"tmpnam|tempnam|mktemp|tmpfile", EVERYWHERE, "races: mkstemp, mkdtemp"),
    (r"s?rand|random|drand48", PRODUCT, "guessable: randombytes_buf"),
    (r"asctime|ctime|gmtime|localtime", EVERYWHERE, "shared buffer: the _r form"),
    (r"setlocale", r"src/(?!main|cli|ui|app).*", "the locale is the program's, not a library's"),
    (r"bzero|memset_s", PRODUCT, "may be optimised away: memory_wipe"),
    (r"malloc|calloc|realloc|strdup|strndup", r"src/(?!base/memory\.c|sandbox/|identity/wiping\.c).*",
     "can fail: memory_alloc, memory_array, memory_text"),
    (r"u?sleep", r"src/.*|tests/.*", "blocks, or guesses how long something takes"),
    (r"setjmp|longjmp|sigsetjmp|siglongjmp", PRODUCT, "skips the cleaning up"),
    (r"abort|assert_fail", r"src/(?!base/memory\.c).*", "leaves the terminal as it is"),
]


def calls(names, files):
    pattern = re.compile(rf"(?<![\w.>])({names})\s*\(")
    for name in matching(files):
        if not name.endswith((".c", ".h")):
            continue
        text = code(name)
        for found in pattern.finditer(text):
            yield f"{name}:{line_of(text, found.start())}: {found.group(1)}"


def main():
    tap = Tap()
    for names, files, reason in BANNED:
        said = re.sub(r"\(\?!.*|\?", "", names).replace("|", ", ")
        tap.case(f"{said}: {reason}", calls(names, files))
    tap.end()


main()
