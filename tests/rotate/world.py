# SPDX-License-Identifier: MIT
"""A service, a home whose files hold a user's key, and keyturn turning it."""
import os
import shutil
import tempfile

import fixture
from keyturn import Home
from sandbox import OWNER, PASSWORD, Sandbox, equal, key_path

RESET = "RAX-AUTH/reset"

# Names under the home for those of the formats that clients look for in certain places.
PLACES = {
    "clouds.yaml": ".config/openstack/clouds.yaml",
    "rclone.conf": ".config/rclone/rclone.conf",
    "account.conf": ".acme.sh/account.conf",
    "credentials": ".aws/credentials",
}

# One file is enough for most.
INI = {"a.ini": "key = {}\n"}


def place(name):
    return PLACES.get(name, name if name.startswith(".") else "work/" + name)


def formats():
    """Every format, by its place."""
    return {place(name): form for name, form in fixture.FORMATS.items()}


class World:
    """A context manager. `files` are names under the home with their text, the key left open."""

    def __init__(self, files=None, user=("jqsmith", OWNER), **options):
        self.name, self.user_id = user
        self.forms = dict(formats() if files is None else files)
        self.home = Home()
        self.beside = tempfile.mkdtemp(prefix="keyturn-test-")  # not searched
        self.log = os.path.join(self.beside, "service.log")
        self.sandbox = Sandbox(f"--log={self.log}", **options)
        self.token = self.sandbox.token("jqsmith")
        self.old = self.key()
        for name in self.forms:
            self.write(name, self.text(name, self.old))
        self.before = self.requests()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sandbox.stop()
        self.home.__exit__()
        shutil.rmtree(self.beside)

    # ---- the service ----

    def key(self):
        return self.sandbox.key(self.token, self.user_id)

    def requests(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read().splitlines()

    def asked(self):
        """What was asked since the world was made, one "METHOD PATH STATUS" a request."""
        return self.requests()[len(self.before):]

    def resets(self):
        return sum(f"POST {key_path(self.user_id)}/{RESET} 200" in line for line in self.asked())

    def accepts(self, key):
        return self.sandbox.with_key(self.name, key).status == 200

    # ---- the files ----

    def path(self, name):
        return os.path.join(self.home.path, name)

    def text(self, name, key):
        return fixture.content(self.forms[name], key)

    def write(self, name, data, mode=0o600):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)
        return path

    def read(self, name):
        return fixture.read(self.path(name))

    def holds(self, name, key):
        """The file is as it was made, but for the key."""
        equal((name, self.read(name)), (name, self.text(name, key)))

    def snapshot(self):
        """All of the home: path, kind, mode, content, and times that a reader leaves alone."""
        seen = {}
        for top, directories, files in os.walk(self.home.path):
            for name in directories + files:
                path = os.path.join(top, name)
                info = os.lstat(path)
                seen[path] = (info.st_mode, info.st_ino, info.st_mtime_ns, info.st_ctime_ns,
                              fixture.read(path) if os.path.isfile(path) else None)
        return seen

    def leftovers(self):
        """Temporary files that nobody took away."""
        return [path for path in self.snapshot() if ".keyturn-" in path]

    # ---- keyturn ----

    def words(self, *words, user="jqsmith"):
        return (f"--auth-url={self.sandbox.url}", f"--username={user}", "--password-fd=FD", *words)

    def run(self, *words, user="jqsmith", **more):
        return self.home.run(*self.words(*words, user=user), secret=PASSWORD, **more)

    def start(self, *words, user="jqsmith", **more):
        return self.home.start(*self.words(*words, user=user), secret=PASSWORD, **more)

    def rotate(self, *words, **more):
        """Without a terminal, with the answer in JSON."""
        return self.run("rotate", f"--confirm={self.name}", "--json", *words, **more)

    def resume(self, **more):
        return self.run("resume", "--json", **more)

    def history(self):
        """Newest first; whole."""
        done = self.home.run("history", "--verify", "--json")
        equal((done.status, done.json["whole"]), (0, True))
        entries = self.home.run("history", "--json").json["history"]
        equal(len(entries), done.json["records"])
        return entries


def holder(result, name):
    """The holder whose path ends so, out of the JSON of a rotation."""
    one, = (h for h in result["holders"] if h["path"].endswith(name))
    return one


def script(world, name, text):
    return world.write(name, f"#!/bin/sh\n{text}\n".encode(), 0o700)


def hooks(world, *lines):
    """Configured commands, each a name, what it runs, and more lines."""
    world.home.config("".join(f"[hook {name}]\nrun = {run}\n" + "".join(f"{m}\n" for m in more)
                              for name, run, *more in lines))
