# SPDX-License-Identifier: MIT
"""keyturn profile, password, mfa and pin: shown and changed, by everybody who may and who may not."""
import os
import re
import stat

from keyturn import Asked, Home
from sandbox import (DEV1, HOSTILE, MFA1, OWNER, PASSWORD, Sandbox, equal, main, seeded, session_of,
                     token_of)
from totp import secret_of, totp

NEW = "Newer-pass-2"
SECRETS = re.compile(f"{PASSWORD}|{NEW}|824073|190283|otpauth:")


def words(url, name, *more):
    return (f"--auth-url={url}", f"--username={name}", "--password-fd=FD", *more)


def run(s, home, name, *more, **secrets):
    """A command's result; nothing secret is in its log or in the history."""
    log = os.path.join(home.path, "log")
    done = home.run(*words(s.url, name, f"--log={log}", "--json", *more), secret=PASSWORD,
                    secrets=secrets)
    with open(log, encoding="utf-8") as file:
        assert not SECRETS.search(file.read())
    if "--reveal" not in more:
        assert not SECRETS.search(done.out + done.err), (done.out, done.err)
    return done


def good(done, outcome="done"):
    equal((done.status, done.err, done.json["outcome"]), (0, "", outcome))
    return done.json


def wrong(done, status, kind):
    equal((done.status, done.error), (status, kind))
    return done.json["error"]["message"]


def history(home):
    listed = home.run("history", "--json").json["history"]
    assert not SECRETS.search(str(listed)), listed
    return [(entry["event"], entry["user"], entry["result"], entry["detail"]) for entry in listed]


# ---- profile ----

def test_profile__each_role__sees_itself():
    with Sandbox() as s, Home() as home:
        for name, role in (("jqsmith", "owner"), ("kmanage", "manager"), ("dev1", "user")):
            done = run(s, home, name, "profile")
            equal((done.status, done.err), (0, ""))
            told = done.json
            equal((told["user"], told["role"], told["account"]), (name, role, "5830280"))
            assert told["email"] and told["region"] and told["enabled"] is True, told
        text = home.run(*words(s.url, "jqsmith", "profile"), secret=PASSWORD).out
        for part in ("john.smith@example.org", "DFW", "RCN-000-172-157", "owner"):
            assert part in text, text


def test_profile__hostile_text__reaches_no_terminal():
    with Sandbox() as s, Home() as home:
        s.call("POST", f"/v2.0/users/{HOSTILE}", {"user": {"username": "harmless"}},
               s.token("jqsmith"))
        done = home.run(*words(s.url, "jqsmith", "profile", "--user=harmless"), secret=PASSWORD)
        equal(done.status, 0)
        assert "owned" in done.out and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2066]", done.out)
        told = run(s, home, "jqsmith", "profile", "--user=harmless")
        assert "\x1b" not in told.out and "\x1b]0;owned" in told.json["email"], told.out
        done = run(s, home, "jqsmith", "profile", "--user=harmless", "--region=ORD")
        assert "\x1b" not in done.out and good(done)["before"]["region"] == "\x1b[31mDFW\u00ad"


def test_profile__changed__before_and_after_and_in_the_history():
    with Sandbox() as s, Home() as home:
        planned = good(run(s, home, "dev1", "profile", "--email=a@b.example", "--dry-run"), "planned")
        equal((planned["change"], planned["before"], planned["after"]),
              ("profile", {"email": "dev.one@example.org"}, {"email": "a@b.example"}))
        equal((run(s, home, "dev1", "profile").json["email"], history(home)),
              ("dev.one@example.org", []))
        good(run(s, home, "dev1", "profile", "--email=a@b.example", "--region=ord"))
        told = run(s, home, "dev1", "profile").json
        equal((told["email"], told["region"]), ("a@b.example", "ORD"))
        equal(history(home), [("changed", "dev1", "done", "e-mail a@b.example, default region ORD")])
        text = home.run("history").out
        assert "key of" not in text and "dev1 by" in text, text


def test_profile__what_does_not_fit__is_refused_unsent():
    with Sandbox() as s, Home() as home:
        for more, part in ((("--email=",), "needed"), (("--email=a b@c",), "blanks"),
                           (("--region=LON",), "none of DFW"), (("--region=",), "not a region")):
            assert part in wrong(run(s, home, "dev1", "profile", *more), 2, "usage"), more
        for name, user in (("dev1", "dev2"), ("kmanage", "jqsmith"), ("dev1", "jqsmith")):
            done = run(s, home, name, "profile", f"--user={user}", "--email=a@b.example")
            equal(done.status, 4)
        good(run(s, home, "kmanage", "profile", "--user=dev2", "--email=a@b.example"))
        equal(wrong(run(s, home, "dev1", "profile", "--confirm=dev2", "--region=ORD"), 2,
                    "change-unconfirmed").endswith("does not name dev1"), True)
        equal(len(history(home)), 1)


# ---- password ----

def test_password__shown__with_the_policy():
    with Sandbox() as s, Home() as home:
        told = run(s, home, "jqsmith", "password").json
        equal((told["life_days"], told["kept"]), (0, 0))
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["expires"]), told
        s.call("PUT", "/v2.0/RAX-AUTH/domains/5830280/password-policy",
               {"passwordPolicy": {"passwordDuration": "P90D", "passwordHistoryRestriction": "10"}},
               s.token("jqsmith"))
        told = run(s, home, "jqsmith", "password").json
        equal((told["life_days"], told["kept"]), (90, 10))


def test_password__changed__signs_in_and_only_the_new_one():
    with Sandbox() as s, Home() as home:
        told = good(run(s, home, "dev1", "password", "change", "--new-password-fd=NEW", NEW=NEW))
        equal((told["new_password"], told["before"], told["after"]),
              ("accepted", {}, {"password": "a new one"}))
        equal([s.with_password("dev1", word).status for word in (PASSWORD, NEW)], [401, 200])
        equal(history(home), [("changed", "dev1", "done", "a new password")])


def test_password__expired__can_be_changed():
    user = {"name": "late", "id": "5", "domain": "1", "email": "l@example.org", "password": PASSWORD,
            "passwordExpiration": "2020-01-01T00:00:00Z"}
    with seeded([user]) as s, Home() as home:
        assert run(s, home, "late", "profile").status != 0
        good(run(s, home, "late", "password", "change", "--new-password-fd=NEW", NEW=NEW))


def test_password__that_does_not_fit__is_not_sent():
    with Sandbox() as s, Home() as home:
        for text, part in (("short1A", "8 characters"), ("lower-case-1", "upper-case"),
                           (PASSWORD, "is the old one")):
            done = run(s, home, "dev1", "password", "change", "--new-password-fd=WORD", WORD=text)
            assert part in wrong(done, 2, "usage"), done.out
        assert "--new-password-fd=N" in wrong(run(s, home, "dev1", "password", "change"), 2, "usage")
        done = home.run(*words(s.url, "dev1", "password", "change", "--new-password-fd=NEW", "--json"),
                        secret="Wrong-pass-1", secrets={"NEW": NEW})
        equal((done.status, done.json["outcome"], done.error), (3, "refused", "sign-in-refused"))
        equal(s.with_password("dev1").status, 200)


def test_password__of_another__needs_to_be_confirmed():
    with Sandbox() as s, Home() as home:
        change = ("password", "change", "--user=dev1", "--new-password-fd=NEW")
        wrong(run(s, home, "jqsmith", *change, NEW=NEW), 2, "change-unconfirmed")
        wrong(run(s, home, "dev2", *change, "--confirm=dev1", NEW=NEW), 4, "forbidden")
        equal(s.with_password("dev1").status, 200)
        good(run(s, home, "kmanage", *change, "--confirm=dev1", NEW=NEW))
        equal([s.with_password("dev1", word).status for word in (PASSWORD, NEW)], [401, 200])


# ---- PIN ----

def test_pin__hidden_unless_revealed_and_that_is_noted():
    with Sandbox() as s, Home() as home:
        hidden = run(s, home, "jqsmith", "pin")
        equal((hidden.json["state"], hidden.json["has_pin"]), ("active", True))
        equal(history(home), [])
        shown = run(s, home, "jqsmith", "pin", "show", "--reveal")
        equal(shown.json["pin"], "824073")
        equal(history(home), [("shown", "jqsmith", "done", "the support PIN")])
        equal(run(s, home, "jqsmith", "pin", "--user=kmanage").json["has_pin"], False)
        wrong(run(s, home, "jqsmith", "pin", "--user=kmanage", "--reveal"), 4, "forbidden")


def test_pin__changed_and_reset():
    with Sandbox() as s, Home() as home:
        for pin, part in (("12345", "six digits"), ("111123", "three in a row")):
            done = run(s, home, "jqsmith", "pin", "change", "--new-pin-fd=PIN", PIN=pin)
            assert part in wrong(done, 2, "usage"), done.out
        good(run(s, home, "jqsmith", "pin", "change", "--new-pin-fd=PIN", PIN="190283"))
        equal(run(s, home, "jqsmith", "pin", "--reveal").json["pin"], "190283")
        wrong(run(s, home, "jqsmith", "pin", "reset", "--user=kmanage"), 2, "change-unconfirmed")
        good(run(s, home, "jqsmith", "pin", "reset", "--user=kmanage", "--confirm=kmanage"))
        assert run(s, home, "kmanage", "pin", "--reveal").json["pin"] != "590316"
        wrong(run(s, home, "jqsmith", "pin", "reset", "--confirm=jqsmith"), 4, "forbidden")
        done = run(s, home, "jqsmith", "pin", "unlock")
        equal((done.status, done.json["outcome"]), (0, "already"))


# ---- multi-factor ----

def add_device(s, home, *where):
    told = good(run(s, home, "dev1", "mfa", "add-otp", "laptop", *where))
    return told["id"], told


def test_mfa__a_device_from_its_secret_to_the_next_sign_in():
    with Sandbox() as s, Home() as home:
        wrong(run(s, home, "dev1", "mfa", "add-otp", "laptop"), 2, "usage")
        wrong(run(s, home, "dev1", "mfa", "add-otp", "laptop", "--dry-run"), 2, "usage")
        device, told = add_device(s, home, "--reveal")
        secret = secret_of(told["otpauth"])
        assert "digits" in wrong(
            run(s, home, "dev1", "mfa", "verify", device, "--code-fd=CODE", CODE="abc"), 2, "usage")
        good(run(s, home, "dev1", "mfa", "verify", device, "--code-fd=CODE", CODE=totp(secret)))
        equal(run(s, home, "dev1", "mfa").json["factors"],
              [{"kind": "otp", "id": device, "name": "laptop", "verified": True}])
        token = s.token("dev1")
        wrong(run(s, home, "dev1", "mfa", "enable"), 2, "change-unconfirmed")
        text = home.run(*words(s.url, "dev1", "mfa", "enable", "--dry-run"), secret=PASSWORD).out
        assert "All tokens of this user end" in text, text
        equal(good(run(s, home, "dev1", "mfa", "enable", "--confirm=dev1"))["before"],
              {"mfa": "off"})
        equal(s.get_key(token, DEV1).status in (401, 404), True)
        session_of(s.with_password("dev1"))
        wrong(run(s, home, "dev1", "mfa", "--no-input"), 3, "passcode-wanted")
        events = [(user, result, detail) for _, user, result, detail in history(home)]
        equal(events, [("dev1", "done", "multi-factor on"),
                       ("dev1", "done", "verified OTP device laptop"),
                       ("dev1", "done", "added OTP device laptop")])


def test_mfa__secret_into_a_file__a_new_one_for_its_user_alone():
    with Sandbox() as s, Home() as home:
        path = os.path.join(home.path, "secret.uri")
        _, told = add_device(s, home, f"--out={path}")
        equal(told["file"], path)
        with open(path, encoding="utf-8") as file:
            assert secret_of(file.read().strip())
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        wrong(run(s, home, "dev1", "mfa", "add-otp", "other", f"--out={path}"), 1, "system")
        equal(len(run(s, home, "dev1", "mfa").json["factors"]), 1)


def test_mfa__a_phone_is_added_verified_and_removed():
    with Sandbox() as s, Home() as home:
        assert "number" in wrong(run(s, home, "dev1", "mfa", "add-phone", "210"), 2, "usage")
        phone = good(run(s, home, "dev1", "mfa", "add-phone", "+1 210 555 0199"))["id"]
        good(run(s, home, "dev1", "mfa", "send-code", phone))
        good(run(s, home, "dev1", "mfa", "verify", phone, "--code-fd=CODE", CODE="123456"))
        wrong(run(s, home, "dev1", "mfa", "remove", phone), 2, "change-unconfirmed")
        wrong(run(s, home, "dev1", "mfa", "remove", "none", "--confirm=dev1"), 2, "usage")
        good(run(s, home, "dev1", "mfa", "remove", phone, "--confirm=dev1"))
        equal(run(s, home, "dev1", "mfa").json["factors"], [])
        wrong(run(s, home, "jqsmith", "mfa", "add-phone", "+1 210 555 0199", "--user=dev1"), 4,
              "forbidden")


def test_mfa__levels_and_codes_of_others__by_the_owner():
    with Sandbox() as s, Home() as home:
        for action, level in (("optional", "optional"), ("require", "required"),
                              ("default", "default")):
            good(run(s, home, "jqsmith", "mfa", action, "--user=dev1", "--confirm=dev1"))
            equal(run(s, home, "jqsmith", "mfa", "--user=dev1").json["level"], level)
        for more, status in ((("--count=2",), 2), (("--minutes=181",), 2), (("--minutes=x",), 2)):
            done = run(s, home, "jqsmith", "mfa", "codes", "--user=mfa1", "--confirm=mfa1",
                       "--reveal", *more)
            equal((more, done.status), (more, status))
        told = good(run(s, home, "jqsmith", "mfa", "codes", "--user=mfa1", "--confirm=mfa1",
                        "--reveal", "--minutes=5"))
        code, = told["codes"]
        token = token_of(s.two_factors("mfa1", code))
        equal(s.get_key(token, MFA1).status, 200)
        assert code not in str(history(home))


def test_mfa__on__still_says_that_the_key_needs_no_passcode():
    with Sandbox() as s, Home() as home:
        key = s.key(token_of(s.two_factors("mfa1", "123456")), MFA1)
        done = home.run(f"--auth-url={s.url}", "--username=mfa1", "--api-key-fd=FD", "mfa", secret=key)
        equal(done.status, 0)
        assert re.search(r"Multi-factor +on", done.out) and "without a passcode" in done.out, done.out


# ---- the line and the terminal ----

def test_words_that_make_no_sense__are_usage():
    with Home() as home:
        for line in (("mfa", "enabel"), ("mfa", "remove"), ("mfa", "enable", "x"), ("pin", "changes"),
                     ("pin", "change", "--reveal"), ("mfa", "show", "--count=1"),
                     ("password", "show", "--new-password-fd=1"), ("profile", "x"),
                     ("profile", "--user=a", "--user=b", "--no-input", "--username=c")):
            done = home.run(*line, "--json")
            equal((line, done.status), (line, 2))


def test_terminal__asks_and_takes_only_yes():
    with Sandbox() as s, Home() as home:
        for answer, status in (("no\n", 130), ("\n", 130), ("yes\n", 0)):
            asked = Asked(home, f"--auth-url={s.url}", "--username=dev1", "profile", "--region=ORD")
            asked.answer("Password of dev1", PASSWORD + "\n")
            asked.answer("DFW -> ORD", "")
            asked.answer("Type yes", answer)
            equal((answer, asked.end()), (answer, status))
        equal(len(history(home)), 1)


def test_terminal__the_new_password_is_asked_for_twice():
    with Sandbox() as s, Home() as home:
        for again, status in (("Other-pass-3", 2), (NEW, 0)):
            asked = Asked(home, f"--auth-url={s.url}", "--username=dev1", "password", "change")
            asked.answer("Password of dev1", PASSWORD + "\n")
            asked.answer("The new password: ", NEW + "\n")
            asked.answer("Again the new password: ", again + "\n")
            if status == 0:
                asked.answer("Type yes", "yes\n")
            equal((again, asked.end()), (again, status))
            assert not SECRETS.search(asked.shown), asked.shown


if __name__ == "__main__":
    main()
