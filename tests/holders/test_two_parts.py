# SPDX-License-Identifier: MIT
"""A credential of two parts, access and secret: every part is found, and a file has all old ones or all
new ones, whatever happens."""
import os
import subprocess

from fixture import LONGER, OLD, SAME, Tree, alone, base64_of, need, percent_of, read
from searching import driver, only
from sandbox import equal, main
from test_rewrite_killed import calls, killed

ACCESS = "5a4b3c2d1e0f4a5b8c9d0e1f2a3b4c5d"
NEW_ACCESS = "c0ffee00c0ffee00c0ffee00c0ffee00"
BEFORE = f"{ACCESS}\n{OLD}"
AFTER = f"{NEW_ACCESS}\n{SAME}"
LONGER_AFTER = f"{NEW_ACCESS}\n{LONGER}"

SHAPES = {
    "both plain": lambda a, s: f"access = {a}\nsecret = {s}\n# {a}\n",
    "one base64": lambda a, s: f"access: {a}\nsecret: {base64_of(s)}\n",
    "other base64": lambda a, s: f"access: {base64_of(a)}\nsecret: {s}\n",
    "percent": lambda a, s: f"x://y?a={percent_of(a)}&s={percent_of(s)}&n\n",
    "together in base64": lambda a, s: f"auth: {base64_of(a + ':' + s)}\n",
    "a file in base64": lambda a, s: "file: " + base64_of(f"s={s}\na={a}\ns={s}\n") + f"\na: {a}\n",
    "access alone": lambda a, s: f"access = {a}\n",
    "secret alone": lambda a, s: f"secret = {s}\n",
}


def made(shape, credential):
    return SHAPES[shape](*credential.split("\n")).encode()


def test_any_part_in_any_form__found_and_told_apart():
    wanted = {"both plain": [0, 1, 0], "one base64": [0, 1], "other base64": [0, 1],
              "percent": [0, 1], "together in base64": [0, 1],
              "a file in base64": [1, 0, 1, 0],
              "access alone": [0], "secret alone": [1]}
    for shape, parts in wanted.items():
        with Tree() as tree:
            path = tree.write("creds", made(shape, BEFORE))
            found = only(driver("--two", path, key=BEFORE))
            equal((shape, found.parts), (shape, parts))


def test_both_parts__replaced_together():
    for shape in SHAPES:
        for new in (AFTER, LONGER_AFTER):
            for found in (lambda tree, path: [path], lambda tree, path: tree.found(path, BEFORE)):
                with Tree(two=True) as tree:
                    path = tree.write("creds", made(shape, BEFORE))
                    result, backup = tree.rewrite(found(tree, path), new, BEFORE)
                    equal((shape, result, read(path)), (shape, "done", made(shape, new)))
                    equal(read(backup), made(shape, BEFORE))


def test_both_are_new__already():
    for shape in SHAPES:
        with Tree(two=True) as tree:
            path = tree.write("creds", made(shape, BEFORE))
            found = tree.found(path, BEFORE)
            for result in ("done", "already"):
                equal((shape, tree.rewrite(found, LONGER_AFTER, BEFORE)[0]), (shape, result))


def test_one_part_is_not_the_old_one__nothing_is_written():
    for shape in ("both plain", "one base64", "other base64", "percent"):
        for mixed in (f"{NEW_ACCESS}\n{OLD}", f"{ACCESS}\n{SAME}", f"{ACCESS}\n{'f' * 32}"):
            with Tree(two=True) as tree:
                path = tree.write("creds", made(shape, BEFORE))
                place, _, *words = tree.found(path, BEFORE)
                tree.write("creds", made(shape, mixed))
                # As it was found but for that part: only what stands there can tell.
                found = [place, tree.found(path, BEFORE)[1], *words]
                result, _ = tree.rewrite(found, AFTER, BEFORE)
                assert result in ("changed", "failed"), (shape, result)
                equal((shape, read(path)), (shape, made(shape, mixed)))
                equal(tree.backup_names(), [])


def test_one_part_is_new_inside_base64__not_taken_for_done():
    with Tree(two=True) as tree:
        path = tree.write("creds", made("together in base64", BEFORE))
        found = tree.found(path, BEFORE)
        tree.write("creds", made("together in base64", f"{NEW_ACCESS}\n{OLD}"))
        equal(tree.rewrite(found, AFTER, BEFORE)[0], "changed")


def test_changed_meanwhile__nothing_is_written():
    with Tree(two=True) as tree:
        path = tree.write("creds", made("both plain", BEFORE))
        found = tree.found(path, BEFORE)
        tree.write("creds", made("both plain", f"{ACCESS}\n{SAME}"))
        equal(tree.rewrite(found, AFTER, BEFORE)[0], "changed")
        equal(read(path), made("both plain", f"{ACCESS}\n{SAME}"))
        equal(tree.backup_names(), [])


def test_in_place__one_part_is_written_and_two_are_refused():
    for shape, wanted in (("both plain", "failed"), ("one base64", "failed"),
                          ("together in base64", "done"), ("access alone", "done")):
        with Tree(two=True) as tree:
            path = tree.write("creds", made(shape, BEFORE))
            os.link(path, tree.path("other"))
            result, why = tree.rewrite(tree.found(path, BEFORE), AFTER, BEFORE)
            equal((shape, result), (shape, wanted))
            equal(read(path), made(shape, AFTER if wanted == "done" else BEFORE))
            assert result == "done" or "two values that belong together" in why, why


def check_killed():
    shape = "one base64"
    whole = [made(shape, BEFORE), made(shape, LONGER_AFTER)]
    with Tree(two=True) as tree:
        path = tree.write("creds", whole[0])
        steps = calls(tree, tree.found(path, BEFORE), LONGER_AFTER, BEFORE)
    kills = 0
    for call, number in steps:
        with Tree(two=True) as tree:
            path = tree.write("creds", whole[0])
            found = tree.found(path, BEFORE)
            kills += killed(tree, found, LONGER_AFTER, call, number, BEFORE)
            assert read(path) in whole, (call, number, read(path))
            result, _ = tree.rewrite(found, LONGER_AFTER, BEFORE)
            assert result in ("done", "already"), (call, number, result)
            equal((call, number, read(path)), (call, number, whole[1]))
            equal(tree.names(), ["creds"])
    assert kills > 20, kills


def test_killed_at_any_call__both_parts_are_old_or_both_new():
    need("strace")
    alone(check_killed)


def test_a_short_part__is_refused():
    for key in (f"short\n{OLD}", f"{ACCESS}\nshort"):
        with Tree() as tree:
            path = tree.write("creds", "short\n")
            try:
                driver("--two", path, key=key)
            except subprocess.CalledProcessError as error:
                equal(error.returncode, 1)
            else:
                assert False, "it was searched for"


if __name__ == "__main__":
    main()
