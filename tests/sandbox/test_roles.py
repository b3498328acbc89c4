# SPDX-License-Identifier: MIT
"""Roles: which there are, who has them, who may give and take them."""
from sandbox import (DEV1, DEV2, FOREIGN, MANAGER, OFF1, OWNER, Sandbox, equal, main, refused)

OBSERVER, ADMIN, MANAGE, DEFAULT = "10000151", "3", "9", "2"


def path(user, role):
    return f"/v2.0/users/{user}/roles/OS-KSADM/{role}"


def give(s, token, user, role):
    return s.call("PUT", path(user, role), "", token)


def take(s, token, user, role):
    return s.call("DELETE", path(user, role), token=token)


def roles(s, token, user):
    reply = s.call("GET", f"/v2.0/users/{user}/roles", token=token)
    equal(reply.status, 200)
    return [role["name"] for role in reply.json["roles"]]


def test_list__for_who_may_give_them__has_all():
    with Sandbox() as s:
        for caller in ("jqsmith", "kmanage"):
            listed = s.call("GET", "/v2.0/OS-KSADM/roles", token=s.token(caller)).json["roles"]
            names = {role["name"]: role for role in listed}
            assert {"identity:user-admin", "admin", "observer", "nova:creator"} <= set(names)
            equal(names["observer"]["id"], OBSERVER)
            assert names["observer"]["description"] and names["observer"]["serviceId"]
        refused(s.call("GET", "/v2.0/OS-KSADM/roles", token=s.token("dev1")), 403, "forbidden")
        refused(s.call("GET", "/v2.0/OS-KSADM/roles"), 401, "unauthorized")


def test_role__by_id__is_one_object():
    with Sandbox() as s:
        token = s.token("jqsmith")
        reply = s.call("GET", "/v2.0/OS-KSADM/roles/" + MANAGE, token=token)
        equal(reply.json["role"]["name"], "identity:user-manage")
        refused(s.call("GET", "/v2.0/OS-KSADM/roles/1", token=token), 404, "itemNotFound")
        refused(s.call("GET", "/v2.0/OS-KSADM/roles/9", token=s.token("dev1")), 403, "forbidden")


def test_give_and_take__product_role__shows_in_lists_and_sign_ins():
    with Sandbox() as s:
        for caller in ("jqsmith", "kmanage"):
            token = s.token(caller)
            reply = give(s, token, DEV1, OBSERVER)
            equal((reply.status, reply.text), (200, ""))
            equal(give(s, token, DEV1, OBSERVER).status, 200)
            equal(roles(s, token, DEV1), ["identity:default", "observer"])
            access = s.with_password("dev1").json["access"]
            equal([r["name"] for r in access["user"]["roles"]], ["identity:default", "observer"])
            reply = take(s, token, DEV1, OBSERVER)
            equal((reply.status, reply.text), (204, ""))
            refused(take(s, token, DEV1, OBSERVER), 404, "itemNotFound")
            equal(roles(s, token, DEV1), ["identity:default"])


def test_give_and_take__manager__is_for_the_owner_and_counts_at_once():
    with Sandbox() as s:
        owner, token = s.token("jqsmith"), s.token("dev1")
        refused(give(s, s.token("kmanage"), DEV1, MANAGE), 403, "forbidden")
        refused(s.get_key(token, DEV2), 403, "forbidden")
        equal(give(s, owner, DEV1, MANAGE).status, 200)
        equal(roles(s, owner, DEV1), ["identity:user-manage", "identity:default"])
        equal(s.get_key(token, DEV2).status, 200)
        refused(take(s, s.token("kmanage"), DEV1, MANAGE), 403, "forbidden")
        equal(take(s, owner, DEV1, MANAGE).status, 204)
        refused(take(s, owner, DEV1, MANAGE), 404, "itemNotFound")
        refused(s.get_key(token, DEV2), 403, "forbidden")


def test_give_and_take__owner_and_default__are_403():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for role in (ADMIN, DEFAULT):
            refused(give(s, token, DEV1, role), 403, "forbidden")
            refused(take(s, token, DEV1, role), 403, "forbidden")


def test_give_and_take__without_the_right__is_403():
    with Sandbox() as s:
        for caller, user in (("jqsmith", OWNER), ("jqsmith", FOREIGN), ("kmanage", MANAGER),
                             ("kmanage", OWNER), ("dev1", DEV1), ("dev1", DEV2), ("nina", DEV1)):
            token = s.token(caller)
            refused(give(s, token, user, OBSERVER), 403, "forbidden")
            refused(take(s, token, user, OBSERVER), 403, "forbidden")


def test_give_and_take__unknown_user_or_role__is_404():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for user, role in (("1", OBSERVER), (DEV1, "1"), (DEV1, "observer")):
            refused(give(s, token, user, role), 404, "itemNotFound")
            refused(take(s, token, user, role), 404, "itemNotFound")
        refused(give(s, None, DEV1, OBSERVER), 401, "unauthorized")


def test_roles__of_a_removed_user__are_gone_with_it():
    with Sandbox() as s:
        token = s.token("jqsmith")
        give(s, token, OFF1, OBSERVER)
        equal(s.call("DELETE", "/v2.0/users/" + OFF1, token=token).status, 204)
        users = s.call("GET", f"/v2.0/OS-KSADM/roles/{OBSERVER}/RAX-AUTH/users", token=token)
        equal(users.json, {"users": []})


main()
