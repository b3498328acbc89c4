# SPDX-License-Identifier: MIT
"""'keyturn contacts': what the users of the account are told to be, to the owner, a manager, a plain user."""
import re
import threading

from harm import Harm
from keyturn import Home
from sandbox import DEV1, FOREIGN, HOSTILE, OWNER, PASSWORD, Sandbox, equal, main, seeded

NAMES = ["dev1", "dev2", "dev3", "jqsmith", "kmanage", "mfa1", "must1", "off1"]
MEMBERS = {"username", "user_id", "role", "email", "enabled", "mfa", "mfa_level", "pin_state", "region",
           "contact_id", "created"}


def contacts(service, home, *words, user="jqsmith", **more):
    return home.run(f"--auth-url={service.url}", f"--username={user}", "--password-fd=FD", "contacts",
                    *words, secret=PASSWORD, **more)


def listed(service, home, *words, **more):
    done = contacts(service, home, "list", *words, "--json", **more)
    equal((done.status, done.err), (0, ""))
    return done.json


def by_name(json):
    return {contact["username"]: contact for contact in json["contacts"]}


def asked(service, home, *words, **more):
    """The requests of a command that were not sign-ins."""
    with Harm(service.url) as harm:
        contacts(harm, home, *words, **more)
        return [line.rpartition(" ")[0] for line in harm.seen if "/tokens" not in line]


# ---- list ----

def test_list__owner__everybody_and_whole():
    with Sandbox() as s, Home() as home:
        json = listed(s, home)
        equal((json["user"], json["service"], json["complete"]), ("jqsmith", s.url + "/v2.0", True))
        assert "note" not in json, json
        people = by_name(json)
        equal(sorted(name for name in people if name in NAMES), NAMES)
        equal(len(people), 9)
        assert FOREIGN not in {contact["user_id"] for contact in json["contacts"]}
        for contact in json["contacts"]:
            equal(set(contact) - {"password_expires"}, MEMBERS)
        equal({name: people[name]["role"] for name in ("jqsmith", "kmanage")},
              {"jqsmith": "owner", "kmanage": "unknown"})
        off = people["off1"]
        equal((off["enabled"], off["mfa"], off["email"]), (False, "off", "ola.off@example.org"))
        equal((people["mfa1"]["mfa"], people["jqsmith"]["pin_state"]), ("on", "active"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", off["created"]), off


def test_list__is_what_no_action_means__one_request_for_the_owner():
    with Sandbox() as s, Home() as home:
        equal(contacts(s, home, "--json").json, listed(s, home))
        equal(asked(s, home), ["GET /v2.0/users"])


def test_list__manager_and_plain_user__told_that_there_may_be_more():
    with Sandbox() as s, Home() as home:
        manager = listed(s, home, user="kmanage")
        equal(manager["complete"], False)
        assert "the owner sees all" in manager["note"], manager
        people = by_name(manager)
        equal((people["jqsmith"]["role"], people["kmanage"]["role"], people["dev1"]["role"]),
              ("owner", "manager", "unknown"))
        plain = listed(s, home, user="dev1")
        equal([(c["username"], c["role"]) for c in plain["contacts"]],
              [("dev1", "user"), ("jqsmith", "owner")])
        assert "1 user of 2 (--filter)" in contacts(s, home, "--filter=dev1", user="dev1").out
        assert plain["note"] in contacts(s, home, user="dev1").out.replace("\n", " ")


class Counting(Harm):
    """Keeps the first eight requests for roles until all of them are there."""

    def __init__(self, url):
        super().__init__(url)
        self.changed, self.under_way, self.most = threading.Condition(), 0, 0

    def pass_on(self, request, wfile):
        if b"/roles" not in request.split(b"\r\n", 1)[0]:
            return super().pass_on(request, wfile)
        with self.changed:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            self.changed.notify_all()
            assert self.changed.wait_for(lambda: self.most >= 8, timeout=30)
        whole = super().pass_on(request, wfile)
        with self.changed:
            self.under_way -= 1
        return whole


def many(count):
    """An owner and so many others."""
    owner = {"name": "jqsmith", "email": "a@example.org", "domain": "1", "password": PASSWORD,
             "role": "identity:user-admin"}
    return [owner] + [{"name": f"user{i}", "email": f"user{i}@example.org", "domain": "1"}
                      for i in range(count)]


def test_list__roles_of_many__eight_requests_under_way():
    with seeded(many(48)) as s, Home() as home, Counting(s.url) as harm:
        done = contacts(harm, home, "--roles", "--json")
        equal((done.status, len(done.json["contacts"])), (0, 49))
        assert all("roles" in contact for contact in done.json["contacts"])
        equal(harm.most, 8)


def test_list__roles__one_request_for_each():
    with Sandbox() as s, Home() as home:
        people = by_name(listed(s, home, "--roles"))
        equal({name: people[name]["role"] for name in ("dev1", "jqsmith", "kmanage")},
              {"dev1": "user", "jqsmith": "owner", "kmanage": "manager"})
        equal([role["name"] for role in people["dev1"]["roles"]], ["identity:default"])
        requests = asked(s, home, "--roles")
        equal((len(requests), len(set(requests))), (10, 10))
        assert f"GET /v2.0/users/{DEV1}/roles" in requests


def test_list__roles_that_a_manager_may_not_read__told_and_no_failure():
    with Sandbox() as s, Home() as home:
        done = contacts(s, home, "--roles", "--json", user="kmanage")
        equal(done.status, 0)
        owner = by_name(done.json)["jqsmith"]
        equal((owner["role"], owner["error"]["kind"]), ("owner", "forbidden"))
        text = contacts(s, home, "--roles", user="kmanage")
        equal(text.status, 0)
        assert "Roles of jqsmith: the service does not allow" in text.out, text.out


def test_list__some_roles_fail__partly():
    with Sandbox() as s, Home() as home, Harm(s.url, "garbled", 5) as harm:
        done = contacts(harm, home, "--roles", "--json")
        equal(done.status, 6)
        unread = [c for c in done.json["contacts"] if "error" in c]
        equal([(c["role"] in ("unknown", "owner"), "roles" in c) for c in unread], [(True, False)])


def test_list__sorted_and_filtered():
    with Sandbox() as s, Home() as home:
        def names(*words):
            return [c["username"] for c in listed(s, home, *words)["contacts"]]
        equal(names("--filter=DEV"), ["dev1", "dev2", "dev3"])
        equal(names("--filter=three@")[0], "dev3")
        equal(names("--sort=email", "--filter=dev"), ["dev1", "dev3", "dev2"])
        equal(names("--sort=role", "--roles")[:2], ["jqsmith", "kmanage"])
        equal(len(names("--sort=created")), 9)
        equal(names("--filter=nothing like it"), [])
        none = contacts(s, home, "--filter=nothing like it")
        equal(none.status, 0)
        assert "0 users of 9 (--filter)" in none.out, none.out
        home.refused(2, "usage", "contacts", "--sort=size")


def test_list__in_pages__whole():
    with Sandbox("--page-limit=2") as s, Home() as home:
        json = listed(s, home)
        equal((json["complete"], len(json["contacts"])), (True, 9))
        equal(len([line for line in asked(s, home) if "marker=" in line or "users" in line]) >= 5, True)


def test_list__hostile_names__never_reach_the_terminal():
    with Sandbox() as s, Home() as home:
        for words in ((), ("--json",), ("--roles",)):
            done = contacts(s, home, *words)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
                                 done.out + done.err), repr(done.out)
            equal(len(done.out.splitlines()), 1 if words == ("--json",) else
                  len(contacts(s, home, *words).out.splitlines()))
        hostile = next(c for c in listed(s, home)["contacts"] if c["user_id"] == HOSTILE)
        assert "\x1b" in hostile["username"], hostile


def test_list__columns__stand_below_their_headings():
    with Sandbox() as s, Home() as home:
        lines = contacts(s, home).out.splitlines()
        heading = lines[0]
        equal(heading.split(), ["NAME", "ROLE", "E-MAIL", "MFA", "PIN", "STATE"])
        for line in lines[1:9]:
            if line.split()[0] in NAMES:
                equal(line[heading.index("STATE"):] in ("enabled", "disabled"), True)
                equal(line[heading.index("E-MAIL") - 1], " ")


# ---- show ----

def shown(service, home, name, **more):
    done = contacts(service, home, "show", name, "--json", **more)
    return done, done.json.get("contact")


def test_show__everything_that_is_told():
    with Sandbox() as s, Home() as home:
        key = s.key(s.token("jqsmith"), DEV1)
        done, dev1 = shown(s, home, "dev1")
        equal((done.status, done.json["user"], dev1["user_id"], dev1["role"]),
              (0, "jqsmith", DEV1, "user"))
        equal(dev1["roles"], [{"id": "2", "name": "identity:default"}])
        equal(dev1["phones"]["error"]["kind"], "forbidden")
        equal(dev1["api_key"]["present"], True)
        assert key not in done.out, done.out
        assert re.fullmatch("[0-9a-f]{4} [0-9a-f]{4}", dev1["api_key"]["fingerprint"]), dev1
        _, own = shown(s, home, "jqsmith")
        equal((own["phones"], own["otp_devices"], own["role"]), ([], [], "owner"))
        assert own["password_expires"], own
        text = contacts(s, home, "show", "jqsmith").out
        for row in ("User           jqsmith", f"User id        {OWNER}", "Phone          none",
                    "Contact id     RCN-000-172-157", "API key        fingerprint "):
            assert row in text, text


def test_show__no_key():
    users = [{"name": "jqsmith", "email": "a@example.org", "domain": "1", "password": PASSWORD,
              "role": "identity:user-admin"},
             {"name": "plain", "email": "b@example.org", "domain": "1", "apiKey": None}]
    with seeded(users) as s, Home() as home:
        done, plain = shown(s, home, "plain")
        equal((done.status, plain["api_key"]), (0, {"present": False}))
        assert "API key        none" in contacts(s, home, "show", "plain").out


def test_show__not_there_or_not_allowed__told_plainly():
    with Sandbox() as s, Home() as home:
        done = contacts(s, home, "show", "nobody", "--json")
        equal((done.status, done.error), (1, "not-found"))
        assert "no user is named nobody" in done.out, done.out
        done = contacts(s, home, "show", "jqsmith", "--json", user="dev1")
        equal((done.status, done.error), (4, "forbidden"))


def test_show__another_user_than_asked_for__refused():
    with Sandbox() as s, Home() as home, Harm(s.url, "another user", 1) as harm:
        done = contacts(harm, home, "show", "jqsmith", "--json")
        equal((done.status, done.error), (5, "reply"))
        assert "it is about mallory, not about jqsmith" in done.out, done.out


# ---- the line ----

def test_line__what_does_not_fit__told_before_signing_in():
    with Home() as home:
        for words, said in ((["lst"], "did you mean 'list'?"), (["frobnicate"], "is not an action"),
                            (["show"], "it is 'keyturn contacts show NAME'"),
                            (["show", "a", "b"], "it is 'keyturn contacts show NAME'"),
                            (["list", "x"], "it is 'keyturn contacts list'"),
                            (["list", "--email=a@b.org"], "'contacts list' does not take --email"),
                            (["enable"], "it is 'keyturn contacts enable NAME...'"),
                            (["add", "new"], "--email=ADDRESS is missing"),
                            (["add", "new", "--email=a@b.org"], "say where it goes"),
                            (["add", "new", "--email=a@b.org", "--reveal", "--new-password-fd=0"],
                             "makes no password to tell"),
                            (["add", "new", "--email=a b", "--reveal"], "--email: it must be"),
                            (["add", "9", "--email=a@b.org", "--reveal"], "begin with a letter"),
                            (["edit", "dev1"], "say what to change"),
                            (["edit", "dev1", "--name=a b"], "--name: only letters")):
            done = home.refused(2, "usage", "--auth-url=http://127.0.0.1:9", "--username=x",
                                "contacts", *words)
            assert said in done.out, (words, done.out)


if __name__ == "__main__":
    main()
