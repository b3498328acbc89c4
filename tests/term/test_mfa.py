# SPDX-License-Identifier: MIT
"""Multi-factor authentication from the first device to signing in with it, against the real service."""
import os
import re
import time

from sandbox import main
from tmux import Tmux
from totp import STEP, totp

def told_secret(tmux):
    return re.search(r"│ +((?:[A-Z2-7]{4} )+) ", "\n".join(tmux.screen())).group(1).replace(" ", "")


def open_dialog(tmux):
    tmux.press("Fingerprint", "Enter")
    tmux.press("Add an OTP device", "Up", "Up", "Up", "Enter")
    tmux.until(lambda: tmux.shows("Phone           none"), "the phones")


def add_device(tmux):
    tmux.to_row("Add an OTP device")
    tmux.press("Name", "Enter")
    tmux.press("secret once", "my phone", "Enter", "Enter")
    tmux.confirm("Show")
    tmux.read()
    tmux.press("shown; hides", "s")
    secret = told_secret(tmux)
    tmux.press("Code", "Escape")
    tmux.press("[ Verify ]", totp(secret), "Enter", "Enter")
    tmux.confirm("my phone  verified")
    return secret


def turn_on(tmux, secret):
    tmux.to_row("Turn on")
    tmux.press("All sessions", "Enter")
    tmux.confirm("passcode at hand")
    tmux.press("Passcode", "Demo-pass-1", "Enter")
    tmux.press("signed in as", totp(secret), "Enter")


def test_otp_device__added_verified_used_and_turned_off():
    with Tmux(24, 68) as tmux:
        tmux.keys(os.environ["KEYTURN"] + " --demo", "Enter")
        tmux.until(lambda: tmux.shows("signed in as"), "the sign-in")
        open_dialog(tmux)
        secret = add_device(tmux)
        time.sleep(STEP - time.time() % STEP if time.time() % STEP > STEP - 5 else 0)
        turn_on(tmux, secret)
        tmux.press("Turn off", "Up", "Up", "Up", "Enter")
        tmux.to_row("Turn off")
        tmux.press("password alone", "Enter")
        tmux.confirm("multi-factor off")
        tmux.press("Turn on")
        tmux.keys("C-c")
        tmux.until(lambda: tmux.shows("$"), "the shell")


main()
