# SPDX-License-Identifier: MIT
"""A service whose answers the test chooses."""
import http.server
import sys
import threading


class Server:
    """Gives the first `times` requests (by default all) the same answer, later ones an identity
    service's versions; a context manager."""

    def __init__(self, status, body, headers=(), times=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                length = int(self.headers.get("Content-Length", 0))
                self.rfile.read(length)
                Handler.left -= 1
                if Handler.left < 0:
                    self.answer(200, b'{"version":{"id":"v2.0"}}', ())
                else:
                    self.answer(status, body, headers)

            def answer(self, status, body, headers):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has closed

            do_POST = do_GET
            left = times or sys.maxsize

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
