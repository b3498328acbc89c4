# SPDX-License-Identifier: MIT
"""Signing in, validating, revoking."""
import contextlib
import datetime
import re
import sqlite3
import time

from sandbox import (DEV1, OWNER, PASSWORD, Sandbox, equal, main, refused, session_of,
                     temporary)


def in_database(path, statement):
    """Another program at the sandbox's database, while it runs."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        return database.execute(statement).fetchall()


def test_password__right__gives_a_token_for_24_hours():
    with Sandbox() as s:
        access = s.with_password("jqsmith").json["access"]
        token = access["token"]
        assert len(token["id"]) > 150
        equal(token["RAX-AUTH:authenticatedBy"], ["PASSWORD"])
        equal(token["tenant"], {"id": "5830280", "name": "5830280"})
        expires = datetime.datetime.fromisoformat(token["expires"].replace("Z", "+00:00"))
        left = expires - datetime.datetime.now(datetime.timezone.utc)
        assert datetime.timedelta(hours=23) < left <= datetime.timedelta(hours=24), left
        equal(access["user"]["id"], OWNER)
        equal(access["user"]["name"], "jqsmith")
        equal([r["name"] for r in access["user"]["roles"]], ["identity:user-admin"])
        equal(access["user"]["RAX-AUTH:defaultRegion"], "DFW")
        equal(access["user"]["RAX-AUTH:domainId"], "5830280")
        equal(access["user"]["RAX-AUTH:phonePin"], "824073")


def test_token__life_was_set__is_over_after_it():
    with Sandbox("--token-life=1") as s:
        token = s.token("jqsmith")
        end = time.monotonic() + 20
        while s.call("GET", "/v2.0/tenants", token=token).status == 200:
            assert time.monotonic() < end
            time.sleep(0.1)
        refused(s.call("GET", "/v2.0/tenants", token=token), 401, "unauthorized")


def test_password__wrong_or_unknown_user__is_401_without_a_challenge():
    with Sandbox() as s:
        for reply in (s.with_password("jqsmith", "wrong"), s.with_password("nobody")):
            refused(reply, 401, "unauthorized")
            assert "WWW-Authenticate" not in reply.headers


def test_api_key__right__gives_a_token():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"))
        assert re.fullmatch("[0-9a-f]{32}", key), "not 32 hexadecimal digits"
        reply = s.with_key("jqsmith", key)
        equal(reply.status, 200)
        equal(reply.json["access"]["token"]["RAX-AUTH:authenticatedBy"], ["APIKEY"])


def test_api_key__wrong_or_of_another_user__is_401():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"))
        for reply in (s.with_key("jqsmith", "0" * 32), s.with_key("kmanage", key),
                      s.with_key("jqsmith", ""), s.with_key("jqsmith", PASSWORD)):
            refused(reply, 401, "unauthorized")


def test_catalogue__by_default__has_storage_here_and_global_dns():
    with Sandbox() as s:
        services = {x["name"]: x for x in s.with_password("dev1").json["access"]["serviceCatalog"]}
        equal(services["cloudFiles"]["type"], "object-store")
        files = services["cloudFiles"]["endpoints"]
        assert {"DFW", "ORD", "IAD"} <= {e["region"] for e in files}
        equal(files[0]["tenantId"], "MossoCloudFS_5830280")
        equal(files[0]["publicURL"], s.url + "/storage/v1/MossoCloudFS_5830280")
        assert all("region" not in e for e in services["cloudDNS"]["endpoints"])
        equal(services["cloudServersOpenStack"]["endpoints"][0]["publicURL"],
              "https://dfw.servers.sandbox.invalid/v2/5830280")


def test_catalogue__include_endpoints_false__is_left_out():
    with Sandbox() as s:
        auth = {"passwordCredentials": {"username": "dev1", "password": PASSWORD}}
        reply = s.authenticate(auth, query="?include_endpoints=false")
        equal(reply.status, 200)
        assert "serviceCatalog" not in reply.json["access"]


def test_catalogue__through_another_name__leads_through_that_name():
    with Sandbox() as s:
        auth = {"passwordCredentials": {"username": "dev1", "password": PASSWORD}}
        reply = s.authenticate(auth, {"Host": "proxy.example:8080"})
        assert '"http://proxy.example:8080/storage/v1/' in reply.text
        reply = s.authenticate(auth, {"Host": "bad\"host"})
        assert s.url + "/storage/v1/" in reply.text


def test_tenant__own_by_id_or_name__is_in_the_token():
    with Sandbox() as s:
        for more in ({"tenantId": "5830280"}, {"tenantName": "MossoCloudFS_5830280"}):
            tenant = s.with_password("jqsmith", **more).json["access"]["token"]["tenant"]
            equal([tenant["id"]], list(more.values()))


def test_tenant__both_given__is_400():
    with Sandbox() as s:
        refused(s.with_password("jqsmith", tenantId="5830280", tenantName="5830280"),
                400, "badRequest")


def test_tenant__of_another_account__is_401():
    with Sandbox() as s:
        refused(s.with_password("jqsmith", tenantId="6120094"), 401, "unauthorized")


def test_body__that_is_no_request__is_400():
    bodies = ["", "{", "[]", '"x"', "{}", '{"auth":{}}', '{"auth":[]}', '{"auth":{"token":1}}',
              '{"auth":{"passwordCredentials":{"username":"jqsmith"}}}',
              '{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":"jqsmith"}}}',
              '{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":1,"apiKey":null}}}',
              '{"auth":{"passwordCredentials":{"username":"jqsmith\\u0000","password":"x"}}}',
              '{"auth":{}} x', "{" * 1000, "\xff", '{"auth":{"RAX-AUTH:passcodeCredentials":{}}}']
    with Sandbox() as s:
        for body in bodies:
            reply = s.call("POST", "/v2.0/tokens", body.encode("latin-1"),
                           headers={"Content-Type": "application/json"})
            refused(reply, 400, "badRequest")


def test_disabled_user__right_password__is_403_user_disabled():
    with Sandbox() as s:
        refused(s.with_password("off1"), 403, "userDisabled")


def test_disabled_user__wrong_password__learns_nothing():
    with Sandbox() as s:
        refused(s.with_password("off1", "wrong"), 401, "unauthorized")


def test_disabled_user__right_key__is_403_user_disabled():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"), "10037225")
        refused(s.with_key("off1", key), 403, "userDisabled")


def test_mfa__password__asks_for_the_passcode():
    with Sandbox() as s:
        reply = s.with_password("mfa1")
        session_of(reply)
        equal(reply.json["unauthorized"]["message"],
              "Additional authentication credentials required.")


def test_mfa__right_passcode__signs_in_once():
    with Sandbox() as s:
        session = session_of(s.with_password("mfa1"))
        reply = s.passcode(session, "123456")
        equal(reply.status, 200)
        equal(reply.json["access"]["token"]["RAX-AUTH:authenticatedBy"], ["PASSCODE", "PASSWORD"])
        equal(reply.json["access"]["user"]["RAX-AUTH:multiFactorEnabled"], True)
        refused(s.passcode(session, "123456"), 401, "unauthorized")


def test_mfa__wrong_passcode__is_401_and_may_be_tried_again():
    with Sandbox() as s:
        session = session_of(s.with_password("mfa1"))
        refused(s.passcode(session, "654321"), 401, "unauthorized")
        equal(s.passcode(session, "123456").status, 200)


def test_mfa__unknown_session__is_401():
    with Sandbox() as s:
        refused(s.passcode("x" * 220, "123456"), 401, "unauthorized")


def test_mfa__no_session__is_400():
    with Sandbox() as s:
        refused(s.authenticate({"RAX-AUTH:passcodeCredentials": {"passcode": "123456"}}),
                400, "badRequest")


def test_mfa__tenant_of_the_first_step__holds_for_the_second():
    with Sandbox() as s:
        reply = s.with_password("mfa1", tenantId="MossoCloudFS_5830280")
        tenant = s.passcode(session_of(reply), "123456").json["access"]["token"]["tenant"]
        equal(tenant["id"], "MossoCloudFS_5830280")


def test_mfa__api_key__needs_no_passcode():
    with Sandbox() as s:
        equal(s.with_key("mfa1", s.key(s.token("jqsmith"), "10037224")).status, 200)


def test_must_set_up_mfa__password__is_403_forbidden():
    with Sandbox() as s:
        reply = s.with_password("must1")
        refused(reply, 403, "forbidden")
        equal(reply.json["forbidden"]["message"], "User must setup multi-factor")


def test_must_set_up_mfa__setup_scope__gives_a_token_that_opens_nothing():
    with Sandbox() as s:
        reply = s.with_password("must1", **{"RAX-AUTH:scope": "SETUP-MFA"})
        equal(reply.status, 200)
        access = reply.json["access"]
        assert "serviceCatalog" not in access and "tenant" not in access["token"]
        token = access["token"]["id"]
        refused(s.get_key(token, "10037226"), 403, "forbidden")
        refused(s.reset(token, "10037226"), 403, "forbidden")
        refused(s.call("GET", "/v2.0/users", token=token), 403, "forbidden")
        equal(s.call("DELETE", "/v2.0/tokens", token=token).status, 204)


def test_mfa__session_whose_time_is_over__is_401():
    with temporary() as directory, Sandbox(f"--db={directory}/db") as s:
        session = session_of(s.with_password("mfa1"))
        in_database(directory + "/db", "UPDATE session SET expires = 1")
        refused(s.passcode(session, "123456"), 401, "unauthorized")


def test_token__whose_time_is_over__is_dead():
    with temporary() as directory, Sandbox(f"--db={directory}/db") as s:
        old = s.token("jqsmith")
        in_database(directory + "/db", "UPDATE token SET expires = 1")
        new = s.token("jqsmith")
        refused(s.call("GET", "/v2.0/users", token=old), 401, "unauthorized")
        refused(s.call("GET", "/v2.0/tokens/" + old, token=new), 404, "itemNotFound")
        equal(in_database(directory + "/db", "SELECT count(*) FROM token"), [(1,)])


def test_setup_scope__by_somebody_else__is_403():
    with Sandbox() as s:
        refused(s.with_password("dev1", **{"RAX-AUTH:scope": "SETUP-MFA"}), 403, "forbidden")


def test_setup_scope__unknown__is_400():
    with Sandbox() as s:
        refused(s.with_password("must1", **{"RAX-AUTH:scope": "MFA-SETUP"}), 400, "badRequest")


def test_token_and_tenant__alive__gives_another_token_with_the_same_end():
    with Sandbox() as s:
        old = s.with_password("jqsmith").json["access"]["token"]
        reply = s.authenticate({"tenantId": "5830280", "token": {"id": old["id"]}})
        equal(reply.status, 200)
        new = reply.json["access"]["token"]
        assert new["id"] != old["id"]
        equal(new["expires"], old["expires"])
        equal(new["RAX-AUTH:authenticatedBy"], ["PASSWORD"])


def test_token_and_tenant__dead__is_404():
    with Sandbox() as s:
        refused(s.authenticate({"tenantId": "5830280", "token": {"id": "x" * 170}}),
                404, "itemNotFound")


def test_token_and_tenant__no_tenant_or_both__is_400():
    with Sandbox() as s:
        token = {"id": s.token("jqsmith")}
        refused(s.authenticate({"token": token}), 400, "badRequest")
        refused(s.authenticate({"token": token, "tenantId": "5830280", "tenantName": "5830280"}),
                400, "badRequest")


def test_validate__own_token__tells_its_user_with_the_pin():
    with Sandbox() as s:
        token = s.token("jqsmith")
        reply = s.call("GET", "/v2.0/tokens/" + token, token=token)
        equal(reply.status, 200)
        equal(reply.json["access"]["user"]["id"], OWNER)
        equal(reply.json["access"]["user"]["RAX-AUTH:phonePin"], "824073")
        assert "serviceCatalog" not in reply.json["access"]


def test_validate__a_users_token_by_the_owner__hides_the_pin():
    with Sandbox() as s:
        reply = s.call("GET", "/v2.0/tokens/" + s.token("kmanage"), token=s.token("jqsmith"))
        equal(reply.status, 200)
        equal(reply.json["access"]["user"]["RAX-AUTH:phonePinState"], "ACTIVE")
        assert "RAX-AUTH:phonePin" not in reply.json["access"]["user"]


def test_validate__others_token_without_the_right__is_403():
    with Sandbox() as s:
        owner = s.token("jqsmith")
        refused(s.call("GET", "/v2.0/tokens/" + owner, token=s.token("dev1")), 403, "forbidden")
        refused(s.call("GET", "/v2.0/tokens/" + owner, token=s.token("nina")), 403, "forbidden")


def test_validate__dead_token__is_404_and_dead_caller_401():
    with Sandbox() as s:
        token = s.token("jqsmith")
        refused(s.call("GET", "/v2.0/tokens/nothing", token=token), 404, "itemNotFound")
        refused(s.call("GET", "/v2.0/tokens/" + token, token="x"), 401, "unauthorized")
        refused(s.call("GET", "/v2.0/tokens/" + token), 401, "unauthorized")


def test_validate__belongs_to_another_tenant__is_404():
    with Sandbox() as s:
        token = s.token("jqsmith")
        path = "/v2.0/tokens/" + token + "?belongsTo="
        equal(s.call("GET", path + "5830280", token=token).status, 200)
        refused(s.call("GET", path + "1", token=token), 404, "itemNotFound")


def test_endpoints__of_own_token__are_flat():
    with Sandbox() as s:
        token = s.token("jqsmith")
        reply = s.call("GET", f"/v2.0/tokens/{token}/endpoints", token=token)
        equal(reply.status, 200)
        equal(reply.json["endpoints_links"], [])
        assert {"cloudFiles", "cloudDNS"} <= {e["name"] for e in reply.json["endpoints"]}
        refused(s.call("GET", "/v2.0/tokens/nothing/endpoints", token=token), 404, "itemNotFound")


def test_revoke__own_token__is_dead_at_once():
    with Sandbox() as s:
        token, other = s.token("jqsmith"), s.token("jqsmith")
        reply = s.call("DELETE", "/v2.0/tokens", token=token)
        equal((reply.status, reply.text), (204, ""))
        refused(s.call("GET", "/v2.0/users", token=token), 401, "unauthorized")
        refused(s.call("DELETE", "/v2.0/tokens", token=token), 401, "unauthorized")
        equal(s.call("GET", "/v2.0/users", token=other).status, 200)


def test_revoke__a_users_token__is_for_the_owner():
    with Sandbox() as s:
        victim, path = s.token("dev1"), "/v2.0/tokens/"
        refused(s.call("DELETE", path + victim, token=s.token("dev2")), 403, "forbidden")
        refused(s.call("DELETE", path + victim, token=s.token("kmanage")), 403, "forbidden")
        owner = s.token("jqsmith")
        equal(s.call("DELETE", path + victim, token=owner).status, 204)
        refused(s.call("DELETE", path + victim, token=owner), 404, "itemNotFound")
        refused(s.call("GET", f"/v2.0/users/{DEV1}", token=victim), 401, "unauthorized")


main()
