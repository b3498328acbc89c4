# SPDX-License-Identifier: MIT
"""What is measured: the programs, what they show first, and the keys they get."""
import os
import subprocess
from dataclasses import dataclass, field

ROWS = 8  # of the lists that the others show

# A terminal sends arrows as ESC O x once the program has asked for that, as all of these do.
DOWN, UP, TAB, BACK_TAB, ENTER = b"\x1bOB", b"\x1bOA", b"\t", b"\x1b[Z", b"\r"

ARROWS = [DOWN, DOWN, DOWN, UP, UP, UP]


@dataclass
class Program:
    name: str
    argv: list
    shows: str  # on its first usable screen
    directory: str
    # What a key is measured at: a name, keys that lead there, the keys measured.
    keys: list = field(default_factory=lambda: [("arrow", [], ARROWS)])


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def whiptail_like(name, scratch):
    items = [word for row in range(1, ROWS + 1) for word in (f"line{row}", f"number {row}")]
    argv = [name, "--menu", "A menu", "20", "60", str(ROWS), *items]
    return Program(name, argv, f"number {ROWS}", scratch,
                   [("arrow", [], ARROWS), ("Tab between buttons", [TAB], [TAB, BACK_TAB])])


def newsboat(scratch):
    feeds = "".join(f'file:///nonexistent/{row} "~feed {row}"\n' for row in range(1, ROWS + 1))
    urls = write(f"{scratch}/newsboat/urls", feeds)
    config = write(f"{scratch}/newsboat/config", "")
    return Program(
        "newsboat", ["newsboat", "-q", "-u", urls, "-C", config, "-c", f"{scratch}/newsboat/cache"],
        f"feed {ROWS}", scratch)


def tig(scratch, env):
    path = f"{scratch}/history"
    git = ["git", "-C", path, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    os.mkdir(path)
    subprocess.run([*git, "init", "--quiet"], env=env, check=True)
    for row in range(1, ROWS + 1):
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", f"commit {row}"],
                       env=env, check=True)
    return Program("tig", ["tig"], "commit 1", path)


def keyturn_form(keyturn, scratch):
    """No profile: the sign-in form, without network."""
    home = f"{scratch}/empty"
    os.mkdir(home, 0o700)
    config = write(f"{home}/config.ini", "")
    return Program("keyturn, sign-in form",
                   [keyturn, f"--config={config}", f"--state-dir={home}"], "[ Sign In ]", scratch)


def keyturn_home(keyturn, scratch, account):
    """A profile: signed in, to the page Home, with the service on this machine."""
    config = write(f"{scratch}/config.ini", account.profile)
    return Program(
        "keyturn, signed in",
        [keyturn, f"--config={config}", f"--state-dir={scratch}/empty", "--profile=bench"],
        "Services (", scratch,
        [("arrow", [TAB, ENTER], ARROWS),  # in the list of Service Access
         ("Tab between buttons", [b"q", BACK_TAB, ENTER], [TAB, TAB, BACK_TAB, BACK_TAB]),
         ("opening the menu", [], [b"m"]),
         ("arrow in the menu", [], ARROWS)])


def programs(build, keyturn, scratch, account, env):
    return [
        Program("bare ncurses", [f"{build}/floor"], f"line {ROWS}", scratch),
        keyturn_form(keyturn, scratch),
        keyturn_home(keyturn, scratch, account),
        whiptail_like("whiptail", scratch),
        whiptail_like("dialog", scratch),
        newsboat(scratch),
        tig(scratch, env),
    ]
