# SPDX-License-Identifier: MIT
"""The keys of many users under one confirmation: who can be reset, each once, the new key in a file; put off,
interrupted, and gone on with."""
import os
import select
import signal
import stat

from fixture import read
from harm import FAULTS, Harm, answer
from keyturn import finish
from sandbox import (DEV1, DEV2, DEV3, MANAGER, MFA1, MUST1, OWNER, PASSWORD, equal, key_path, main)
from share import share
from steps import OUTSIDE, befallen, for_each, sample, steps
from world import INI, RESET, World, hooks, script

FAULTS["401"] = (False, lambda whole: answer(401))

DEVS = {"dev1": DEV1, "dev2": DEV2, "dev3": DEV3}
ALL = {**DEVS, "kmanage": MANAGER, "mfa1": MFA1, "must1": MUST1}
MANY = ("--user=dev1", "--user=dev2", "--user=dev3")


class Batch(World):
    """A world whose users' keys before the batch are known, with a directory for the new ones."""

    def __init__(self, users=None, files=None, **options):
        super().__init__(files or {}, **options)
        self.users = users or DEVS
        self.keys = os.path.join(self.beside, "keys")
        self.were = {name: self.sandbox.key(self.token, user) for name, user in self.users.items()}
        self.before = self.requests()

    def many(self, *more, count=None, who=MANY):
        confirm = (f"--confirm={len(self.users) if count is None else count}",)
        return ("rotate", *who, f"--keys-dir={self.keys}", *confirm, "--json", *more)

    def now(self, name):
        return self.sandbox.key(self.token, self.users[name])

    def file(self, name):
        return os.path.join(self.keys, name + ".key")

    def resets_of(self, name):
        return sum(f"POST {key_path(self.users[name])}/{RESET} 200" in line for line in self.asked())

    def through(self, harm, *words, **more):
        return self.home.run(f"--auth-url={harm.url}", "--username=jqsmith", "--password-fd=FD",
                             *words, secret=PASSWORD, timeout=170, **more)

    def each_is_in_its_file(self, what=""):
        """Whoever was reset, once, has the key in force in a file that only the user may read."""
        for name, old in self.were.items():
            key, resets = self.now(name), self.resets_of(name)
            equal((what, name, resets), (what, name, int(key != old)))
            if resets:
                equal((what, name, read(self.file(name)).decode()), (what, name, key))
                equal(stat.S_IMODE(os.stat(self.file(name)).st_mode), 0o600)

    def unchanged(self):
        assert not any(RESET in line for line in self.asked()), self.asked()
        for name, old in self.were.items():
            equal(self.now(name), old)


def outcomes(result):
    return {user["user"]: user["outcome"] for user in result["users"]}


# ---- all goes well ----

def test_all_contacts__each_once_into_its_file_and_ones_own_last_in_full():
    with Batch(ALL, INI) as w:
        done = w.run(*w.many(count=8, who=("--all-contacts",)))
        equal((done.status, done.json["done"], done.json["barred"]), (0, 7, 1))
        w.each_is_in_its_file()
        own, = done.json["rotations"]
        equal((own["user"], own["outcome"], own["holders"][0]["status"]),
              ("jqsmith", "done", "updated"))
        w.holds("a.ini", w.key())
        assert w.key() not in done.out + done.err
        resets = [line.split("/")[3] for line in w.asked() if RESET in line and " 200" in line]
        equal((len(resets), resets[-1]), (8, OWNER))
        reset = [e for e in w.history() if e["event"] == "reset" and e["result"] == "new"]
        equal(len(reset), 8)
        for name in ALL:
            user, = (u for u in done.json["users"] if u["user"] == name)
            equal((user["outcome"], user["new_key"], user["old_key"], user["file"]),
                  ("done", "accepted", "refused", w.file(name)))
        equal(w.resume().json, {"rotations": []})


def test_hook_for_contacts__gets_each_key_and_no_other_hook_runs():
    with Batch() as w:
        out = os.path.join(w.beside, "out")
        hooks(w, ("store", script(w, "store", f"cat > {out}.$KEYTURN_USERNAME"), "key = stdin",
                  "whose = contacts"), ("own", script(w, "own", f"touch {out}.ran")))
        done = w.run("rotate", "--all-contacts", "--dry-run", "--json")
        equal(done.status, 0)
        words = [word for word in w.many() if not word.startswith("--keys-dir")]
        refused = w.run("rotate", *MANY, "--confirm=3", "--dry-run", "--json")
        equal(list(refused.json), ["rotations"])  # no batch: in full, one by one
        done = w.run(*words[:1], "--all-contacts", f"--confirm={done.json['to_reset']}", "--json")
        equal((done.status, done.json["done"]), (0, 7))
        for name in DEVS:
            equal(read(f"{out}.{name}").decode(), w.now(name))
        assert os.path.exists(out + ".ran")  # for one's own, which came last


# ---- who cannot be reset ----

def test_preview__says_who_cannot_be_reset_and_why_and_sends_nothing():
    with Batch() as w:
        done = w.run("rotate", "--user=dev1", "--user=off1", "--user=jqsmith", "--dry-run", "--json",
                     f"--keys-dir={w.keys}", user="kmanage")
        told = {u["user"]: (u["outcome"], u.get("error", {}).get("kind")) for u in done.json["users"]}
        equal((done.status, told), (0, {"dev1": ("planned", None), "off1": ("barred", "user-disabled"),
                                        "jqsmith": ("barred", "forbidden")}))
        equal((done.json["to_reset"], done.json["barred"], done.json["searched"]), (1, 2, False))
        text = w.run("rotate", "--user=dev1", "--user=off1", "--dry-run", f"--keys-dir={w.keys}")
        assert "1 user can be reset, 1 cannot" in text.out and "not searched" in text.out, text.out
        w.unchanged()
        assert not os.path.exists(w.keys)


def test_confirm__another_number_or_none__nothing_is_sent():
    with Batch() as w:
        for count in (2, 4, "dev1", ""):
            done = w.run(*w.many(count=count))
            equal((done.status, done.error), (2, "batch-unconfirmed"))
        words = [word for word in w.many() if not word.startswith("--confirm")]
        equal(w.run(*words).error, "batch-unconfirmed")
        for words in (("--all-contacts",), (*w.many()[1:], "--leaked"), (*w.many()[1:], "--all-contacts"),
                      (*MANY, "--keys-dir=", "--confirm=3")):
            equal((words, w.run("rotate", "--json", *words).status), (words, 2))
        w.unchanged()


def test_keys_dir__of_others_or_not_to_be_written__nothing_is_sent():
    with Batch() as w:
        os.mkdir(w.keys)
        os.chmod(w.keys, 0o777)
        done = w.run(*w.many())
        equal((done.status, done.json["error"]["kind"]), (2, "config-unsafe"))
        os.rmdir(w.keys)
        with open(w.keys, "w", encoding="ascii"):
            pass
        equal(w.run(*w.many()).json["error"]["kind"], "system")
        w.unchanged()
        equal(w.resume().json, {"rotations": []})


def test_reset_of_one_under_way__no_batch_begins():
    with Batch() as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}"))
        process = w.start("rotate", "--user=dev1", "--confirm=dev1")
        with open(w.path("gate"), "wb"):  # opened once the hook reads it
            done = w.run(*w.many())
            equal((done.status, done.json["error"]["kind"]), (1, "unfinished"))
            assert "dev1" in done.json["error"]["message"], done.out
        equal(finish(process).status, 0)
        equal([w.resets_of(name) for name in DEVS], [1, 0, 0])


# ---- put off ----

def test_storm_of_refusals__slows_down_and_all_are_done():
    for status in (413, 429, 503):
        with Batch() as w:
            with Harm(w.sandbox.url, str(status), 6, 8) as harm:
                done = w.through(harm, *w.many())
            equal((status, done.status, done.json["done"]), (status, 0, 3))
            w.each_is_in_its_file(status)


def test_session_ended_in_the_middle__signs_in_again_and_goes_on():
    for number in range(5, 12, 2):
        with Batch() as w, Harm(w.sandbox.url, "401", number) as harm:
            done = w.through(harm, *w.many())
            equal((number, done.status, done.json["done"]), (number, 0, 3))
            w.each_is_in_its_file(number)


def test_any_fault_at_any_request__each_once_at_most_and_none_is_lost():
    def one(fault_and_number):
        with Batch() as w, Harm(w.sandbox.url, *fault_and_number) as harm:
            done = w.through(harm, *w.many())
            if "users" in done.json:
                for name, outcome in outcomes(done.json).items():
                    if outcome == "done":
                        equal((fault_and_number, name, w.resets_of(name)),
                              (fault_and_number, name, 1))
                    elif outcome in ("refused", "barred", "not-begun"):
                        equal((fault_and_number, name, w.resets_of(name)),
                              (fault_and_number, name, 0))
            harm.fault = None
            w.through(harm, "resume", "--json")
            w.each_is_in_its_file(fault_and_number)
            equal(w.through(harm, "resume", "--json").json, {"rotations": []})
            w.history()

    faults = ["request lost", "answer lost", "half a body", "late 500", "empty 200", "429", "503"]
    for_each(one, share([(fault, number) for fault in faults for number in range(4, 20, 5)]))


# ---- interrupted ----

def test_killed_at_any_step__resume_goes_on_and_each_is_reset_once_at_most():
    seen = set()

    def kill(step):
        with Batch() as w:
            befallen(w, w.many(), step, "signal=SIGKILL")
            before = sum(w.resets_of(name) for name in DEVS)
            done = w.resume()
            assert done.status in (0, 1, 6), (step, done.status, done.out, done.err)
            w.each_is_in_its_file(step)
            after = sum(w.resets_of(name) for name in DEVS)
            seen.add((before, after))
            told = outcomes(done.json.get("batch", {"users": []}))
            for name in DEVS:  # what may have been sent is not sent again, and that is told
                if after > 0 and w.resets_of(name) == 0:
                    equal((step, name, told[name]), (step, name, "refused"))
            equal((step, w.resume().json), (step, {"rotations": []}))
            w.history()

    with Batch() as w:
        listed = steps(w, w.many(), "state.db", OUTSIDE)
    for_each(kill, share(sample(listed, 45)))
    # Before all of them, after all of them, and where resume went on with some.
    assert {(0, 0), (3, 3)} <= seen and any(b < a for b, a in seen), seen


def test_killed_with_ones_own_to_come__resume_does_it_in_full():
    with Batch(files=INI) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}", "whose = contacts"))
        process = w.start(*w.many(count=4, who=(*MANY, "--user=jqsmith")))
        with open(w.path("gate"), "wb"):
            process.kill()
            finish(process)
        w.home.config("")
        equal(w.key(), w.old)
        done = w.resume()
        equal([r["user"] for r in done.json["rotations"]], ["jqsmith"])
        equal(done.json["rotations"][0]["outcome"], "done")
        w.each_is_in_its_file()
        w.holds("a.ini", w.key())
        equal(w.resume().json, {"rotations": []})


def test_interrupted__those_under_way_end_and_no_other_is_begun():
    users = {**DEVS, **ALL}
    with Batch(users) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}", "whose = contacts"))
        words = [word for word in w.many(count=8, who=("--all-contacts",)) if word != "--json"]
        process = w.start(*words)  # with --json nothing would be told on the way
        with open(w.path("gate"), "wb"):
            process.send_signal(signal.SIGINT)
            told = "..."
            while told and "finishing the resets" not in told:
                told = process.stderr.readline()
        while process.poll() is None:  # each hook waits for somebody to open its gate
            try:
                os.close(os.open(w.path("gate"), os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                select.select([], [], [], 0.01)
        done = finish(process)
        assert done.status in (0, 6), (done.status, done.out)
        w.sandbox.connection.close()  # it may have been idle for too long
        w.each_is_in_its_file()
        equal(w.key(), w.old)  # one's own was not begun
        equal(w.resume().json, {"rotations": []})


def test_file_cannot_be_written__no_more_are_reset_and_resume_writes_it():
    with Batch() as w:
        os.makedirs(w.file("dev1"), 0o700)  # nothing can be renamed over a directory
        os.chmod(w.keys, 0o700)
        done = w.run(*w.many())
        equal((done.status, outcomes(done.json)["dev1"]), (6, "partial"))
        assert any("dev1" in u["user"] and "resume" in u["left"][0] for u in done.json["users"]), done.out
        os.rmdir(w.file("dev1"))
        done = w.resume()
        equal(done.json["batch"]["unknown"], 0)
        w.each_is_in_its_file()
        equal((w.resets_of("dev1"), w.resume().json), (1, {"rotations": []}))


def test_disk_full_for_a_key__resume_writes_it():
    with Batch() as w:
        listed = [step for step in steps(w, w.many(), "state.db", ["renameat", "fsync"])]
    for step in sample([s for s in listed if s[0] == "renameat"], 4):
        with Batch() as w:
            done = befallen(w, w.many(), step, "error=ENOSPC")
            assert done.status in (1, 6), (step, done.status, done.out)
            w.resume()
            w.each_is_in_its_file(step)
            equal((step, w.resume().json), (step, {"rotations": []}))


def test_key_changed_since_the_preview__is_left_alone():
    with Batch() as w:
        done = befallen(w, w.many(), ("recvfrom", 9), "signal=SIGKILL")
        resets = {name: w.resets_of(name) for name in DEVS}
        if not os.path.exists(w.path(".local/state/keyturn/state.db")) or 0 not in resets.values():
            return
        planned = [name for name, count in resets.items() if count == 0]
        theirs = {}
        for name in planned:
            w.sandbox.reset(w.token, w.users[name])
            theirs[name] = w.now(name)
        done = w.resume()
        for name in planned:
            equal(w.now(name), theirs[name])
        assert done.status != 0 or not done.json["rotations"], done.out


if __name__ == "__main__":
    main()
