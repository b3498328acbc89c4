# SPDX-License-Identifier: MIT
"""Where a search goes beyond its roots, what it does not look into, and what it is told to ignore."""
import os
import subprocess

from fixture import OLD, Tree, content, in_namespace, mount, need_root
from sandbox import equal, main
from searching import NOBODY, driver, only, searched_by_nobody


class Store(Tree):
    """A tree with a directory beside it, to which links lead."""

    def outside(self, name, data=OLD):
        path = os.path.join(self.top, "store", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(data)
        return path

    def link(self, target, name):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        os.symlink(target, self.path(name))


# ---- links ----

def test_link_to_a_file_elsewhere__is_read_once():
    with Store() as tree:
        target = tree.outside("env")
        tree.link(target, "app/.env")
        equal(only(driver(tree.files)).name, ".env")
        tree.link(target, "other")
        tree.link("../store/env", "third")
        found = only(driver(tree.files))
        equal((found.path, found.action), (target, "update"))


def test_linked_directory__is_walked_once__with_links_in_it():
    with Store() as tree:
        paths = [tree.outside("config/rclone.conf", content("[cf]\nkey = {}\n", OLD).decode()),
                 tree.outside("config/deep/b"), tree.outside("more/c")]
        tree.link(os.path.join(tree.top, "store/config"), ".config")
        tree.link(os.path.join(tree.top, "store/config/deep"), "deep")
        os.symlink("../../more", os.path.join(tree.top, "store/config/deep/more"))
        os.symlink("..", os.path.join(tree.top, "store/more/loop"))
        search = driver(tree.files)
        equal(sorted(search.by_path()), sorted(paths))
        equal(search.unsearched, {})


def test_name_of_the_link__says_what_the_file_is():
    with Store() as tree:
        target = tree.outside("n", f"machine x login u password {OLD}\n")
        tree.link(target, ".netrc")
        history = tree.outside("h")
        tree.link(history, ".bash_history")
        found = driver(tree.files).by_path()
        equal((found[target].action, found[target].name), ("manual", ".netrc"))
        equal(found[history].action, "manual")


def test_link_above_the_roots__is_told_and_not_followed():
    with Store() as tree:
        tree.outside("x")
        tree.link(tree.top, "up")
        tree.link("/", "top")
        search = driver(tree.files)
        equal(search.found, [])
        equal({path: kind for path, (kind, _) in search.unsearched.items()},
              {tree.path("up"): "link", tree.path("top"): "link"})
        assert tree.top in search.unsearched[tree.path("up")][1]


def test_chain_of_linked_directories__has_an_end_that_is_told():
    with Store() as tree:
        for i in range(8):
            tree.outside(f"{i}/file", OLD)
            os.symlink(f"../{i + 1}", os.path.join(tree.top, f"store/{i}/next"))
        tree.link(os.path.join(tree.top, "store/0"), "start")
        search = driver(tree.files)
        equal(len(search.found), 4)
        (path, (kind, _)), = search.unsearched.items()
        equal((os.path.basename(path), kind), ("next", "link"))


def test_many_linked_directories__are_followed_up_to_a_limit_that_is_told():
    with Store() as tree:
        for i in range(300):
            tree.outside(f"{i}/file", OLD)
            tree.link(os.path.join(tree.top, f"store/{i}"), f"link{i}")
        search = driver(tree.files)
        equal((len(search.found), len(search.unsearched)), (256, 44))


def test_link_to_another_users_file__is_told():
    need_root()
    with Store() as tree:
        target = tree.outside("theirs")
        os.chown(target, NOBODY, NOBODY)
        tree.link(target, "link")
        search = driver(tree.files)
        equal((search.found, search.unsearched[tree.path("link")][0]), ([], "link"))


def test_link_to_roots_file__is_read_by_others_and_left_to_root():
    need_root()
    with Store() as tree:
        os.chmod(tree.top, 0o755)
        target = tree.outside("roots")
        shut = tree.outside("shut/file")
        os.chmod(os.path.join(tree.top, "store/shut"), 0o700)
        tree.link(target, "link")
        tree.link(shut, "closed")
        search = searched_by_nobody(tree)
        found = only(search)
        equal((found.path, found.action), (target, "manual"))
        equal(search.unsearched, {tree.path("closed"): ("link", "Permission denied")})


def test_linked_directory_on_another_file_system__is_told():
    need_root()

    def check():
        with Store() as tree:
            other = os.path.join(tree.top, "other")
            os.mkdir(other)
            mount("-t", "tmpfs", "tmpfs", other)
            with open(os.path.join(other, "file"), "w", encoding="utf-8") as file:
                file.write(OLD)
            tree.link(other, "directory")
            search = driver(tree.files)
            equal((search.found, search.unsearched[tree.path("directory")][0]), ([], "file system"))
            equal(len(driver("--cross", tree.files).found), 1)
            tree.link(os.path.join(other, "file"), "file")  # one file is read wherever it is
            equal(len(driver(tree.files).found), 1)
            subprocess.run(["umount", other], check=True)
    in_namespace(check)


# ---- what cannot be read ----

def test_known_places_that_cannot_be_read__are_told_apart_from_the_roots():
    need_root()
    with Tree() as tree:
        os.chmod(tree.top, 0o755)
        tree.write("shut", OLD, 0)
        equal(searched_by_nobody(tree).unsearched,
              {tree.path("shut"): ("unreadable", "Permission denied")})


# ---- ignore ----

def ignoring(tree, *patterns):
    search = driver(*(f"--ignore={pattern}" for pattern in patterns), tree.files)
    equal(search.unsearched, {})
    return sorted(os.path.relpath(path, tree.files) for path in search.by_path())


def test_ignore__paths_with_all_below__names__and_patterns():
    with Tree() as tree:
        for name in ("a/b/c", "a/d", "e.log", "sub/e.log", "sub/node_modules/x/y", "z"):
            tree.write(name, OLD)
        everything = ["a/b/c", "a/d", "e.log", "sub/e.log", "sub/node_modules/x/y", "z"]
        equal(ignoring(tree), everything)
        equal(ignoring(tree, tree.path("a/b")), everything[1:])
        equal(ignoring(tree, tree.path("a/b/")), everything[1:])
        equal(ignoring(tree, tree.path("a")), everything[2:])
        equal(ignoring(tree, "*.log", "node_modules"), ["a/b/c", "a/d", "z"])
        equal(ignoring(tree, tree.path("*/x")), [n for n in everything if "/x/" not in n])
        equal(ignoring(tree, tree.path("")), [])
        equal(ignoring(tree, tree.path("a/"), "z"), ["e.log", "sub/e.log", "sub/node_modules/x/y"])


def test_ignore__what_links_lead_to_as_well():
    with Store() as tree:
        tree.link(tree.outside("env"), "link")
        tree.link(os.path.join(tree.top, "store"), "directory")
        equal(ignoring(tree, os.path.join(tree.top, "store")), [])
        equal(ignoring(tree, "link", "directory"), [])


main()
