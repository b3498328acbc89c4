# SPDX-License-Identifier: MIT
"""Drives the real keyturn-sandbox over loopback, and speaks TAP.

A test program imports this, defines functions whose names begin with test_, and calls main().
KEYTURN_SANDBOX names the executable.
"""
import contextlib
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import traceback
import urllib.parse

PASSWORD = "Demo-pass-1"
OWNER, MANAGER, DEV1, DEV2, DEV3 = "172157", "10037220", "10037221", "10037222", "-10037223"
HOSTILE, FOREIGN = "b1a5-77aa-0b3e", "20114402"
MFA1, OFF1, MUST1 = "10037224", "10037225", "10037226"


class Skip(Exception):
    """This machine lacks something the test needs."""


class Reply:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def fault(self):
        """The name of the fault, after checking that its code is the status."""
        (name, body), = self.json.items()
        equal(body["code"], self.status)
        assert body["message"], self.text
        return name


class Sandbox:
    """A private sandbox, on one keep-alive connection; a context manager."""

    def __init__(self, *options, ca=None):
        self.process = subprocess.Popen(
            [os.environ["KEYTURN_SANDBOX"], "--exit-with-stdin", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the sandbox did not start"
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port, self.prefix = parts.hostname, parts.port, parts.path
        if parts.scheme == "https":
            self.connection = http.client.HTTPSConnection(
                self.host, self.port, timeout=20,
                context=ssl.create_default_context(cafile=ca))
        else:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Closes standard input, on which the sandbox must exit with success."""
        self.connection.close()
        self.process.stdin.close()
        self.process.stdout.close()
        equal(self.process.wait(timeout=20), 0)

    def call(self, method, path, body=None, token=None, headers=None):
        headers = dict(headers or {})
        if token is not None:
            headers["X-Auth-Token"] = token
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        self.connection.request(method, self.prefix + path, body, headers)
        answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read().decode())

    def authenticate(self, auth, headers=None, query=""):
        return self.call("POST", "/v2.0/tokens" + query, {"auth": auth}, headers=headers)

    def with_password(self, name, password=PASSWORD, **more):
        credential = {"username": name, "password": password}
        return self.authenticate({"passwordCredentials": credential, **more})

    def with_key(self, name, key, **more):
        credential = {"username": name, "apiKey": key}
        return self.authenticate({"RAX-KSKEY:apiKeyCredentials": credential, **more})

    def token(self, name, password=PASSWORD):
        reply = self.with_password(name, password)
        equal(reply.status, 200)
        return reply.json["access"]["token"]["id"]

    def passcode(self, session, code):
        return self.authenticate({"RAX-AUTH:passcodeCredentials": {"passcode": code}},
                                 {"X-SessionId": session})

    def two_factors(self, name, code, password=PASSWORD):
        """The reply to the second step of a sign-in."""
        return self.passcode(session_of(self.with_password(name, password)), code)

    def get_key(self, token, user=OWNER):
        return self.call("GET", key_path(user), token=token)

    def key(self, token, user=OWNER):
        return key_of(self.get_key(token, user))

    def reset(self, token, user=OWNER, headers=None):
        return self.call("POST", key_path(user) + "/RAX-AUTH/reset", "", token, headers)


def session_of(reply):
    """The session of a sign-in that wants a passcode."""
    refused(reply, 401, "unauthorized")
    match = re.fullmatch(r"OS-MF sessionId='([^']{200,})', factor='PASSCODE'",
                         reply.headers["WWW-Authenticate"])
    assert match, reply.headers["WWW-Authenticate"]
    return match[1]


def token_of(reply):
    equal(reply.status, 200)
    return reply.json["access"]["token"]["id"]


@contextlib.contextmanager
def seeded(users, *options, domains=()):
    """A sandbox with users of one's own."""
    with temporary() as directory:
        path = directory + "/seed.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"users": users, "domains": list(domains)}, file)
        with Sandbox("--seed=" + path, *options) as sandbox:
            yield sandbox


def credentials_path(user):
    return f"/v2.0/users/{user}/OS-KSADM/credentials"


def key_path(user):
    return credentials_path(user) + "/RAX-KSKEY:apiKeyCredentials"


def key_of(reply):
    equal(reply.status, 200)
    return reply.json["RAX-KSKEY:apiKeyCredentials"]["apiKey"]


def equal(have, want):
    assert have == want, f"have {have!r}, want {want!r}"


def refused(reply, status, fault):
    equal((reply.status, reply.fault), (status, fault))


def temporary():
    return tempfile.TemporaryDirectory(prefix="keyturn-test-")


def usual_signals():
    """Resets the signals that a program does not expect to be ignored or blocked, for this process and
    all it starts: under nohup SIGHUP would be ignored, and SIGINT in a script's background jobs."""
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD,
                   signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def run(test):
    """One TAP line's result: "ok", "not ok" or a skip's reason."""
    try:
        test()
    except Skip as skip:
        return "ok", f" # SKIP {skip}"
    except Exception:  # pylint: disable=broad-except
        for line in traceback.format_exc().splitlines():
            print("#", line)
        return "not ok", ""
    return "ok", ""


def main():
    module = sys.modules["__main__"]
    tests = [(n, f) for n, f in vars(module).items() if n.startswith("test_")]
    failed = 0
    usual_signals()
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        result, note = run(test)
        failed += result != "ok"
        print(f"{result} {number} - {name.removeprefix('test_')}{note}", flush=True)
    sys.exit(1 if failed else 0)
