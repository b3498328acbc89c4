# SPDX-License-Identifier: MIT
"""rclone's swift remote, with its key in the environment and in its configuration file."""
import os
import shutil
import subprocess

from sandbox import Sandbox, Skip, equal, key_of, main, temporary


def rclone(arguments, **environment):
    if shutil.which("rclone") is None:
        raise Skip("rclone is not installed")
    base = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}
    return subprocess.run(["rclone", "--retries=1", "--low-level-retries=1", *arguments],
                          env=base, capture_output=True, text=True, timeout=60, check=False)


def with_environment(sandbox, key):
    return rclone(["lsd", "here:"], RCLONE_CONFIG="/dev/null", RCLONE_CONFIG_HERE_TYPE="swift",
                  RCLONE_CONFIG_HERE_USER="jqsmith", RCLONE_CONFIG_HERE_KEY=key,
                  RCLONE_CONFIG_HERE_AUTH=sandbox.url + "/v2.0",
                  RCLONE_CONFIG_HERE_REGION="DFW")


def with_file(sandbox, key):
    with temporary() as directory:
        path = directory + "/rclone.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[here]\ntype = swift\nuser = jqsmith\nkey = {key}\n"
                       f"auth = {sandbox.url}/v2.0\nregion = ORD\n")
        return rclone(["lsd", "here:", "--config", path])


def test_lsd__with_the_key__signs_in():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"))
        for way in (with_environment, with_file):
            done = way(s, key)
            equal((done.returncode, done.stdout), (0, ""))


def test_lsd__after_a_reset__takes_the_new_key_alone():
    with Sandbox() as s:
        token = s.token("jqsmith")
        old, new = s.key(token), key_of(s.reset(token))
        for way in (with_environment, with_file):
            done = way(s, old)
            assert done.returncode != 0, "the old key signs in"
            assert "Authorization Failed" in done.stderr, done.stderr
            equal(way(s, new).returncode, 0)


if __name__ == "__main__":
    main()
