# SPDX-License-Identifier: MIT
"""Each change of a user with the line failing at it: one request reaches the service at most, and what is
told is what happened."""
import concurrent.futures
import itertools
import os
import re

from harm import Harm
from keyturn import Home
from sandbox import DEV1, PASSWORD, Sandbox, equal, main
from share import SHARE, share

FAULTS = ("request lost", "answer lost", "cut in the head", "garbled", "late 500", "503")
SECRET = "Another-pass-2"


def user(service, name="dev1"):
    reply = service.call("GET", f"/v2.0/users?name={name}", token=service.token("jqsmith"))
    return reply.json["user"] if reply.status == 200 else {}


def has_role(service):
    reply = service.call("GET", f"/v2.0/users/{DEV1}/roles", token=service.token("jqsmith"))
    return any(role["name"] == "observer" for role in reply.json["roles"])


# name: (words, its request, was it done?, can a look tell?)
CHANGES = {
    "add": (("add", "new1", "--email=n@example.org", "--new-password-fd=NEW"), r"POST \S+/users ",
            lambda s: user(s, "new1") != {}, True),
    "edit": (("edit", "dev1", "--email=n@example.org"), rf"POST \S+/users/{DEV1} ",
             lambda s: user(s)["email"] == "n@example.org", True),
    "password": (("edit", "dev1", "--confirm=dev1", "--new-password-fd=NEW"), rf"POST \S+/users/{DEV1} ",
                 lambda s: s.with_password("dev1", SECRET).status == 200, False),
    "disable": (("disable", "dev1"), rf"POST \S+/users/{DEV1} ",
                lambda s: not user(s)["enabled"], True),
    "remove": (("remove", "dev1", "--confirm=dev1"), rf"DELETE \S+/users/{DEV1} ",
               lambda s: user(s) == {}, True),
    "role": (("roles", "dev1", "--add=observer"), r"PUT \S+/roles/", has_role, True),
}
STATUS = {"done": (0,), "refused": (1, 4, 5), "unchanged": (5,), "unknown": (7,)}


def run(harm, home, *words):
    return home.run(f"--auth-url={harm.url}", "--username=jqsmith", "--password-fd=FD", "contacts",
                    *words, "--json", secret=PASSWORD, secrets={"NEW": SECRET}, timeout=120)


def place_of(words, request):
    """Which of the command's requests it is."""
    with Sandbox() as s, Home() as home, Harm(s.url) as harm:
        equal(run(harm, home, *words).status, 0)
        at, = (i for i, line in enumerate(harm.seen) if re.match(request, line))
        return at


def try_one(name, at, fault):
    words, request, is_done, visible = CHANGES[name]
    with Sandbox() as s, Home() as home, Harm(s.url, fault, at) as harm:
        done = run(harm, home, *words)
        outcome, what = done.json["outcome"], (name, fault, done.out)
        equal((sum(bool(re.match(request, line)) for line in harm.seen), what), (1, what))
        assert done.status in STATUS[outcome], (done.status, what)
        truth = is_done(s)
        if outcome == "unknown":
            assert not visible, what
        else:
            equal((outcome == "done", what), (truth, what))
        if outcome in ("unknown", "unchanged"):
            assert done.json["error"]["hint"], what
        entry, = home.run("history", "--json").json["history"]
        equal((entry["event"], entry["result"]), ("changed", outcome))
        assert SECRET not in done.out + done.err, what
        return outcome


def test_each_change_with_each_fault__sent_once_and_told_as_it_is():
    places = {name: place_of(words, request) for name, (words, request, _, _) in CHANGES.items()}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda case: try_one(case[0], places[case[0]], case[1]),
                             share(list(itertools.product(CHANGES, FAULTS)))))
    assert SHARE > 1 or set(told) >= {"done", "unchanged", "unknown"}, told


def test_add__answer_lost__the_password_is_lost_and_the_next_step_told():
    words = ("add", "new1", "--email=n@example.org")
    at = place_of((*words, "--reveal"), r"POST \S+/users ")
    with Sandbox() as s, Home() as home, Harm(s.url, "answer lost", at) as harm:
        path = os.path.join(home.path, "password")
        done = run(harm, home, *words, f"--out={path}")
        equal((done.status, done.json["outcome"], done.error), (6, "done", "password-lost"))
        assert "contacts edit NAME --new-password-fd" in done.json["error"]["hint"], done.out
        assert user(s, "new1") and not os.path.exists(path)


def test_unknown__the_next_step_names_the_user():
    words, request, _, _ = CHANGES["password"]
    at = place_of(words, request)
    with Sandbox() as s, Home() as home, Harm(s.url, "answer lost", at) as harm:
        done = home.run(f"--auth-url={harm.url}", "--username=jqsmith", "--password-fd=FD",
                        "contacts", *words, secret=PASSWORD, secrets={"NEW": SECRET}, timeout=120)
        equal(done.status, 7)
        assert "'keyturn contacts show dev1' shows what it is now" in done.out, done.out


def test_changed_by_somebody_meanwhile__not_sent():
    class Meddling(Harm):
        """Somebody else edits the user once it was looked up."""

        def pass_on(self, request, wfile):
            kept = super().pass_on(request, wfile)
            if b"?name=dev1 " in request:
                token = service.token("jqsmith")
                equal(service.call("POST", f"/v2.0/users/{DEV1}",
                                   {"user": {"email": "other@example.org"}}, token).status, 200)
            return kept

    with Sandbox() as service, Home() as home, Meddling(service.url) as harm:
        done = run(harm, home, "edit", "dev1", "--email=mine@example.org")
        equal((done.status, done.json["outcome"]), (1, "stale"))
        equal(done.json["now"], {"email": "other@example.org"})
        equal(user(service)["email"], "other@example.org")
        assert not any(line.startswith(f"POST /v2.0/users/{DEV1} ") for line in harm.seen)


if __name__ == "__main__":
    main()
