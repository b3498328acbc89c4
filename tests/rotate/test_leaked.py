# SPDX-License-Identifier: MIT
"""A key that leaked: tokens that other clients keep are revoked too, and shown to be dead."""
import json

from keyturn import Home
from sandbox import DEV1, OWNER, PASSWORD, Sandbox, equal, main

CONFIRM = ("--confirm=jqsmith", "--username=jqsmith", "--password-fd=FD", "--json")


def rotate(home, sandbox, *words):
    done = home.run("rotate", f"--auth-url={sandbox.url}", *CONFIRM, *words, secret=PASSWORD)
    equal(done.status, 0)
    return done.json


def cache(home, tokens):
    """Rack's, with a token for each user and endpoint."""
    home.write(".rack/cache", json.dumps({
        f"{user},{endpoint},DFW,object-store,publicURL": {"TokenID": token}
        for (user, endpoint), token in tokens.items()}))


def test_leaked__tokens_of_racks_cache_and_ones_own__are_dead_afterwards():
    with Sandbox() as s, Home() as home:
        cached, other = s.token("jqsmith"), s.token("jqsmith")
        cache(home, {("jqsmith", s.url + "/v2.0/"): cached})
        equal(rotate(home, s, "--leaked")["tokens_revoked"], 2)
        equal(s.get_key(cached, OWNER).status, 401)
        equal(s.get_key(other, OWNER).status, 200)  # nobody could find it


def test_leaked__a_cached_token_that_is_dead_already__counts_as_dead():
    with Sandbox() as s, Home() as home:
        cache(home, {("jqsmith", s.url + "/v2.0/"): "no-token-of-this-service"})
        equal(rotate(home, s, "--leaked")["tokens_revoked"], 2)


def test_leaked__tokens_of_others_and_for_other_services__are_left():
    with Sandbox() as s, Home() as home:
        others, elsewhere = s.token("dev1"), s.token("jqsmith")
        cache(home, {("dev1", s.url + "/v2.0/"): others,
                     ("jqsmith", "https://identity.example/v2.0/"): elsewhere})
        equal(rotate(home, s, "--leaked")["tokens_revoked"], 1)
        equal(s.get_key(others, DEV1).status, 200)
        equal(s.get_key(elsewhere, OWNER).status, 200)


def test_not_leaked__tokens_live_on():
    with Sandbox() as s, Home() as home:
        cached = s.token("jqsmith")
        cache(home, {("jqsmith", s.url + "/v2.0/"): cached})
        equal(rotate(home, s)["tokens_revoked"], 0)
        equal(s.get_key(cached, OWNER).status, 200)


if __name__ == "__main__":
    main()
