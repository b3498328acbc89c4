# SPDX-License-Identifier: MIT
"""The commands, as a script meets them: output, exit status, bad input."""
import glob
import os
import pty
import signal
import socket
import subprocess
import tempfile
import time

from keyturn import CLEAN, Home, finish, ignoring
from sandbox import OWNER, PASSWORD, Sandbox, equal, main
from server import Server


def signing_in(url, *words):
    return (f"--auth-url={url}", "--username=jqsmith", "--password-fd=FD", *words)


def until(predicate):
    deadline = time.monotonic() + 20
    while not predicate():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def runs(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# ---- what works ----

def test_show__password_from_a_descriptor__tells_all_but_the_key():
    with Sandbox() as s, Home() as home:
        key = s.key(s.token("jqsmith"))
        done = home.run(*signing_in(s.url, "show", "--json"), secret=PASSWORD)
        equal(done.status, 0)
        equal(sorted(done.json), ["fingerprint", "service", "user", "user_id"])
        equal((done.json["user"], done.json["user_id"]), ("jqsmith", OWNER))
        assert key not in done.out + done.err


def test_show__reveal__prints_the_key():
    with Sandbox() as s, Home() as home:
        key = s.key(s.token("jqsmith"))
        done = home.run(*signing_in(s.url, "show", "--reveal", "--json"), secret=PASSWORD)
        equal(done.json["key"], key)
        done = home.run(*signing_in(s.url, "show", "--reveal"), secret=PASSWORD)
        assert key in done.out.split(), done.out


def test_show__reveal__is_in_the_history():
    with Sandbox() as s, Home() as home:
        plain = home.run(*signing_in(s.url, "show", "--json"), secret=PASSWORD).json
        equal(home.run("history", "--json").json, {"history": []})
        home.run(*signing_in(s.url, "show", "--reveal"), secret=PASSWORD)
        record, = home.run("history", "--json").json["history"]
        equal([record[name] for name in ("event", "result", "user", "fingerprint", "from")],
              ["shown", "done", "jqsmith", plain["fingerprint"], "local"])


def test_show__reveal_that_cannot_be_noted__is_told():
    with Sandbox() as s, Home() as home:
        state = home.write("file", "")
        done = home.run(*signing_in(s.url, "show", "--reveal", "--json", f"--state-dir={state}"),
                        secret=PASSWORD)
        equal((done.status, len(done.json["key"])), (0, 32))
        assert "keyturn: not noted in the history: " in done.err, done.err


def test_show__fingerprint__follows_the_key():
    with Sandbox() as s, Home() as home:
        words = signing_in(s.url, "show", "--json")
        first, again = (home.run(*words, secret=PASSWORD).json for _ in range(2))
        s.reset(s.token("jqsmith"))
        after = home.run(*words, secret=PASSWORD).json
        equal(first["fingerprint"], again["fingerprint"])
        assert after["fingerprint"] != first["fingerprint"]


def test_show__credential_from_the_environment():
    with Sandbox() as s, Home() as home:
        key = s.key(s.token("jqsmith"))
        for env in ({"RS_USERNAME": "jqsmith", "RS_API_KEY": key, "RS_AUTH_URL": s.url},
                    {"OS_USERNAME": "jqsmith", "OS_PASSWORD": PASSWORD, "OS_AUTH_URL": s.url}):
            done = home.run("show", "--json", env=env)
            equal((done.status, done.json["user"]), (0, "jqsmith"))


def test_show__credential_from_a_profiles_command():
    with Sandbox() as s, Home() as home:
        secret = home.write("password", PASSWORD + "\n")
        home.config(f"[profile work]\nservice = {s.url}\nusername = jqsmith\n"
                    f"password_command = cat {secret}\n")
        done = home.run("show", "--profile=work", "--json")
        equal((done.status, done.json["user"]), (0, "jqsmith"))


def test_show__url_with_a_path():
    with Sandbox("--prefix=/identity") as s, Home() as home:
        for url in (s.url, s.url + "/", s.url + "/v2.0", s.url + "/v2.0/"):
            equal(home.run(*signing_in(url, "show", "--json"), secret=PASSWORD).status, 0)


def test_profiles__are_listed():
    with Home() as home:
        home.config("[profile a]\nservice = rackspace-us\nusername = ann\n"
                    "[profile b]\nservice = rackspace-uk\nusername = bob\n"
                    "api_key_command = pass show b\n")
        profiles = home.run("profiles", "--json").json["profiles"]
        equal([(p["name"], p["service"], p["username"], p["credential"]) for p in profiles],
              [("a", "rackspace-us", "ann", "prompt"),
               ("b", "rackspace-uk", "bob", "api_key_command")])


def test_history__empty__is_said_so():
    with Home() as home:
        done = home.run("history")
        equal((done.status, done.out), (0, "No key has been shown, copied or reset from this machine.\n"))
        equal(home.run("history", "--json").json, {"history": []})


def test_doctor__good_service__passes():
    with Sandbox() as s, Home() as home:
        done = home.run("doctor", f"--auth-url={s.url}", "--json")
        equal(done.status, 0)
        checks = {check["name"]: check for check in done.json["checks"]}
        equal(checks["service"]["status"], "ok")
        assert {"terminal", "locale", "clipboard", "memory", "configuration"} <= set(checks)


def test_doctor__state__is_looked_at_and_not_made():
    with Home() as home, Sandbox() as s:
        words = ("doctor", f"--auth-url={s.url}", "--json")
        states = os.path.join(home.path, ".local/state/keyturn")

        def state():
            return [(c["status"], c["detail"]) for c in home.run(*words).json["checks"]
                    if c["name"] == "state"]
        equal(state(), [("ok", "nothing is recorded yet")])
        assert not os.path.exists(states)
        home.run(*(w.replace("doctor", "history") for w in words[:1]), "--json")
        equal([s[0] for s in state()], ["ok"])
        with open(os.path.join(states, "state.db"), "wb") as file:
            file.write(b"not a database" * 100)
        equal([s[0] for s in state()], ["fail"])


def test_descriptor__not_open__is_refused_before_anything_is():
    with Home() as home:
        for option in ("--password-fd=77", "--api-key-fd=77"):
            done = home.refused(1, "credential-source", "--auth-url=http://127.0.0.1:1", "--username=a",
                                option, "show")
            assert option.split("=")[0] in done.json["error"]["message"], done.out


def test_doctor__no_service__fails_with_a_next_step():
    with Home() as home:
        done = home.run("doctor", "--auth-url=http://127.0.0.1:1", "--json")
        equal(done.status, 5)
        service, = (c for c in done.json["checks"] if c["name"] == "service")
        assert service["status"] == "fail" and service["hint"], service


def test_doctor__something_else_at_the_url__says_so():
    page = b"<html><body>Welcome</body></html>"
    with Home() as home:
        for status, body in ((200, page), (200, b'{"versions":{"ver'), (401, page), (403, page),
                             (404, page), (404, b'{"message":"no such page"}'), (405, b"")):
            with Server(status, body) as server:
                done = home.run("doctor", f"--auth-url={server.url}", "--json")
                equal((status, done.status), (status, 5))
                service, = (c for c in done.json["checks"] if c["name"] == "service")
                assert "not what an identity service sends" in service["detail"], service
                assert "URL" in service["hint"], service


def test_doctor__versions_at_their_own_path_only__passes():
    with Home() as home, Server(404, b"<html></html>", times=1) as server:
        done = home.run("doctor", f"--auth-url={server.url}", "--json")
        service, = (c for c in done.json["checks"] if c["name"] == "service")
        equal((done.status, service["status"]), (0, "ok"))


def test_doctor__put_off__says_that_it_waits():
    with Home() as home, Server(503, b"", (("Retry-After", "1"),), times=1) as server:
        done = home.run("doctor", f"--auth-url={server.url}")
        equal((done.status, done.err), (0, "keyturn: the service failed; again in 1 s (2 of 4)\n"))


def test_demo__every_command__works_and_leaves_nothing_behind():
    with Home() as home:
        with tempfile.TemporaryDirectory() as temporary:
            for words in (("show",), ("show", "--reveal"), ("profiles",), ("doctor",)):
                done = home.run("--demo", *words, "--json", env={"TMPDIR": temporary})
                equal((words, done.status), (words, 0))
                assert done.json
            equal(os.listdir(temporary), [])


def test_demo__configured_hooks__are_not_run_and_not_left():
    with Home() as home:
        home.config(f"[hook mark]\nrun = touch {home.path}/marked\n")
        done = home.run("--demo", "rotate", "--confirm=jqsmith", "--json")
        equal((done.status, done.json["hooks"], done.json["left"]), (0, [], []))
        assert not os.path.exists(home.path + "/marked")


def test_demo__killed__is_cleaned_up_by_the_next():
    with Home() as home, tempfile.TemporaryDirectory() as temporary:
        stale = os.path.join(temporary, "keyturn-demo-4194000-abcdef")
        os.makedirs(os.path.join(stale, ".rack"))
        equal(home.run("--demo", "show", env={"TMPDIR": temporary}).status, 0)
        equal(glob.glob(temporary + "/*"), [])


def test_profiles__none_and_a_path_with_control_characters__is_harmless():
    with Home() as home:
        home.path += "/\x1b]0;title\x07\u202e"
        os.mkdir(home.path)
        done = home.run("profiles")
        home.path = os.path.dirname(home.path)
        equal(done.status, 0)
        assert "/^[]0;title^G?/.config/keyturn/config.ini." in done.out, done.out


# ---- bad input: a sentence, a next step, the right status ----

def test_usage__is_2_and_names_the_word():
    with Home() as home:
        for words, named in ((["--nonsense"], "--nonsense"), (["frobnicate"], "frobnicate"),
                             (["show", "more"], "more"), (["--profile"], "--profile"),
                             (["--password-fd=x"], "--password-fd"), (["profiles", "--reveal"], "--reveal"),
                             (["--demo", "--profile=a", "show"], "--demo"),
                             (["--demo", "--username=dev1", "show"], "--demo"),
                             (["--demo", "--password-fd=0", "show"], "--demo"),
                             (["rotate", "--user="], "--user"),
                             (["--password-fd=3", "--api-key-fd=4", "show"], "--password-fd")):
            done = home.run(*words)
            equal((words, done.status, done.out), (words, 2, ""))
            assert named in done.err and "next:" in done.err, done.err


def test_usage__secret_given_as_a_word__is_not_repeated():
    with Home() as home:
        for words in (["--password=hunter2"], ["--password", "hunter2"], ["--api-key=hunter2"],
                      ["--api-key-fd=3hunter2"], ["--passcode=hunter2"]):
            done = home.run(*words)
            equal((words, done.status), (words, 2))
            assert "hunter2" not in done.out + done.err, done.err


def test_usage__json_after_the_mistake__is_json():
    with Home() as home:
        for words in (["--nonsense"], ["--password-fd=x", "show"], ["frobnicate"]):
            home.refused(2, "usage", *words)


def test_help_and_version__are_0():
    with Home() as home:
        assert "Usage:" in home.run("--help").out
        assert home.run("--version").out.startswith("keyturn ")


def test_help__of_a_command__is_its_own():
    with Home() as home:
        for words in (("help", "rotate"), ("rotate", "--help"), ("--help", "rotate"),
                      ("rotate", "-h", "--nonsense"), ("rotate", "extra", "--help")):
            done = home.run(*words)
            equal((words, done.status, done.err), (words, 0, ""))
            for part in ("Usage: keyturn [OPTION]... rotate\n", "--leaked", "--confirm=USER",
                         "\n  7    ", "\n  keyturn rotate --dry-run\n"):
                assert part in done.out, (words, part, done.out)
            assert "--reveal" not in done.out and "--verify" not in done.out, done.out
        equal(home.run("help").out, home.run("--help").out)
        assert "[PATH...]" in home.run("help", "scan").out
        assert "--leaked" not in home.run("help").out


def test_help__of_no_command__is_2():
    with Home() as home:
        for words in (("help", "frobnicate"), ("frobnicate", "--help"), ("help", "show", "scan"),
                      ("help", "--json")):
            done = home.run(*words)
            equal((words, done.status), (words, 2))
            assert "Usage" not in done.out, done.out


def test_help__output_full__is_1():
    with open("/dev/full", "w", encoding="utf-8") as full, Home() as home:
        with home.start("help", "show", stdout=full) as process:
            equal(process.wait(timeout=20), 1)


def test_usage__option_of_another_command__names_both():
    with Home() as home:
        for words, told in ((("scan", "--leaked"), "'scan' does not take --leaked; 'rotate' does"),
                            (("--dry-run", "show"), "'show' does not take --dry-run; other commands do"),
                            (("--verify",), "the panel does not take --verify; 'history' does")):
            done = home.run(*words)
            equal((words, done.status), (words, 2))
            assert told in done.err, done.err
        message = home.refused(2, "usage").json["error"]["message"]
        assert "the panel does not take --json" in message, message


def test_usage__mistyped__is_asked_what_was_meant():
    with Home() as home:
        home.config("[profile work]\nservice = rackspace-us\nusername = ann\n")
        for words, meant in ((("roatte",), "did you mean 'rotate'?"),
                             (("help", "shwo"), "did you mean 'show'?"),
                             (("rotate", "--dryrun"), "did you mean '--dry-run'?"),
                             (("--hepl",), "did you mean '--help'?"),
                             (("show", "--profile=wrok"), "did you mean 'work'?")):
            done = home.run(*words)
            equal((words, done.status), (words, 2))
            assert meant in done.err, done.err
        for words in (("frobnicate",), ("--frobnicate",), ("show", "--profile=elsewhere")):
            done = home.run(*words)
            assert done.status == 2 and "mean" not in done.err, done.err


def test_usage__options_in_one_letter_or_with_too_much__are_named():
    with Home() as home:
        for words, told in ((("show", "-x"), "'-x' is not an option"),
                            (("show", "--json=yes"), "'--json' takes no value"),
                            (("show", "--username"), "'--username' needs a value")):
            done = home.run(*words)
            equal((words, done.status), (words, 2))
            assert told in done.out + done.err, done.err


def test_credential__wrong__is_3():
    with Sandbox() as s, Home() as home:
        home.refused(3, "sign-in-refused", *signing_in(s.url, "show"), secret="wrong")
        home.refused(3, "sign-in-refused", f"--auth-url={s.url}", "--username=jqsmith",
                     "--api-key-fd=FD", "show", secret="0" * 32)


def test_sign_in__other_refusals__have_their_own_sentence():
    with Sandbox() as s, Home() as home:
        for user, kind in (("off1", "user-disabled"), ("mfa1", "passcode-wanted"),
                           ("must1", "mfa-setup")):
            home.refused(3, kind, f"--auth-url={s.url}", f"--username={user}",
                         "--password-fd=FD", "--no-input", "show", secret=PASSWORD)


def test_url__unusable__is_2():
    with Home() as home:
        for url in ("http://identity.example.org", "ftp://127.0.0.1", "https://",
                    "https://user:pw@h.example", "https://h.example/?q=1"):
            done = home.refused(2, "url", *signing_in(url, "show"), secret="x")
            assert "user:pw" not in done.out
        for service in ("keystone", "rackspace-mars"):
            home.refused(2, "service-unknown", *signing_in(service, "show"), secret="x")


def test_port__closed__is_5():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Home() as home:
        done = home.refused(5, "unreachable", *signing_in(url, "show"), secret=PASSWORD)
        assert "127.0.0.1" in done.json["error"]["message"]


def test_service__not_one__is_5():
    page = b"<html><body>Welcome</body></html>"
    with Home() as home:
        for status, body, headers, kind in (
                (200, page, (), "reply"), (200, b'{"access":{"tok', (), "reply"),
                (200, b"", (), "reply"), (200, b"[" * 100000, (), "reply"),
                (500, page, (), "service"),
                (302, b"", (("Location", "https://elsewhere.example/x"),), "redirect"),
                (400, page, (), "reply"), (404, page, (), "reply"), (501, page, (), "reply"),
                (200, b"x" * 3000000, (), "reply-size"),
                (200, b"{}", [(f"X-{i}", "x" * 1000) for i in range(80)], "reply-size"),
                (200, b"{}", [("X-Long", "x" * 200000)], "reply-size")):
            with Server(status, body, headers) as server:
                done = home.refused(5, kind, *signing_in(server.url, "show"), secret=PASSWORD)
                assert "<html" not in done.out


def test_tls__plain_port__is_5():
    with Sandbox() as s, Home() as home:
        url = s.url.replace("http:", "https:")
        home.refused(5, "tls", *signing_in(url, "show"), secret=PASSWORD)


def test_config__unsafe__is_2():
    with Home() as home:
        for mode in (0o620, 0o602, 0o666):
            home.config("[panel]\nreveal_seconds = 20\n", mode)
            home.refused(2, "config-unsafe", "profiles")


def test_config__unreadable__is_2_and_named():
    with Home() as home:
        path = home.config("[panel]\n", 0)
        if os.geteuid() != 0:  # who may read everything
            message = home.refused(2, "config", "profiles").json["error"]["message"]
            assert path in message and "Permission denied" in message, message
        os.unlink(path)
        os.mkdir(path)
        for words in (("profiles",), ("show",)):
            message = home.refused(2, "config", *words).json["error"]["message"]
            assert path in message and "not a file" in message, message


def test_config__wrong__names_file_and_line():
    with Home() as home:
        for text in ("[panel]\nreveal_secs = 3\n", "[panel]\nreveal_seconds = soon\n",
                     "[nonsense]\na = b\n", "[profile x]\napi_key = 123\n"):
            path = home.config(text)
            message = home.refused(2, "config", "profiles").json["error"]["message"]
            assert path in message and any(c.isdigit() for c in message), message


def test_config__named_and_missing__is_2():
    with Home() as home:
        home.refused(2, "config", "profiles", "--config=/nonexistent/config.ini")


def test_profile__unknown__is_2():
    with Home() as home:
        equal(home.run("show", "--profile=nobody", "--json").status, 2)


def test_credential_command__failing__says_so():
    with Sandbox() as s, Home() as home:
        for command, said in (("false", "status 1"), ("/nonexistent/program", "/nonexistent"),
                              ("true", "nothing")):
            home.config(f"[profile work]\nservice = {s.url}\nusername = jqsmith\n"
                        f"password_command = {command}\n")
            done = home.refused(1, "credential-source", "show", "--profile=work")
            assert said in done.json["error"]["message"], done.out


def test_credential_command__keyturn_ended__ends_with_all_it_started():
    with Home() as home:
        pid = os.path.join(home.path, "pid")
        home.write("slow", f"#!/bin/sh\nsleep 60 &\necho $! >{pid}.new\nmv {pid}.new {pid}\nwait\n",
                   0o700)
        home.config("[profile work]\nservice = http://127.0.0.1:1\nusername = jqsmith\n"
                    f"password_command = {home.path}/slow\n")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with subprocess.Popen([os.environ["KEYTURN"], "show"],
                                  env={**CLEAN, "HOME": home.path}) as keyturn:
                until(lambda: os.path.exists(pid))
                keyturn.send_signal(number)
                equal(keyturn.wait(timeout=20), -number)
            with open(pid, encoding="ascii") as file:
                started = file.read().strip()
            until(lambda started=started: not runs(started))
            os.unlink(pid)


def test_credential_command__signals_ignored_from_the_start__waited_for():
    with Sandbox() as s, Home() as home:
        started, gate = (os.path.join(home.path, name) for name in ("started", "gate"))
        os.mkfifo(gate)
        home.write("slow", f"#!/bin/sh\ntouch {started}\nread line <{gate}\necho $line\n", 0o700)
        home.config(f"[profile work]\nservice = {s.url}\nusername = jqsmith\n"
                    f"password_command = {home.path}/slow\n")
        numbers = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
        with home.start("show", "--json", before=ignoring(*numbers)) as keyturn:
            until(lambda: os.path.exists(started))
            for number in numbers:
                keyturn.send_signal(number)
            with open(gate, "w", encoding="ascii") as file:
                file.write(PASSWORD + "\n")
            done = finish(keyturn)
        equal((done.status, done.json["user"]), (0, "jqsmith"))


def answer_after_signal(listener, process):
    """The service of one request: it is asked, the process gets SIGINT, and it is refused."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        process.send_signal(signal.SIGINT)
        connection.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")


def test_control_c__while_an_answer_is_awaited__is_130_unless_ignored_from_the_start():
    for before, status in (((), 130), (ignoring(signal.SIGINT), 3)):
        with Home() as home, socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(20)
            url = "http://127.0.0.1:%d" % listener.getsockname()[1]
            with home.start(f"--auth-url={url}", "--username=a", "--password-fd=FD", "show",
                            secret="x", before=before) as keyturn:
                answer_after_signal(listener, keyturn)
                equal((before, finish(keyturn).status), (before, status))


def test_no_credential__no_terminal__is_2():
    with Sandbox() as s, Home() as home:
        home.refused(2, "no-credential", f"--auth-url={s.url}", "--username=a", "show",
                     "--no-input")


def test_panel__no_terminal__is_a_sentence():
    with Home() as home:
        done = home.run("--demo")
        equal((done.status, done.out), (1, ""))
        assert "terminal" in done.err and "next:" in done.err, done.err


def test_theme__unknown__is_2_and_says_whose_it_is():
    with Home() as home:
        path = home.config("[panel]\ntheme = sepia\n")
        for words, wanted in (((), path), (("--theme=sepia",), "command line")):
            master, slave = pty.openpty()
            done = subprocess.run([os.environ["KEYTURN"], *words], stdin=slave, stdout=slave,
                                  env={**CLEAN, "HOME": home.path}, stderr=subprocess.PIPE,
                                  text=True, timeout=60, check=False)
            os.close(slave)
            os.close(master)
            equal(done.returncode, 2)
            for part in (wanted, "no theme 'sepia'", "contrast"):
                assert part in done.stderr, (part, done.stderr)


def test_output__full__is_told():
    with open("/dev/full", "w", encoding="utf-8") as full, Home() as home:
        done = subprocess.run([os.environ["KEYTURN"], "profiles"], stdout=full,
                              stderr=subprocess.PIPE, env={**CLEAN, "HOME": home.path},
                              stdin=subprocess.DEVNULL, text=True, timeout=20, check=False)
        equal(done.returncode, 1)
        assert "could not be written" in done.stderr


def test_output__closed__is_told_and_nothing_else_becomes_it():
    with Sandbox() as s, Home() as home:
        env = {**CLEAN, "HOME": home.path, "OS_USERNAME": "jqsmith", "OS_PASSWORD": PASSWORD,
               "OS_AUTH_URL": s.url}
        for closed, status in ((">&-", 1), ("<&-", 0), ("2>&-", 0), ("<&- 2>&-", 0)):
            done = subprocess.run(["sh", "-c", f'exec "$0" show {closed}', os.environ["KEYTURN"]],
                                  capture_output=True, env=env, timeout=20, check=False)
            equal((closed, done.returncode), (closed, status))


def test_hostile_name__reaches_no_terminal_raw():
    with Sandbox() as s, Home() as home:
        token = s.token("jqsmith")
        names = [user["username"] for user in s.call("GET", "/v2.0/users", token=token).json["users"]]
        hostile, = (name for name in names if "\x1b" in name)
        done = home.run(f"--auth-url={s.url}", f"--username={hostile}", "--password-fd=FD",
                        "show", secret=PASSWORD)
        equal(done.status, 0)
        controls = [c for c in done.out if ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160]
        equal(controls, [])


if __name__ == "__main__":
    main()
