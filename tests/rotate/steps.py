# SPDX-License-Identifier: MIT
"""The system calls of a rotation, and a run that something befalls at one of them."""
import collections
import concurrent.futures
import os
import re
import subprocess

from fixture import need, read
from keyturn import finish
from sandbox import Skip

ONE_WORKER = {"UV_THREADPOOL_SIZE": "1"}  # so that calls have the same numbers in every run
# keyturn forbids others to trace it: only the root of its namespace of users may read what it calls.
STRACE = ["strace"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "strace"]
LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")

# Calls by which something leaves the process, comes into it, or changes on the disk.
OUTSIDE = ("connect sendto sendmsg recvfrom write writev pwrite64 fdatasync fsync rename renameat "
           "renameat2 unlink unlinkat mkdir mkdirat fchmod fchown ftruncate fsetxattr flock "
           "linkat vfork clone clone3 kill wait4 exit_group").split()


def need_strace():
    need("strace")
    if subprocess.run([*STRACE, "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL,
                      check=False).returncode != 0:
        raise Skip("strace may not trace here")


def traced(world, log, words, *options):
    need_strace()
    return finish(world.start(*words, env=ONE_WORKER, before=[
        *STRACE, "-f", "-qq", "-s", "256", "-o", log, *options]))


def steps(world, words, begin, calls=None):
    """What a whole run calls from the first line on that matches `begin`, in order: each a name and
    its number among the calls of that name in its thread, which is how strace counts."""
    log = os.path.join(world.beside, "trace")
    done = traced(world, log, words)
    counts, listed, begun = collections.Counter(), [], False
    for line in read(log).decode(errors="replace").splitlines():
        match = LINE.match(line)
        if match and "resumed>" not in line:
            thread, name, rest = match.groups()
            counts[thread, name] += 1
            begun = begun or re.search(begin, name + "(" + rest) is not None
            if begun and (calls is None or name in calls):
                listed.append((name, counts[thread, name]))
    assert begun and len(listed) > 20, (done.status, done.err, len(listed))
    return list(dict.fromkeys(listed))


def befallen(world, words, step, what):
    """A run with strace's injection `what` at the step."""
    name, number = step
    return traced(world, "/dev/null", words, "-e", f"trace={name}", "-e",
                  f"inject={name}:{what}:when={number}")


def sample(listed, most):
    """At most so many, evenly spread, the same ones in every run."""
    every = max(1, -(-len(listed) // most))
    return listed[::every]


def for_each(function, listed):
    """Several at once: a rotation waits more than it works. All that fail are told."""
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        failed = [e for e in (f.exception() for f in [pool.submit(function, i) for i in listed]) if e]
    for error in failed[1:10]:
        print("# also:", repr(error)[:500])
    if failed:
        raise failed[0]
