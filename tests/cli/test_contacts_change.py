# SPDX-License-Identifier: MIT
"""'keyturn contacts' that change users: what the service has afterwards, what is told, and who may."""
import os
import stat

from keyturn import Asked, Home
from sandbox import DEV1, DEV2, MANAGER, OFF1, OWNER, PASSWORD, Sandbox, equal, main

ADD = ("add", "new1", "--email=new1@example.org")
SECRET = "Another-pass-2"


def run(service, home, *words, user="jqsmith", **more):
    return home.run(f"--auth-url={service.url}", f"--username={user}", "--password-fd=FD", "contacts",
                    *words, "--json", secret=PASSWORD, **more)


def text(service, home, *words, user="jqsmith", **more):
    return home.run(f"--auth-url={service.url}", f"--username={user}", "--password-fd=FD", "contacts",
                    *words, secret=PASSWORD, **more)


def user(service, name):
    """As the service has it; None: it has not."""
    reply = service.call("GET", f"/v2.0/users?name={name}", token=service.token("jqsmith"))
    return reply.json["user"] if reply.status == 200 else None


def roles(service, user_id):
    reply = service.call("GET", f"/v2.0/users/{user_id}/roles", token=service.token("jqsmith"))
    return {role["name"] for role in reply.json["roles"]}


def changes(home):
    """What the history has: user, result and what was changed, oldest first."""
    return [(e["user"], e["result"], e["detail"]) for e in reversed(home.run(
        "history", "--json").json["history"]) if e["event"] == "changed"]


def outcome(done):
    return done.status, done.json["outcome"]


# ---- add ----

def test_add__password_of_the_service__told_once_on_standard_output():
    with Sandbox() as s, Home() as home:
        done = run(s, home, *ADD, "--region=ORD", "--reveal")
        equal(outcome(done), (0, "done"))
        new = user(s, "new1")
        equal((done.json["user"], done.json["user_id"], done.json["change"]),
              ("new1", new["id"], "contacts add"))
        equal((new["email"], new["RAX-AUTH:defaultRegion"], new["enabled"]),
              ("new1@example.org", "ORD", True))
        equal(s.with_password("new1", done.json["password"]).status, 200)
        (who, result, what), = changes(home)
        equal((who, result), ("new1", "done"))
        assert "added" in what and done.json["password"] not in what, what


def test_add__password_into_a_file__only_for_this_user():
    with Sandbox() as s, Home() as home:
        path = os.path.join(home.path, "password")
        done = run(s, home, *ADD, f"--out={path}")
        equal((outcome(done), done.json["file"]), ((0, "done"), path))
        with open(path, encoding="ascii") as file:
            password = file.read().rstrip("\n")
        assert password not in done.out + done.err
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        equal(s.with_password("new1", password).status, 200)


def test_add__file_that_is_there__left_alone_and_nothing_sent():
    with Sandbox() as s, Home() as home:
        path = home.write("password", "mine")
        done = run(s, home, *ADD, f"--out={path}")
        equal((done.status, done.error, user(s, "new1")), (1, "system", None))
        with open(path, encoding="ascii") as file:
            equal(file.read(), "mine")


def test_add__given_password__signs_in_and_is_told_nowhere():
    with Sandbox() as s, Home() as home:
        done = run(s, home, *ADD, "--disabled", "--new-password-fd=NEW", secrets={"NEW": SECRET})
        equal((outcome(done), user(s, "new1")["enabled"]), ((0, "done"), False))
        assert SECRET not in done.out + done.err and "password" not in done.json
        equal(outcome(run(s, home, "enable", "new1")), (0, "done"))
        equal(s.with_password("new1", SECRET).status, 200)


def test_add__password_against_the_rule__nothing_sent():
    with Sandbox() as s, Home() as home:
        done = run(s, home, *ADD, "--new-password-fd=NEW", secrets={"NEW": "short"})
        equal((done.status, done.error, user(s, "new1")), (2, "usage", None))
        assert "8 characters" in done.out and "short" not in done.out, done.out


def test_add__name_that_is_taken__nothing_sent():
    with Sandbox() as s, Home() as home:
        for name, said in (("dev1", "there is a user named dev1"), ("nina", "taken by a user")):
            done = run(s, home, "add", name, "--email=x@example.org", "--reveal")
            equal((name, done.status, done.error), (name, 1, "conflict"))
            assert said in done.out, done.out
        equal(changes(home), [])


def test_add__account_is_full__the_services_reason():
    with Sandbox("--user-limit=9") as s, Home() as home:
        equal(outcome(run(s, home, *ADD, "--reveal")), (0, "done"))
        done = run(s, home, "add", "new2", "--email=x@example.org", "--reveal")
        equal((done.status, done.json["outcome"], done.error), (1, "refused", "request"))
        assert "as many users as it may have" in done.out, done.out
        equal(changes(home)[1][:2], ("new2", "refused"))


# ---- edit ----

def test_edit__each_value():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "edit", "dev1", "--email=d@example.org", "--region=LON")
        equal((done.status, done.json["outcome"]), (1, "refused"))
        done = run(s, home, "edit", "dev1", "--email=d@example.org", "--region=IAD")
        equal(outcome(done), (0, "done"))
        equal((done.json["before"]["email"], done.json["after"]),
              ("dev.one@example.org", {"email": "d@example.org", "region": "IAD"}))
        now = user(s, "dev1")
        equal((now["email"], now["RAX-AUTH:defaultRegion"]), ("d@example.org", "IAD"))
        equal(outcome(run(s, home, "edit", "dev1", "--name=dev9")), (0, "done"))
        equal((user(s, "dev1"), user(s, "dev9")["id"]), (None, DEV1))
        equal([entry[1] for entry in changes(home)], ["refused", "done", "done"])


def test_edit__as_it_is_already__nothing_sent():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "edit", "dev1", "--email=dev.one@example.org")
        equal((outcome(done), changes(home)), ((0, "already"), []))
        assert "nothing to do" in text(s, home, "enable", "dev1").out


def test_edit__password__of_another_but_not_ones_own():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "edit", "dev1", "--confirm=dev1", "--new-password-fd=NEW", secrets={"NEW": SECRET})
        equal((outcome(done), SECRET in done.out), ((0, "done"), False))
        equal(s.with_password("dev1", SECRET).status, 200)
        done = run(s, home, "edit", "dev2", "--new-password-fd=NEW", secrets={"NEW": SECRET})
        equal((done.status, done.error), (2, "change-unconfirmed"))
        done = run(s, home, "edit", "jqsmith", "--new-password-fd=NEW", secrets={"NEW": SECRET})
        equal((done.status, done.error), (4, "forbidden"))
        equal(s.with_password("jqsmith", PASSWORD).status, 200)


def test_dry_run__changes_nothing_and_shows_what_would_be():
    with Sandbox() as s, Home() as home:
        for words, member in ((("edit", "dev1", "--email=d@example.org"), "email"),
                              (("disable", "dev1"), "enabled"), (("remove", "dev1"), "username"),
                              (("roles", "dev1", "--add=observer"), "role"),
                              ((*ADD, "--reveal"), "email")):
            done = run(s, home, *words, "--dry-run")
            equal((words, outcome(done)), (words, (0, "planned")))
            assert member in {**done.json["before"], **done.json["after"]}, done.out
        now = user(s, "dev1")
        equal((now["email"], now["enabled"], user(s, "new1")), ("dev.one@example.org", True, None))
        equal((roles(s, DEV1), changes(home)), ({"identity:default"}, []))


# ---- enable, disable ----

def test_disable__several__each_outcome_and_partly():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "disable", "dev1", "nobody", "dev2", "off1")
        equal(done.status, 6)
        equal([(c["user"], c["outcome"]) for c in done.json["changes"]],
              [("dev1", "done"), ("nobody", "refused"), ("dev2", "done"), ("off1", "already")])
        equal(done.json["changes"][1]["error"]["kind"], "not-found")
        equal([user(s, name)["enabled"] for name in ("dev1", "dev2", "off1")], [False] * 3)
        equal([entry[:2] for entry in changes(home)], [("dev1", "done"), ("dev2", "done")])
        done = text(s, home, "enable", "dev1", "dev2", "off1")
        equal((done.status, done.out.count("Outcome        done")), (0, 3))
        equal(user(s, "off1")["id"], OFF1)


def test_disable__all_fail__the_status_of_the_failure():
    with Sandbox() as s, Home() as home:
        equal(run(s, home, "disable", "nobody", "nobody2").status, 1)
        equal(run(s, home, "disable", "dev2", "dev3", user="dev1").status, 4)
        done = run(s, home, "disable", "jqsmith")
        equal((done.status, done.error), (4, "forbidden"))
        assert "nobody can disable themselves" in done.out, done.out


# ---- remove ----

def test_remove__only_with_the_name():
    with Sandbox() as s, Home() as home:
        for more in ((), ("--confirm=dev2",), ("--no-input",)):
            done = run(s, home, "remove", "dev1", *more)
            equal((more, done.status, done.error), (more, 2, "change-unconfirmed"))
        assert user(s, "dev1"), "removed without a yes"
        equal(outcome(run(s, home, "remove", "dev1", "--confirm=dev1")), (0, "done"))
        equal((user(s, "dev1"), user(s, "dev2")["id"]), (None, DEV2))
        equal(changes(home), [("dev1", "done", "deleted")])


def test_remove__at_the_terminal__only_by_typing_the_name():
    for typed, status, left in (("yes", 130, True), ("dev1", 0, False)):
        with Sandbox() as s, Home() as home:
            asked = Asked(home, f"--auth-url={s.url}", "--username=jqsmith", "contacts", "remove",
                          "dev1")
            asked.answer("Password", PASSWORD + "\n")
            asked.answer("Type the username", typed + "\n")
            equal((typed, asked.end(), user(s, "dev1") is not None), (typed, status, left))
            assert "gone for good" in asked.shown, asked.shown


# ---- roles ----

def test_roles__listed_given_and_taken():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "roles", "dev1")
        equal((done.status, done.json["roles"]), (0, [{"id": "2", "name": "identity:default"}]))
        assert {"id": "10000151", "name": "observer"} in done.json["offered"], done.out
        equal(outcome(run(s, home, "roles", "dev1", "--add=Observer")), (0, "done"))
        equal(outcome(run(s, home, "roles", "dev1", "--add=observer")), (0, "already"))
        done = run(s, home, "roles", "dev1", "--add=10000262", "--remove=observer")
        equal([(c["outcome"], c["before"], c["after"]) for c in done.json["changes"]],
              [("done", {}, {"role": "nova:admin"}), ("done", {"role": "observer"}, {})])
        equal(roles(s, DEV1), {"identity:default", "nova:admin"})
        equal(outcome(run(s, home, "roles", "dev1", "--remove=observer")), (0, "already"))
        equal([entry[2] for entry in changes(home)],
              ["a further role: observer", "a further role: nova:admin",
               "no longer the role observer"])


def test_roles__that_there_are_not__told_before_anything_is_sent():
    with Sandbox() as s, Home() as home:
        done = run(s, home, "roles", "dev1", "--add=observer", "--remove=nonsense")
        equal((done.status, done.error, roles(s, DEV1)), (2, "usage", {"identity:default"}))
        done = run(s, home, "roles", "dev1", "--add=12345")
        equal((done.status, done.json["outcome"]), (1, "refused"))
        assert "Role not found" in done.out, done.out


# ---- who may ----

def test_permissions__told_before_anything_is_sent():
    with Sandbox() as s, Home() as home:
        for who, words, said in (
                ("dev1", (*ADD, "--reveal"), "only the account's owner or a manager can add users"),
                ("kmanage", ("disable", "kmanage"), "nobody can disable themselves"),
                ("kmanage", ("remove", "kmanage", "--confirm=kmanage"), "delete themselves"),
                ("kmanage", ("roles", "kmanage", "--add=observer"), "change their own roles"),
                ("jqsmith", ("remove", "jqsmith", "--confirm=jqsmith"), "owner cannot be deleted")):
            done = run(s, home, *words, user=who)
            equal((words, done.status, done.error), (words, 4, "forbidden"))
            assert said in done.out, done.out
        equal(changes(home), [])


def test_permissions__a_manager_may_change_plain_users():
    with Sandbox() as s, Home() as home:
        equal(outcome(run(s, home, *ADD, "--reveal", user="kmanage")), (0, "done"))
        equal(outcome(run(s, home, "edit", "dev1", "--region=ORD", user="kmanage")), (0, "done"))
        equal(outcome(run(s, home, "remove", "new1", "--confirm=new1", user="kmanage")), (0, "done"))
        equal((user(s, "kmanage")["id"], user(s, "jqsmith")["id"]), (MANAGER, OWNER))


def test_hostile_name__disabled_by_name__never_raw():
    with Sandbox() as s, Home() as home:
        token = s.token("jqsmith")
        name = next(u["username"] for u in s.call("GET", "/v2.0/users", token=token).json["users"]
                    if "\x1b" in u["username"])
        done = text(s, home, "disable", name)
        equal(done.status, 0)
        assert "\x1b" not in done.out + done.err, repr(done.out)


if __name__ == "__main__":
    main()
