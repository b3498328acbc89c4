# SPDX-License-Identifier: MIT
"""Runs the keyturn executable named by KEYTURN without a terminal and without the user's own files."""
import fcntl
import json
import os
import pty
import shutil
import subprocess
import tempfile
import termios

from sandbox import equal

CLEAN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
CLEAN.update({name: os.environ[name] for name in ("ASAN_OPTIONS",) if name in os.environ})


def ignoring(*numbers):
    """A `before` that runs a program with these signals ignored, as nohup does with SIGHUP."""
    names = " ".join(number.name.removeprefix("SIG") for number in numbers)
    return ["/bin/sh", "-c", f"trap '' {names}; exec \"$0\" \"$@\""]


class Done:
    """The result of a finished command."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        """Standard output is one JSON object and nothing else."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def error(self):
        error = self.json["error"]
        assert error["message"] and error["hint"], self.out
        return error["kind"]


def finish(process, timeout=60):
    out, err = process.communicate(timeout=timeout)
    return Done(process.returncode, out, err)


def piped(text):
    """A descriptor from which `text` can be read, as one line."""
    out, into = os.pipe()
    os.write(into, text.encode() + b"\n")
    os.close(into)
    return out


class Home:
    """A private home directory; a context manager."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="keyturn-test-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def config(self, text, mode=0o600):
        return self.write(".config/keyturn/config.ini", text, mode)

    def start(self, *words, env=None, secret=None, secrets=None, before=(), stdout=subprocess.PIPE):
        """Starts the command. `secret` is passed on a descriptor whose number replaces "FD" in the
        words, and each of `secrets` on one that replaces its name; `before` is a program, with
        arguments, that runs it."""
        given = dict(secrets or {}, **({} if secret is None else {"FD": secret}))
        passed = {name: piped(text) for name, text in given.items()}
        for name, descriptor in passed.items():
            words = [word.replace(name, str(descriptor)) for word in words]
        try:
            return subprocess.Popen(
                [*before, os.environ["KEYTURN"], *words],
                env={**CLEAN, "HOME": self.path, **(env or {})}, stdin=subprocess.DEVNULL,
                stdout=stdout, stderr=subprocess.PIPE, text=True,
                pass_fds=tuple(passed.values()), start_new_session=True)
        finally:
            for descriptor in passed.values():
                os.close(descriptor)

    def run(self, *words, timeout=60, **more):
        with self.start(*words, **more) as process:
            try:
                return finish(process, timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                raise

    def refused(self, status, kind, *words, **more):
        """Runs the command, which must fail with `status`, and with --json name the `kind` of error."""
        done = self.run(*words, "--json", **more)
        equal((done.status, done.error), (status, kind))
        return done


class Asked:
    """A command with a controlling terminal of its own."""

    def __init__(self, home, *words):
        self.master, slave = pty.openpty()

        def own():
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [os.environ["KEYTURN"], *words], stdin=slave, stdout=slave, stderr=slave,
            env={**CLEAN, "HOME": home.path}, preexec_fn=own)
        os.close(slave)
        self.shown, self.read = "", 0

    def answer(self, question, text):
        while question not in self.shown[self.read:]:
            self.shown += os.read(self.master, 4096).decode()
        self.read = self.shown.index(question, self.read) + len(question)
        os.write(self.master, text.encode())

    def end(self):
        try:
            while part := os.read(self.master, 4096):
                self.shown += part.decode()
        except OSError:
            pass  # the other side has gone
        os.close(self.master)
        return self.process.wait(timeout=60)
