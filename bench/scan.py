#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times 'keyturn scan' of a made-up tree beside ripgrep and grep, turn by turn with warm caches.

The others look for the made-up key as it is; keyturn for all its other forms too, and signs in first."""
import argparse
import base64
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

from keyturn import CLEAN, Home
from sandbox import Sandbox

SHELF = 8 << 20  # bytes of each kind of content, of which the files are cut


def shelves(rng):
    """Text, hexadecimal, base64 and noise, as home directories have them."""
    words = [bytes(rng.choices(b"etaoinshrdlucmfwypvbgkjqxz", k=rng.randint(2, 11)))
             for _ in range(5000)]
    text = b" ".join(rng.choices(words, k=SHELF // 7)).replace(b" the ", b"\n")
    lines = b"\n".join(text[at:at + 72] for at in range(0, len(text), 73))
    noise = rng.randbytes(SHELF)
    return [lines, lines, noise[:SHELF // 2].hex().encode(),
            base64.encodebytes(noise[:SHELF // 4 * 3]), noise]


def wrapped(data):
    return base64.encodebytes(b"x" * 40 + data + b"y" * 90)


# Forms in which the others cannot find the key.
HIDDEN = {
    "base64": lambda key: base64.b64encode(b"jqsmith:" + key),
    "base64 in lines": wrapped,
    "base64 in base64": lambda key: base64.b64encode(b"auth: " + base64.b64encode(b"jq:" + key)),
    "UTF-16": lambda key: ("k = " + key.decode() + "\r\n").encode("utf-16-le"),
    "UTF-16 in base64": lambda key: base64.b64encode(key.decode().encode("utf-16-le")),
    "escapes": lambda key: b"".join(b"\\u%04x" % byte for byte in key),
    "entities": lambda key: b"".join(b"&#%d;" % byte for byte in key),
    "next line": lambda key: key[:16] + b"\\\n" + key[16:],
    "percent": lambda key: b"".join(b"%%%02X" % byte for byte in key),
}


def make_files(top, count, size, key):
    """`count` files of `size` bytes together; returns those that hold the key as it is, and the form that
    is in each of the others that hold it."""
    rng = random.Random(1)
    kinds = shelves(rng)
    weights = [rng.lognormvariate(0, 1.5) for _ in range(count)]
    scale = size / sum(weights)
    plain, hidden = [], {}
    for number, weight in enumerate(weights):
        shelf = rng.choice(kinds)
        length = min(int(weight * scale), len(shelf) - 1)
        at = rng.randrange(len(shelf) - length)
        directory = os.path.join(top, f"d{number % 97}", f"e{number % 11}")
        os.makedirs(directory, exist_ok=True)
        path = os.path.join(directory, f"f{number}")
        with open(path, "wb") as file:
            file.write(shelf[at:at + length])
            if number % (count // 4) == 0:
                file.write(f"\nkey = {key}\n".encode())
                plain.append(path)
            elif number < len(HIDDEN) + 1:
                name = list(HIDDEN)[number - 1]
                if name.startswith("UTF-16") and length % 2 == 1:
                    file.write(b" ")
                file.write(b"\n\n" + HIDDEN[name](key.encode()) + b"\n\n")
                hidden[path] = name
    return plain, hidden


def timed(run):
    begin = time.monotonic()
    found = run()
    return time.monotonic() - begin, found


def keyturn(home, url, top, key):
    done = home.run(f"--auth-url={url}", "--username=jqsmith", "--api-key-fd=FD", "scan", "--json",
                    top, secret=key, timeout=600)
    if done.status != 0:
        sys.exit(done.out + done.err)
    return done.json


def listed(argv):
    done = subprocess.run(argv, env=CLEAN, stdout=subprocess.PIPE, check=True, text=True)
    return sorted(done.stdout.splitlines())


def measure(arguments, top, key, home, url):
    pattern = home.write("pattern", key + "\n")  # its own file, not the command line
    plain, hidden = make_files(top, arguments.files, arguments.megabytes << 20, key)
    plain.sort()
    others = {"rg -uuu -lF": ["rg", "-uuu", "-lF", "-f", pattern, top],
              "grep -rlF": ["grep", "-rlF", "-f", pattern, top]}
    times = {name: [] for name in ("keyturn scan", *others)}
    for turn in range(arguments.turns + 1):  # the first one warms up
        seconds, report = timed(lambda: keyturn(home, url, top, key))
        held = sorted(h["path"] for h in report["holders"] if h["path"].startswith(top))
        assert held == sorted([*plain, *hidden]), (held, plain, hidden)
        results = {"keyturn scan": seconds}
        for name, argv in others.items():
            results[name], found = timed(lambda a=argv: listed(a))
            assert found == plain, (name, found, plain)
        for name, value in results.items():
            times[name] += [value] if turn > 0 else []
    return times, report, plain


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20000)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--turns", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keyturn-bench-") as top, Sandbox() as sandbox, \
            Home() as home:
        key = sandbox.key(sandbox.token("jqsmith"))
        times, report, plain = measure(arguments, os.path.realpath(top), key, home, sandbox.url)
    middle = {name: statistics.median(values) for name, values in times.items()}
    print(f"{report['files_read']} files, {report['bytes_read'] / 1e6:.0f} MB, warm, "
          f"{arguments.turns} turns, {os.cpu_count()} processors\n")
    print(f"keyturn found the key in {len(plain) + len(HIDDEN)} files, the others in {len(plain)}: not in "
          + ", ".join(HIDDEN) + ".\n")
    print("| | median | minimum | × keyturn |\n| --- | ---: | ---: | ---: |")
    for name, values in times.items():
        print(f"| `{name}` | {middle[name] * 1000:.0f} ms | {min(values) * 1000:.0f} ms | "
              f"{middle[name] / middle['keyturn scan']:.2f} |")


main()
