# SPDX-License-Identifier: MIT
"""Multi-factor authentication: on and off, which factor, who must, codes in place of passcodes."""
from sandbox import (DEV1, DEV2, FOREIGN, MANAGER, MFA1, MUST1, OWNER, PASSWORD, Sandbox, equal,
                     main, refused, seeded, session_of, token_of)
from totp import secret_of, totp

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def path(user, rest=""):
    return f"/v2.0/users/{user}/RAX-AUTH/multi-factor{rest}"


def change(s, token, user, **settings):
    return s.call("PUT", path(user), {"RAX-AUTH:multiFactor": settings}, token)


def enforce(s, token, level, domain="5830280"):
    return s.call("PUT", f"/v2.0/RAX-AUTH/domains/{domain}/multi-factor",
                  {"RAX-AUTH:multiFactorDomain": {"domainMultiFactorEnforcementLevel": level}},
                  token)


def bypass(s, token, user, **wish):
    return s.call("POST", path(user, "/bypass-codes"), {"RAX-AUTH:bypassCodes": wish}, token)


def codes(reply):
    equal(reply.status, 200)
    return reply.json["RAX-AUTH:bypassCodes"]["codes"]


def verified_otp(s, token, user):
    """Adds a device and verifies it; its secret."""
    reply = s.call("POST", path(user, "/otp-devices"), {"RAX-AUTH:otpDevice": {"name": "x"}}, token)
    device = reply.json["RAX-AUTH:otpDevice"]
    secret = secret_of(device["keyUri"])
    equal(s.call("POST", path(user, f"/otp-devices/{device['id']}/verify"),
                 {"RAX-AUTH:verificationCode": {"code": totp(secret)}}, token).status, 204)
    return secret


def user_of(s, token, user):
    reply = s.call("GET", "/v2.0/users/" + user, token=token)
    equal(reply.status, 200)
    return reply.json["user"]


def alive(s, token):
    return s.call("GET", "/v2.0/tenants", token=token).status == 200


def lock(s):
    """Five wrong passcodes of mfa1."""
    for _ in range(5):
        refused(s.two_factors("mfa1", "000000"), 401, "unauthorized")


def test_enable__with_a_device__ends_all_tokens_and_asks_for_passcodes():
    with Sandbox() as s:
        token = s.token("dev1")
        by_key = token_of(s.with_key("dev1", s.key(token, DEV1)))
        secret = verified_otp(s, token, DEV1)
        reply = change(s, token, DEV1, enabled=True)
        equal((reply.status, reply.text), (204, ""))
        assert not alive(s, token) and not alive(s, by_key)
        reply = s.two_factors("dev1", totp(secret))
        equal(reply.json["access"]["token"]["RAX-AUTH:authenticatedBy"],
              ["OTPPASSCODE", "PASSWORD"])
        user = user_of(s, token_of(reply), DEV1)
        equal((user["rax-auth:multiFactorEnabled"], user["rax-auth:multiFactorState"]),
              (True, "ACTIVE"))


def test_enable__without_a_verified_device__is_400():
    with Sandbox() as s:
        token = s.token("dev1")
        refused(change(s, token, DEV1, enabled=True), 400, "badRequest")
        s.call("POST", path(DEV1, "/otp-devices"), {"RAX-AUTH:otpDevice": {"name": "x"}}, token)
        refused(change(s, token, DEV1, enabled=True), 400, "badRequest")
        assert alive(s, token)


def test_enable__what_is_on__changes_nothing():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        equal(change(s, token, MFA1, enabled=True).status, 204)
        assert alive(s, token)


def test_disable__keeps_devices_and_tokens_and_asks_no_more():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        equal(change(s, token, MFA1, enabled="false").status, 204)
        assert alive(s, token)
        equal(s.with_password("mfa1").status, 200)
        phones = s.call("GET", path(MFA1, "/mobile-phones"), token=token).json
        equal(phones["RAX-AUTH:mobilePhones"][0]["verified"], True)
        equal(user_of(s, token, MFA1)["rax-auth:multiFactorEnabled"], False)


def test_remove__own__takes_the_phone_along():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        reply = s.call("DELETE", path(MFA1), token=token)
        equal((reply.status, reply.text), (204, ""))
        equal(s.with_password("mfa1").status, 200)
        phones = s.call("GET", path(MFA1, "/mobile-phones"), token=token)
        equal(phones.json, {"RAX-AUTH:mobilePhones": []})


def test_switching__for_somebody_else__is_403():
    with Sandbox() as s:
        for caller in ("jqsmith", "kmanage", "dev1", "nina"):
            token = s.token(caller)
            refused(change(s, token, MFA1, enabled=False), 403, "forbidden")
            refused(change(s, token, MFA1, factorType="OTP"), 403, "forbidden")
            refused(s.call("DELETE", path(MFA1), token=token), 403, "forbidden")
        session_of(s.with_password("mfa1"))


def test_factor__chosen__is_the_one_whose_passcode_counts():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        refused(s.two_factors("mfa1", totp(SECRET)), 401, "unauthorized")
        equal(change(s, token, MFA1, factorType="OTP").status, 204)
        refused(s.two_factors("mfa1", "123456"), 401, "unauthorized")
        equal(s.two_factors("mfa1", totp(SECRET)).status, 200)
        equal(change(s, token, MFA1, factorType="SMS").status, 204)
        equal(s.two_factors("mfa1", "123456").status, 200)


def test_factor__without_a_device_or_unknown__is_400():
    with Sandbox() as s:
        token = s.token("dev1")
        for factor in ("OTP", "SMS", "sms", ""):
            refused(change(s, token, DEV1, factorType=factor), 400, "badRequest")


def test_settings__that_are_none__are_400():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for body in ({}, {"RAX-AUTH:multiFactor": {}}, {"RAX-AUTH:multiFactor": []}):
            refused(s.call("PUT", path(OWNER), body, token), 400, "badRequest")
        refused(change(s, token, "1", unlock=True), 404, "itemNotFound")
        refused(s.call("PUT", path(OWNER), {}), 401, "unauthorized")


def test_one_time_passcode__signs_in_once():
    with seeded([{"name": "otto", "email": "o@example.org", "domain": "1", "password": PASSWORD,
                  "otpSecret": SECRET}]) as s:
        code = totp(SECRET)
        equal(s.two_factors("otto", code).status, 200)
        refused(s.two_factors("otto", code), 401, "unauthorized")
        refused(s.two_factors("otto", totp(SECRET, -2)), 401, "unauthorized")
        equal(s.two_factors("otto", totp(SECRET, 1)).status, 200)


def test_passcodes__wrong_too_often__lock_until_the_owner_unlocks():
    with Sandbox() as s:
        owner = s.token("jqsmith")
        session = session_of(s.with_password("mfa1"))
        lock(s)
        refused(s.passcode(session, "123456"), 401, "unauthorized")
        reply = s.with_password("mfa1")
        refused(reply, 401, "unauthorized")
        assert "WWW-Authenticate" not in reply.headers and "locked" in reply.text
        refused(s.with_password("mfa1", "wrong"), 401, "unauthorized")
        assert "locked" not in s.with_password("mfa1", "wrong").text
        equal(user_of(s, owner, MFA1)["rax-auth:multiFactorState"], "LOCKED")
        equal(change(s, owner, MFA1, unlock=False).status, 204)
        equal(user_of(s, owner, MFA1)["rax-auth:multiFactorState"], "LOCKED")
        equal(change(s, owner, MFA1, unlock=True).status, 204)
        equal(user_of(s, owner, MFA1)["rax-auth:multiFactorState"], "ACTIVE")
        equal(s.two_factors("mfa1", "123456").status, 200)


def test_passcodes__wrong_and_right_by_turns__do_not_lock():
    with Sandbox() as s:
        for _ in range(3):
            for _ in range(4):
                refused(s.two_factors("mfa1", "000000"), 401, "unauthorized")
            equal(s.two_factors("mfa1", "123456").status, 200)


def test_unlock_and_level__by_anybody_but_the_owner__are_403():
    with Sandbox() as s:
        for caller, user in (("kmanage", MFA1), ("dev1", MFA1), ("nina", MFA1), ("dev1", DEV1),
                             ("kmanage", MANAGER), ("jqsmith", FOREIGN)):
            token = s.token(caller)
            refused(change(s, token, user, unlock=True), 403, "forbidden")
            refused(change(s, token, user, userMultiFactorEnforcementLevel="OPTIONAL"),
                    403, "forbidden")


def test_level__required__ends_tokens_without_a_passcode_and_wants_a_device():
    with Sandbox() as s:
        owner, token = s.token("jqsmith"), s.token("dev1")
        by_key = token_of(s.with_key("dev1", s.key(token, DEV1)))
        other = s.token("dev2")
        level = {"userMultiFactorEnforcementLevel": "REQUIRED"}
        equal(change(s, owner, DEV1, **level).status, 204)
        assert not alive(s, token) and not alive(s, by_key)
        assert alive(s, other) and alive(s, owner)
        equal(user_of(s, owner, DEV1)["rax-auth:userMultiFactorEnforcementLevel"], "REQUIRED")
        refused(s.with_password("dev1"), 403, "forbidden")
        equal(change(s, owner, DEV1, userMultiFactorEnforcementLevel="DEFAULT").status, 204)
        equal(s.with_password("dev1").status, 200)


def test_level__required__keeps_tokens_that_a_passcode_was_given_for():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        level = {"userMultiFactorEnforcementLevel": "REQUIRED"}
        equal(change(s, s.token("jqsmith"), MFA1, **level).status, 204)
        assert alive(s, token)


def test_level__unknown__is_400():
    with Sandbox() as s:
        token = s.token("jqsmith")
        for level in ("", "required", "RACKSPACE_MANDATED", "NONE"):
            refused(change(s, token, DEV1, userMultiFactorEnforcementLevel=level),
                    400, "badRequest")


def owner_with_factors(s):
    """Turns it on for the owner; a token that a passcode was given for."""
    token = s.token("jqsmith")
    secret = verified_otp(s, token, OWNER)
    equal(change(s, token, OWNER, enabled=True).status, 204)
    return token_of(s.two_factors("jqsmith", totp(secret)))


def test_domain__required__holds_for_everybody_who_is_not_excepted():
    with Sandbox() as s:
        owner = owner_with_factors(s)
        equal(change(s, owner, DEV2, userMultiFactorEnforcementLevel="OPTIONAL").status, 204)
        one, two, far = s.token("dev1"), s.token("dev2"), s.token("nina")
        reply = enforce(s, owner, "REQUIRED")
        equal((reply.status, reply.text), (204, ""))
        assert alive(s, owner) and alive(s, two) and alive(s, far) and not alive(s, one)
        refused(s.with_password("dev1"), 403, "forbidden")
        equal(s.with_password("dev2").status, 200)
        domain = s.call("GET", "/v2.0/RAX-AUTH/domains/5830280", token=owner).json
        equal(domain["RAX-AUTH:domain"]["domainMultiFactorEnforcementLevel"], "REQUIRED")
        equal(change(s, owner, DEV2, userMultiFactorEnforcementLevel="DEFAULT").status, 204)
        assert not alive(s, two)
        equal(enforce(s, owner, "OPTIONAL").status, 204)
        equal(s.with_password("dev1").status, 200)


def test_domain__refusals():
    with Sandbox() as s:
        owner = s.token("jqsmith")
        refused(enforce(s, owner, "REQUIRED"), 403, "forbidden")
        owner = owner_with_factors(s)
        for level in ("", "DEFAULT", "required", None):
            refused(enforce(s, owner, level), 400, "badRequest")
        refused(enforce(s, owner, "RACKSPACE_MANDATED"), 403, "forbidden")
        refused(enforce(s, owner, "REQUIRED", "6120094"), 403, "forbidden")
        refused(enforce(s, owner, "REQUIRED", "1"), 404, "itemNotFound")
        for caller in ("kmanage", "dev1", "nina"):
            refused(enforce(s, s.token(caller), "REQUIRED"), 403, "forbidden")


def test_domain__mandated__is_for_support_to_change():
    users = [{"name": "boss", "email": "b@example.org", "domain": "7", "id": "1", "password": "x",
              "role": "identity:user-admin", "passcode": "123456"},
             {"name": "sub", "email": "s@example.org", "domain": "7", "id": "2", "password": "x"}]
    domain = {"id": "7", "multiFactorLevel": "RACKSPACE_MANDATED"}
    with seeded(users, domains=[domain]) as s:
        owner = token_of(s.two_factors("boss", "123456", "x"))
        refused(s.with_password("sub", "x"), 403, "forbidden")
        refused(enforce(s, owner, "OPTIONAL", "7"), 403, "forbidden")
        refused(change(s, owner, "2", userMultiFactorEnforcementLevel="OPTIONAL"),
                403, "forbidden")


def test_setup_token__sets_up_and_ends_when_it_is_on():
    with Sandbox() as s:
        scope = {"RAX-AUTH:scope": "SETUP-MFA"}
        token = token_of(s.with_password("must1", **scope))
        secret = verified_otp(s, token, MUST1)
        equal(s.call("GET", path(MUST1, "/otp-devices"), token=token).status, 200)
        equal(change(s, token, MUST1, enabled=True).status, 204)
        refused(s.call("GET", path(MUST1, "/otp-devices"), token=token), 401, "unauthorized")
        refused(s.with_password("must1", **scope), 403, "forbidden")
        equal(s.two_factors("must1", totp(secret)).status, 200)


def test_setup_token__does_nothing_else():
    users = [{"name": "boss", "email": "b@example.org", "domain": "7", "id": "1", "password": "x",
              "role": "identity:user-admin", "mustSetUpMfa": True},
             {"name": "sub", "email": "s@example.org", "domain": "7", "id": "2"}]
    with seeded(users) as s:
        token = token_of(s.with_password("boss", "x", **{"RAX-AUTH:scope": "SETUP-MFA"}))
        for user in ("1", "2"):
            refused(change(s, token, user, unlock=True), 403, "forbidden")
            refused(change(s, token, user, userMultiFactorEnforcementLevel="OPTIONAL"),
                    403, "forbidden")
            refused(bypass(s, token, user), 403, "forbidden")
        for method, where in (("DELETE", path("1")), ("DELETE", path("1", "/mobile-phones")),
                              ("GET", "/v2.0/users/1"), ("GET", "/v2.0/RAX-AUTH/domains/7"),
                              ("POST", "/v2.0/users/2/RAX-AUTH/phone-pin/reset")):
            refused(s.call(method, where, token=token), 403, "forbidden")


def test_bypass__own__stand_in_for_passcodes_once():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        reply = bypass(s, token, MFA1, validityDuration="PT20M", numberOfCodes="3")
        equal(sorted(reply.json["RAX-AUTH:bypassCodes"]), ["codes", "validityDuration"])
        equal(reply.json["RAX-AUTH:bypassCodes"]["validityDuration"], "PT20M0.000S")
        one, two, three = codes(reply)
        equal(len({one, two, three}), 3)
        equal(s.two_factors("mfa1", two).status, 200)
        refused(s.two_factors("mfa1", two), 401, "unauthorized")
        equal(s.two_factors("mfa1", one).status, 200)
        equal(change(s, token, MFA1, enabled=False).status, 204)
        equal(change(s, token, MFA1, enabled=True).status, 204)
        refused(s.two_factors("mfa1", three), 401, "unauthorized")


def test_bypass__usual__is_one_for_half_an_hour():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        reply = bypass(s, token, MFA1)
        equal(len(codes(reply)), 1)
        equal(reply.json["RAX-AUTH:bypassCodes"]["validityDuration"], "PT30M0.000S")
        equal(len(codes(bypass(s, token, MFA1, numberofcodes=10, validityDuration="P3D"))), 10)


def test_bypass__by_the_owner__is_one_code_for_three_hours_at_most():
    with Sandbox() as s:
        token = s.token("jqsmith")
        (code,) = codes(bypass(s, token, MFA1, validityDuration="PT180M"))
        for wish in ({"numberOfCodes": "2"}, {"validityDuration": "PT181M"}):
            refused(bypass(s, token, MFA1, **wish), 400, "badRequest")
        equal(s.two_factors("mfa1", code).status, 200)


def test_bypass__not_acceptable__is_refused():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        for wish in ({"numberOfCodes": "0"}, {"numberOfCodes": "11"}, {"numberOfCodes": "x"},
                     {"numberOfCodes": []}, {"validityDuration": "PT59S"},
                     {"validityDuration": "20 minutes"}, {"validityDuration": "P1Y"},
                     {"validityDuration": "PT"}, {"validityDuration": "PT-5M"}):
            refused(bypass(s, token, MFA1, **wish), 400, "badRequest")
        refused(s.call("POST", path(MFA1, "/bypass-codes"), {}, token), 400, "badRequest")
        refused(bypass(s, s.token("dev1"), DEV1), 400, "badRequest")
        for caller in ("kmanage", "dev1", "nina"):
            refused(bypass(s, s.token(caller), MFA1), 403, "forbidden")
        refused(bypass(s, None, MFA1), 401, "unauthorized")


main()
