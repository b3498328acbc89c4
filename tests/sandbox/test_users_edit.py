# SPDX-License-Identifier: MIT
"""Adding, changing and removing users; passwords."""
from sandbox import (DEV1, DEV2, FOREIGN, MANAGER, OWNER, PASSWORD, Sandbox, equal, main, refused,
                     seeded)

USERS = "/v2.0/users"


def change(s, token, user, **members):
    return s.call("POST", f"{USERS}/{user}", {"user": members}, token)


def add(s, token, **members):
    return s.call("POST", USERS, {"user": members}, token)


def change_password(s, name, old, new):
    return s.call("POST", USERS + "/RAX-AUTH/change-pwd", {"RAX-AUTH:changePasswordCredentials": {
        "username": name, "password": old, "newPassword": new}})


def test_add__without_password__tells_the_made_up_one_once():
    with Sandbox() as s:
        token = s.token("jqsmith")
        reply = add(s, token, username="new1", email="new@example.org")
        equal(reply.status, 201)
        user = reply.json["user"]
        equal(user["RAX-AUTH:domainId"], "5830280")
        equal(user["RAX-AUTH:defaultRegion"], "DFW")
        equal(s.with_password("new1", user["OS-KSADM:password"]).status, 200)
        again = s.call("GET", USERS + "?name=new1", token=token)
        assert "password" not in again.text.lower()
        refused(s.get_key(token, user["id"]), 404, "itemNotFound")


def test_add__with_password__does_not_echo_it():
    with Sandbox() as s:
        reply = add(s, s.token("kmanage"), username="new1", email="new@example.org",
                    enabled="false", **{"OS-KSADM:password": "Other-pass-1"})
        equal((reply.status, reply.json["user"]["enabled"]), (201, False))
        assert "Other-pass-1" not in reply.text


def test_add__not_acceptable__is_refused():
    with Sandbox() as s:
        token = s.token("jqsmith")
        refused(add(s, s.token("dev1"), username="new1", email="n@example.org"), 403, "forbidden")
        refused(add(s, token, username="dev1", email="n@example.org"), 409, "conflict")
        refused(add(s, token, username="new1"), 400, "badRequest")
        for bad in ({"username": "1new"}, {"username": "a b"}, {"email": "nobody"},
                    {"OS-KSADM:password": "short1A"}, {"OS-KSADM:password": "alllowercase1"}):
            refused(add(s, token, **{"username": "new1", "email": "n@example.org", **bad}),
                    400, "badRequest")


def test_change__email_and_region__are_kept():
    with Sandbox() as s:
        token = s.token("jqsmith")
        reply = change(s, token, OWNER, email="j@example.com", **{"RAX-AUTH:defaultRegion": "ORD"})
        equal(reply.status, 200)
        user = s.call("GET", f"{USERS}/{OWNER}", token=token).json["user"]
        equal((user["email"], user["rax-auth:defaultRegion"]), ("j@example.com", "ORD"))


def test_change__bad_values__change_nothing():
    with Sandbox() as s:
        token = s.token("jqsmith")
        before = s.call("GET", f"{USERS}/{OWNER}", token=token).json
        for bad in ({"RAX-AUTH:defaultRegion": "MARS"}, {"email": "x"}, {"username": "a b"},
                    {"RAX-AUTH:phonePin": "12345"}, {"RAX-AUTH:phonePin": "111123"},
                    {"RAX-AUTH:phonePin": "123459"}, {"RAX-AUTH:phonePin": "987604"},
                    {"RAX-AUTH:phonePin": "1234567"}, {"OS-KSADM:password": PASSWORD},
                    {"email": "good@example.org", "OS-KSADM:password": "bad"}):
            refused(change(s, token, OWNER, **bad), 400, "badRequest")
        refused(change(s, token, OWNER, username="dev1"), 409, "conflict")
        refused(s.call("POST", f"{USERS}/{OWNER}", {}, token), 400, "badRequest")
        equal(s.call("GET", f"{USERS}/{OWNER}", token=token).json, before)


def test_change__own_pin__is_told_back():
    with Sandbox() as s:
        reply = change(s, s.token("jqsmith"), OWNER, **{"RAX-AUTH:phonePin": "405060"})
        equal(reply.json["user"]["RAX-AUTH:phonePin"], "405060")
        refused(change(s, s.token("jqsmith"), DEV1, **{"RAX-AUTH:phonePin": "405060"}),
                403, "forbidden")


def test_change__disable_a_user__ends_its_access_until_enabled():
    with Sandbox() as s:
        owner, victim = s.token("jqsmith"), s.token("dev1")
        equal(change(s, owner, DEV1, enabled=False).status, 200)
        refused(s.with_password("dev1"), 403, "userDisabled")
        refused(s.call("GET", USERS, token=victim), 401, "unauthorized")
        equal(change(s, owner, DEV1, enabled=True).status, 200)
        equal(s.with_password("dev1").status, 200)
        refused(change(s, owner, OWNER, enabled=False), 403, "forbidden")


def test_change__others_without_the_right__is_403():
    with Sandbox() as s:
        for caller, user in (("dev1", DEV2), ("kmanage", OWNER), ("jqsmith", FOREIGN)):
            refused(change(s, s.token(caller), user, email="x@example.org"), 403, "forbidden")


def test_change__password__ends_the_users_tokens():
    with Sandbox() as s:
        owner, victim = s.token("jqsmith"), s.token("dev1")
        equal(change(s, owner, DEV1, **{"OS-KSADM:password": "Other-pass-1"}).status, 200)
        refused(s.call("GET", USERS, token=victim), 401, "unauthorized")
        refused(s.with_password("dev1"), 401, "unauthorized")
        equal(s.with_password("dev1", "Other-pass-1").status, 200)


def test_remove__user__is_gone_with_its_tokens():
    with Sandbox() as s:
        owner, victim = s.token("jqsmith"), s.token("dev1")
        equal(s.call("DELETE", f"{USERS}/{DEV1}", token=owner).status, 204)
        refused(s.call("DELETE", f"{USERS}/{DEV1}", token=owner), 404, "itemNotFound")
        refused(s.call("GET", USERS, token=victim), 401, "unauthorized")
        refused(s.with_password("dev1"), 401, "unauthorized")


def test_remove__oneself_or_without_the_right__is_403():
    with Sandbox() as s:
        for caller, user in (("jqsmith", OWNER), ("dev1", DEV1), ("dev1", DEV2),
                             ("kmanage", MANAGER), ("kmanage", OWNER), ("nina", DEV1)):
            refused(s.call("DELETE", f"{USERS}/{user}", token=s.token(caller)), 403, "forbidden")


def test_change_pwd__right_old_one__needs_no_token():
    with Sandbox() as s:
        token = s.token("dev1")
        equal(change_password(s, "dev1", PASSWORD, "Other-pass-1").status, 204)
        refused(s.call("GET", USERS, token=token), 401, "unauthorized")
        equal(s.with_password("dev1", "Other-pass-1").status, 200)


def test_change_pwd__refusals():
    with Sandbox() as s:
        refused(change_password(s, "dev1", "wrong", "Other-pass-1"), 401, "unauthorized")
        refused(change_password(s, "nobody", PASSWORD, "Other-pass-1"), 401, "unauthorized")
        refused(change_password(s, "dev1", PASSWORD, PASSWORD), 400, "badRequest")
        refused(change_password(s, "dev1", PASSWORD, "weak"), 400, "badRequest")
        refused(change_password(s, "off1", PASSWORD, "Other-pass-1"), 403, "userDisabled")
        refused(s.call("POST", USERS + "/RAX-AUTH/change-pwd", {}), 400, "badRequest")


def test_expired_password__signs_in_only_after_a_change():
    user = {"name": "late", "email": "late@example.org", "domain": "1", "password": PASSWORD,
            "passwordExpiration": "2020-01-01T00:00:00Z"}
    with seeded([user]) as s:
        refused(s.with_password("late"), 401, "unauthorized")
        equal(change_password(s, "late", PASSWORD, "Other-pass-1").status, 204)
        equal(s.with_password("late", "Other-pass-1").status, 200)


main()
