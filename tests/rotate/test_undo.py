# SPDX-License-Identifier: MIT
"""keyturn undo: files are put back as they were, or left alone with a reason, also after a kill."""
import os
import signal

from fixture import base64_of
from sandbox import equal, main
from steps import OUTSIDE, befallen, for_each, sample, steps
from world import World, holder

FILES = {
    "a.ini": "[cf]\nkey = {}\n",                          # a new file in its place
    "b.yaml": lambda key: f"data:\n  key: {base64_of(key)}\n",
    "linked.ini": "one = {}\ntwo = {}\n",                  # in place, for it has two names
}
UNDO = ("undo", "--confirm=jqsmith", "--json")


def rotated(files=None):
    """A world whose key has been reset, and its files updated."""
    world = World({})
    world.forms = FILES if files is None else files
    for name in world.forms:
        world.write(name, world.text(name, world.old))
    if "linked.ini" in world.forms:
        os.link(world.path("linked.ini"), world.path("other.ini"))
    done = world.rotate()
    equal((done.status, done.json["outcome"]), (0, "done"))
    return world


def undo(world, *words):
    return world.home.run("undo", "--json", *words)


def all_hold(world, key):
    for name in world.forms:
        world.holds(name, key)


def test_undo__puts_every_file_back_byte_for_byte_and_keeps_the_new_key():
    with rotated() as w:
        new, before = w.key(), {name: os.stat(w.path(name)) for name in w.forms}
        done = undo(w, "--confirm=jqsmith")
        equal((done.status, done.json["outcome"], done.json["user"]), (0, "done", "jqsmith"))
        equal({h["status"] for h in done.json["holders"]}, {"restored"})
        equal((w.key(), w.resets(), w.leftovers()), (new, 1, []))
        assert done.json["new_fingerprint"] in done.json["keys"], done.json
        all_hold(w, w.old)
        equal(w.read("other.ini"), w.read("linked.ini"))
        for name, was in before.items():
            now = os.stat(w.path(name))
            equal((name, now.st_mode, now.st_uid, now.st_nlink),
                  (name, was.st_mode, was.st_uid, was.st_nlink))
        equal(os.stat(w.path("linked.ini")).st_ino, before["linked.ini"].st_ino)


def test_undo__is_in_the_history_with_its_files():
    with rotated() as w:
        listed, = w.home.run("history", "--json").json["backups"]
        equal((listed["id"], listed["user"], len(listed["files"])), (1, "jqsmith", 3))
        undo(w, "--confirm=jqsmith")
        events = [(e["event"], e["result"]) for e in w.history()][:4]
        equal(events, [("undone", "done")] + [("restored", "done")] * 3)


def test_undo__a_file_that_was_changed_since__is_left_alone_and_told():
    with rotated() as w:
        new = w.key()
        with open(w.path("a.ini"), "a", encoding="utf-8") as file:
            file.write("# mine\n")
        changed = w.read("a.ini")
        done = undo(w, "--confirm=jqsmith")
        equal((done.status, done.json["outcome"]), (6, "partial"))
        one = holder(done.json, "/a.ini")
        equal((one["status"], w.read("a.ini")), ("changed-meanwhile", changed))
        assert one["reason"] and any(w.path("a.ini") in line for line in done.json["left"]), done.json
        w.holds("b.yaml", w.old)
        w.write("a.ini", w.text("a.ini", new))  # as keyturn left it
        equal(undo(w, "--confirm=jqsmith").status, 0)
        all_hold(w, w.old)


def test_undo__nothing_can_be_put_back__is_1_and_asks_nothing():
    with rotated({"a.ini": "key = {}\n"}) as w:
        w.write("a.ini", b"something else\n")
        done = undo(w)
        equal((done.status, done.json["outcome"], w.read("a.ini")),
              (1, "planned", b"something else\n"))


def test_undo__backup_gone_or_changed__is_told():
    with rotated() as w:
        one, other, *_ = (h["backup"] for h in undo(w, "--dry-run").json["holders"])
        os.unlink(one)
        with open(other, "ab") as file:
            file.write(b"x")
        done = undo(w, "--confirm=jqsmith")
        equal(done.status, 6)
        equal([h["status"] for h in done.json["holders"]][:1], ["failed"])
        assert "gone" in done.json["holders"][0]["reason"], done.json


def test_undo__dry_run__changes_nothing():
    with rotated() as w:
        before = w.snapshot()
        done = undo(w, "--dry-run")
        equal((done.status, done.json["outcome"]), (0, "planned"))
        equal({h["status"] for h in done.json["holders"]}, {"planned"})
        after = w.snapshot()
        for name in w.forms:
            equal(before[w.path(name)], after[w.path(name)])


def test_undo__unconfirmed__changes_nothing():
    with rotated() as w:
        for words in ((), ("--no-input",), ("--confirm=",), ("--confirm=dev1",)):
            done = undo(w, *words)
            equal((words, done.status, done.error), (words, 2, "undo-unconfirmed"))
        all_hold(w, w.key())


def test_undo__of_two__the_newest_first_and_then_by_its_number():
    with rotated() as w:
        middle = w.key()
        equal(w.rotate().status, 0)
        older = undo(w, "1", "--confirm=jqsmith")
        equal((older.status, {h["status"] for h in older.json["holders"]}),
              (1, {"changed-meanwhile"}))
        equal(undo(w, "--confirm=jqsmith").json["id"], 2)
        all_hold(w, middle)
        equal(undo(w, "1", "--confirm=jqsmith").status, 0)
        all_hold(w, w.old)


def test_undo__without_backups__is_1_and_makes_nothing():
    with World({}) as w:
        equal(undo(w).error, "no-backup")
        assert not os.path.exists(w.path(".local/state/keyturn/state.db"))
    with rotated() as w:
        equal([(undo(w, "9").error, undo(w, "x").error, undo(w, "1", "2").error)],
              [("no-backup", "usage", "usage")])


def test_undo__of_an_unfinished_rotation__is_for_resume():
    with World({"a.ini": "key = {}\n"}) as w:
        done = befallen(w, ("rotate", "--confirm=jqsmith", "--json"), ("renameat", 2),
                        "signal=SIGKILL")
        assert done.status != 0, done.out
        done = undo(w, "--confirm=jqsmith")
        assert done.error in ("unfinished", "no-backup"), done.out
        w.resume()
        w.holds("a.ini", w.key())


def test_undo__a_link_put_in_its_place__is_not_followed_into_another_file():
    with rotated({"a.ini": "key = {}\n"}) as w:
        victim = w.write("victim", b"precious\n")
        os.unlink(w.path("a.ini"))
        os.symlink(victim, w.path("a.ini"))
        equal(undo(w, "--confirm=jqsmith").status, 1)
        equal(w.read("victim"), b"precious\n")


# ---- killed ----

def complete(world, step, command):
    """The next run finishes it, or it never began."""
    done = world.home.run(*command)
    assert done.status == 0, (step, done.status, done.out, done.err)
    begun = world.home.run(*UNDO)
    equal((step, begun.status), (step, 0))
    for name in world.forms:
        equal((step, name, world.read(name)), (step, name, world.text(name, world.old)))
    equal((step, world.leftovers(), world.resume().json), (step, [], {"rotations": []}))
    world.history()


def all_steps():
    with rotated() as world:
        return steps(world, UNDO, r"flock\(", OUTSIDE)


def test_undo__killed_at_every_step__the_next_run_finishes_it():
    seen = set()

    def kill(step):
        with rotated() as world:
            done = befallen(world, UNDO, step, "signal=SIGKILL")
            seen.add(done.status)
            complete(world, step, UNDO)

    listed = all_steps()
    assert len(listed) > 30, listed
    for_each(kill, sample(listed, 60))
    assert -signal.SIGKILL in seen, seen


def test_undo__killed__resume_finishes_it_and_a_reset_waits_for_that():
    def kill(step):
        with rotated() as world:
            befallen(world, UNDO, step, "signal=SIGKILL")
            begun = any(world.read(name) == world.text(name, world.old) for name in world.forms)
            if begun and not any(entry["event"] == "undone" for entry in world.history()):
                equal(world.rotate().error, "unfinished")
            complete(world, step, ("resume", "--json", "--no-input"))

    for_each(kill, sample(all_steps(), 8))


if __name__ == "__main__":
    main()
