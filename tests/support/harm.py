# SPDX-License-Identifier: MIT
"""A harmful proxy: between a client and a service on this machine, it passes on requests and
answers, and tampers with one of them."""
import json
import os
import re
import socket
import socketserver
import threading
import time
import urllib.parse


def message(file):
    """One HTTP/1.1 message as bytes, with its body if it gives a length; b"" at the end."""
    head, length = b"", 0
    for line in file:
        head += line
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        if line in (b"\r\n", b"\n"):
            return head + file.read(length)
    return b""


def answer(status, *headers, body=b""):
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def truncated(whole):
    """A good answer with half of its body."""
    body = whole.partition(b"\r\n\r\n")[2]
    return answer(200, "Content-Type: application/json", body=body[:len(body) // 2])


def repeating(request):
    sent = request.partition(b"\r\n\r\n")[2].decode()
    fault = {"badRequest": {"code": 400, "message": f"you sent {sent}"}}
    return answer(400, "Content-Type: application/json", body=json.dumps(fault).encode())


def with_key(whole, key):
    """A good answer with another key in it, if it has one."""
    body = whole.partition(b"\r\n\r\n")[2]
    changed = re.sub(rb'("apiKey": *")[^"]*', lambda found: found[1] + key, body)
    return whole if changed == body else answer(200, "Content-Type: application/json", body=changed)


# What is done to a request: whether the service sees it, and what becomes of its answer.
FAULTS = {
    "request lost": (False, lambda whole: b""),
    "answer lost": (True, lambda whole: b""),
    "one byte": (True, lambda whole: whole[:1]),
    "cut in the head": (True, lambda whole: whole[:60]),
    "cut in the body": (True, lambda whole: whole[:-5]),
    "half a body": (True, truncated),
    "garbled": (True, lambda whole: os.urandom(len(whole))),
    "empty 200": (True, lambda whole: answer(200)),
    "late 500": (True, lambda whole: answer(500, body=b"<html>")),
    "another user": (True, lambda whole: whole.replace(b'"username":"jqsmith"',
                                                       b'"username":"mallory"')),
    "empty key": (True, lambda whole: with_key(whole, b"")),
    "key with a NUL": (True, lambda whole: with_key(whole, b"a\\u0000b")),
    "key too long": (True, lambda whole: with_key(whole, 20000 * b"k")),
    "413": (False, lambda whole: answer(413, "Retry-After: 1")),
    "429": (False, lambda whole: answer(429)),
    "503": (False, lambda whole: answer(503, "Retry-After: 1")),
}


class Harm:
    """Applies `fault` to request `number`, counted from 0, and to `times` - 1 after it; a context
    manager. `seen` has the requests' first lines."""

    def __init__(self, url, fault=None, number=0, times=1):
        parts = urllib.parse.urlsplit(url)
        self.service = (parts.hostname, parts.port)
        self.fault, self.number, self.times = fault, number, times
        self.repeats = False  # any POST is answered by an error that repeats what was sent
        self.seen, self.lock, self.connections = [], threading.Lock(), []
        harm = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                harm.serve(self.rfile, self.wfile)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}{parts.path}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, rfile, wfile):
        try:
            while request := message(rfile):
                if not self.pass_on(request, wfile):
                    return
        except OSError:
            pass  # one of the sides has closed

    def pass_on(self, request, wfile):
        """False when the connection should be closed."""
        with self.lock:
            at = len(self.seen)
            self.seen.append(request.split(b"\r\n", 1)[0].decode())
        hit = self.fault is not None and self.number <= at < self.number + self.times
        reaches, change = FAULTS[self.fault] if hit else (True, lambda whole: whole)
        whole = self.ask(request) if reaches else b""
        if self.repeats and request.startswith(b"POST "):
            whole = repeating(request)
        changed = change(whole)
        wfile.write(changed)
        wfile.flush()
        return not hit or changed.endswith(b"\r\n\r\n")

    def ask(self, request):
        with socket.create_connection(self.service, timeout=20) as service:
            service.sendall(request)
            with service.makefile("rb") as file:
                return message(file)

    def wait_seen(self, count):
        deadline = time.monotonic() + 30
        while len(self.seen) < count:
            assert time.monotonic() < deadline, self.seen
            time.sleep(0.01)
