# SPDX-License-Identifier: MIT
"""keyturn scan: what holds the key, as people and scripts are told."""
import base64
import json
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile

from keyturn import CLEAN, Home
from sandbox import PASSWORD, Sandbox, equal, main

MEMBERS = {"kind", "path", "path_bytes", "line", "pid", "encoding", "occurrences", "action", "reason",
           "afterwards"}


def words(url, *more):
    return (f"--auth-url={url}", "--username=jqsmith", "--password-fd=FD", "scan", *more)


class Holding:
    """A sandbox, its user's key, and a home; a context manager."""

    def __enter__(self):
        self.sandbox, self.home = Sandbox(), Home()
        self.key = self.sandbox.key(self.sandbox.token("jqsmith"))
        self.top = os.path.realpath(self.home.path)
        return self

    def __exit__(self, *_):
        self.sandbox.stop()
        self.home.__exit__()

    def write(self, name, text, mode=0o600):
        self.home.write(name, text, mode)
        return os.path.join(self.top, name)

    def scan(self, *more, **options):
        done = self.home.run(*words(self.sandbox.url, *more), secret=PASSWORD, **options)
        assert self.key not in done.out + done.err
        return done


def holders_below(done, top):
    return [h for h in done.json["holders"] if h["path"].startswith(top + "/")]


def test_json__has_the_documented_shape():
    with Holding() as h:
        rack = h.write(".rack/config", f"username = jqsmith\napi-key = {h.key}\n")
        history = h.write(".bash_history", f"export RS_API_KEY={h.key}\n")
        coded = base64.b64encode(f"jqsmith:{h.key}".encode()).decode()
        basic = h.write("app/http.conf", f"# x\n\nAuthorization: Basic {coded}\n")
        url = h.write("app/url", "https://x/?k=" + "".join(f"%{ord(c):02X}" for c in h.key))
        h.write("app/other", h.key[:-1])
        done = h.scan("--json")
        equal(done.status, 0)
        equal(list(done.json), ["user", "fingerprint", "holders", "files_read", "bytes_read",
                                "unreadable", "not_searched", "not_searched_count", "seconds"])
        equal(done.json["not_searched_count"], len(done.json["not_searched"]))
        equal(done.json["user"], "jqsmith")
        assert done.json["files_read"] >= 5 and done.json["bytes_read"] > 100
        assert isinstance(done.json["unreadable"], list) and done.json["seconds"] >= 0
        assert re.search(r'"seconds":\d+\.\d{3}\}', done.out), done.out
        for holder in done.json["holders"]:
            assert set(holder) <= MEMBERS, holder
        found = holders_below(done, h.top)
        equal([(f["kind"], f["path"], f["line"], f["encoding"], f["action"]) for f in found],
              [("file", history, 1, "plain", "manual"), ("file", rack, 2, "plain", "update"),
               ("file", basic, 3, "base64", "update"), ("file", url, 1, "percent", "update")])
        equal([[(o["line"], o["encoding"], o["part"]) for o in f["occurrences"]] for f in found],
              [[(1, "plain", "key")], [(2, "plain", "key")], [(3, "base64", "key")],
               [(1, "percent", "key")]])
        assert "history" in found[0]["reason"]
        assert "reason" not in found[1]


def test_fingerprint__is_that_of_show():
    with Holding() as h:
        shown = h.home.run(f"--auth-url={h.sandbox.url}", "--username=jqsmith", "--password-fd=FD",
                           "show", "--json", secret=PASSWORD)
        equal(h.scan("--json", h.top).json["fingerprint"], shown.json["fingerprint"])


def test_process__is_told_with_its_number():
    with Holding() as h:
        wait = "import sys; print('.', flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", wait], env={**CLEAN, "RS_API_KEY": h.key},
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            found = [f for f in h.scan("--json").json["holders"] if f.get("pid") == process.pid]
            text = h.scan().out
            process.stdin.close()
        equal([(f["kind"], f["encoding"], f["action"]) for f in found],
              [("process", "plain", "restart")])
        assert "line" not in found[0] and "RS_API_KEY" in found[0]["reason"]
        assert f"process {process.pid}" in text, text


def test_paths__only_these():
    with Holding() as h:
        one, two = h.write("a/one", h.key), h.write("b/two", h.key)
        h.write("c/three", h.key)
        done = h.scan("--json", os.path.join(h.top, "a"), two)
        equal([f["path"] for f in done.json["holders"]], [one, two])
        equal(done.json["files_read"], 2)


def test_key_that_is_short__is_not_looked_for_and_says_so():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as seed, Home() as home:
        json.dump({"users": [{"name": "j", "email": "j@x", "domain": "1", "password": PASSWORD,
                              "role": "identity:user-admin", "apiKey": "only-15-bytes-x"}]}, seed)
        seed.flush()
        with Sandbox(f"--seed={seed.name}") as s:
            home.refused(1, "key-short", f"--auth-url={s.url}", "--username=j", "--password-fd=FD",
                         "scan", secret=PASSWORD)


def test_path_that_is_not_there__is_a_usage_error():
    with Holding() as h:
        for path in ("/no/such/place", ""):
            h.home.refused(2, "usage", *words(h.sandbox.url, path), secret=PASSWORD)
        h.home.refused(2, "usage", "show", "word")


def test_roots__come_from_the_configuration():
    with Holding() as h, tempfile.TemporaryDirectory() as other:
        elsewhere = os.path.join(os.path.realpath(other), "file")
        with open(elsewhere, "w", encoding="utf-8") as file:
            file.write(h.key)
        fog = h.write(".fog", f":default:\n  :rackspace_api_key: {h.key}\n")
        h.write("no-known-place", h.key)
        h.home.config(f"[scan]\nroots = {other}\n")
        found = [f["path"] for f in h.scan("--json").json["holders"]]
        assert elsewhere in found and fog in found, found
        equal([path for path in found if path.startswith(h.top)], [fog])


def test_text__says_what_where_and_why():
    with Holding() as h:
        h.write(".config/rclone/rclone.conf", f"[cf]\nkey = {h.key}\n[old]\nkey = {h.key}\n")
        h.write(".bash_history", h.key)
        done = h.scan(h.top)
        equal(done.status, 0)
        lines = done.out.splitlines()
        update, left = lines.index("keyturn will update:"), lines.index("you must edit these yourself:")
        assert "/.config/rclone/rclone.conf:2  (rclone remote cf)  and in line 4" \
            in lines[update + 1], done.out
        assert re.search(r"/.bash_history:1  \(shell history\): .*history", lines[left + 1]), done.out
        assert lines[-1].startswith("2 places hold the key. "), done.out
        equal(done.err, "")


def test_text__nothing_found():
    with Holding() as h:
        h.write("file", "nothing")
        os.symlink("file", os.path.join(h.top, "link"))
        done = h.scan(h.top)
        assert "The key was not found on this machine. 1 file," in done.out, done.out
        assert "1 left out by rule" in done.out, done.out
        equal(done.status, 0)


def test_names_that_would_act_on_a_terminal__are_harmless():
    with Holding() as h:
        h.write("\x1b]0;title\x07\n\x9b31m", h.key)
        done = h.scan(h.top)
        equal(sorted(set(c for c in done.out if c != "\n" and not c.isprintable())), [])
        done = h.scan("--json", h.top)
        equal(sorted(set(c for c in done.out if c != "\n" and not c.isprintable())), [])
        equal([f["path"] for f in done.json["holders"]], [h.top + "/\x1b]0;title\x07\n\x9b31m"])


def test_name_that_is_no_text__json_stays_valid():
    with Holding() as h:
        with open(os.path.join(os.fsencode(h.top), b"\xff\xfe"), "w", encoding="utf-8") as file:
            file.write(h.key)
        equal([f["path"] for f in h.scan("--json", h.top).json["holders"]],
              [h.top + "/\ufffd\ufffd"])


def test_key_in_a_name__is_not_printed():
    with Holding() as h:
        h.write(f"backup-{h.key}/{h.key}", h.key)
        stars = "*" * len(h.key)
        for more in ((), ("--json",)):
            assert f"backup-{stars}/{stars}" in h.scan(*more, h.top).out


def test_demo__finds_the_files_of_its_home():
    with Home() as home, tempfile.TemporaryDirectory() as temporary:
        done = home.run("--demo", "scan", "--json", env={"TMPDIR": temporary})
        equal(done.status, 0)
        names = {f["path"].split("/", 4)[-1].split("/", 1)[-1] for f in done.json["holders"]}
        assert len(names) >= 6, done.out
        encodings = {f["encoding"] for f in done.json["holders"]}
        assert {"plain", "base64"} <= encodings
        assert all(f["path"].startswith(os.path.realpath(temporary)) for f in done.json["holders"])
        equal(os.listdir(temporary), [])


# ---- on a terminal ----

def much_to_read(h):
    """One file under so many names that they take a while."""
    first = h.write("long/0", "x" * (8 << 20))
    for i in range(1, 2000):
        os.link(first, os.path.join(h.top, f"long/{i}"))

class Terminal:
    """Scans with standard error on a pseudo-terminal."""

    def __init__(self, h, *more):
        self.master, slave = pty.openpty()
        out, into = os.pipe()
        os.write(into, PASSWORD.encode() + b"\n")
        os.close(into)
        argv = [word.replace("FD", str(out)) for word in words(h.sandbox.url, *more)]
        self.process = subprocess.Popen(
            [os.environ["KEYTURN"], *argv], env={**CLEAN, "HOME": h.home.path}, pass_fds=(out,),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave, start_new_session=True)
        os.close(out)
        os.close(slave)

    def until(self, wanted):
        said = b""
        while wanted not in said:
            try:
                part = os.read(self.master, 4096)
            except OSError:
                part = b""
            assert part, said
            said += part
        return said

    def end(self):
        out = self.process.communicate(timeout=60)[0].decode()
        os.close(self.master)
        return self.process.returncode, out


def test_terminal__progress_is_shown__ctrl_c_ends_it():
    with Holding() as h:
        much_to_read(h)
        terminal = Terminal(h, h.top)
        terminal.until(b"Searching: ")
        terminal.process.send_signal(signal.SIGINT)
        terminal.until(b"interrupted")
        status, out = terminal.end()
        equal((status, out), (130, ""))


def visible(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except PermissionError:  # to root alone: the program forbids that its user looks at it
        return b""


def test_command_line__never_has_the_key():
    with Holding() as h:
        much_to_read(h)
        terminal = Terminal(h, h.top)
        terminal.until(b"Searching: ")
        for name in ("cmdline", "environ"):
            assert h.key.encode() not in visible(f"/proc/{terminal.process.pid}/{name}")
        children = f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children"
        with open(children, encoding="utf-8") as file:
            equal(file.read(), "")
        terminal.process.send_signal(signal.SIGINT)
        terminal.until(b"interrupted")
        terminal.end()


def test_json_error__is_one_object():
    with Home() as home:
        done = home.run("--auth-url=http://127.0.0.1:1", "--username=u", "--password-fd=FD", "scan",
                        "--json", secret="x")
        equal((done.status, json.loads(done.out)["error"]["kind"]), (5, "unreachable"))


def test_not_searched__counted_in_a_line_and_listed_with_reasons():
    with Holding() as h:
        h.write("config.rar", "Rar!\x1a\x07 not really")
        os.symlink("/", os.path.join(h.top, "top"))
        done = h.scan(h.top)
        equal(done.out.splitlines()[-1], "Not searched: 1 link not followed, "
                                         "1 archive that keyturn does not open.")
        assert f"links that were not followed:\n  {h.top}/top: leads to /" in done.out, done.out
        done = h.scan("--json", h.top)
        equal(sorted(item["path"] for item in done.json["not_searched"]),
              [h.top + "/config.rar", h.top + "/top"])
        equal(done.json["not_searched_count"], 2)
        h.home.config("[scan]\nignore = top *.rar\n")
        equal(h.scan("--json", h.top).json["not_searched"], [])
        assert "Not searched" not in h.scan(h.top).out


def test_path_that_is_not_utf8__its_bytes_are_told():
    with Holding() as h:
        raw = os.fsencode(h.top) + b"/\xff\xfe.conf"
        with open(raw, "wb") as file:
            file.write(h.key.encode())
        found, = h.scan("--json", h.top).json["holders"]
        equal(base64.b64decode(found["path_bytes"]), raw)
        h.write("plain", h.key)
        equal(["path_bytes" in f for f in h.scan("--json", h.top).json["holders"]], [False, True])


main()
