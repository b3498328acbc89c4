# SPDX-License-Identifier: MIT
"""Lists of users in pages, also long ones."""
import re
from urllib.parse import quote

from sandbox import (DEV1, DEV2, FOREIGN, HOSTILE, OWNER, PASSWORD, Sandbox, equal, main, refused,
                     seeded)

USERS, TENANT = "/v2.0/users", "/v2.0/tenants/5830280/users"
MANY = 10000


def role_users(role):
    return f"/v2.0/OS-KSADM/roles/{role}/RAX-AUTH/users"


def ids(reply):
    equal(reply.status, 200)
    return [user["id"] for user in reply.json["users"]]


def next_path(s, reply):
    """Where the next page is; None behind the last."""
    link = reply.headers["Link"]
    if link is None:
        return None
    match = re.fullmatch(r"<([^<>]*)>; rel=\"next\"", link)
    assert match and match[1].startswith(s.url), link
    return match[1].removeprefix(s.url)


def pages(s, token, path):
    while path is not None:
        reply = s.call("GET", path, token=token)
        yield ids(reply)
        path = next_path(s, reply)


def many(count):
    return [{"name": "boss", "email": "b@example.org", "domain": "7", "id": "1",
             "password": PASSWORD, "role": "identity:user-admin"}] + [
                 {"name": f"user{i}", "email": f"user{i}@example.org", "domain": "7",
                  "id": str(1000 + i), "password": PASSWORD} for i in range(1, count)]


def test_pages__of_every_list__together_are_the_whole_list():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for path in (USERS, TENANT, role_users("2")):
            whole = ids(s.call("GET", path, token=token))
            assert len(whole) >= 8 and HOSTILE in whole
            for limit in (1, 3, len(whole) - 1):
                parts = list(pages(s, token, f"{path}?limit={limit}"))
                equal([i for part in parts for i in part], whole)
                equal({len(part) for part in parts[:-1]}, {limit})
            equal(list(pages(s, token, f"{path}?limit={len(whole)}")), [whole])


def test_pages__with_ids_that_are_no_plain_words__are_followed():
    users = many(3) + [{"name": f"odd{i}", "email": "o@example.org", "domain": "7", "id": odd}
                       for i, odd in enumerate(("a b", "a&limit=9", "%41", "\u4e2d"))]
    with seeded(users) as s:
        token = s.token("boss")
        equal([i for part in pages(s, token, USERS + "?limit=1") for i in part],
              [user["id"] for user in users])


def test_page__by_email__keeps_to_it():
    users = many(3) + [{"name": f"twin{i}", "email": "t+w@example.org", "domain": "7", "id": f"t{i}"}
                       for i in range(3)]
    with seeded(users) as s:
        path = f"{USERS}?limit=2&email={quote('t+w@example.org')}"
        equal(list(pages(s, s.token("boss"), path)), [["t0", "t1"], ["t2"]])


def test_page__behind_the_last__is_empty():
    with Sandbox() as s:
        reply = s.call("GET", f"{USERS}?marker={HOSTILE}&limit=5", token=s.token("jqsmith"))
        equal((ids(reply), reply.headers["Link"]), ([], None))


def test_page__bad_marker_or_limit__is_refused():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for path in (USERS, TENANT, role_users("2")):
            for marker in ("1", "", FOREIGN):
                refused(s.call("GET", f"{path}?marker={marker}", token=token), 404, "itemNotFound")
            for limit in ("0", "-1", "x", "5x", "", "%20" "5"):
                refused(s.call("GET", f"{path}?limit={limit}", token=token), 400, "badRequest")
            refused(s.call("GET", path + "?limit=1001", token=token), 413, "overLimit")
            refused(s.call("GET", path + "?limit=99999999999999999999", token=token),
                    413, "overLimit")
            equal(s.call("GET", path + "?limit=1000", token=token).status, 200)


def test_page__largest__is_an_option_and_what_lists_have_that_ask_for_none():
    with Sandbox("--page-limit=4") as s:
        token = s.token("jqsmith")
        equal([len(part) for part in pages(s, token, USERS)], [4, 4, 1])
        refused(s.call("GET", USERS + "?limit=5", token=token), 413, "overLimit")
        equal(len(ids(s.call("GET", f"{USERS}/{DEV1}/RAX-AUTH/admins", token=token))), 1)


def test_pages__of_a_manager_and_a_user__have_whom_they_may_see():
    with Sandbox() as s:
        token = s.token("kmanage")
        seen = [i for part in pages(s, token, USERS + "?limit=2") for i in part]
        assert OWNER not in seen and DEV1 in seen and FOREIGN not in seen
        equal([i for part in pages(s, token, TENANT + "?limit=2") for i in part], seen)
        equal(list(pages(s, s.token("dev1"), USERS + "?limit=2")), [[DEV1]])


def test_tenant__by_role_or_contact__has_who_has_it():
    with Sandbox() as s:
        token = s.token("jqsmith")
        s.call("PUT", f"{USERS}/{DEV2}/roles/OS-KSADM/10000151", "", token)
        equal(ids(s.call("GET", TENANT + "?roleId=10000151", token=token)), [DEV2])
        equal(ids(s.call("GET", TENANT + "?roleId=3", token=token)), [OWNER])
        path = TENANT + "?contactId=RCN-003-722-001"
        equal(ids(s.call("GET", path, token=token)), ["10037220"])
        equal(ids(s.call("GET", path + "&limit=0&marker=x", token=token)), ["10037220"])
        refused(s.call("GET", path + "&roleId=3", token=token), 400, "badRequest")
        storage = TENANT.replace("5830280", "MossoCloudFS_5830280")
        equal(ids(s.call("GET", storage, token=token)), ids(s.call("GET", TENANT, token=token)))


def test_tenant__without_the_right__is_403():
    with Sandbox() as s:
        for caller in ("dev1", "nina"):
            refused(s.call("GET", TENANT, token=s.token(caller)), 403, "forbidden")
        refused(s.call("GET", TENANT), 401, "unauthorized")


def test_role__who_has_it__is_for_the_owner():
    with Sandbox() as s:
        token = s.token("jqsmith")
        equal(ids(s.call("GET", role_users("9"), token=token)), ["10037220"])
        refused(s.call("GET", role_users("1"), token=token), 404, "itemNotFound")
        for caller in ("kmanage", "dev1"):
            refused(s.call("GET", role_users("9"), token=s.token(caller)), 403, "forbidden")


def test_account__that_is_full__takes_no_more_users():
    with seeded(many(4), "--user-limit=4") as s:
        token = s.token("boss")
        replies = [s.call("POST", USERS, {"user": {"username": f"new{i}", "email": "n@example.org"}},
                          token) for i in range(2)]
        equal(replies[0].status, 201)
        refused(replies[1], 413, "overLimit")
        equal(s.call("DELETE", USERS + "/1001", token=token).status, 204)
        equal(s.call("POST", USERS, {"user": {"username": "new2", "email": "n@example.org"}},
                     token).status, 201)


def test_more_users__asked_for__are_in_the_first_account():
    with Sandbox("--more-users=3") as s:
        more = ["100000001", "100000002", "100000003"]
        equal(ids(s.call("GET", USERS, token=s.token("jqsmith")))[-3:], more)
        user = s.call("GET", f"{USERS}?name=user00002", token=s.token("jqsmith")).json["user"]
        equal((user["id"], user["email"]), (more[1], "user00002@example.org"))


def test_ten_thousand_users__open_and_are_all_there():
    with seeded(many(MANY)) as s:
        token = s.token("boss")
        have = [i for part in pages(s, token, USERS) for i in part]
        equal((len(have), len(set(have))), (MANY, MANY))
        equal(ids(s.call("GET", USERS + "?email=user9999@example.org", token=token)), ["10999"])
        equal(s.with_password("user9999").status, 200)


main()
