# SPDX-License-Identifier: MIT
"""The recipe for etcd, against a real cluster of three members on this machine."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from fixture import LONGER, OLD, SAME, need
from recipes import run_hook, words
from sandbox import equal, main

MEMBERS = 3


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """Three etcd members on the loopback; a context manager."""

    def __init__(self):
        need("etcd")
        need("etcdctl")
        self.top = tempfile.mkdtemp(prefix="keyturn-test-")
        ports = free_ports(2 * MEMBERS)
        self.clients = [f"http://127.0.0.1:{port}" for port in ports[:MEMBERS]]
        self.peers = [f"http://127.0.0.1:{port}" for port in ports[MEMBERS:]]
        self.processes = [self.start(i) for i in range(MEMBERS)]

    def start(self, i):
        members = ",".join(f"m{n}={peer}" for n, peer in enumerate(self.peers))
        with open(os.path.join(self.top, f"m{i}.log"), "wb") as log:
            return subprocess.Popen(
                ["etcd", "--name", f"m{i}", "--data-dir", os.path.join(self.top, f"m{i}"),
                 "--listen-client-urls", self.clients[i], "--advertise-client-urls",
                 self.clients[i], "--listen-peer-urls", self.peers[i],
                 "--initial-advertise-peer-urls", self.peers[i], "--initial-cluster", members],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def __enter__(self):
        try:
            self.wait_healthy(range(MEMBERS))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.top)

    def control(self, i, *words_):
        return subprocess.run(
            ["etcdctl", f"--endpoints={self.clients[i]}", "--command-timeout=5s", *words_],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=plain(), timeout=60, check=False)

    def wait_healthy(self, members):
        deadline = time.monotonic() + 90
        for i in members:
            while self.control(i, "endpoint", "health").returncode != 0:
                assert time.monotonic() < deadline, self.log(i)

    def log(self, i):
        with open(os.path.join(self.top, f"m{i}.log"), encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]

    def value(self, i):
        """As member `i` has it."""
        return self.control(i, "get", "--print-value-only", "/backup/rackspace-api-key").stdout

    def hook(self):
        """The recipe with this cluster's endpoints."""
        argv = words("etcd")
        (at,) = [n for n, word in enumerate(argv) if word.startswith("--endpoints=")]
        equal(argv[at].count("https://"), MEMBERS)
        argv[at] = "--endpoints=" + ",".join(self.clients)
        return argv


def plain():
    return {"PATH": os.environ["PATH"], "ETCDCTL_API": "3"}


def test_hook__puts_the_key_and_goes_on_with_a_member_down():
    with Cluster() as cluster:
        equal(run_hook(cluster.hook(), OLD, env=plain()), (["OK"], "ok 0 "))
        for i in range(MEMBERS):
            equal(cluster.value(i), OLD.encode() + b"\n")  # the line end is etcdctl's

        cluster.processes[0].kill()
        cluster.processes[0].wait()
        cluster.wait_healthy([1, 2])  # it may have been the leader: the others elect one
        deadline = time.monotonic() + 60  # a put that meets an election is refused, as the recipe says
        while (put := run_hook(cluster.hook(), LONGER, env=plain())) != (["OK"], "ok 0 "):
            assert "etcdserver" in " ".join(put[0]) and time.monotonic() < deadline, put
        for i in (1, 2):
            equal(cluster.value(i), LONGER.encode() + b"\n")

        cluster.processes[0] = cluster.start(0)
        cluster.wait_healthy([0])
        equal(cluster.value(0), LONGER.encode() + b"\n")


def test_hook__no_majority__is_told_and_holds_nothing_up():
    with Cluster() as cluster:
        equal(run_hook(cluster.hook(), OLD, env=plain())[1], "ok 0 ")
        for i in (1, 2):
            cluster.processes[i].send_signal(signal.SIGSTOP)
        said, result = run_hook(cluster.hook(), SAME, seconds=2, env=plain())
        equal(result, "failed -1 did not finish within 2 s")
        assert not any(SAME in line for line in said), said
        for i in (1, 2):
            cluster.processes[i].send_signal(signal.SIGCONT)


if __name__ == "__main__":
    main()
