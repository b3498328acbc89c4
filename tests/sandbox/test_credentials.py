# SPDX-License-Identifier: MIT
"""The API key: get, list, reset, delete, and who may do it to whom."""
from sandbox import (DEV1, DEV2, DEV3, FOREIGN, HOSTILE, MANAGER, OWNER, Sandbox,
                     credentials_path, equal, key_of, key_path, main, refused)

# caller, user, may get, list and reset, may delete
RULES = [
    ("jqsmith", OWNER, True, False),
    ("jqsmith", MANAGER, True, False),
    ("jqsmith", DEV1, True, False),
    ("jqsmith", DEV3, True, False),
    ("jqsmith", HOSTILE, True, False),
    ("jqsmith", FOREIGN, False, False),
    ("kmanage", MANAGER, True, True),
    ("kmanage", DEV1, True, True),
    ("kmanage", OWNER, False, False),
    ("kmanage", FOREIGN, False, False),
    ("dev1", DEV1, True, True),
    ("dev1", DEV2, False, False),
    ("dev1", MANAGER, False, False),
    ("dev1", OWNER, False, False),
    ("dev1", FOREIGN, False, False),
    ("nina", FOREIGN, True, False),
    ("nina", OWNER, False, False),
    ("nina", DEV1, False, False),
]


def holds(reply, allowed, status):
    if allowed:
        equal(reply.status, status)
    else:
        refused(reply, 403, "forbidden")


def test_rules__every_caller_and_user__are_those_of_the_documents():
    with Sandbox() as s:
        tokens = {name: s.token(name) for name in {rule[0] for rule in RULES}}
        for caller, user, use, _ in RULES:
            token = tokens[caller]
            holds(s.get_key(token, user), use, 200)
            holds(s.call("GET", credentials_path(user), token=token), use, 200)
            holds(s.reset(token, user), use, 200)


def test_rules__delete__are_those_of_the_documents():
    for caller, user, _, delete in RULES:
        with Sandbox() as s:
            holds(s.call("DELETE", key_path(user), token=s.token(caller)), delete, 204)


def test_get__own_key__names_the_user():
    with Sandbox() as s:
        reply = s.get_key(s.token("dev1"), DEV1)
        credential = reply.json["RAX-KSKEY:apiKeyCredentials"]
        equal(sorted(credential), ["apiKey", "username"])
        equal(credential["username"], "dev1")


def test_list__own_credentials__holds_the_same_key():
    with Sandbox() as s:
        token = s.token("dev1")
        reply = s.call("GET", credentials_path(DEV1), token=token)
        (item,) = reply.json["credentials"]
        equal(item["RAX-KSKEY:apiKeyCredentials"]["apiKey"], s.key(token, DEV1))


def test_unknown_user__any_call__is_404():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for reply in (s.get_key(token, "1"), s.reset(token, "1"),
                      s.call("GET", credentials_path("1"), token=token),
                      s.call("DELETE", key_path("1"), token=token)):
            refused(reply, 404, "itemNotFound")


def test_dead_token__any_call__is_401():
    with Sandbox() as s:
        for token in (None, "", "x" * 170):
            for reply in (s.get_key(token), s.reset(token),
                          s.call("GET", credentials_path(OWNER), token=token),
                          s.call("DELETE", key_path(OWNER), token=token)):
                refused(reply, 401, "unauthorized")


def test_reset__own_key__old_one_is_refused_and_new_one_signs_in():
    with Sandbox() as s:
        token = s.token("jqsmith")
        old = s.key(token)
        new = key_of(s.reset(token))
        assert new != old
        equal(s.key(token), new)
        refused(s.with_key("jqsmith", old), 401, "unauthorized")
        equal(s.with_key("jqsmith", new).status, 200)


def test_reset__own_key__keeps_tokens_alive():
    with Sandbox() as s:
        token = s.token("jqsmith")
        by_key = s.with_key("jqsmith", s.key(token)).json["access"]["token"]["id"]
        equal(s.reset(token).status, 200)
        for alive in (token, by_key):
            equal(s.call("GET", "/v2.0/tokens/" + alive, token=alive).status, 200)


def test_reset__twice__gives_two_keys():
    with Sandbox() as s:
        token = s.token("jqsmith")
        assert key_of(s.reset(token)) != key_of(s.reset(token))


def test_reset__another_user__leaves_own_key_alone():
    with Sandbox() as s:
        token = s.token("jqsmith")
        own = s.key(token)
        equal(s.reset(token, DEV1).status, 200)
        equal(s.key(token), own)


def test_reset__content_type__json_or_none_else_415():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for good in (None, "application/json", "application/json; charset=utf-8"):
            equal(s.reset(token, headers={"Content-Type": good} if good else {}).status, 200)
        old = s.key(token)
        for bad in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
            refused(s.reset(token, headers={"Content-Type": bad}), 415, "badMediaType")
        equal(s.key(token), old)


def test_reset__get_instead_of_post__changes_nothing():
    with Sandbox() as s:
        token = s.token("jqsmith")
        old = s.key(token)
        reply = s.call("GET", key_path(OWNER) + "/RAX-AUTH/reset", token=token)
        refused(reply, 405, "badMethod")
        equal(s.key(token), old)


def test_delete__key__is_gone_and_a_reset_makes_another():
    with Sandbox() as s:
        token = s.token("dev1")
        old = s.key(token, DEV1)
        reply = s.call("DELETE", key_path(DEV1), token=token)
        equal((reply.status, reply.text), (204, ""))
        refused(s.get_key(token, DEV1), 404, "itemNotFound")
        equal(s.call("GET", credentials_path(DEV1), token=token).json, {"credentials": []})
        refused(s.call("DELETE", key_path(DEV1), token=token), 404, "itemNotFound")
        refused(s.with_key("dev1", old), 401, "unauthorized")
        equal(s.with_key("dev1", key_of(s.reset(token, DEV1))).status, 200)


def test_path__colon_escaped__is_the_same():
    with Sandbox() as s:
        token = s.token("jqsmith")
        path = key_path(OWNER).replace(":", "%3A")
        equal(key_of(s.call("GET", path, token=token)), s.key(token))


def test_path__empty_user_id__is_404():
    with Sandbox() as s:
        refused(s.get_key(s.token("jqsmith"), ""), 404, "itemNotFound")


main()
