# SPDX-License-Identifier: MIT
"""sign_in.py TEXT KEY: ends with 0 when every client here signs in as jqsmith with the key, at the
address that is somewhere in the text; with 10 when none does."""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from sandbox import Skip
import test_libcloud
import test_rclone
import test_swiftclient


class Service:
    def __init__(self, text):
        self.url = "http://" + re.search(r"127\.0\.0\.1:[0-9]+", text).group()


def libcloud(service, key):
    return not test_libcloud.is_refused(service, key)


def rclone(service, key):
    return test_rclone.with_environment(service, key).returncode == 0


def swiftclient(service, key):
    return not test_swiftclient.is_refused(service, key, "v1.0")


def main(text, key):
    answers = {}
    for client in (libcloud, rclone, swiftclient):
        try:
            answers[client.__name__] = client(Service(text), key)
        except Skip as skip:
            print(f"# {skip}")
    print(f"# {answers}")
    return 0 if all(answers.values()) and answers else 1 if any(answers.values()) else 10


sys.exit(main(*sys.argv[1:]))
