# SPDX-License-Identifier: MIT
"""Accounts: the time-out for idle user interfaces, and the policy for passwords."""
import contextlib
import datetime
import sqlite3

from sandbox import DEV1, FOREIGN, OWNER, PASSWORD, Sandbox, equal, main, refused, temporary

DOMAIN, OTHER = "/v2.0/RAX-AUTH/domains/5830280", "/v2.0/RAX-AUTH/domains/6120094"
POLICY = DOMAIN + "/password-policy"


def set_timeout(s, token, timeout, where=DOMAIN):
    return s.call("PUT", where, {"RAX-AUTH:domain": {"sessionInactivityTimeout": timeout}}, token)


def set_policy(s, token, **policy):
    return s.call("PUT", POLICY, {"passwordPolicy": policy}, token)


def set_password(s, token, password, user=DEV1):
    return s.call("POST", "/v2.0/users/" + user, {"user": {"OS-KSADM:password": password}}, token)


def change_password(s, old, new, name="dev1"):
    return s.call("POST", "/v2.0/users/RAX-AUTH/change-pwd", {
        "RAX-AUTH:changePasswordCredentials": {
            "username": name, "password": old, "newPassword": new}})


def days_left(s, token, name="dev1"):
    user = s.call("GET", "/v2.0/users?name=" + name, token=token).json["user"]
    if "RAX-AUTH:passwordExpiration" not in user:
        return None
    end = datetime.datetime.fromisoformat(
        user["RAX-AUTH:passwordExpiration"].replace("Z", "+00:00"))
    return round((end - datetime.datetime.now(datetime.timezone.utc)) / datetime.timedelta(days=1))


def test_domain__by_owner_or_manager__is_shown():
    with Sandbox() as s:
        for caller in ("jqsmith", "kmanage"):
            domain = s.call("GET", DOMAIN, token=s.token(caller)).json["RAX-AUTH:domain"]
            equal((domain["id"], domain["enabled"]), ("5830280", True))
            equal(domain["sessionInactivityTimeout"], "PT15M")
            equal(domain["domainMultiFactorEnforcementLevel"], "OPTIONAL")


def test_domain__of_the_user__is_listed_for_itself():
    with Sandbox() as s:
        path = "/v2.0/users/%s/RAX-AUTH/domains"
        (domain,) = s.call("GET", path % DEV1, token=s.token("dev1")).json["RAX-AUTH:domains"]
        equal((domain["id"], domain["sessionInactivityTimeout"]), ("5830280", "PT15M"))
        refused(s.call("GET", path % OWNER, token=s.token("dev1")), 403, "forbidden")
        refused(s.call("GET", path % FOREIGN, token=s.token("jqsmith")), 403, "forbidden")


def test_timeout__changed__is_told_at_the_next_sign_in():
    with Sandbox() as s:
        for caller, timeout, told in (("jqsmith", "PT20M0.000S", "PT20M"), ("kmanage", "PT5M", "PT5M"),
                                      ("jqsmith", "P1D", "P1D"), ("jqsmith", "PT1H30M", "PT1H30M")):
            reply = set_timeout(s, s.token(caller), timeout)
            equal(reply.status, 200)
            equal(reply.json["RAX-AUTH:domain"]["sessionInactivityTimeout"], told)
            access = s.with_password("dev1").json["access"]
            equal(access["user"]["RAX-AUTH:sessionInactivityTimeout"], told)
        access = s.with_password("nina").json["access"]
        equal(access["user"]["RAX-AUTH:sessionInactivityTimeout"], "PT15M")


def test_timeout__not_acceptable__is_400():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for bad in ("", "P", "PT", "15", "PT15", "15M", "PT4M59S", "PT24H1S", "P1M", "PT15MX", "PT1M1H",
                    "PT-15M", "P99999999999999999999D", "PT15.5M", 900, None):
            refused(set_timeout(s, token, bad), 400, "badRequest")
        refused(s.call("PUT", DOMAIN, {}, token), 400, "badRequest")
        refused(s.call("PUT", DOMAIN, {"RAX-AUTH:domain": {}}, token), 400, "badRequest")


def test_domain__anything_else_of_it__is_403():
    with Sandbox() as s:
        body = {"RAX-AUTH:domain": {"enabled": False, "sessionInactivityTimeout": "PT20M"}}
        refused(s.call("PUT", DOMAIN, body, s.token("jqsmith")), 403, "forbidden")


def test_domain__without_the_right__is_403_or_404():
    with Sandbox() as s:
        for caller, where in (("dev1", DOMAIN), ("jqsmith", OTHER), ("nina", DOMAIN)):
            token = s.token(caller)
            refused(s.call("GET", where, token=token), 403, "forbidden")
            refused(set_timeout(s, token, "PT20M", where), 403, "forbidden")
        token = s.token("jqsmith")
        refused(s.call("GET", "/v2.0/RAX-AUTH/domains/1", token=token), 404, "itemNotFound")
        refused(s.call("GET", DOMAIN), 401, "unauthorized")


def test_policy__set_and_removed__holds_at_once():
    with Sandbox() as s:
        token = s.token("jqsmith")
        refused(s.call("GET", POLICY, token=token), 404, "itemNotFound")
        policy = {"passwordDuration": "P90DT6H30M5S", "passwordHistoryRestriction": "10"}
        reply = set_policy(s, token, **policy)
        equal((reply.status, reply.json), (200, {"passwordPolicy": policy}))
        for caller in ("jqsmith", "kmanage"):
            equal(s.call("GET", POLICY, token=s.token(caller)).json, {"passwordPolicy": policy})
        equal((days_left(s, token), days_left(s, token, "jqsmith")), (90, 90))
        reply = s.call("DELETE", POLICY, token=token)
        equal((reply.status, reply.text), (204, ""))
        equal(days_left(s, token), None)
        refused(s.call("DELETE", POLICY, token=token), 404, "itemNotFound")


def test_policy__new_password__starts_its_time():
    with Sandbox() as s:
        token = s.token("jqsmith")
        set_policy(s, token, passwordDuration="P30D")
        equal(change_password(s, PASSWORD, "Other-pass-1").status, 204)
        equal(days_left(s, token), 30)
        equal(set_password(s, token, "Third-pass-1").status, 200)
        equal(days_left(s, token), 30)


def test_policy__password_older_than_it_allows__signs_in_only_after_a_change():
    with temporary() as directory, Sandbox(f"--db={directory}/db") as s:
        owner = s.token("jqsmith")
        with contextlib.closing(sqlite3.connect(directory + "/db")) as database, database:
            database.execute("UPDATE user SET password_set = password_set - 90 * 86400"
                             " WHERE name = 'dev1'")
        set_policy(s, owner, passwordDuration="P91D")
        equal((days_left(s, owner), s.with_password("dev1").status), (1, 200))
        set_policy(s, owner, passwordDuration="P90D")
        refused(s.with_password("dev1"), 401, "unauthorized")
        equal(change_password(s, PASSWORD, "Other-pass-1").status, 204)
        equal((days_left(s, owner), s.with_password("dev1", "Other-pass-1").status), (90, 200))


def test_policy__without_a_duration__ends_no_password():
    with Sandbox() as s:
        owner = s.token("jqsmith")
        equal(days_left(s, owner, "jqsmith"), 77)
        set_policy(s, owner, passwordHistoryRestriction="1")
        equal(days_left(s, owner, "jqsmith"), None)


def test_password__old_one__is_refused_as_the_policy_says():
    with Sandbox() as s:
        owner = s.token("jqsmith")
        passwords = [PASSWORD] + [f"Other-pass-{i}" for i in range(1, 4)]
        for old, new in zip(passwords, passwords[1:]):
            equal(change_password(s, old, new).status, 204)
        set_policy(s, owner, passwordHistoryRestriction="2")
        for used in passwords[1:]:
            refused(change_password(s, passwords[-1], used), 400, "badRequest")
            refused(set_password(s, owner, used), 400, "badRequest")
        equal(change_password(s, passwords[-1], PASSWORD).status, 204)


def test_password__without_a_policy__old_ones_are_taken_but_the_present_one():
    with Sandbox() as s:
        equal(change_password(s, PASSWORD, "Other-pass-1").status, 204)
        refused(change_password(s, "Other-pass-1", "Other-pass-1"), 400, "badRequest")
        equal(change_password(s, "Other-pass-1", PASSWORD).status, 204)


def test_password__that_was_refused__leaves_the_old_one_and_its_tokens():
    with Sandbox() as s:
        token = s.token("dev1")
        for bad in ("weak", " Other-pass-1", "nocapital-1", "NOSMALL-1", "NoDigit-at-all", "Short-1"):
            refused(change_password(s, PASSWORD, bad), 400, "badRequest")
        equal(s.call("GET", "/v2.0/tenants", token=token).status, 200)
        equal(s.with_password("dev1").status, 200)


def test_policy__not_acceptable__is_400():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for bad in ({}, {"passwordDuration": "P1Y"}, {"passwordDuration": "P1M"},
                    {"passwordDuration": "PT0S"}, {"passwordDuration": 90},
                    {"passwordHistoryRestriction": "0"}, {"passwordHistoryRestriction": "11"},
                    {"passwordHistoryRestriction": "x"},
                    {"passwordDuration": "P90D", "passwordHistoryRestriction": ""}):
            refused(set_policy(s, token, **bad), 400, "badRequest")
        refused(s.call("PUT", POLICY, {}, token), 400, "badRequest")
        refused(s.call("GET", POLICY, token=token), 404, "itemNotFound")


def test_policy__without_the_right__is_403():
    with Sandbox() as s:
        set_policy(s, s.token("jqsmith"), passwordDuration="P90D")
        for caller in ("kmanage", "dev1", "nina"):
            token = s.token(caller)
            refused(set_policy(s, token, passwordDuration="P1D"), 403, "forbidden")
            refused(s.call("DELETE", POLICY, token=token), 403, "forbidden")
        for caller in ("dev1", "nina"):
            refused(s.call("GET", POLICY, token=s.token(caller)), 403, "forbidden")


main()
