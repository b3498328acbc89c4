# SPDX-License-Identifier: MIT
"""Runs the keyturn executable named by KEYTURN without a terminal and without the user's own files."""
import json
import os
import shutil
import subprocess
import tempfile

from sandbox import equal

CLEAN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


class Done:
    """What a finished command left."""

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


class Home:
    """A home directory of one's own; a context manager."""

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

    def run(self, *words, env=None, secret=None, timeout=60):
        """`secret` is given on a descriptor whose number replaces "FD" in the words."""
        fds = ()
        if secret is not None:
            out, into = os.pipe()
            os.write(into, secret.encode() + b"\n")
            os.close(into)
            words = [word.replace("FD", str(out)) for word in words]
            fds = (out,)
        try:
            done = subprocess.run(
                [os.environ["KEYTURN"], *words], env={**CLEAN, "HOME": self.path, **(env or {})},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
                pass_fds=fds, start_new_session=True, check=False)
        finally:
            for fd in fds:
                os.close(fd)
        return Done(done.returncode, done.stdout, done.stderr)

    def refused(self, status, kind, *words, **more):
        """The command fails with `status`; with --json it names the `kind` of error."""
        done = self.run(*words, "--json", **more)
        equal((done.status, done.error), (status, kind))
        return done
