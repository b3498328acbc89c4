#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the documents say of commands, options, settings and output is what the program has."""
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile

from lint import BUILD, ROOT, Tap, line_of, matching, read
from program import commands, examples_of, options, own, statuses, statuses_of

MANUAL = "assets/man/keyturn.1.scd"
EXAMPLE = "assets/config.example.ini"
OPERATIONS = "docs/identity-operations.md"


def part(heading):
    """A section of the manual."""
    return re.search(rf"^# {heading}$(.*?)(?=^# |\Z)", read(MANUAL), re.S | re.M).group(1)


# ---- commands and options ----

def examples():
    """(place, line) of each command line with keyturn in a code block or in the manual."""
    for name in matching(r"[A-Z]+\.md|assets/recipes\.md"):
        for block in re.finditer(r"^```\w*\n(.*?)^```", read(name), re.S | re.M):
            for line in block.group(1).splitlines():
                if re.match(r"keyturn( |$)", line):
                    yield f"{name}:{line_of(read(name), block.start())}", line
    for command in commands():
        for line in examples_of(command):
            yield f"keyturn help {command}", line
    for line in part("EXAMPLES").splitlines():
        if re.search(r"^keyturn |\* keyturn ", line):
            yield MANUAL, line[line.index("keyturn "):]


def wrong_words():
    for place, line in examples():
        words = shlex.split(re.split(r" [|#]| \d?<", line)[0])[1:]
        given = [word for word in words if not word.startswith("-")]
        if given[:1] and given[0] not in commands():
            yield f"{place}: keyturn has no command {given[0]}"
        for word in words:
            option, equals, _ = word.partition("=")
            if word.startswith("--") and options().get(option) is not bool(equals):
                yield f"{place}: {word} is not what keyturn takes"


def mentioned(name):
    """Options in running text, as `--name` or *--name*."""
    return set(re.findall(r"[`*](--[a-z][a-z-]*)(?=[`*=])", read(name)))


def unknown_options():
    for name in ("README.md", "SECURITY.md", MANUAL):
        for option in sorted(mentioned(name) - set(options()) - {"--all", "--gcc"}):
            yield f"{name}: keyturn has no option {option}"


def missing_from_manual():
    described = set(re.findall(r"\*(--[a-z-]+)\*", "".join(
        re.findall(r"^[*].*$", part("OPTIONS"), re.M))))
    for option in sorted(set(options()) - described):
        yield f"OPTIONS does not describe {option}"
    for option in sorted(described - set(options())):
        yield f"OPTIONS describes {option}, which keyturn does not have"
    for heading in ("SYNOPSIS", "COMMANDS"):
        named = set(re.findall(r"^(?:\*keyturn\* \[_options_\] )?\*([a-z]+)\*", part(heading), re.M))
        for command in sorted(set(commands()) ^ (named - {"keyturn"})):
            yield f"{heading}: {command} is missing or unknown"


def own_options_differ():
    """'Of *show*:' in OPTIONS, and the command's line in SYNOPSIS, against the command's own help."""
    described = {}
    for names, text in re.findall(r"^Of (\*[a-z*, ]+\*):\n(.*?)(?=^Of \*|\Z)", part("OPTIONS"),
                                  re.S | re.M):
        for name in re.findall(r"\*([a-z]+)\*", names):
            described[name] = described.get(name, "") + text
    synopses = dict(re.findall(r"^\*keyturn\* \[_options_\] \*([a-z]+)\*(.*)$", part("SYNOPSIS"), re.M))
    for command in commands():
        for place, text in (("OPTIONS", "\n".join(re.findall(
                r"^[*].*$", described.get(command, ""), re.M))), ("SYNOPSIS", synopses[command])):
            have = set(re.findall(r"\*(--[a-z-]+)\*", text))
            for option in sorted(have ^ set(own(command))):
                yield f"{place}: {option} is only in one of the manual and 'keyturn help {command}'"


def own_help_is_short():
    for command in commands():
        if len(examples_of(command)) != 2:
            yield f"'keyturn help {command}' has {len(examples_of(command))} examples, not two"
        for line in examples_of(command):
            if command not in line.split():
                yield f"'keyturn help {command}' has an example of another command: {line}"
        if "0" not in statuses_of(command):
            yield f"'keyturn help {command}' does not say what status 0 is"
        for status in sorted(statuses_of(command) - statuses()):
            yield f"'keyturn help {command}' has the status {status}, 'keyturn --help' does not"


def missing_from_readme():
    shown = {line.split()[1] for place, line in examples()
             if place.startswith("README") and len(line.split()) > 1}
    for command in sorted(set(commands()) - shown):
        yield f"README.md does not show 'keyturn {command}'"


def statuses_differ():
    described = set(re.findall(r"^\*(\d+)\*$", part("EXIT STATUS"), re.M))
    for status in sorted(described ^ statuses()):
        yield f"exit status {status} is only in one of --help and EXIT STATUS"


# ---- settings ----

def settings():
    """(section, key) as config.ini has them."""
    found = re.findall(r"^\t\{(PROFILE|SCAN|HOOK|PANEL)\((\w+)\)",
                       read("src/config/ini_settings.c"), re.M)
    return {(section.lower(), key) for section, key in found}


def in_manual():
    for section, text in re.findall(r"^\*\[(\w+).*?\]\*\n(.*?)(?=^\*\[|^[A-Z])",
                                    part("CONFIGURATION"), re.S | re.M):
        for line in re.findall(r"^\t(\*[a-z_]+\*.*)$", text, re.M):
            for key in re.findall(r"\*([a-z_]+)\*", line):
                yield section, key


def in_example():
    section = ""
    for line in read(EXAMPLE).splitlines():
        heading = re.match(r"\[(\w+)", line)
        key = re.match(r";?(\w+) = ", line)
        section = heading.group(1) if heading else section
        if key:
            yield section, key.group(1)


def settings_differ():
    for place, have in (("the manual", set(in_manual())), (EXAMPLE, set(in_example()))):
        for section, key in sorted(settings() - have):
            yield f"{place} does not have {key} of [{section}]"
        for section, key in sorted(have - settings()):
            yield f"{place} has {key} of [{section}], which keyturn does not"


# ---- output ----

def run(*words, home=None):
    env = {"HOME": home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run([os.environ["KEYTURN"], *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False, env=env, start_new_session=True)


def example_is_refused():
    with tempfile.TemporaryDirectory() as home:
        copy = os.path.join(home, "config.ini")
        with open(copy, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write(read(EXAMPLE))
        done = run("--config=" + copy, "profiles", home=home)
        if done.returncode != 0:
            yield done.stderr
        for name in re.findall(r"^\[profile (\w+)\]", read(EXAMPLE), re.M):
            if name not in done.stdout:
                yield f"'keyturn profiles' does not list {name}"


def shapes():
    """{command: ({needed members}, {members})} from the manual."""
    found, command = {}, None
    for line in re.search(r"```\n(.*?)```", part("JSON"), re.S).group(1).splitlines():
        name = re.match(r" *(?:--)?((?:contacts )?[a-z]+) +\{", line)
        command = name.group(1) if name else command
        members = re.findall(r'"(\w+)"(\??)', re.sub(r':"[^"]*"', ":", line))
        needed, known = found.setdefault(command, (set(), set()))
        needed.update(member for member, optional in members if not optional and member not in known)
        known.update(member for member, _ in members)
        # One that only some objects have may be in none.
        needed.difference_update([member for member, optional in members if optional])
    for command, other in (
            ("rotate", "scan"), ("rotate", "error"), ("resume", "rotate"),
            ("contacts show", "contacts"), ("contacts show", "error")):
        found[command][1].update(found[other][1])
    return found


def members(value):
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    if isinstance(value, list):
        return set().union(*map(members, value))
    return set()


def shapes_differ():
    with tempfile.TemporaryDirectory() as home:
        for name, words in (
                ("show", ["show", "--reveal"]), ("scan", ["scan"]),
                ("rotate", ["rotate", "--dry-run"]), ("rotate", ["rotate", "--confirm=jqsmith"]),
                ("resume", ["resume"]), ("history", ["history"]), ("profile", ["profile"]),
                ("password", ["password"]), ("mfa", ["mfa"]),
                ("pin", ["pin", "--reveal"]), ("change", ["profile", "--region=ORD"]),
                ("change", ["mfa", "add-otp", "laptop", "--reveal"]),
                ("contacts", ["contacts", "--roles"]),
                ("contacts show", ["contacts", "show", "dev1"]),
                ("contacts roles", ["contacts", "roles", "dev1"]),
                ("change", ["contacts", "add", "new1", "--email=new1@example.org", "--reveal"]),
                ("verify", ["history", "--verify"]), ("doctor", ["doctor"]),
                ("error", ["rotate", "--confirm=nobody"])):
            done = run("--demo", "--json", *words, home=home)
            have = members(json.loads(done.stdout))
            needed, known = shapes()[name]
            for member in sorted(have - known):
                yield f"{name}: the manual does not have \"{member}\""
            if name not in ("rotate", "resume", "history", "mfa"):  # their lists may be empty
                for member in sorted(needed - have):
                    yield f"{name}: the manual has \"{member}\", the program does not"
            if name == "rotate" and not {"holders", "left", "outcome", "path", "line"} <= have:
                yield f"{words}: only {sorted(have)}"


# ---- installation ----

def not_installed():
    listed = subprocess.run(["meson", "introspect", "--installed", BUILD], capture_output=True,
                            text=True, check=True).stdout
    targets = json.loads(listed).values()
    for wanted in ("bin/keyturn", "bin/keyturn-sandbox", "man1/keyturn.1", "man1/keyturn-sandbox.1",
                   "bash-completion/completions/keyturn", "site-functions/_keyturn",
                   "vendor_completions.d/keyturn.fish", "doc/keyturn/LICENSE",
                   "doc/keyturn/recipes.md", "doc/keyturn/examples/config.example.ini"):
        if not any(target.endswith("/" + wanted) for target in targets) and not (
                "man1" in wanted and shutil.which("scdoc") is None):
            yield f"{wanted} is not installed"


# ---- secrets ----

def not_on_the_list():
    """secret.h: "Every way out is listed in SECURITY.md"."""
    for name in matching(r"src/(?!secret/).*\.[ch]"):
        if "secret_open(" in read(name) and f"`{name}`" not in read("SECURITY.md"):
            yield f"SECURITY.md does not have {name}, which reads secrets"
    for name in re.findall(r"`(src/[^`]+)`", read("SECURITY.md")):
        if not os.path.exists(os.path.join(ROOT, name)):
            yield f"SECURITY.md has {name}, which is not there"


# ---- operations of the service ----

def operations_differ():
    names = set(re.findall(r"^\t(IDENTITY_[A-Z_]+),", read("include/keyturn/exchange.h"), re.M))
    told = set(re.findall(r"IDENTITY_[A-Z_]+", read(OPERATIONS)))
    for name in sorted(names - told):
        yield f"{OPERATIONS} does not say what becomes of {name}"
    for name in sorted(told - names):
        yield f"{OPERATIONS} has {name}, which include/keyturn/exchange.h does not"


# ---- links ----

def dead_links():
    for name in matching(r"(?:.*/)?[^/]+\.md"):
        for link in re.finditer(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(name)):
            if not os.path.exists(os.path.join(ROOT, os.path.dirname(name), link.group(1))):
                yield f"{name}:{line_of(read(name), link.start())}: {link.group(1)} is not there"


def main():
    tap = Tap()
    tap.case("command lines in the documents can be typed", wrong_words())
    tap.case("the documents name no other options", unknown_options())
    tap.case("the manual has every command and option", missing_from_manual())
    tap.case("the manual gives each command the options that its help has", own_options_differ())
    tap.case("each command's help has two examples and known statuses", own_help_is_short())
    tap.case("the README shows every command", missing_from_readme())
    tap.case("the manual has the exit statuses of --help", statuses_differ())
    tap.case("manual and example have every setting", settings_differ())
    tap.case("the example configuration is accepted", example_is_refused())
    tap.case("--json prints the shapes of the manual", shapes_differ())
    tap.case("all that belongs to an installation is installed", not_installed())
    tap.case("SECURITY.md lists all that reads secrets", not_on_the_list())
    tap.case("each operation of the service is in the list of them", operations_differ())
    tap.case("links within the documents lead somewhere", dead_links())
    tap.end()


main()
