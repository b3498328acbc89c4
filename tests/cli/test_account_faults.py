# SPDX-License-Identifier: MIT
"""A change whose request or answer is lost: it is sent once, and what is told of it is so."""
import concurrent.futures
import os
import signal

from harm import Harm
from keyturn import Home, finish
from sandbox import DEV1, MFA1, OWNER, PASSWORD, Sandbox, equal, main, token_of
from share import share
from totp import secret_of, totp

NEW = "Newer-pass-2"
MULTI_FACTOR = f"/v2.0/users/{DEV1}/RAX-AUTH/multi-factor"
STATUS = {"done": 0, "unchanged": 5, "unknown": 7}


def device(s):
    """The ID and secret of an OTP device of dev1, not verified yet."""
    reply = s.call("POST", MULTI_FACTOR + "/otp-devices", {"RAX-AUTH:otpDevice": {"name": "d"}},
                   s.token("dev1"))
    made = reply.json["RAX-AUTH:otpDevice"]
    return made["id"], secret_of(made["keyUri"])


def phone(s):
    reply = s.call("POST", MULTI_FACTOR + "/mobile-phones",
                   {"RAX-AUTH:mobilePhone": {"number": "+1 210 555 0199"}}, s.token("dev1"))
    return reply.json["RAX-AUTH:mobilePhone"]["id"]


def verify(s):
    made, secret = device(s)
    return ("mfa", "verify", made, "--code-fd=CODE"), {"CODE": totp(secret)}


def enable(s):
    made, secret = device(s)
    s.call("POST", f"{MULTI_FACTOR}/otp-devices/{made}/verify",
           {"RAX-AUTH:verificationCode": {"code": totp(secret)}}, s.token("dev1"))
    return ("mfa", "enable", "--confirm=dev1"), {}


def plain(*words, **secrets):
    return lambda s: (words, secrets)


# Who, what they call, what the request begins with, what comes of it when its answer is lost, and when it
# is lost itself.
CASES = (
    ("dev1", plain("profile", "--email=a@b.example"), f"POST /v2.0/users/{DEV1} ",
     "done", "unchanged"),
    ("dev1", plain("password", "change", "--new-password-fd=NEW", NEW=NEW),
     "POST /v2.0/users/RAX-AUTH/change-pwd ", "done", "unchanged"),
    ("jqsmith", plain("password", "change", "--user=dev1", "--confirm=dev1", "--new-password-fd=NEW",
                      NEW=NEW), f"POST /v2.0/users/{DEV1} ", "unknown", "unknown"),
    ("jqsmith", plain("pin", "change", "--new-pin-fd=PIN", PIN="190283"),
     f"POST /v2.0/users/{OWNER} ", "done", "unchanged"),
    ("jqsmith", plain("pin", "reset", "--user=dev1", "--confirm=dev1"),
     f"POST /v2.0/users/{DEV1}/RAX-AUTH/phone-pin/reset ", "unknown", "unknown"),
    ("dev1", plain("mfa", "add-phone", "+12105550199"), f"POST {MULTI_FACTOR}/mobile-phones ",
     "done", "unchanged"),
    ("dev1", lambda s: (("mfa", "send-code", phone(s)), {}),
     f"POST {MULTI_FACTOR}/mobile-phones/", "unknown", "unknown"),
    ("dev1", verify, f"POST {MULTI_FACTOR}/otp-devices/", "done", "unchanged"),
    ("dev1", lambda s: (("mfa", "remove", device(s)[0], "--confirm=dev1"), {}),
     f"DELETE {MULTI_FACTOR}/otp-devices/", "done", "unchanged"),
    ("dev1", lambda s: (("mfa", "remove", phone(s), "--confirm=dev1"), {}),
     f"DELETE {MULTI_FACTOR}/mobile-phones ", "done", "unchanged"),
    # With it on, and all tokens gone, the password alone does not sign in again to look.
    ("dev1", enable, f"PUT {MULTI_FACTOR} ", "unknown", "unchanged"),
    ("jqsmith", plain("mfa", "require", "--user=dev1", "--confirm=dev1"), f"PUT {MULTI_FACTOR} ",
     "done", "unchanged"),
    ("jqsmith", plain("mfa", "codes", "--user=mfa1", "--confirm=mfa1", "--reveal"),
     f"POST /v2.0/users/{MFA1}/RAX-AUTH/multi-factor/bypass-codes ", "unknown", "unknown"),
)


class Lossy(Harm):
    """Loses the first request that begins with `what`, or its answer."""

    def __init__(self, url, what, fault):
        super().__init__(url, fault, number=-1)
        self.what = what

    def pass_on(self, request, wfile):
        if self.number < 0 and request.decode().startswith(self.what):
            self.number = len(self.seen)
        return super().pass_on(request, wfile)


def signing_in(url, name, words):
    return (f"--auth-url={url}", f"--username={name}", "--password-fd=FD", "--json", *words)


def sent(harm):
    return sum(line.startswith(harm.what) for line in harm.seen)


def lose(case, fault):
    name, prepare, what, *wanted = case
    want = wanted[fault == "request lost"]
    with Sandbox() as s, Home() as home:
        words, secrets = prepare(s)
        with Lossy(s.url, what, fault) as harm:
            done = home.run(*signing_in(harm.url, name, words), secret=PASSWORD, secrets=secrets)
            told = done.json
            equal((what, fault, told["outcome"], done.status), (what, fault, want, STATUS[want]))
            equal((what, fault, sent(harm)), (what, fault, 1))
        assert want == "done" or told["error"]["hint"], told
        entry, = home.run("history", "--json").json["history"]
        equal((entry["event"], entry["result"]), ("changed", want))
        for secret in secrets.values():
            assert secret not in done.out + done.err + str(entry), (what, done.out, done.err)


def each(fault):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for result in [pool.submit(lose, case, fault) for case in share(CASES)]:
            result.result()


def test_answer_lost__sent_once_and_what_was_seen_is_told():
    each("answer lost")


def test_request_lost__sent_once_and_not_said_to_be_done():
    each("request lost")


def test_password_changed_and_the_answer_lost__the_new_one_was_tried():
    with Sandbox() as s, Home() as home:
        with Lossy(s.url, "POST /v2.0/users/RAX-AUTH/change-pwd ", "answer lost") as harm:
            done = home.run(*signing_in(harm.url, "dev1",
                                        ("password", "change", "--new-password-fd=NEW")),
                            secret=PASSWORD, secrets={"NEW": NEW})
        equal(done.json["new_password"], "accepted")
        equal(s.with_password("dev1", NEW).status, 200)


def test_secret_told_once_and_lost__says_so():
    with Sandbox() as s, Home() as home:
        path = os.path.join(home.path, "uri")
        with Lossy(s.url, f"POST {MULTI_FACTOR}/otp-devices ", "answer lost") as harm:
            done = home.run(*signing_in(harm.url, "dev1", ("mfa", "add-otp", "d", f"--out={path}")),
                            secret=PASSWORD)
            equal((done.status, done.json["outcome"], done.error, sent(harm)),
                  (6, "done", "told-once", 1))
        assert not os.path.exists(path)


def test_somebody_faster__stale_and_nothing_sent():
    class Racing(Lossy):
        """Another client changes the address after it was shown, before it is compared."""

        def pass_on(self, request, wfile):
            if len(self.seen) == self.before:
                self.change()
            return super().pass_on(request, wfile)

    line = ("profile", "--email=a@b.example")
    what = f"POST /v2.0/users/{DEV1} "
    with Sandbox() as s, Home() as home:
        with Lossy(s.url, what, None) as harm:
            home.run(*signing_in(harm.url, "dev1", (*line, "--dry-run")), secret=PASSWORD)
            shown = len(harm.seen)
        with Racing(s.url, what, None) as harm:
            token = s.token("jqsmith")
            harm.before = shown
            harm.change = lambda: s.call(
                "POST", f"/v2.0/users/{DEV1}", {"user": {"email": "other@example.org"}}, token)
            done = home.run(*signing_in(harm.url, "dev1", line), secret=PASSWORD)
            equal((done.status, done.json["outcome"], done.error, sent(harm)),
                  (1, "stale", "changed-since", 0))
            equal((done.json["before"]["email"], done.json["now"]["email"]),
                  ("dev.one@example.org", "other@example.org"))
        equal(home.run("history", "--json").json["history"], [])


def test_signals__before_it_is_sent_nothing_and_after_it_not_known():
    class Holding(Lossy):
        """Answers a request that begins with `what` only at the end of the test."""

        def pass_on(self, request, wfile):
            if request.decode().startswith(self.what):
                with self.lock:
                    self.seen.append(request.split(b"\r\n", 1)[0].decode())
                self.held.append(request)
                return True
            return super().pass_on(request, wfile)

    read, change = f"GET /v2.0/users/{DEV1} ", f"POST /v2.0/users/{DEV1} "
    for what, number, status, outcome in ((read, signal.SIGINT, 130, None),
                                          (change, signal.SIGINT, 7, "unknown"),
                                          (change, signal.SIGTERM, 7, "unknown"),
                                          (change, signal.SIGHUP, 7, "unknown")):
        with Sandbox() as s, Home() as home, Holding(s.url, what, None) as harm:
            harm.held = []
            with home.start(*signing_in(harm.url, "dev1", ("profile", "--region=ORD")),
                            secret=PASSWORD) as process:
                while not harm.held:
                    harm.wait_seen(len(harm.seen) + 1)
                process.send_signal(number)
                done = finish(process)
            equal((what, number, done.status, done.json.get("outcome")),
                  (what, number, status, outcome))
            results = [entry["result"] for entry in home.run("history", "--json").json["history"]]
            equal(results, [outcome] if outcome else [])


if __name__ == "__main__":
    main()
