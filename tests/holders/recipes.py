# SPDX-License-Identifier: MIT
"""The recipes as assets/recipes.md has them, and a hook run as keyturn runs it."""
import configparser
import os
import re
import shlex
import subprocess

RECIPES = os.path.join(os.environ["KEYTURN_SOURCE"], "assets/recipes.md")


def blocks(language):
    with open(RECIPES, encoding="utf-8") as file:
        return re.findall(rf"^```{language}\n(.*?)^```$", file.read(), re.M | re.S)


def hook(name):
    """The recipe's section of config.ini."""
    for block in blocks("ini"):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(block)
        if parser.has_section(f"hook {name}"):
            return parser[f"hook {name}"]
    raise AssertionError(f"no recipe {name}")


def words(name):
    return shlex.split(hook(name)["run"])


def run_hook(argv, key, seconds=30, **options):
    """What the hook said, line by line, and its result: "ok 0 "."""
    done = subprocess.run([os.environ["HOOK_DRIVER"], str(seconds), *argv], input=key.encode(),
                          stdout=subprocess.PIPE, timeout=120, check=True, **options)
    *lines, result = done.stdout.decode().splitlines()
    return [line.removeprefix("| ") for line in lines], result
