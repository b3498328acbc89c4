# SPDX-License-Identifier: MIT
"""A program in a pseudo-terminal: when it wrote what, what it then showed, what it cost."""
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

import pyte

ROWS, COLS = 24, 80
QUIET = 0.08        # seconds without output after which a program is taken to be done
START_LIMIT = 20.0  # seconds until its first screen

# What xterm understands and pyte does not: repetitions, and private modes with a prefix.
REPEAT = re.compile(r"(.)\x1b\[(\d+)b")
PRIVATE = re.compile(r"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*t")


class Failure(Exception):
    """A program did not do what it is measured at."""


def text_on_screen(data):
    """What a terminal shows that was written `data`."""
    screen = pyte.Screen(COLS, ROWS)
    stream = pyte.Stream(screen)
    text = data.decode("utf-8", "ignore")
    text = REPEAT.sub(lambda match: match[1] * (1 + int(match[2])), text)
    stream.feed(PRIVATE.sub("", text))
    return "\n".join(screen.display)


class Session:
    """One run of one program; a context manager that ends it."""

    def __init__(self, begin, argv, env, directory):
        self.output = []  # (nanoseconds, bytes), as read
        self.master, slave = os.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        clock, clock_in = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            os.dup2(clock_in, 3)
            for fd in (0, 1, 2):
                os.dup2(slave, fd)
            os.closerange(4, 64)
            os.chdir(directory)
            os.execve(begin, [begin, *argv], env)
        os.close(slave)
        os.close(clock_in)
        with os.fdopen(clock) as pipe:
            self.started = int(pipe.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)

    def read(self, seconds):
        """What comes within `seconds`, b"" when nothing does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError as error:
            raise Failure("ended by itself") from error
        self.output.append((time.monotonic_ns(), data))
        return data

    def read_all(self):
        """How many bytes come until it is quiet."""
        count = 0
        while data := self.read(QUIET):
            count += len(data)
        return count

    def wait(self, text, begin=0):
        """The milliseconds from the start until `text` stood on the screen, which is tried from the
        output numbered `begin` on; then reads on until it is quiet."""
        limit = time.monotonic() + START_LIMIT
        read = begin
        while time.monotonic() < limit:
            self.read_all()
            for number in range(read, len(self.output)):
                written = b"".join(data for _, data in self.output[:number + 1])
                if text in text_on_screen(written):
                    return (self.output[number][0] - self.started) / 1e6
            read = len(self.output)
        raise Failure(f"no {text!r} on its screen")

    def screen(self):
        return text_on_screen(b"".join(data for _, data in self.output))

    def key(self, key):
        """The bytes that a key makes it write."""
        os.write(self.master, key)
        return self.read_all()

    def switches(self):
        """How often its threads have gone to sleep and were woken."""
        count = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            count += self.status(f"task/{task}/status", "voluntary_ctxt_switches")
        return count

    def peak_memory(self):
        """KiB. getrusage() would count what ran in this process before exec, too."""
        return self.status("status", "VmHWM")

    def status(self, file, name):
        with open(f"/proc/{self.pid}/{file}", encoding="ascii") as lines:
            for line in lines:
                if line.startswith(name + ":"):
                    return int(line.split()[1])
        raise Failure(f"no {name} in its {file}")
