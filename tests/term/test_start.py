# SPDX-License-Identifier: MIT
"""What the sign-in form is shown without: whatever is loaded before it, everybody waits for."""
import os
import pty
import re
import select
import signal
import tempfile

from sandbox import equal, main

LATE = r"lib(archive|curl|ssl|crypto|gnutls|nghttp2|sqlite3)[-.]"


def read_until(fd, text):
    """What it wrote, once that has the text."""
    written = b""
    while text not in written:
        assert select.select([fd], [], [], 60)[0], written
        written += os.read(fd, 65536)
    return written


def libraries_at_the_form():
    """Those that the loader has opened when the form stands on the screen."""
    with tempfile.TemporaryDirectory() as home:
        config = os.path.join(home, "config.ini")
        os.close(os.open(config, os.O_CREAT | os.O_WRONLY, 0o600))
        log = os.path.join(home, "log")
        pid, fd = pty.fork()
        if pid == 0:
            os.execve(os.environ["KEYTURN"], ["keyturn", f"--config={config}", f"--state-dir={home}/state"], {
                "HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": log})
        try:
            read_until(fd, b"[ Sign In ]")
            with open(f"{log}.{pid}", encoding="utf-8") as file:
                return set(re.findall(r"calling init: \S*/(\S+)", file.read()))
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(fd)


def test_form__shown_without_a_library_of_the_network_or_of_the_journal():
    loaded = libraries_at_the_form()
    assert any(name.startswith("libncursesw") for name in loaded), loaded
    equal([name for name in loaded if re.match(LATE, name)], [])


if __name__ == "__main__":
    main()
