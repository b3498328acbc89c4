# SPDX-License-Identifier: MIT
"""A key that leaked: tokens that other clients keep are revoked too, and shown to be dead."""
import json

from keyturn import Home
from sandbox import OWNER, PASSWORD, Sandbox, equal, main

CONFIRM = ("--confirm=jqsmith", "--username=jqsmith", "--password-fd=FD", "--json")


def rotate(home, sandbox, *words):
    done = home.run("rotate", f"--auth-url={sandbox.url}", *CONFIRM, *words, secret=PASSWORD)
    equal(done.status, 0)
    return done.json


def test_leaked__tokens_of_racks_cache_and_ones_own__are_dead_afterwards():
    with Sandbox() as s, Home() as home:
        cached, other = s.token("jqsmith"), s.token("jqsmith")
        home.write(".rack/cache", json.dumps({"jqsmith,x": {"TokenID": cached}}))
        equal(rotate(home, s, "--leaked")["tokens_revoked"], 2)
        equal(s.get_key(cached, OWNER).status, 401)
        equal(s.get_key(other, OWNER).status, 200)  # nobody could find it


def test_leaked__a_cached_token_that_is_dead_already__counts_as_dead():
    with Sandbox() as s, Home() as home:
        home.write(".rack/cache", json.dumps({"a": {"TokenID": "no-token-of-this-service"}}))
        equal(rotate(home, s, "--leaked")["tokens_revoked"], 2)


def test_not_leaked__tokens_live_on():
    with Sandbox() as s, Home() as home:
        cached = s.token("jqsmith")
        home.write(".rack/cache", json.dumps({"a": {"TokenID": cached}}))
        equal(rotate(home, s)["tokens_revoked"], 0)
        equal(s.get_key(cached, OWNER).status, 200)


if __name__ == "__main__":
    main()
