# SPDX-License-Identifier: MIT
"""What 'history --verify' says of records, and what every command says of a state.db that is not its own."""
import os
import sqlite3

from keyturn import Home
from sandbox import PASSWORD, Sandbox, equal, main

SHOW = ("show", "--reveal", "--json")


def signed_in(sandbox, *words):
    return (f"--auth-url={sandbox.url}", "--username=jqsmith", "--password-fd=FD", *words)


def state(home, name="state.db"):
    return os.path.join(home.path, ".local/state/keyturn", name)


def execute(home, sql):
    base = sqlite3.connect(state(home))
    with base:
        base.executescript(sql)
    base.close()


def record(sandbox, home, count, address="192.0.2.7"):
    for _ in range(count):
        done = home.run(*signed_in(sandbox, *SHOW), secret=PASSWORD,
                        env={"SSH_CONNECTION": f"{address} 50000 192.0.2.1 22"})
        equal(done.status, 0)


def verify(home):
    """Status, the JSON and the text, which must say the same."""
    done, text = home.run("history", "--verify", "--json"), home.run("history", "--verify")
    equal((done.status, done.err), (text.status, text.err))
    return done.status, done.json, text.out


def test_verify__nothing_was_recorded():
    with Home() as home:
        status, json, text = verify(home)
        equal((status, json["records"], json["whole"], json["newest"]), (0, 0, True, "none"))
        assert "written" not in json and "No records here" in text, (json, text)


def test_verify__whole__head_is_that_of_the_file():
    with Sandbox() as s, Home() as home:
        record(s, home, 2)
        status, json, text = verify(home)
        equal((status, json["records"], json["whole"]), (0, 2, True))
        equal((json["newest"], json["written"]), ("present", 2))
        with open(state(home, "history.head"), encoding="ascii") as file:
            equal(file.read(), f"2 {json['head']}\n")
        assert "2 records; history intact." in text and json["head"] in text, text


def test_verify__end_is_missing__told_which_and_not_covered_up():
    cases = (("DELETE FROM history WHERE number = 2", "cut", "The newest records were cut off."),
             ("DELETE FROM history", "emptied", "All records were removed, or state.db was."))
    for sql, newest, sentence in cases:
        with Sandbox() as s, Home() as home:
            record(s, home, 2)
            execute(home, sql)
            status, json, text = verify(home)
            equal((status, json["whole"], json["newest"], json["written"]), (1, False, newest, 2))
            assert sentence in text and "says that 2 were written" in text, text
            assert "history intact" not in text, text
            # From elsewhere: the same record in the same second would be the one that was removed.
            record(s, home, 2, "192.0.2.8")
            status, json, _ = verify(home)
            equal((status, json["whole"], json["newest"]), (1, False, "different"))


def test_verify__state_db_is_removed__told():
    with Sandbox() as s, Home() as home:
        record(s, home, 1)
        os.unlink(state(home))
        equal(verify(home)[:2], (1, {"records": 0, "whole": False, "head": "0" * 64,
                                     "newest": "emptied", "written": 1}))


def test_verify__head_is_missing__cannot_know():
    with Sandbox() as s, Home() as home:
        record(s, home, 1)
        os.unlink(state(home, "history.head"))
        status, json, text = verify(home)
        equal((status, json["whole"], json["newest"]), (7, False, "unknown"))
        assert "may have been cut off" in text and "history intact" not in text, text
        record(s, home, 1)
        equal(verify(home)[1]["newest"], "present")


def test_verify__head_is_no_head__told():
    with Sandbox() as s, Home() as home:
        record(s, home, 1)
        with open(state(home, "history.head"), "w", encoding="ascii") as file:
            file.write("1 0\n")
        status, json, text = verify(home)
        equal((status, json["whole"], json["newest"]), (1, False, "damaged"))
        assert "history.head was changed" in text, text


REFUSED = (("PRAGMA user_version = 99", "state-newer", "update keyturn, or use another --state-dir"),
           ("PRAGMA application_id = 99", "state", "another --state-dir"),
           ("CREATE TRIGGER spy AFTER INSERT ON history BEGIN DELETE FROM history; END", "state",
            "another --state-dir"),
           ("DROP TABLE history", "state", "another --state-dir"))


def test_state_not_as_keyturn_made_it__refused_by_every_command_and_nothing_sent():
    for sql, kind, hint in REFUSED:
        with Sandbox() as s, Home() as home:
            record(s, home, 1)
            key = s.key(s.token("jqsmith"))
            execute(home, sql)
            for words in (("history",), ("history", "--verify"), ("resume",)):
                done = home.run(*words, "--json")
                equal((words, done.status, done.error), (words, 1, kind))
                assert hint in done.json["error"]["hint"], done.out
            done = home.run(*signed_in(s, "rotate", "--confirm=jqsmith", "--json"), secret=PASSWORD)
            equal((done.status, done.json["outcome"], done.json["error"]["kind"]),
                  (1, "refused", kind))
            equal(s.key(s.token("jqsmith")), key)
            done = home.run(*signed_in(s, *SHOW), secret=PASSWORD)
            equal((done.status, done.json["key"]), (0, key))
            assert "not noted in the history: state.db" in done.err, done.err


if __name__ == "__main__":
    main()
