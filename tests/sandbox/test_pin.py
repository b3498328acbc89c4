# SPDX-License-Identifier: MIT
"""The telephone PIN and the secret question, by which support knows a caller."""
from sandbox import (DEV1, FOREIGN, MANAGER, MFA1, OWNER, PASSWORD, Sandbox, equal, main, refused,
                     seeded)

USERS = [{"name": "boss", "email": "b@example.org", "domain": "7", "id": "1", "password": PASSWORD,
          "role": "identity:user-admin", "phonePin": "824073", "phonePinLocked": True},
         {"name": "sub", "email": "s@example.org", "domain": "7", "id": "2", "password": PASSWORD,
          "phonePin": "590316", "phonePinLocked": True}]


def pin_path(user, what):
    return f"/v2.0/users/{user}/RAX-AUTH/phone-pin/{what}"


def reset(s, token, user, query=""):
    return s.call("POST", pin_path(user, "reset") + query, "", token)


def unlock(s, token, user):
    return s.call("PUT", pin_path(user, "unlock"), "", token)


def pin(s, name, user):
    """State and PIN, as the user itself sees them."""
    seen = s.call("GET", "/v2.0/users/" + user, token=s.token(name)).json["user"]
    return seen["rax-auth:phonePinState"], seen.get("rax-auth:phonePin")


def set_question(s, token, user, **members):
    return s.call("POST", f"/v2.0/users/{user}/RAX-AUTH/secretqas", {"RAX-AUTH:secretqa": members},
                  token)


def test_reset__of_a_user__gives_a_pin_that_only_the_user_sees():
    with Sandbox() as s:
        for caller in ("jqsmith", "kmanage"):
            before = pin(s, "dev1", DEV1)
            reply = reset(s, s.token(caller), DEV1)
            equal((reply.status, reply.text), (204, ""))
            state, new = pin(s, "dev1", DEV1)
            equal((state, len(new), new.isdigit()), ("ACTIVE", 6, True))
            assert new != before[1]


def test_reset__made_up_pins__keep_the_rules():
    with Sandbox() as s:
        token, own = s.token("jqsmith"), s.token("dev1")
        for _ in range(50):
            reset(s, token, DEV1)
            new = s.call("GET", "/v2.0/users/" + DEV1, token=own).json["user"]["rax-auth:phonePin"]
            again = s.call("POST", "/v2.0/users/" + DEV1, {"user": {"RAX-AUTH:phonePin": new}}, own)
            equal(again.status, 200)


def test_reset__only_if_missing__keeps_what_is_there():
    with Sandbox() as s:
        token = s.token("jqsmith")
        equal(reset(s, token, DEV1, "?only_if_missing=true").status, 204)
        before = pin(s, "dev1", DEV1)
        refused(reset(s, token, DEV1, "?only_if_missing=true"), 409, "conflict")
        equal(pin(s, "dev1", DEV1), before)
        equal(reset(s, token, DEV1, "?only_if_missing=false").status, 204)


def test_reset__own__is_403():
    with Sandbox() as s:
        for caller, user in (("jqsmith", OWNER), ("kmanage", MANAGER), ("dev1", DEV1)):
            refused(reset(s, s.token(caller), user), 403, "forbidden")


def test_reset__out_of_reach_or_unknown__is_404():
    with Sandbox() as s:
        for caller, user in (("kmanage", OWNER), ("dev1", MANAGER), ("dev1", MFA1),
                             ("jqsmith", FOREIGN), ("nina", DEV1), ("jqsmith", "1")):
            refused(reset(s, s.token(caller), user), 404, "itemNotFound")
        refused(reset(s, None, DEV1), 401, "unauthorized")


def test_unlock__own_locked_pin__is_the_same_pin_again():
    with seeded(USERS) as s:
        equal(pin(s, "sub", "2"), ("LOCKED", "590316"))
        reply = unlock(s, s.token("sub"), "2")
        equal((reply.status, reply.text), (204, ""))
        equal(pin(s, "sub", "2"), ("ACTIVE", "590316"))


def test_unlock__not_locked_or_not_ones_own__is_403():
    with seeded(USERS) as s:
        token = s.token("boss")
        refused(unlock(s, token, "2"), 403, "forbidden")
        equal(unlock(s, token, "1").status, 204)
        refused(unlock(s, token, "1"), 403, "forbidden")
        refused(unlock(s, token, "3"), 404, "itemNotFound")
        refused(unlock(s, None, "1"), 401, "unauthorized")


def test_new_pin__own_or_reset__is_not_locked():
    with seeded(USERS) as s:
        token = s.token("boss")
        equal(s.call("POST", "/v2.0/users/1", {"user": {"RAX-AUTH:phonePin": "405060"}},
                     token).status, 200)
        equal(pin(s, "boss", "1"), ("ACTIVE", "405060"))
        equal(reset(s, token, "2").status, 204)
        equal(pin(s, "sub", "2")[0], "ACTIVE")


def test_question__chosen_and_answered__is_taken_and_replaced():
    with Sandbox() as s:
        token = s.token("dev1")
        questions = s.call("GET", "/v2.0/RAX-AUTH/secretqa/questions", token=token).json
        ids = [question["id"] for question in questions["RAX-AUTH:questions"]]
        assert all(question["question"] for question in questions["RAX-AUTH:questions"])
        for which in ids[:2]:
            reply = set_question(s, token, DEV1, id=which, answer="Himalayas")
            equal((reply.status, reply.text), (200, ""))


def test_question__not_acceptable__is_refused():
    with Sandbox() as s:
        token = s.token("dev1")
        for bad in ({}, {"id": "1"}, {"answer": "x"}, {"id": "99", "answer": "x"},
                    {"id": "1", "answer": ""}, {"id": 1, "answer": "x"},
                    {"id": "1", "answer": "x" * 256}):
            refused(set_question(s, token, DEV1, **bad), 400, "badRequest")
        for caller in ("jqsmith", "kmanage", "nina"):
            refused(set_question(s, s.token(caller), DEV1, id="1", answer="x"), 403, "forbidden")
        refused(set_question(s, None, DEV1, id="1", answer="x"), 401, "unauthorized")
        refused(s.call("GET", "/v2.0/RAX-AUTH/secretqa/questions"), 401, "unauthorized")


main()
