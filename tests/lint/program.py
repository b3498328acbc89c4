# SPDX-License-Identifier: MIT
"""What 'keyturn --help' tells: the commands and the options, which documents and completions must
have too."""
import functools
import os
import re
import subprocess


@functools.lru_cache(None)
def help_text():
    return subprocess.run([os.environ["KEYTURN"], "--help"], capture_output=True, text=True,
                          check=True).stdout


def section(name):
    return re.search(rf"^{name}:\n(.*?)\n\n", help_text(), re.S | re.M).group(1)


def commands():
    return [line.split()[0] for line in section("Commands").splitlines()
            if line.split()[0] != "(none)"]


def options():
    """{"--theme": True for one that takes a value}"""
    return {name: bool(value)
            for name, value in re.findall(r"(--[a-z][a-z-]*)(=?)", "\n".join(
                line[:line.find("  ", 4)] for line in section("Options").splitlines()))}


def statuses():
    text = help_text()[help_text().index("Exit status:"):]
    return set(re.findall(r"\b(\d+) [a-z]", text))
