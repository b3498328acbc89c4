#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures keyturn and the programs it is compared with, turn by turn, and prints Markdown."""
import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict

import service
from programs import programs
from session import Failure, Session

BARE, WHIPTAIL = "bare ncurses", "whiptail"


class Samples:
    """Numbers by what was measured and of whom."""

    def __init__(self):
        self.values = defaultdict(list)

    def add(self, what, name, value):
        self.values[what, name].append(value)

    def middle(self, what, name):
        return statistics.median(self.values[what, name])

    def least(self, what, name):
        return min(self.values[what, name])


def start(samples, arguments, program, env):
    begin = os.path.join(arguments.build, "begin")
    session = Session(begin, program.argv, env, program.directory)
    try:
        samples.add("first", program.name, session.wait(program.shows))
    except Failure as failure:
        sys.exit(f"{program.name}: {failure}\n{session.screen()}")
    return session


def measure_keys(samples, program, session):
    for name, way, keys in program.keys:
        for key in way:
            session.key(key)
        for key in keys:
            count = session.key(key)
            if count == 0:
                sys.exit(f"{program.name}: a key that did nothing ({name})\n{session.screen()}")
            samples.add(name, program.name, count)


def measure_idle(samples, program, session, seconds):
    """Reading /proc wakes nobody."""
    before = session.switches()
    count = 0
    limit = time.monotonic() + seconds
    while (left := limit - time.monotonic()) > 0:
        count += len(session.read(left))
    samples.add("wakes", program.name, session.switches() - before)
    samples.add("idle", program.name, count)


def measure_screens(samples, arguments, measured, env):
    for turn in range(arguments.turns):
        for program in measured:
            with start(samples, arguments, program, env) as session:
                if turn < arguments.long_turns:
                    measure_keys(samples, program, session)
                    measure_idle(samples, program, session, arguments.idle)
                samples.add("memory", program.name, session.peak_memory() / 1024)


def run(argv, env):
    """Milliseconds."""
    begun = time.monotonic_ns()
    done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          check=False, text=True)
    ended = time.monotonic_ns()
    if done.returncode != 0 or service.KEY not in done.stdout:
        sys.exit(f"{argv[0]}: {done.stdout}{done.stderr}")
    return (ended - begun) / 1e6


def measure_show(samples, arguments, account, config, env):
    keyturn = [arguments.keyturn, "show", "--reveal", "--json", f"--config={config}",
               "--profile=bench"]
    for _ in range(2 * arguments.turns):
        samples.add("show", "keyturn", run(keyturn, env))
        samples.add("show", "curl", run(account.curl, env))


# ---- what is printed ----

def machine():
    with open("/proc/cpuinfo", encoding="ascii") as lines:
        models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    with open("/etc/os-release", encoding="utf-8") as lines:
        system = dict(line.rstrip().split("=", 1) for line in lines if "=" in line)
    load = os.getloadavg()[0]
    yield (f"{len(models)} × {models[0] if models else platform.machine()}, "
           f"{system['PRETTY_NAME'].strip(chr(34))}, Linux {platform.release()}, load {load:.1f}.")


def both(samples, what, name, of):
    """Median and, in brackets, least; the values and what they are of those of another."""
    middle, least = samples.middle(what, name), samples.least(what, name)
    return [f"{middle:.1f} ({least:.1f})",
            f"{middle / samples.middle(what, of):.2f} ({least / samples.least(what, of):.2f})"]


def screens_table(samples, measured):
    yield ("| program | first screen, ms | × bare ncurses | bytes per arrow key | × whiptail "
           "| wake-ups idle | bytes idle | peak memory, MiB |")
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for program in measured:
        name = program.name
        arrow = samples.middle("arrow", name)
        cells = [name, *both(samples, "first", name, BARE),
                 f"{arrow:.0f}", f"{arrow / samples.middle('arrow', WHIPTAIL):.2f}",
                 f"{samples.middle('wakes', name):.0f}", f"{samples.middle('idle', name):.0f}",
                 f"{samples.middle('memory', name):.1f}"]
        yield "| " + " | ".join(cells) + " |"


def keys_table(samples, measured):
    yield "| other keys | bytes |"
    yield "|---|--:|"
    for program in measured:
        for name, _, _ in program.keys:
            if name != "arrow":
                yield f"| {program.name}: {name} | {samples.middle(name, program.name):.0f} |"


def show_table(samples):
    yield "| sign in, get the key | ms | × curl and jq |"
    yield "|---|--:|--:|"
    for name, title in (("keyturn", "`keyturn show --json`"), ("curl", "`curl` and `jq`")):
        yield "| " + " | ".join([title, *both(samples, "show", name, "curl")]) + " |"


def clean_environment(scratch):
    return {"PATH": os.environ["PATH"], "HOME": scratch, "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keyturn", required=True, help="the executable measured")
    parser.add_argument("--sandbox", required=True, help="keyturn-sandbox")
    parser.add_argument("--build", required=True, help="where floor and begin are")
    parser.add_argument("--turns", type=int, default=30, help="runs of each program (30)")
    parser.add_argument("--long-turns", type=int, default=3,
                        help="of these, with keys and idling (3)")
    parser.add_argument("--idle", type=float, default=3, help="seconds of idling (3)")
    return parser.parse_args()


def main():
    arguments = parse()
    samples = Samples()
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="keyturn-bench-"))
        env = clean_environment(scratch)
        account = stack.enter_context(service.start(arguments.sandbox, scratch))
        measured = programs(arguments.build, arguments.keyturn, scratch, account, env)
        measure_screens(samples, arguments, measured, env)
        measure_show(samples, arguments, account, f"{scratch}/config.ini", env)
    for part in (machine(), screens_table(samples, measured), keys_table(samples, measured),
                 show_table(samples)):
        print("\n".join(part), end="\n\n")


if __name__ == "__main__":
    main()
