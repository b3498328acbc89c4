# SPDX-License-Identifier: MIT
"""--log and --verbose: where the lines go, and what may not become a line."""
import os
import stat

from keyturn import Home
from sandbox import PASSWORD, Sandbox, equal, main
from server import Server


def signing_in(url, *words):
    return (f"--auth-url={url}", "--username=jqsmith", "--password-fd=FD", *words)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_log__is_made_for_its_user_alone_and_appended_to():
    with Sandbox() as s, Home() as home:
        log = os.path.join(home.path, "log")
        for count in (1, 2):
            done = home.run(*signing_in(s.url, "show", f"--log={log}"), secret=PASSWORD)
            equal((done.status, done.err), (0, ""))
            equal(read(log).count(" request POST /v2.0/tokens 200, id "), count)
            equal(read(log).count("/OS-KSADM/credentials/RAX-KSKEY:apiKeyCredentials 200"), count)
        equal(stat.S_IMODE(os.stat(log).st_mode), 0o600)


def test_log__not_safe__is_refused_and_nothing_is_asked():
    with Home() as home:
        kept = home.write("kept", "before\n")
        link, hard, shared, pipe = (os.path.join(home.path, name)
                                    for name in ("link", "hard", "shared", "pipe"))
        os.symlink(kept, link)
        home.write("twice", "before\n")
        os.link(os.path.join(home.path, "twice"), hard)
        home.write("shared", "before\n", 0o620)
        os.mkfifo(pipe)
        for log, reason in ((link, "it is a link"), (hard, "hard links"), (shared, "others may write"),
                            (home.path, "directory"), (pipe, ""), ("/nonexistent/log", "No such"),
                            ("/dev/null", "not a file")):
            done = home.refused(2, "usage", "profiles", f"--log={log}")
            message = done.json["error"]["message"]
            assert log in message and reason in message, message
        equal([read(os.path.join(home.path, name)) for name in ("kept", "twice", "shared")],
              ["before\n"] * 3)


def test_log__number_of_a_request_that_is_a_secret__is_left_out():
    answer = b'{"message": "abcdefgh12345678"}'
    for number, shown in ((PASSWORD, False), ("abcdefgh12345678", False), ("an id\u00e9", False),
                          ("x" * 129, False), ("req-0815", True)):
        with Server(400, answer, [("X-Trans-Id", number)]) as server, Home() as home:
            log = os.path.join(home.path, "log")
            home.run(*signing_in(server.url, "show", f"--log={log}"), secret=PASSWORD)
            text = read(log)
            assert "request POST /v2.0/tokens 400, " in text, text
            equal((number, f"id {number}" in text, ", id" in text), (number, shown, shown))


def test_log__no_answer__has_the_reason():
    with Home() as home:
        log = os.path.join(home.path, "log")
        equal(home.run(*signing_in("http://127.0.0.1:1", "show", f"--log={log}"),
                       secret=PASSWORD).status, 5)
        assert "request POST /v2.0/tokens unreachable, " in read(log), read(log)


def test_log__full_disk__is_told_and_the_command_goes_on():
    with Home() as home:
        done = home.run("profiles", f"--log={home.path}/log",
                        before=["sh", "-c", 'ulimit -f 0; exec "$0" "$@"'])
        equal(done.status, 0)
        assert "the log " in done.err and "is not whole" in done.err, done.err


def test_verbose__goes_to_standard_error_beside_json():
    with Sandbox() as s, Home() as home:
        done = home.run(*signing_in(s.url, "show", "--json", "-v"), secret=PASSWORD)
        equal((done.status, done.json["user"]), (0, "jqsmith"))
        assert "keyturn: request POST /v2.0/tokens 200" in done.err, done.err


if __name__ == "__main__":
    main()
