# SPDX-License-Identifier: MIT
"""keyturn rotate and history, end to end."""
import base64
import fcntl
import glob
import os
import pty
import re
import signal
import sqlite3
import subprocess
import termios

from fixture import need, read
from keyturn import finish, ignoring
from sandbox import DEV1, DEV2, OWNER, PASSWORD, equal, key_path, main
from world import INI, World, holder, hooks

FINGERPRINT = re.compile(r"^[0-9a-f]{4} [0-9a-f]{4}$")
MEMBERS = ["user", "outcome", "old_fingerprint", "new_fingerprint", "new_key", "old_key", "holders",
           "hooks", "tokens_revoked", "unreadable", "not_searched", "not_searched_count", "left"]


def unchanged(world, done, status):
    """Refused, with nothing asked that changes and every file as it was."""
    equal((done.status, world.resets()), (status, 0))
    equal(world.key(), world.old)
    for name in world.forms:
        world.holds(name, world.old)


# ---- all is well ----

def test_every_format__holds_the_new_key_and_differs_in_nothing_else():
    with World() as w:
        done = w.rotate()
        new = w.key()
        equal((done.status, w.resets()), (0, 1))
        assert new != w.old
        for name in w.forms:
            w.holds(name, new)
        equal(len(done.json["holders"]), len(w.forms))
        equal(w.leftovers(), [])
        assert w.accepts(new) and not w.accepts(w.old)


def test_json__has_the_documented_members():
    with World({**INI, "b.yaml": lambda key: "k: " + base64.b64encode(key.encode()).decode(),
                "c.log": "{}\n"}) as w:
        done = w.rotate()
        result = done.json
        equal(list(result), MEMBERS)
        equal((done.status, result["user"], result["outcome"]), (6, "jqsmith", "partial"))
        equal((result["new_key"], result["old_key"]), ("accepted", "refused"))
        assert all(FINGERPRINT.match(result[m]) for m in ("old_fingerprint", "new_fingerprint"))
        equal(holder(result, "a.ini") | {"backup": ""}, {
            "kind": "file", "path": w.path("a.ini"), "line": 1, "encoding": "plain",
            "occurrences": [{"line": 1, "encoding": "plain", "part": "key"}], "action": "update", "status": "updated", "backup": ""})
        equal(holder(result, "b.yaml")["encoding"], "base64")
        log = holder(result, "c.log")
        equal((log["action"], log["status"]), ("manual", "manual"))
        assert log["reason"] and "backup" not in log, log
        equal((result["hooks"], result["tokens_revoked"], len(result["left"])), ([], 0, 1))
        assert w.path("c.log") in result["left"][0]


def test_text__says_the_same_and_no_key():
    with World({**INI, "c.log": "{}\n"}) as w:
        hooks(w, ("fine", "true"), ("broken", "false"))
        done = w.run("rotate", "--confirm=jqsmith", "--leaked")
        equal(done.status, 6)
        for words in ("the key is new", "accepted", "refused", "Files updated  1 of 1\n",
                      "Commands run   1 of 2\n", "Tokens revoked 1\n", w.path("c.log")):
            assert words in done.out, (words, done.out)
        for key in (w.old, w.key()):
            assert key not in done.out + done.err


def test_what_may_not_be_read__is_counted_in_the_text():
    with World(INI) as w:
        w.write("closed", b"", 0)
        before = []
        if os.geteuid() == 0:  # who else reads everything
            before = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        for words, status in ((("--dry-run",), 0), (("--confirm=jqsmith",), 6)):
            done = w.run("rotate", *words, before=before)
            equal(done.status, status)
            assert re.search(r"^Not searched +\d+ could not be read", done.out, re.M), done.out
        assert f"{w.path('closed')}: could not be read (Permission denied)" in done.out, done.out
        done = w.rotate(before=before)
        equal((done.status, done.json["outcome"]), (6, "partial"))
        assert {"path": w.path("closed"), "reason": "Permission denied"} in done.json["not_searched"]
        w.home.config(f"[scan]\nignore = {w.path('closed')}\n")
        equal(w.rotate(before=before).status, 0)


def test_what_is_left_after_an_update__is_told_and_is_6():
    with World({"puppet.conf": "# Managed by Puppet\nkey = {}\n", ".envrc": "export K={}\n"}) as w:
        done = w.rotate()
        equal((done.status, [h["status"] for h in done.json["holders"]]), (6, ["updated"] * 2))
        w.holds("puppet.conf", w.key())
        said = "\n".join(done.json["left"])
        assert f"{w.path('puppet.conf')}: it will be overwritten by Puppet" in said, said
        assert f"{w.path('.envrc')}: run 'direnv allow'" in said, said
        assert "direnv" in holder(done.json, ".envrc")["afterwards"]


def test_backup__is_the_file_as_it_was_for_its_owner_alone():
    with World(INI) as w:
        backup = holder(w.rotate().json, "a.ini")["backup"]
        equal(read(backup), w.text("a.ini", w.old))
        equal(os.stat(backup).st_mode & 0o777, 0o600)


def test_backups__older_than_a_week__are_removed():
    with World(INI) as w:
        old, kept = (w.write(f".local/state/keyturn/backups/20260101T000000.000000-{name}", b"x")
                     for name in (32 * "a" + "-a.ini", "not-ours"))
        for path in (old, kept):
            os.utime(path, (0, 0))
        equal(w.rotate().status, 0)
        equal((os.path.exists(old), os.path.exists(kept)), (False, True))


def test_state__holds_no_key():
    with World() as w:
        w.rotate()
        keys = [w.old.encode(), w.key().encode()]
        state = w.path(".local/state/keyturn")
        for name in os.listdir(state):
            if os.path.isfile(os.path.join(state, name)):
                data = read(os.path.join(state, name))
                assert not any(key in data for key in keys), name


def test_key_in_a_name__is_masked():
    with World({}) as w:
        w.write(f"backup-{w.old}.ini", w.old.encode())
        for words in (("--dry-run",), ("--json", "--dry-run"), ("--json",), ()):
            done = w.run("rotate", "--confirm=jqsmith", *words)
            assert w.old not in done.out + done.err, done.out
        *_, first = (entry for entry in w.history() if entry["event"] == "left")
        equal(first["detail"], w.path(f"backup-{'*' * 32}.ini"))
        assert w.old not in str(w.history())
        for name in glob.glob(w.path(".local/state/keyturn/state.db*")):
            assert w.old.encode() not in read(name), name


def test_no_directory_for_backups__no_reset_is_sent():
    with World(INI) as w:
        backups = w.path(".local/state/keyturn/backups")
        os.makedirs(os.path.dirname(backups), 0o700)
        os.symlink(w.beside, backups)
        done = w.rotate()
        equal(done.error, "system")
        unchanged(w, done, 1)
        assert "backups" in done.json["error"]["message"], done.json
        os.unlink(backups)
        os.mkdir(backups, 0o755)
        equal(w.rotate().status, 0)
        equal(os.stat(backups).st_mode & 0o777, 0o700)


def test_no_key_yet__gets_one():
    with World({}, user=("dev1", DEV1)) as w:
        manager = w.sandbox.token("kmanage")
        equal(w.sandbox.call("DELETE", key_path(DEV1), token=manager).status, 204)
        done = w.rotate("--user=dev1")
        equal((done.status, w.resets(), done.json["old_fingerprint"]), (6, 1, ""))
        left, = done.json["left"]
        assert "no old key to look for" in left, left
        assert w.accepts(w.key())


def test_no_key_yet__told_before():
    with World({}, user=("dev1", DEV1)) as w:
        manager = w.sandbox.token("kmanage")
        equal(w.sandbox.call("DELETE", key_path(DEV1), token=manager).status, 204)
        done = w.run("rotate", "--user=dev1", "--dry-run")
        assert "cannot be searched" in done.out, done.out


# ---- a dry run ----

CHANGING = "open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink," \
    "unlinkat,mkdir,mkdirat,rmdir,mknod,mknodat,chmod,fchmod,fchmodat,chown,fchown,fchownat,lchown," \
    "truncate,ftruncate,fallocate,setxattr,lsetxattr,fsetxattr,removexattr,utimensat"


def changes(log):
    """The calls in strace's log that change a file system."""
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            call = line.split(maxsplit=1)[-1]
            looks = call.startswith(("open(", "openat(")) and "O_CREAT" not in call and \
                "O_WRONLY" not in call and "O_RDWR" not in call
            if "(" in call and " = -1 " not in call and not looks and "/dev/" not in call and \
                    not call.startswith(("---", "+++")):
                yield line


def test_dry_run__asks_and_writes_nothing_that_changes():
    need("strace")
    with World() as w:
        before = w.snapshot()
        done = w.run("rotate", "--dry-run", "--json")
        equal((done.status, done.json["outcome"]), (0, "planned"))
        equal(len(done.json["holders"]), len(w.forms))
        assert all("status" not in h for h in done.json["holders"])
        equal(w.snapshot(), before)
        equal({line.split()[0] for line in w.asked()}, {"GET", "POST"})
        equal([line for line in w.asked() if line.startswith("POST")], ["POST /v2.0/tokens 200"])
        log = os.path.join(w.beside, "trace")
        traced = w.run("rotate", "--dry-run", "--json", before=[
            "strace", "-f", "-o", log, "-e", f"trace={CHANGING}"])
        equal((traced.status, list(changes(log))), (0, []))


# ---- yes and no ----

def test_confirm__wrong_or_missing__nothing_happens():
    with World(INI) as w:
        for words in (("--confirm=dev1",), ("--confirm=",), ("--confirm=jqsmith1",), (),
                      ("--no-input",)):
            done = w.run("rotate", "--json", *words)
            equal((words, done.error), (words, "unconfirmed"))
            unchanged(w, done, 2)


def without_line_editing(slave):
    """As a shell has the terminal while it reads a command itself."""
    mode = termios.tcgetattr(slave)
    mode[0] &= ~termios.ICRNL
    mode[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    termios.tcsetattr(slave, termios.TCSANOW, mode)


def at_a_terminal(world, typed, meanwhile=lambda process: None, before=(), setup=None, questions=1):
    """Runs it with a controlling terminal, set up before; what it showed there, and its status. `before`
    runs it. It is answered when it has asked so often."""
    master, slave = pty.openpty()
    if setup is not None:
        setup(slave)
    out, into = os.pipe()
    os.write(into, PASSWORD.encode() + b"\n")
    os.close(into)

    def own():
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    words = [word.replace("FD", str(out)) for word in world.words("rotate")]
    process = subprocess.Popen(
        [*before, os.environ["KEYTURN"], *words], stdin=slave, stdout=slave, stderr=slave,
        env={"HOME": world.home.path, "PATH": os.environ["PATH"]}, pass_fds=(out,), preexec_fn=own)
    os.close(slave)
    os.close(out)
    shown = b""
    while b"leave it: " not in shown:
        shown += os.read(master, 4096)
    meanwhile(process)
    while shown.count(b"leave it: ") < questions:
        shown += os.read(master, 4096)
    os.write(master, typed)
    try:
        while chunk := os.read(master, 4096):
            shown += chunk
    except OSError:
        pass  # the other side has gone
    os.close(master)
    return shown.decode(), process.wait(timeout=30)


def test_terminal__the_typed_name_confirms():
    with World(INI) as w:
        shown, status = at_a_terminal(w, b"jqsmith\n")
        equal((status, w.resets()), (0, 1))
        assert "1 place:" in shown and w.path("a.ini") in shown and w.old not in shown, shown
        assert "Tokens issued before stay valid" in shown, shown


def test_terminal__anything_else_does_not():
    with World(INI) as w:
        for typed in (b"\n", b"y\n", b"jqsmit\n", b"\x04"):
            _, status = at_a_terminal(w, typed)
            equal((typed, status, w.resets()), (typed, 130, 0))


def test_terminal__reset_by_another_before_the_answer__is_not_reset_again():
    with World(INI) as w:
        shown, status = at_a_terminal(w, b"jqsmith\n", lambda _: w.rotate())
        equal((status, w.resets()), (1, 1))
        assert "another keyturn" in shown and "still the key" not in shown, shown
        w.holds("a.ini", w.key())


def test_terminal__control_c__means_no():
    with World(INI) as w:
        _, status = at_a_terminal(w, b"\x03")
        equal((status, w.resets(), w.key()), (130, 0, w.old))
        w.holds("a.ini", w.old)


def test_terminal__a_signal__means_no_unless_it_was_ignored_from_the_start():
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        with World(INI) as w:
            def send(process, number=number):
                process.send_signal(number)

            _, status = at_a_terminal(w, b"jqsmith\n", send)
            equal((number, status, w.resets()), (number, 130, 0))
            _, status = at_a_terminal(w, b"jqsmith\n", send, ignoring(number))
            equal((number, status, w.resets()), (number, 0, 1))
            w.holds("a.ini", w.key())


def stopped_and_continued(process):
    os.kill(process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    os.kill(process.pid, signal.SIGCONT)


def test_terminal__without_line_editing__hears_answers_and_control_c():
    for typed, status, resets in ((b"jqsmith\r", 0, 1), (b"\x03", 130, 0), (b"jqs\x03", 130, 0)):
        with World(INI) as w:
            _, left = at_a_terminal(w, typed, setup=without_line_editing)
            equal((typed, left, w.resets()), (typed, status, resets))


def test_terminal__stopped_and_continued__asks_again():
    with World(INI) as w:
        shown, status = at_a_terminal(w, b"jqsmith\n", stopped_and_continued, questions=2)
        equal((status, w.resets(), shown.count("leave it: ")), (0, 1, 2))


# ---- others' keys ----

def test_user__by_owner_and_manager__is_reset_and_the_caller_is_not():
    for caller in ("jqsmith", "kmanage"):
        with World(INI, user=("dev1", DEV1)) as w:
            own = w.sandbox.key(w.token, OWNER)
            done = w.rotate("--user=dev1", user=caller)
            equal((done.status, done.json["user"], w.resets()), (0, "dev1", 1))
            w.holds("a.ini", w.key())
            equal(w.sandbox.key(w.token, OWNER), own)


def test_user__not_allowed__is_4_before_anything_changes():
    for caller, target, user in (("dev1", "dev2", DEV2), ("dev1", "jqsmith", OWNER),
                                 ("kmanage", "jqsmith", OWNER)):
        with World(INI, user=(target, user)) as w:
            done = w.rotate(f"--user={target}", user=caller)
            equal(done.error, "forbidden")
            unchanged(w, done, 4)


def test_users__one_not_allowed__no_other_is_changed():
    with World(INI, user=("dev1", DEV1)) as w:
        done = w.run("rotate", "--json", "--user=dev1", "--user=jqsmith",
                     "--confirm=dev1,jqsmith", user="kmanage")
        equal(done.error, "forbidden")
        unchanged(w, done, 4)


def test_users__one_not_confirmed__no_other_is_changed():
    with World(INI, user=("dev1", DEV1)) as w:
        done = w.run("rotate", "--json", "--user=dev1", "--user=dev2", "--confirm=dev1")
        equal(done.error, "unconfirmed")
        unchanged(w, done, 2)


def test_users__unknown__nothing_is_changed():
    with World(INI, user=("dev1", DEV1)) as w:
        done = w.run("rotate", "--json", "--user=dev1", "--user=nobody", "--confirm=dev1,nobody")
        equal(done.error, "not-found")
        unchanged(w, done, 1)
        done = w.run("rotate", "--user=nobody", "--confirm=nobody")
        equal(done.err.splitlines()[0], "keyturn: signing in again")  # a 404 may be a dead token
        unchanged(w, done, 1)


def test_users__several__each_once_and_the_callers_own_last():
    with World(INI) as w:
        done = w.run("rotate", "--json", "--user=jqsmith", "--user=dev1", "--user=dev2",
                     "--user=dev1", "--confirm=dev1,dev2,jqsmith")
        equal(done.status, 0)
        equal([r["user"] for r in done.json["rotations"]], ["dev1", "dev2", "jqsmith"])
        resets = [line.split("/")[3] for line in w.asked() if "RAX-AUTH/reset" in line]
        equal(resets, [DEV1, DEV2, OWNER])
        w.holds("a.ini", w.key())


def test_leaked__the_sessions_token_ends():
    with World(INI) as w:
        done = w.rotate("--leaked")
        equal((done.status, done.json["tokens_revoked"]), (0, 1))


def test_leaked__several_users__the_session_lasts_for_all():
    with World(INI) as w:
        done = w.run("rotate", "--json", "--leaked", "--user=dev1", "--user=dev2", "--user=jqsmith",
                     "--confirm=dev1,dev2,jqsmith")
        equal([r["outcome"] for r in done.json["rotations"]], ["done"] * 3)
        equal(done.status, 0)


def test_users__interrupted__the_one_under_way_is_finished_and_no_other_begun():
    with World(INI, user=("dev1", DEV1)) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}"))
        process = w.start("rotate", "--user=dev1", "--user=dev2", "--confirm=dev1,dev2")
        with open(w.path("gate"), "wb"):  # opened once the hook reads it
            process.send_signal(signal.SIGINT)
            told = "..."
            while told and "finishing the reset" not in told:
                told = process.stderr.readline()
        done = finish(process)
        equal(done.status, 130)
        assert "dev2" in done.err, done.err
        equal(w.resets(), 1)
        assert not any(f"POST {key_path(DEV2)}/" in line for line in w.asked()), w.asked()
        w.holds("a.ini", w.key())


# ---- two at once ----

def test_resume__of_another_account__is_told_without_what_a_terminal_acts_on():
    with World(INI) as w:
        users = w.sandbox.call("GET", "/v2.0/users", token=w.token).json["users"]
        hostile, = (user["username"] for user in users if "\x1b" in user["username"])
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}"))
        process = w.start("rotate", f"--confirm={hostile}", user=hostile)
        with open(w.path("gate"), "wb"):  # opened once the hook reads it
            process.kill()
            finish(process)
        done = w.run("resume", user="dev2")
        assert "another account is unfinished: bad^[" in done.err, done.err
        assert done.err.replace("\n", "").isprintable(), ascii(done.err)


def test_another_keyturn__is_told_and_resets_nothing():
    with World(INI) as w:
        os.mkfifo(w.path("gate"))
        hooks(w, ("gate", f"cat {w.path('gate')}"))
        first = w.start("rotate", "--confirm=jqsmith", "--json")
        with open(w.path("gate"), "wb"):  # opened once the hook reads it
            second, resumed = w.rotate(), w.resume()
        first = finish(first)
        equal((first.status, w.resets()), (0, 1))
        equal((second.status, second.json["outcome"], second.error), (1, "refused", "unfinished"))
        equal(resumed.status, 1)
        equal(resumed.json["rotations"][0]["error"]["kind"], "unfinished")
        w.holds("a.ini", w.key())


# ---- statuses ----

def test_sign_in_refused__is_3():
    with World(INI) as w:
        done = w.home.run(*w.words("rotate", "--confirm=jqsmith", "--json"), secret="wrong")
        equal(done.error, "sign-in-refused")
        unchanged(w, done, 3)


def test_service_gone__is_5():
    with World(INI) as w:
        words = w.words("rotate", "--confirm=jqsmith", "--json")
        done = w.home.run("--auth-url=http://127.0.0.1:1", *words[1:], secret=PASSWORD)
        equal(done.error, "unreachable")
        unchanged(w, done, 5)


def test_report_that_cannot_be_written__is_6_for_the_key_is_new():
    for words, status in (("--dry-run",), 1), (("--confirm=jqsmith",), 6):
        for json in ((), ("--json",)):
            with World(INI) as w, open("/dev/full", "w", encoding="utf-8") as full:
                process = w.start("rotate", *words, *json, stdout=full)
                equal((process.wait(timeout=60), w.resets()), (status, int(status == 6)))
                assert "could not be written" in process.stderr.read()
                process.stderr.close()
                w.holds("a.ini", w.key())


# ---- history ----

def test_history__tells_who_from_where_and_what():
    with World({**INI, "c.log": "{}\n"}) as w:
        hooks(w, ("reload", "true"))
        done = w.rotate(env={"SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22"})
        entries = w.history()
        equal([(e["event"], e["result"]) for e in reversed(entries)],
              [("reset", "new"), ("updated", "updated"), ("hook", "done"), ("left", "left"),
               ("proved", "done")])
        for entry in entries:
            equal((entry["user"], entry["from"]), ("jqsmith", "192.0.2.7"))
            equal(entry["fingerprint"], done.json["old_fingerprint"])
            equal(entry["new_fingerprint"], done.json["new_fingerprint"])
            assert re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", entry["time"]) and entry["by"]


def test_history__any_field_changed__is_seen():
    other = {"INTEGER": "{} + 100", "TEXT": "{} || 'x'", "BLOB": "zeroblob(32)"}
    with World(INI) as w:
        w.rotate()
        path = w.path(".local/state/keyturn/state.db")
        whole = read(path)
        with sqlite3.connect(path) as base:
            columns = [row[1:3] for row in base.execute("PRAGMA table_info(history)")]
        base.close()
        assert len(columns) > 10, columns
        for name, kind in columns:
            with open(path, "wb") as file:
                file.write(whole)
            with sqlite3.connect(path) as base:
                base.execute(f"UPDATE history SET {name} = {other[kind].format(name)} "
                             "WHERE number = 2")
            base.close()
            done = w.home.run("history", "--verify", "--json")
            equal((name, done.status, done.json["whole"], done.json.get("broken")),
                  (name, 1, False, 2))


if __name__ == "__main__":
    main()
