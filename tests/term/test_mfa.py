# SPDX-License-Identifier: MIT
"""Multi-factor authentication from the first device to signing in with it, against the real service."""
import os
import re
import time

from sandbox import main
from tmux import Tmux
from totp import STEP, totp

UNREAD = 0.5  # a yes that comes sooner than a person can read is taken for a slip


def press(tmux, text, *keys):
    """The keys, one after another; then the text is on the screen."""
    for key in keys:
        time.sleep(0.1)
        tmux.keys(key)
    tmux.until(lambda: tmux.shows(text), text)


def confirm(tmux, text):
    """From Cancel to the button that goes on."""
    press(tmux, "[", "Tab")
    time.sleep(UNREAD)
    press(tmux, text, "Enter")


def to_row(tmux, name):
    tmux.keys("Home")
    for _ in range(20):
        if tmux.shows("> " + name):
            return
        tmux.keys("Tab")
        time.sleep(0.1)
    raise AssertionError("\n".join(tmux.screen()))


def told_secret(tmux):
    return re.search(r"│ +((?:[A-Z2-7]{4} )+) ", "\n".join(tmux.screen())).group(1).replace(" ", "")


def open_dialog(tmux):
    press(tmux, "Fingerprint", "Enter")
    press(tmux, "Add an OTP device", "Up", "Up", "Up", "Enter")
    tmux.until(lambda: tmux.shows("Phone           none"), "the phones")


def add_device(tmux):
    to_row(tmux, "Add an OTP device")
    press(tmux, "Name", "Enter")
    press(tmux, "secret once", "my phone", "Enter", "Enter")
    confirm(tmux, "Show")
    time.sleep(UNREAD)
    press(tmux, "shown; hides", "s")
    secret = told_secret(tmux)
    press(tmux, "Code", "Escape")
    press(tmux, "[ Verify ]", totp(secret), "Enter", "Enter")
    confirm(tmux, "my phone  verified")
    return secret


def turn_on(tmux, secret):
    to_row(tmux, "Turn on")
    press(tmux, "All sessions", "Enter")
    confirm(tmux, "passcode at hand")
    press(tmux, "Passcode", "Demo-pass-1", "Enter")
    press(tmux, "signed in as", totp(secret), "Enter")


def test_otp_device__added_verified_used_and_turned_off():
    with Tmux(24, 68) as tmux:
        tmux.keys(os.environ["KEYTURN"] + " --demo", "Enter")
        tmux.until(lambda: tmux.shows("signed in as"), "the sign-in")
        open_dialog(tmux)
        secret = add_device(tmux)
        time.sleep(STEP - time.time() % STEP if time.time() % STEP > STEP - 5 else 0)
        turn_on(tmux, secret)
        press(tmux, "Turn off", "Up", "Up", "Up", "Enter")
        to_row(tmux, "Turn off")
        press(tmux, "password alone", "Enter")
        confirm(tmux, "multi-factor off")
        press(tmux, "Turn on")
        tmux.keys("C-c")
        tmux.until(lambda: tmux.shows("$"), "the shell")


main()
