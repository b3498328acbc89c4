# SPDX-License-Identifier: MIT
"""Reading users."""
from urllib.parse import quote

from sandbox import (DEV1, DEV2, DEV3, FOREIGN, HOSTILE, MANAGER, OWNER, Sandbox, equal, main,
                     refused)

USERS = "/v2.0/users"


def names(reply):
    equal(reply.status, 200)
    return [user["username"] for user in reply.json["users"]]


def test_list__by_the_owner__is_the_whole_account():
    with Sandbox() as s:
        have = names(s.call("GET", USERS, token=s.token("jqsmith")))
        equal(have[:8], ["jqsmith", "kmanage", "dev1", "dev2", "dev3", "mfa1", "off1", "must1"])
        equal(len(have), 9)


def test_list__by_a_manager__lacks_the_owner():
    with Sandbox() as s:
        have = names(s.call("GET", USERS, token=s.token("kmanage")))
        assert "jqsmith" not in have and "dev1" in have and "nina" not in have


def test_list__by_a_default_user__is_oneself():
    with Sandbox() as s:
        equal(names(s.call("GET", USERS, token=s.token("dev1"))), ["dev1"])


def test_list__spells_its_own_members_in_small_letters():
    with Sandbox() as s:
        reply = s.call("GET", USERS, token=s.token("jqsmith"))
        me, manager = reply.json["users"][:2]
        equal(me["rax-auth:domainId"], "5830280")
        equal(me["rax-auth:phonePin"], "824073")
        assert "rax-auth:phonePin" not in manager
        assert "passwordExpiration" not in reply.text


def test_list__hostile_user__comes_byte_for_byte_and_escaped():
    with Sandbox() as s:
        reply = s.call("GET", USERS, token=s.token("jqsmith"))
        user = reply.json["users"][-1]
        equal(user["id"], HOSTILE)
        assert "\x1b]52;c;" in user["username"] and "\r\n" in user["username"]
        assert "\u202e" in user["username"] and "\u009b" in user["email"]
        assert not any(c < " " for c in reply.text), "a control character is not escaped"


def test_by_name__own__is_one_object_with_the_passwords_end():
    with Sandbox() as s:
        reply = s.call("GET", USERS + "?name=jqsmith", token=s.token("jqsmith"))
        user = reply.json["user"]
        equal((user["id"], user["email"]), (OWNER, "john.smith@example.org"))
        equal(user["enabled"], True)
        equal(user["RAX-AUTH:phonePin"], "824073")
        assert user["RAX-AUTH:passwordExpiration"].endswith("Z")


def test_by_name__hostile__is_found():
    with Sandbox() as s:
        token = s.token("jqsmith")
        name = s.call("GET", f"{USERS}/{HOSTILE}", token=token).json["user"]["username"]
        reply = s.call("GET", USERS + "?name=" + quote(name), token=token)
        equal(reply.json["user"]["id"], HOSTILE)


def test_by_name__unknown_or_not_allowed__is_404_or_403():
    with Sandbox() as s:
        refused(s.call("GET", USERS + "?name=nobody", token=s.token("jqsmith")),
                404, "itemNotFound")
        refused(s.call("GET", USERS + "?name=nina", token=s.token("jqsmith")), 403, "forbidden")
        refused(s.call("GET", USERS + "?name=dev2", token=s.token("dev1")), 403, "forbidden")


def test_path_or_name__with_a_nul_in_it__names_nobody():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for path in (f"/{OWNER}%00", f"/{OWNER}%00x", "?name=jqsmith%00", "?name=jqsmith%00x"):
            refused(s.call("GET", USERS + path, token=token), 404, "itemNotFound")
        equal(s.call("GET", f"{USERS}?name=%6Aqsmith", token=token).status, 200)


def test_by_email__is_a_list_of_those_who_have_it():
    with Sandbox() as s:
        token = s.token("jqsmith")
        equal(names(s.call("GET", USERS + "?email=dev.two@example.org", token=token)), ["dev2"])
        equal(names(s.call("GET", USERS + "?email=no@example.org", token=token)), [])


def test_by_id__rules__are_those_of_the_documents():
    rules = [("jqsmith", OWNER, 200), ("jqsmith", MANAGER, 200), ("jqsmith", DEV3, 200),
             ("jqsmith", FOREIGN, 403), ("kmanage", DEV1, 200), ("kmanage", OWNER, 403),
             ("dev1", DEV1, 200), ("dev1", DEV2, 403), ("dev1", "1", 404), ("nina", OWNER, 403)]
    with Sandbox() as s:
        for caller, user, status in rules:
            equal(s.call("GET", f"{USERS}/{user}", token=s.token(caller)).status, status)


def test_by_id__pin__is_for_oneself_alone():
    with Sandbox() as s:
        own = s.call("GET", f"{USERS}/{MANAGER}", token=s.token("kmanage")).json["user"]
        seen = s.call("GET", f"{USERS}/{MANAGER}", token=s.token("jqsmith")).json["user"]
        equal(own["rax-auth:phonePin"], "590316")
        assert "rax-auth:phonePin" not in seen
        equal(seen["rax-auth:phonePinState"], "ACTIVE")


def test_by_id__mfa_user__says_so():
    with Sandbox() as s:
        user = s.call("GET", f"{USERS}/10037224", token=s.token("jqsmith")).json["user"]
        equal(user["rax-auth:multiFactorEnabled"], True)
        equal(user["rax-auth:multiFactorState"], "ACTIVE")


def test_admins__of_oneself__are_the_owners_with_enabled_quoted():
    with Sandbox() as s:
        reply = s.call("GET", f"{USERS}/{DEV1}/RAX-AUTH/admins", token=s.token("dev1"))
        equal(names(reply), ["jqsmith"])
        equal(reply.json["users"][0]["enabled"], "true")
        assert "824073" not in reply.text
        refused(s.call("GET", f"{USERS}/{DEV2}/RAX-AUTH/admins", token=s.token("dev1")),
                403, "forbidden")


def test_roles__of_a_manager__are_two():
    with Sandbox() as s:
        reply = s.call("GET", f"{USERS}/{MANAGER}/roles", token=s.token("jqsmith"))
        equal([r["name"] for r in reply.json["roles"]],
              ["identity:user-manage", "identity:default"])


def test_tenants__of_the_caller__are_the_account_and_its_storage():
    with Sandbox() as s:
        reply = s.call("GET", "/v2.0/tenants", token=s.token("dev1"))
        equal([t["id"] for t in reply.json["tenants"]], ["5830280", "MossoCloudFS_5830280"])


def test_without_token__every_read__is_401():
    with Sandbox() as s:
        for path in ("", "?name=jqsmith", "?email=x", "/" + OWNER, f"/{OWNER}/RAX-AUTH/admins",
                     f"/{OWNER}/roles"):
            refused(s.call("GET", USERS + path), 401, "unauthorized")


main()
