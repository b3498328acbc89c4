# SPDX-License-Identifier: MIT
"""Runs the keyturn executable named by KEYTURN without a terminal and without the user's own files."""
import json
import os
import shutil
import subprocess
import tempfile

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


def pipe_with(secret):
    """The end of a pipe from which this line can be read."""
    out, into = os.pipe()
    os.write(into, secret.encode() + b"\n")
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

    def start(self, *words, env=None, secret=None, new=None, before=(), stdout=subprocess.PIPE):
        """Starts the command. `secret` is passed on a descriptor whose number replaces "FD" in the
        words, `new`, another one, likewise for "NEW"; `before` is a program, with arguments, that runs
        it."""
        given = {name: pipe_with(text) for name, text in (("FD", secret), ("NEW", new))
                 if text is not None}
        for name, out in given.items():
            words = [word.replace("=" + name, f"={out}") for word in words]
        try:
            return subprocess.Popen(
                [*before, os.environ["KEYTURN"], *words],
                env={**CLEAN, "HOME": self.path, **(env or {})}, stdin=subprocess.DEVNULL,
                stdout=stdout, stderr=subprocess.PIPE, text=True,
                pass_fds=tuple(given.values()), start_new_session=True)
        finally:
            for out in given.values():
                os.close(out)

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
