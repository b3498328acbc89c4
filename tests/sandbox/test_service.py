# SPDX-License-Identifier: MIT
"""The service around the routes: versions, refusals, options, restart, limits, TLS."""
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.parse

from sandbox import (OWNER, PASSWORD, Sandbox, Skip, equal, key_of, key_path, main, refused,
                     temporary, token_of)

EXECUTABLE = os.environ["KEYTURN_SANDBOX"]


def start_badly(*options):
    return subprocess.run([EXECUTABLE, *options], capture_output=True, text=True, timeout=20,
                          stdin=subprocess.DEVNULL, check=False)


def complains(word, *options, status=2):
    done = start_badly(*options)
    equal((done.returncode, done.stdout), (status, ""))
    assert word in done.stderr, done.stderr


def test_versions__are_told_without_a_token():
    with Sandbox() as s:
        version = s.call("GET", "/").json["versions"]["version"][1]
        equal((version["id"], version["status"]), ("v2.0", "CURRENT"))
        equal(version["link"]["href"], s.url + "/v2.0")
        for path in ("/v2.0", "/v2.0/"):
            shown = s.call("GET", path).json["version"]
            equal(shown["links"][0]["href"], s.url + "/v2.0")
            equal(shown["media-types"]["values"][0]["base"], "application/json")
        aliases = [x["alias"] for x in s.call("GET", "/v2.0/extensions").json["extensions"]]
        assert "RAX-KSKEY" in aliases


def test_answers__have_the_services_headers():
    with Sandbox() as s:
        reply = s.call("GET", "/v2.0")
        equal(reply.headers["Content-Type"], "application/json")
        assert "X-Auth-Token" in reply.headers["Vary"] and reply.headers["x-trans-id"]


def test_unknown_path__is_404():
    with Sandbox() as s:
        for path in ("/nothing", "/v2.0/nothing", "/v3", "/v2.0/users/1/nothing", "//v2.0",
                     "/v2.0//tokens", "/v2.0/tokens/a/b"):
            refused(s.call("GET", path), 404, "itemNotFound")


def test_wrong_method__is_405():
    with Sandbox() as s:
        for method, path in (("PUT", "/v2.0/tokens"), ("POST", "/v2.0"), ("DELETE", "/"),
                             ("PATCH", "/v2.0/users"), ("PUT", key_path(OWNER))):
            refused(s.call(method, path), 405, "badMethod")


def test_json_suffix__is_accepted():
    with Sandbox() as s:
        equal(s.call("GET", "/v2.0/users.json", token=s.token("jqsmith")).status, 200)


def test_body__too_large__is_413_announced_or_not():
    with Sandbox() as s:
        refused(s.call("POST", "/v2.0/tokens", "x" * 70000), 413, "overLimit")
        chunks = (b"x" * 10000 for _ in range(7))
        refused(s.call("POST", "/v2.0/tokens", chunks), 413, "overLimit")
        equal(s.with_password("jqsmith").status, 200)


def test_body__announced_as_endless__is_not_waited_for():
    with Sandbox() as s:
        s.connection.putrequest("POST", "/v2.0/tokens")
        s.connection.putheader("Content-Length", str(10 ** 12))
        s.connection.endheaders()
        equal(s.connection.getresponse().status, 413)


def test_clients__that_stop_in_the_middle__hold_nobody_up():
    with Sandbox() as s, contextlib.ExitStack() as stack:
        for sent in (b"", b"GET /v2", b"POST /v2.0/tokens HTTP/1.1\r\nContent-Length: 100\r\n\r\n{"):
            for _ in range(50):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", s.port)))
                client.sendall(sent)
        equal(s.with_password("jqsmith").status, 200)


def test_requests__that_are_none__are_refused_and_hurt_nobody():
    host = b"\r\nHost: x\r\n"
    requests = [b"\x16\x03\x01" * 100 + b"\r\n\r\n", b"GET /v2.0\r\n\r\n",
                b"GET /" + b"a" * 100000 + b" HTTP/1.1" + host + b"\r\n",
                b"GET /v2.0 HTTP/1.1" + host + b"X: " + b"a" * 100000 + b"\r\n\r\n",
                b"POST /v2.0/tokens HTTP/1.1" + host + b"Content-Length: -1\r\n\r\n",
                b"POST /v2.0/tokens HTTP/1.1" + host + b"Content-Length: 5\r\n"
                b"Content-Length: 6\r\n\r\nhello!",
                b"POST /v2.0/tokens HTTP/1.1" + host + b"Transfer-Encoding: chunked\r\n\r\nz\r\n"]
    with Sandbox() as s:
        for request in requests:
            with socket.create_connection(("127.0.0.1", s.port), timeout=20) as client:
                line = b""  # also hanging up is an answer
                with contextlib.suppress(ConnectionError):
                    client.sendall(request)
                    with contextlib.suppress(OSError):  # it has hung up already
                        client.shutdown(socket.SHUT_WR)
                    line = client.makefile("rb").readline()
                assert line == b"" or line.split()[1].startswith(b"4"), (request[:60], line)
        equal(s.with_password("jqsmith").status, 200)


def test_connection__is_kept_alive():
    with Sandbox() as s:
        s.call("GET", "/v2.0")
        kept = s.connection.sock
        for _ in range(3):
            s.with_password("jqsmith")
            s.call("GET", "/nothing")
        assert s.connection.sock is kept, "the connection was closed"


def test_storage__with_a_token__is_empty():
    with Sandbox() as s:
        token, path = s.token("jqsmith"), "/storage/v1/MossoCloudFS_5830280"
        reply = s.call("GET", path + "?format=json", token=token)
        equal((reply.status, reply.json), (200, []))
        equal(s.call("GET", path, token=token).status, 204)
        head = s.call("HEAD", path, token=token)
        equal((head.status, head.headers["X-Account-Container-Count"]), (204, "0"))


def test_storage__bad_token_or_other_account__is_refused():
    with Sandbox() as s:
        path = "/storage/v1/MossoCloudFS_"
        refused(s.call("GET", path + "5830280", token="x"), 401, "unauthorized")
        refused(s.call("GET", path + "5830280"), 401, "unauthorized")
        refused(s.call("GET", path + "5830280", token=s.token("nina")), 403, "forbidden")


def test_version_1__right_key__signs_in_to_storage():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"))
        reply = s.call("GET", "/v1.0", headers={"X-Auth-User": "jqsmith", "X-Auth-Key": key})
        equal((reply.status, reply.text), (204, ""))
        url, token = reply.headers["X-Storage-Url"], reply.headers["X-Auth-Token"]
        equal(s.call("HEAD", url.removeprefix(s.url), token=token).status, 204)


def test_version_1__wrong_key_or_second_factor__is_401():
    with Sandbox() as s:
        key = s.key(s.token("jqsmith"), "10037224")
        for user, secret in (("jqsmith", "x"), ("nobody", "x"), ("mfa1", key)):
            headers = {"X-Auth-User": user, "X-Auth-Key": secret}
            refused(s.call("GET", "/v1.0", headers=headers), 401, "unauthorized")
        refused(s.call("GET", "/v1.0"), 401, "unauthorized")


def test_prefix__paths_begin_with_it():
    with Sandbox("--prefix=/cloud/identity") as s:
        assert s.url.endswith("/cloud/identity"), s.url
        equal(s.call("GET", "").json["versions"]["version"][1]["link"]["href"], s.url + "/v2.0")
        equal(s.with_password("jqsmith").status, 200)
        s.prefix = ""
        refused(s.call("GET", "/v2.0"), 404, "itemNotFound")
        refused(s.call("GET", "/cloud/identityX/v2.0"), 404, "itemNotFound")


def test_database__state__survives_a_restart():
    with temporary() as directory:
        db = "--db=" + directory + "/sandbox.db"
        with Sandbox(db) as s:
            token = s.token("jqsmith")
            old = s.key(token)
            new = key_of(s.reset(token))
        with Sandbox(db) as s:
            equal(s.key(token), new)
            refused(s.with_key("jqsmith", old), 401, "unauthorized")
            equal(s.with_key("jqsmith", new).status, 200)


def test_database__of_another_version__is_refused_and_left_alone():
    with temporary() as directory:
        path = directory + "/sandbox.db"
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE user (id TEXT PRIMARY KEY)")
        complains("another version", "--db=" + path, status=1)
        with contextlib.closing(sqlite3.connect(path)) as database:
            equal(database.execute("SELECT count(*) FROM sqlite_schema"
                                   " WHERE type = 'table'").fetchone(), (1,))


def test_database__second_factors__survive_a_restart():
    with temporary() as directory:
        db = "--db=" + directory + "/sandbox.db"
        with Sandbox(db) as s:
            token = token_of(s.two_factors("mfa1", "123456"))
            path = "/v2.0/users/10037224/RAX-AUTH/multi-factor"
            reply = s.call("POST", path + "/bypass-codes", {"RAX-AUTH:bypassCodes": {}}, token)
            (code,) = reply.json["RAX-AUTH:bypassCodes"]["codes"]
        with open(directory + "/sandbox.db", "rb") as file:
            assert code.encode() not in file.read(), "a bypass code is readable"
        with Sandbox(db) as s:
            equal(s.two_factors("mfa1", code).status, 200)
            refused(s.two_factors("mfa1", code), 401, "unauthorized")


def test_database__killed_right_after_a_reset__has_the_new_key():
    with temporary() as directory:
        db = "--db=" + directory + "/sandbox.db"
        s = Sandbox(db)
        token = s.token("jqsmith")
        new = key_of(s.reset(token))
        s.process.kill()
        s.process.wait()
        s.process.stdin.close()
        s.process.stdout.close()
        s.connection.close()
        with Sandbox(db) as s:
            equal(s.key(token), new)


def test_database__holds_no_token_and_no_password_and_is_private():
    with temporary() as directory:
        path = directory + "/sandbox.db"
        with Sandbox("--db=" + path) as s:
            token = s.token("jqsmith")
        equal(os.stat(path).st_mode & 0o777, 0o600)
        for name in os.listdir(directory):
            with open(os.path.join(directory, name), "rb") as file:
                content = file.read()
            assert token.encode() not in content and PASSWORD.encode() not in content, name


def test_database__locked_by_another__is_503_and_the_key_stays():
    with temporary() as directory:
        path = directory + "/sandbox.db"
        with Sandbox("--db=" + path) as s:
            token = s.token("jqsmith")
            old = s.key(token)
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            reply = s.reset(token)
            other.execute("ROLLBACK")
            other.close()
            refused(reply, 503, "serviceUnavailable")
            equal(s.key(token), old)


def test_rate_limit__beyond_it__is_413_per_client():
    with Sandbox("--rate-limit=3") as s:
        token = s.token("jqsmith")
        replies = [s.call("GET", "/v2.0/tenants", token=token) for _ in range(30)]
        statuses = {r.status for r in replies}
        equal(statuses, {200, 413})
        limited = next(r for r in replies if r.status == 413)
        refused(limited, 413, "overLimit")
        equal(limited.headers["Retry-After"], "1")
        equal(s.call("GET", "/v2.0", headers={"X-Forwarded-For": "192.0.2.7"}).status, 200)


def test_rate_limit__status__is_the_one_asked_for():
    for status, fault in ((413, "overLimit"), (429, "overLimit"), (503, "serviceUnavailable")):
        with Sandbox("--rate-limit=3", f"--rate-limit-status={status}") as s:
            token = s.token("jqsmith")
            replies = [s.call("GET", "/v2.0/tenants", token=token) for _ in range(30)]
            limited = [r for r in replies if r.status != 200]
            refused(limited[0], status, fault)
            equal({r.status for r in limited}, {status})
            equal(limited[0].headers["Retry-After"], "1")


def test_rate_limit__not_asked_for__is_none():
    with Sandbox() as s:
        equal({s.call("GET", "/v2.0").status for _ in range(200)}, {200})


def test_log__a_line_a_request__without_secrets():
    with temporary() as directory:
        path = directory + "/log"
        with Sandbox("--log=" + path) as s:
            token = s.token("jqsmith")
            key = s.key(token)
            s.reset(token)
            s.call("GET", f"/v2.0/tokens/{token}/endpoints?secret=1", token=token)
            s.call("DELETE", "/v2.0/tokens/" + token, token=token)
            s.call("GET", "/%0Aforged%1B[2J%20200", token=token)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        equal(text.splitlines(), [
            "POST /v2.0/tokens 200",
            f"GET {key_path(OWNER)} 200",
            f"POST {key_path(OWNER)}/RAX-AUTH/reset 200",
            "GET /v2.0/tokens/*/endpoints 200",
            "DELETE /v2.0/tokens/* 204",
            "GET /^Jforged^[[2J?200 404",
        ])
        assert token not in text and key not in text


def test_signals__end_it_cleanly():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        s = Sandbox()
        s.call("GET", "/v2.0")
        s.process.send_signal(number)
        equal(s.process.wait(timeout=20), 0)
        s.stop()


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "--exit-with-stdin"], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
print(child.stdout.readline().strip(), flush=True)
time.sleep(600)
"""


def answers(host, port):
    try:
        socket.create_connection((host, port), timeout=20).close()
    except OSError:
        return False
    return True


def test_exit_with_stdin__parent_killed__goes_along():
    parent = subprocess.Popen([sys.executable, "-c", PARENT, EXECUTABLE],
                              stdout=subprocess.PIPE, text=True)
    url = urllib.parse.urlsplit(parent.stdout.readline())
    assert answers(url.hostname, url.port)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while answers(url.hostname, url.port):
        assert time.monotonic() < deadline, "the sandbox outlives its parent"
        time.sleep(0.01)


def test_listen__ipv6__has_brackets():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        raise Skip("no IPv6 loopback") from error
    with Sandbox("--listen=[::1]:0") as s:
        assert s.url.startswith("http://[::1]:"), s.url
        equal(s.with_password("jqsmith").status, 200)


def test_options__wrong__are_told_in_a_sentence():
    complains("that other machines can reach", "--listen=0.0.0.0:0")
    complains("that other machines can reach", "--listen=[::]:0")
    for address in ("nowhere", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "::1:80", "[::1]",
                    ":80", "127.0.0.1:-1"):
        complains("--listen=", "--listen=" + address)
    complains("--tls-key", "--tls-cert=x")
    complains("--prefix", "--prefix=identity")
    complains("--prefix", "--prefix=/identity/")
    complains("--rate-limit", "--rate-limit=0")
    for option in ("--page-limit", "--user-limit", "--more-users", "--token-life"):
        for bad in ("0", "x", "-1", "1000001", ""):
            complains(option, f"{option}={bad}")
    for bad in ("200", "x", "", "4130"):
        complains("413, 429 or 503", "--rate-limit-status=" + bad)
    complains("more", "more")
    complains("--help", "--nonsense")


def test_options__files_that_cannot_be_used__are_told():
    with temporary() as directory:
        bad = directory + "/bad"
        with open(bad, "w", encoding="utf-8") as file:
            file.write("not what you want, and long enough for that" * 20)
        complains("/nowhere", "--seed=/nowhere", status=1)
        complains("JSON", "--seed=" + bad)
        complains("not a database", "--db=" + bad, status=1)
        complains("/nowhere", "--log=/nowhere/log", status=1)
        complains("/nowhere", "--tls-cert=/nowhere", "--tls-key=/nowhere", status=1)
        complains("certificate", "--tls-cert=" + bad, "--tls-key=" + bad, status=1)


def test_options__port_in_use__is_told():
    with Sandbox() as s:
        complains("in use", f"--listen=127.0.0.1:{s.port}", status=1)


def test_options__help_and_version__end_at_once():
    for option, word in (("--help", "--listen"), ("-h", "--seed"), ("-V", "keyturn-sandbox ")):
        done = start_badly(option)
        equal((done.returncode, done.stderr), (0, ""))
        assert word in done.stdout


def test_seed__own_file__replaces_the_built_in_one():
    users = [{"name": "solo", "email": "s@example.org", "domain": "7", "id": "u/7"[2:],
              "password": "x", "apiKey": "some-key", "role": "identity:user-admin"},
             {"name": "bare", "email": "b@example.org", "domain": "7", "apiKey": None}]
    with temporary() as directory:
        path = directory + "/seed.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"users": users}, file)
        with Sandbox("--seed=" + path) as s:
            equal(s.with_key("solo", "some-key").status, 200)
            refused(s.with_password("bare", ""), 401, "unauthorized")
            refused(s.with_password("jqsmith"), 401, "unauthorized")


def test_seed__with_a_slip__is_told():
    user = {"name": "solo", "email": "s@example.org", "domain": "7"}
    seeds = [({}, "users"), ({"users": []}, "users"), ({"users": [1]}, "object"),
             ({"users": [{"name": "x"}]}, "has no name"), ({"users": [user, user]}, "solo"),
             ({"users": [{**user, "emial": "x"}]}, "emial"),
             ({"users": [{**user, "role": "king"}]}, "king"),
             ({"users": [{**user, "passwordExpiration": "soon"}]}, "soon"),
             ({"users": [{**user, "otpSecret": "not base32"}]}, "otpSecret"),
             ({"users": [{**user, "otpSecret": "JBSWY3DP"}]}, "otpSecret"),
             ({"users": [{**user, "roles": ["3"]}]}, "\"3\""),
             ({"users": [{**user, "roles": ["king"]}]}, "king"),
             ({"users": [user], "domains": [1]}, "object"),
             ({"users": [user], "domains": [{}]}, "id"),
             ({"users": [user], "domains": [{"id": "7", "idle": "x"}]}, "idle"),
             ({"users": [user], "domains": [{"id": "7", "multiFactorLevel": "x"}]}, "level"),
             ({"users": [user], "domains": [{"id": "7", "sessionInactivityTimeout": "x"}]},
              "time-out")]
    with temporary() as directory:
        path = directory + "/seed.json"
        for seed, word in seeds:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(seed, file)
            complains(word, "--seed=" + path)


def make_certificate(directory):
    if shutil.which("openssl") is None:
        raise Skip("no openssl")
    cert, key = directory + "/cert.pem", directory + "/key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert,
                    "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return cert, key


def test_tls__with_a_certificate__is_https_also_elsewhere():
    with temporary() as directory:
        cert, key = make_certificate(directory)
        options = ("--tls-cert=" + cert, "--tls-key=" + key)
        with Sandbox(*options, ca=cert) as s:
            assert s.url.startswith("https://127.0.0.1:"), s.url
            reply = s.with_password("jqsmith")
            equal(reply.status, 200)
            assert s.url + "/storage/v1/" in reply.text
        with Sandbox("--listen=0.0.0.0:0", *options) as s:
            assert s.url.startswith("https://0.0.0.0:"), s.url


def test_tls__unknown_certificate__is_refused_by_the_client():
    with temporary() as directory:
        cert, key = make_certificate(directory)
        with Sandbox("--tls-cert=" + cert, "--tls-key=" + key) as s:
            try:
                s.call("GET", "/v2.0")
            except ssl.SSLCertVerificationError:
                return
            raise AssertionError("the certificate was accepted")


main()
