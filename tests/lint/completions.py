#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The shells' completions have every command and option of 'keyturn --help', and no others."""
import os
import re
import shutil
import subprocess

from lint import ROOT, Tap, read
from program import commands, options, own

BASH, ZSH, FISH = (f"assets/completions/{name}"
                   for name in ("keyturn.bash", "_keyturn", "keyturn.fish"))


def in_bash():
    text = read(BASH)
    words = re.findall(r'(?:options\+?|commands)="(.*?)"', text, re.S)
    return set(re.findall(r"--[a-z-]+=?", " ".join(words))), set(
        re.search(r'commands="(.*?)"', text).group(1).split())


def in_zsh():
    text = read(ZSH)
    return (set(re.findall(r"'\*?(--[a-z-]+=?)\[", text)) |
            set(re.findall(r",(--[a-z-]+=?)\}", text)),
            set(re.findall(r"^\t\t'([a-z]+):", text, re.M)))


def in_fish():
    found = set()
    for line in re.findall(r"^complete -c keyturn .*-l .*", read(FISH), re.M):
        name = re.search(r" -l ([a-z-]+)", line).group(1)
        found.add(f"--{name}=" if re.search(r" -[xr]\b", line) else f"--{name}")
    return found, set(re.findall(r" -a ([a-z]+) -d", read(FISH)))


def differences(name, found):
    flags, words = found
    wanted = {option + ("=" if value else "") for option, value in options().items()}
    for what, have, want in (("option", flags, wanted), ("command", words, set(commands()))):
        for missing in sorted(want - have):
            yield f"{name}: the {what} {missing} is missing"
        for unknown in sorted(have - want):
            yield f"{name}: keyturn has no {what} {unknown}"


def own_in_bash():
    return re.findall(r'^\t([a-z]+)\) options\+="(.*?)" ;;', read(BASH), re.S | re.M)


def own_in_zsh():
    return re.findall(r"^\t([a-z]+)\)\s+options\+=\((.*?)\)\s*;;", read(ZSH), re.S | re.M)


def own_in_fish():
    found = {}
    for command, name in re.findall(
            r"^complete -c keyturn -n '__fish_seen_subcommand_from ([a-z]+)' -l ([a-z-]+)",
            read(FISH), re.M):
        found[command] = found.get(command, "") + f" --{name}"
    return found.items()


def own_differ(name, found):
    offered_here = {command: set(re.findall(r"--[a-z-]+", text)) for command, text in found}
    for command in commands():
        for option in sorted(offered_here.get(command, set()) ^ set(own(command))):
            yield f"{name}: {option} is only in one of {command}'s completion and its help"


def complete(*words):
    """What bash offers for the last word."""
    script = f"""
        compopt() {{ :; }}
        source {os.path.join(ROOT, BASH)}
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _keyturn
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-eu", "-c", script, "bash", *words], capture_output=True,
                          text=True, check=True, env={**os.environ, "HOME": "/nowhere"})
    return done.stdout.split()


def offered():
    for words, wanted in (
            (("keyturn", "ro"), ["rotate"]),
            (("keyturn", "--no-c"), ["--no-color"]),
            (("keyturn", "--theme", "=", "m"), ["mono"]),
            (("keyturn", "--theme", "="), ["default", "dark", "light", "mono", "plain", "contrast"]),
            (("keyturn", "--username", "=", "show", "rotate", "--dr"), ["--dry-run"]),
            (("keyturn", "show", "--dr"), []),
            (("keyturn", "history", "--v"), ["--verbose", "--version", "--verify"]),
            (("keyturn", "--profile", "=", ""), []),
            (("keyturn", "help", "ro"), ["rotate"]),
            (("keyturn", "show", "r"), [])):
        got = complete(*words)
        if got != wanted:
            yield f"{words}: offers {got}, not {wanted}"


def not_read(shell, *words):
    done = subprocess.run([shell, *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        yield done.stderr


def main():
    tap = Tap()
    for name, found in ((BASH, in_bash()), (ZSH, in_zsh()), (FISH, in_fish())):
        tap.case(f"{name} has the commands and options", differences(name, found))
    for name, found in ((BASH, own_in_bash()), (ZSH, own_in_zsh()), (FISH, own_in_fish())):
        tap.case(f"{name} offers each command its own options", own_differ(name, found))
    tap.case("bash offers what fits", offered())
    for shell, option, name in (("bash", "-n", BASH), ("zsh", "-n", ZSH),
                                ("fish", "--no-execute", FISH)):
        if shutil.which(shell):
            tap.case(f"{shell} can read it", not_read(shell, option, os.path.join(ROOT, name)))
        else:
            tap.skip(f"{shell} can read it", f"there is no {shell}")
    tap.end()


main()
