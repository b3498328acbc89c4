# SPDX-License-Identifier: MIT
"""The recipes for hooks: accepted as a configuration, and doing what they say."""
import os
import subprocess
import tempfile

from fixture import SAME
from recipes import blocks, hook, run_hook, words
from sandbox import equal, main

# Stands for a program that is not here: keeps its arguments and its input, prints its input.
STAND_IN = """#!/bin/sh
printf '%s\\n' "$*" >>"$RECORD/arguments"
if [ "$1" = kv ] || [ "$3" = create ]; then tee -a "$RECORD/input"; fi
if [ "$3" = apply ]; then cat >>"$RECORD/applied"; fi
"""


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


class Record:
    """A directory with programs that keep what they were given; a context manager."""

    def __init__(self, *programs):
        self.directory = tempfile.TemporaryDirectory(prefix="keyturn-test-")
        self.path = self.directory.name
        for program in programs:
            write(os.path.join(self.path, program), STAND_IN)
        self.environment = dict(os.environ, RECORD=self.path,
                                PATH=f"{self.path}:{os.environ['PATH']}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.directory.cleanup()

    def read(self, name):
        with open(os.path.join(self.path, name), encoding="utf-8") as file:
            return file.read()


def test_recipes__all_are_accepted_as_configuration():
    with tempfile.TemporaryDirectory(prefix="keyturn-test-") as home:
        path = os.path.join(home, "config.ini")
        write(path, "\n".join(blocks("ini")))
        os.chmod(path, 0o600)
        done = subprocess.run([os.environ["KEYTURN"], f"--config={path}", "profiles"],
                              env={"HOME": home, "PATH": os.environ["PATH"]}, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        equal((done.returncode, b"hook" in done.stdout), (0, False))


def test_vault__gets_the_key_on_its_input_and_not_among_its_arguments():
    equal(hook("vault")["key"], "stdin")
    with Record("vault") as record:
        said, result = run_hook(words("vault"), SAME, env=record.environment)
        equal(result, "ok 0 ")
        equal(said, ["********"])
        equal(record.read("input"), SAME)
        equal(record.read("arguments"), "kv patch -mount=secret backup/rackspace api_key=-\n")


def test_kubernetes__the_key_goes_from_pipe_to_pipe():
    (script,) = blocks("sh")
    with Record("kubectl") as record:
        program = os.path.join(record.path, "key-to-kubernetes")
        write(program, script)
        _, result = run_hook([program], SAME, env=record.environment)
        equal(result, "ok 0 ")
        equal((record.read("input"), record.read("applied")), (SAME, SAME))
        assert SAME not in record.read("arguments")
        equal(len(record.read("arguments").splitlines()), 3)


def test_systemd__needs_no_key():
    equal(hook("backup-service")["key"], "none")
    equal(words("backup-service")[0], "systemctl")


if __name__ == "__main__":
    main()
