# SPDX-License-Identifier: MIT
"""What 'keyturn --help' tells: the commands and the options, which documents and completions must
have too."""
import functools
import os
import re
import subprocess


@functools.lru_cache(None)
def help_text(*words):
    """Of keyturn, or (help_text("help", "show")) of one command."""
    return subprocess.run([os.environ["KEYTURN"], *(words or ("--help",))], capture_output=True,
                          text=True, check=True).stdout


def section(name, *words):
    found = re.search(rf"^{name}\b[^\n]*:\n(.*?)\n\n", help_text(*words), re.S | re.M)
    return found.group(1) if found else ""


def commands():
    return [line.split()[0] for line in section("Commands").splitlines()
            if line.split()[0] != "(none)"]


def in_section(text):
    """{"--theme": True for one that takes a value}"""
    return {name: bool(value)
            for name, value in re.findall(r"(--[a-z][a-z-]*)(=?)", "\n".join(
                line[:line.find("  ", 4)] for line in text.splitlines()))}


def shared():
    """The options that more than one command takes."""
    return in_section(section("Options"))


def own(command):
    """Those that go with this command only."""
    return {name: value for name, value in in_section(section("Options", "help", command)).items()
            if name not in shared()}


def options():
    found = shared()
    for command in commands():
        found.update(own(command))
    return found


def statuses_of(command):
    return set(re.findall(r"^  (\d+) ", section("Exit status", "help", command), re.M))


def examples_of(command):
    return re.findall(r"^  (keyturn .*)$", section("Examples", "help", command), re.M)


def statuses():
    text = help_text()[help_text().index("Exit status:"):]
    return set(re.findall(r"\b(\d+) [a-z]", text))
