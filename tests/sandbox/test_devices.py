# SPDX-License-Identifier: MIT
"""Telephones and one-time password devices: adding, verifying, removing."""
import base64
import contextlib
import re
import sqlite3
import struct

from sandbox import (DEV1, DEV2, MFA1, OWNER, Sandbox, equal, main, refused, temporary, token_of)
from totp import secret_of, totp

NUMBER = "+1 210-555-0199"


def path(user, rest):
    return f"/v2.0/users/{user}/RAX-AUTH/multi-factor/{rest}"


def add_phone(s, token, user=DEV1, number=NUMBER):
    return s.call("POST", path(user, "mobile-phones"),
                  {"RAX-AUTH:mobilePhone": {"number": number}}, token)


def add_otp(s, token, user=DEV1, name="my phone"):
    return s.call("POST", path(user, "otp-devices"), {"RAX-AUTH:otpDevice": {"name": name}}, token)


def verify(s, token, device, code, user=DEV1):
    return s.call("POST", path(user, device + "/verify"),
                  {"RAX-AUTH:verificationCode": {"code": code}}, token)


def phone_id(reply):
    equal(reply.status, 201)
    return "mobile-phones/" + reply.json["RAX-AUTH:mobilePhone"]["id"]


def otp_id(reply):
    equal(reply.status, 201)
    return "otp-devices/" + reply.json["RAX-AUTH:otpDevice"]["id"]


def get(s, token, rest, user=DEV1):
    reply = s.call("GET", path(user, rest), token=token)
    equal(reply.status, 200)
    return reply.json


def test_totp__of_the_tests__is_rfc_6238s():
    secret = base64.b32encode(b"12345678901234567890").decode()
    for now, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"),
                      (20000000000, "353130")):
        equal(totp(secret, now=now), code)


def test_phone__added__is_listed_unverified():
    with Sandbox() as s:
        token = s.token("dev1")
        equal(get(s, token, "mobile-phones"), {"RAX-AUTH:mobilePhones": []})
        reply = add_phone(s, token)
        phone = phone_id(reply)
        want = {"id": phone.split("/")[1], "number": NUMBER, "verified": False}
        equal(reply.json["RAX-AUTH:mobilePhone"], want)
        equal(reply.headers["Location"], s.url + path(DEV1, phone))
        equal(get(s, token, "mobile-phones"), {"RAX-AUTH:mobilePhones": [want]})
        equal(get(s, token, phone), {"RAX-AUTH:mobilePhone": want})


def test_phone__second_or_bad_number__is_400():
    with Sandbox() as s:
        token = s.token("dev1")
        for bad in ("", "210-555-0199", "+", "+1 210", "+1 210 555 0199 x", "+ 1210555019",
                    "+1234567890123456", "+1 210\x1b555\x1b0199"):
            refused(add_phone(s, token, number=bad), 400, "badRequest")
        for body in ({}, {"RAX-AUTH:mobilePhone": {}}, {"RAX-AUTH:mobilePhone": {"number": 1}}):
            refused(s.call("POST", path(DEV1, "mobile-phones"), body, token), 400, "badRequest")
        equal(add_phone(s, token, number="+44 (20) 7946 0123").status, 201)
        refused(add_phone(s, token), 400, "badRequest")


def test_phone__code_sent__verifies_it():
    with Sandbox() as s:
        token = s.token("dev1")
        phone = phone_id(add_phone(s, token))
        refused(verify(s, token, phone, "123456"), 400, "badRequest")
        sent = s.call("POST", path(DEV1, phone + "/verificationcode"), "", token)
        equal((sent.status, sent.text), (202, ""))
        refused(verify(s, token, phone, "654321"), 400, "badRequest")
        refused(s.call("POST", path(DEV1, phone + "/verify"), {}, token), 400, "badRequest")
        done = verify(s, token, phone, "123456")
        equal((done.status, done.text), (204, ""))
        equal(get(s, token, phone)["RAX-AUTH:mobilePhone"]["verified"], True)
        refused(s.call("POST", path(DEV1, phone + "/verificationcode"), "", token),
                400, "badRequest")
        refused(verify(s, token, phone, "123456"), 400, "badRequest")


def test_phone__code_whose_time_is_over__is_400():
    with temporary() as directory, Sandbox(f"--db={directory}/db") as s:
        token = s.token("dev1")
        phone = phone_id(add_phone(s, token))
        s.call("POST", path(DEV1, phone + "/verificationcode"), "", token)
        with contextlib.closing(sqlite3.connect(directory + "/db")) as database, database:
            database.execute("UPDATE device SET code_until = 1 WHERE code_until <> 0")
        refused(verify(s, token, phone, "123456"), 400, "badRequest")


def test_phone__removed__is_gone():
    with Sandbox() as s:
        token = s.token("dev1")
        phone = phone_id(add_phone(s, token))
        equal(s.call("DELETE", path(DEV1, "mobile-phones"), token=token).status, 204)
        refused(s.call("GET", path(DEV1, phone), token=token), 404, "itemNotFound")
        refused(s.call("DELETE", path(DEV1, "mobile-phones"), token=token), 404, "itemNotFound")


def test_otp__added__tells_its_secret_once():
    with Sandbox() as s:
        token = s.token("dev1")
        reply = add_otp(s, token, name="my phone & co")
        device = reply.json["RAX-AUTH:otpDevice"]
        equal(sorted(device), ["id", "keyUri", "name", "qrcode", "verified"])
        equal((reply.status, device["verified"]), (201, False))
        equal(reply.headers["Location"], s.url + path(DEV1, "otp-devices/" + device["id"]))
        assert re.fullmatch(r"otpauth://totp/Rackspace:my%20phone%20%26%20co\?"
                            r"secret=[A-Z2-7]{32}&issuer=Rackspace", device["keyUri"])
        want = {"id": device["id"], "name": "my phone & co", "verified": False}
        equal(get(s, token, "otp-devices"), {"RAX-AUTH:otpDevices": [want]})
        equal(get(s, token, "otp-devices/" + device["id"]), {"RAX-AUTH:otpDevice": want})


def test_otp__qr_code__is_a_picture():
    with Sandbox() as s:
        device = add_otp(s, s.token("dev1")).json["RAX-AUTH:otpDevice"]
        kind, data = device["qrcode"].split(",")
        equal(kind, "data:image/png;base64")
        png = base64.b64decode(data, validate=True)
        equal(png[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", png[16:24])
        equal(width, height)
        equal(width % 8, 0)
        assert (width // 8 - 8 - 17) % 4 == 0, "no QR code is so wide"


def test_otp__longest_name__still_has_a_picture():
    with Sandbox() as s:
        token = s.token("dev1")
        device = add_otp(s, token, name="\u4e2d" * 85).json["RAX-AUTH:otpDevice"]
        assert device["qrcode"].startswith("data:image/png;base64,")
        for bad in ("", "x" * 256):
            refused(add_otp(s, token, name=bad), 400, "badRequest")
        refused(s.call("POST", path(DEV1, "otp-devices"), {}, token), 400, "badRequest")


def test_otp__secrets_of_two_devices__differ():
    with Sandbox() as s:
        token = s.token("dev1")
        uris = {add_otp(s, token).json["RAX-AUTH:otpDevice"]["keyUri"] for _ in range(5)}
        equal(len({secret_of(uri) for uri in uris}), 5)
        refused(add_otp(s, token), 400, "badRequest")


def test_otp__passcode_of_its_secret__verifies_it():
    with Sandbox() as s:
        token = s.token("dev1")
        reply = add_otp(s, token)
        secret = secret_of(reply.json["RAX-AUTH:otpDevice"]["keyUri"])
        for stale in (totp(secret, -3), totp(secret, 4), "", "12345", totp(secret) + "0", "x"):
            refused(verify(s, token, otp_id(reply), stale), 400, "badRequest")
        done = verify(s, token, otp_id(reply), totp(secret))
        equal((done.status, done.text), (204, ""))
        equal(get(s, token, otp_id(reply))["RAX-AUTH:otpDevice"]["verified"], True)


def test_otp__removed__is_gone():
    with Sandbox() as s:
        token = s.token("dev1")
        device, other = otp_id(add_otp(s, token)), otp_id(add_otp(s, token))
        equal(s.call("DELETE", path(DEV1, device), token=token).status, 204)
        refused(s.call("DELETE", path(DEV1, device), token=token), 404, "itemNotFound")
        refused(s.call("GET", path(DEV1, device), token=token), 404, "itemNotFound")
        refused(verify(s, token, device, "123456"), 404, "itemNotFound")
        equal(get(s, token, "otp-devices")["RAX-AUTH:otpDevices"][0]["id"], other.split("/")[1])


def test_device_in_use__cannot_be_removed():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        refused(s.call("DELETE", path(MFA1, "mobile-phones"), token=token), 403, "forbidden")
        (device,) = get(s, token, "otp-devices", MFA1)["RAX-AUTH:otpDevices"]
        gone = "otp-devices/" + device["id"]
        equal(s.call("DELETE", path(MFA1, gone), token=token).status, 204)


def test_devices__of_somebody_else__are_403():
    with Sandbox() as s:
        token = token_of(s.two_factors("mfa1", "123456"))
        phone = get(s, token, "mobile-phones", MFA1)["RAX-AUTH:mobilePhones"][0]["id"]
        device = get(s, token, "otp-devices", MFA1)["RAX-AUTH:otpDevices"][0]["id"]
        for caller in ("jqsmith", "kmanage", "dev1", "nina"):
            token = s.token(caller)
            for method, rest in (
                    ("GET", "mobile-phones"), ("GET", "mobile-phones/" + phone),
                    ("DELETE", "mobile-phones"), ("GET", "otp-devices"),
                    ("POST", f"mobile-phones/{phone}/verificationcode"),
                    ("GET", "otp-devices/" + device), ("DELETE", "otp-devices/" + device)):
                refused(s.call(method, path(MFA1, rest), token=token), 403, "forbidden")
            refused(add_phone(s, token, MFA1), 403, "forbidden")
            refused(add_otp(s, token, MFA1), 403, "forbidden")
            for rest in ("mobile-phones/" + phone, "otp-devices/" + device):
                refused(verify(s, token, rest, "123456", MFA1), 403, "forbidden")


def test_device__of_another_user_under_ones_own_path__is_404():
    with Sandbox() as s:
        one, two = s.token("dev1"), s.token("dev2")
        device = otp_id(add_otp(s, one))
        refused(s.call("GET", path(DEV2, device), token=two), 404, "itemNotFound")
        refused(s.call("DELETE", path(DEV2, device), token=two), 404, "itemNotFound")
        phone = phone_id(add_phone(s, one))
        refused(s.call("GET", path(DEV2, phone), token=two), 404, "itemNotFound")


def test_devices__without_token_or_user__are_401_or_404():
    with Sandbox() as s:
        for rest in ("mobile-phones", "otp-devices"):
            refused(s.call("GET", path(OWNER, rest)), 401, "unauthorized")
            refused(s.call("GET", path("1", rest), token=s.token("jqsmith")), 404, "itemNotFound")


main()
