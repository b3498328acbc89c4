# SPDX-License-Identifier: MIT
"""What holds a key is found: all of it, nothing else, and nothing is changed by looking."""
import os
import signal
import socket
import subprocess

from fixture import FORMATS, OLD, Tree, base64_of, content, in_namespace, mount, need_root, occurrences
from sandbox import Skip, equal, main
from searching import NOBODY, Search, driver, only, searched_by_nobody


# ---- forms ----

def test_every_format__each_place_and_line():
    with Tree() as tree:
        for name, form in FORMATS.items():
            tree.write(f"{name}.d/{name}", content(form, OLD))
        found = driver(tree.files).by_path()
        equal(sorted(found), sorted(tree.path(f"{name}.d/{name}") for name in FORMATS))
        for name, form in FORMATS.items():
            data = content(form, OLD)
            expected = sorted((at, length, encoding, data[:at].count(b"\n") + 1)
                              for at, length, encoding in occurrences(data, OLD))
            holder = found[tree.path(f"{name}.d/{name}")]
            equal((name, holder.places), (name, expected))
            equal((name, holder.encoding), (name, expected[0][2]))
            equal((name, holder.action, holder.reason), (name, "update", ""))


def test_formats_without_the_key__nothing():
    with Tree() as tree:
        for name, form in FORMATS.items():
            tree.write(name, content(form, OLD[:-1] + "e"))
            tree.write(name + ".b", content(form, "1" + OLD[1:]))
            tree.write(name + ".c", content(form, OLD.upper()))
        search = driver(tree.files)
        equal([found.path for found in search.found], [])
        equal(search.files, 3 * len(FORMATS))


def test_short_key__is_refused():
    done = subprocess.run([os.environ["SEARCH_DRIVER"], "/"], input=b"only15bytesofit",
                          capture_output=True, check=False)
    equal(done.returncode, 1)
    assert b"by chance" in done.stderr


def test_base64_at_every_alignment__line_by_line():
    with Tree() as tree:
        lines = [base64_of("x" * before + OLD + "y" * after)
                 for before in range(6) for after in range(6)]
        tree.write("all", "\n".join(lines))
        found = only(driver(tree.files))
        equal([(length, line) for _, length, _, line in found.places],
              [(len(text), number + 1) for number, text in enumerate(lines)])


def test_base64_that_would_be_the_key_but_for_its_ends__nothing():
    with Tree() as tree:
        first = chr(ord(OLD[0]) ^ 1)
        tree.write("a", base64_of("x" + first + OLD[1:]) + "\n" + base64_of("xy" + first + OLD[1:]))
        tree.write("b", base64_of(OLD[:-1] + chr(ord(OLD[-1]) ^ 1) + "zz"))
        equal(driver(tree.files).found, [])


def test_places_across_the_borders_of_what_is_read_at_once():
    block = 131072
    with Tree() as tree:
        for shift in range(-48, 4, 3):
            for number, form in enumerate((OLD, base64_of("ab" + OLD), "%" + OLD.encode().hex("%"))):
                tree.write(f"{shift}.{number}", "\n" * (block + shift) + form + "\n" * 100)
        search = driver(tree.files)
        equal(len(search.found), 3 * len(range(-48, 4, 3)))
        for found in search.found:
            shift = int(os.path.basename(found.path).split(".")[0])
            (at, _, _, line), = found.places
            equal((at, line), (block + shift, block + shift + 1))


def test_many_places__all_of_them_up_to_a_limit():
    with Tree() as tree:
        tree.write("some", f"{OLD}\n" * 1000)
        tree.write("many", f"{OLD}\n" * 5000)
        found = driver(tree.files).by_path()
        equal([line for *_, line in found[tree.path("some")].places], list(range(1, 1001)))
        equal(found[tree.path("some")].action, "update")
        equal(found[tree.path("many")].action, "manual")


def test_binary_file__is_found_and_left_alone():
    with Tree() as tree:
        tree.write("program", b"\0\1\2" * 1000 + OLD.encode() + b"\0")
        found = only(driver(tree.files))
        equal((found.action, found.places), ("manual", [(3000, 32, "plain", 1)]))


# ---- what is walked ----

def test_links_within_the_roots_and_into_nowhere__are_left_out():
    with Tree() as tree:
        os.symlink("real", tree.path("file"))
        os.symlink(".", tree.path("loop"))
        os.symlink("nowhere", tree.path("broken"))
        os.symlink("/usr/bin/env", tree.path("program"))
        tree.write("real", OLD)
        search = driver(tree.files)
        equal(only(search).path, tree.path("real"))
        equal((search.skipped, search.files, search.unsearched), (4, 1, {}))


def test_root_that_is_a_link__is_read_where_it_points():
    with Tree() as tree:
        tree.write("d/real", OLD)
        os.symlink("d", tree.path("link"))
        os.symlink("d/real", tree.path("file"))
        equal(only(driver(tree.path("link"))).path, tree.path("d/real"))
        equal(only(driver(tree.path("file"), tree.path("link"), tree.path("d"))).path,
              tree.path("d/real"))


def test_roots_within_each_other__each_file_once():
    with Tree() as tree:
        tree.write("a/b/c", OLD)
        search = driver(tree.path("a/b"), tree.files, tree.path("a"), tree.path("a/b/c"), tree.files)
        equal((only(search).path, search.files), (tree.path("a/b/c"), 1))


def test_hard_links__one_place():
    with Tree() as tree:
        tree.write("a", OLD)
        os.link(tree.path("a"), tree.path("b"))
        tree.write("c", OLD)
        equal(len(driver(tree.files).found), 2)


def test_missing_root__is_told():
    with Tree() as tree:
        search = driver(tree.path("none"))
        equal((search.found, search.unreadable),
              ([], {tree.path("none"): "No such file or directory"}))


def test_pipes_sockets_and_devices__are_left_out():
    with Tree() as tree:
        os.mkfifo(tree.path("pipe"))
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(tree.path("socket"))
            tree.write("file", OLD)
            search = driver(tree.files)
        equal((only(search).path, search.skipped), (tree.path("file"), 2))


def test_what_may_not_be_read__is_told():
    need_root()
    with Tree() as tree:
        os.chmod(tree.top, 0o755)
        tree.write("shut", OLD, 0)
        tree.write("closed/file", OLD, 0o644)
        os.chmod(tree.path("closed"), 0)
        tree.write("open", OLD, 0o644)
        search = searched_by_nobody(tree)
        os.chmod(tree.path("closed"), 0o755)
        equal(search.unreadable, {tree.path("shut"): "Permission denied",
                                  tree.path("closed"): "Permission denied"})
        found = only(search)
        equal((found.path, found.action), (tree.path("open"), "manual"))
        assert "belongs to root" in found.reason, found.reason


def test_ones_own_file_that_is_read_only__is_updated():
    need_root()
    with Tree() as tree:
        for path in (tree.top, tree.files):
            os.chmod(path, 0o755)
        tree.write("mine", OLD, 0o400)
        tree.write("d/mine", OLD, 0o600)
        for path in ("mine", "d", "d/mine"):
            os.chown(tree.path(path), NOBODY, NOBODY)
        os.chmod(tree.path("d"), 0o555)
        os.chown(tree.files, NOBODY, NOBODY)
        found = searched_by_nobody(tree).by_path()
        equal(found[tree.path("mine")].action, "update")
        equal(found[tree.path("d/mine")].action, "manual")
        assert "directory" in found[tree.path("d/mine")].reason


def test_other_file_systems__only_when_asked():
    need_root()

    def check():
        with Tree() as tree:
            os.mkdir(tree.path("other"))
            tree.write("one", OLD)
            mount("-t", "tmpfs", "tmpfs", tree.path("other"))
            tree.write("other/two", OLD)
            search = driver(tree.files)
            equal(only(search).path, tree.path("one"))
            equal(search.unsearched,
                  {tree.path("other"): ("file system", "another file system")})
            equal(len(driver("--cross", tree.files).found), 2)
            equal(len(driver(tree.files, tree.path("other")).found), 2)
            equal(len(driver("--cross", tree.files, tree.path("other")).found), 2)
            tree.write("three", "nothing")
            mount("--bind", tree.path("other/two"), tree.path("three"))
            search = driver(tree.files)
            equal(only(search).path, tree.path("one"))
            equal(sorted(search.unsearched), [tree.path("other"), tree.path("three")])
            equal(len(driver("--cross", tree.files).found), 2)  # the same file, which is read twice
            mount("-t", "proc", "proc", tree.path("other"))
            search = driver("--cross", tree.files)
            equal((len(search.found), search.files), (2, 2))
            for path in ("three", "other", "other"):
                subprocess.run(["umount", tree.path(path)], check=True)
    in_namespace(check)


def test_kernels_own_file_systems__are_left_out():
    search = driver("/proc")
    equal((search.found, search.files), ([], 0))
    assert search.skipped > 0


def test_own_state_directory__is_left_out():
    with Tree() as tree:
        tree.write("state/backup", OLD)
        tree.write("state/deep/backup", OLD)
        tree.write("file", OLD)
        equal(only(driver("--self=" + tree.path("state"), tree.files)).path, tree.path("file"))


def test_names_of_every_kind():
    with Tree() as tree:
        names = ["a b", "\x1b]0;x\x07", "new\nline", "-rf", "'\"`$(x)", "*?[", "ü" * 100, "x" * 255]
        paths = [tree.path(name) for name in names]
        for name in names:
            tree.write(name, OLD)
        raw = os.path.join(os.fsencode(tree.files), b"\xff\xfe.conf")
        with open(raw, "wb") as file:
            file.write(OLD.encode())
        equal(sorted(driver(tree.files).by_path()), sorted(paths + [os.fsdecode(raw)]))


def test_deep_tree__to_its_end():
    with Tree() as tree:
        here = os.open(tree.files, os.O_RDONLY)
        for _ in range(120):
            os.mkdir("d" * 50, dir_fd=here)
            below = os.open("d" * 50, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        file = os.open("file", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=here)
        os.write(file, OLD.encode())
        os.close(file)
        os.close(here)
        found = only(driver(tree.files))
        assert found.path.endswith("/file") and len(found.path) > 6000


def test_wide_tree__each_file_once():
    with Tree() as tree:
        for i in range(2300):
            os.mkdir(tree.path(f"d{i}"))
            with open(tree.path(f"d{i}/f"), "w", encoding="utf-8") as file:
                file.write(OLD if i % 100 == 0 else "nothing")
        search = driver(tree.files)
        equal((len(search.by_path()), search.files), (23, 2300))


def test_huge_sparse_file__its_holes_are_not_read():
    with Tree() as tree:
        with open(tree.path("sparse"), "wb") as file:
            file.truncate(1 << 40)
            file.seek(1 << 39)
            file.write(b"\n" + OLD.encode())
        search = driver(tree.files)
        found = only(search)
        equal(found.places, [((1 << 39) + 1, 32, "plain", 2)])
        equal(found.action, "manual")
        assert search.bytes < 1 << 22, search.bytes


def test_file_larger_than_is_rewritten__is_left_to_the_user():
    with Tree() as tree:
        for name, size in (("most", 64 << 20), ("more", (64 << 20) + 1)):
            tree.write(name, (OLD + "\n").ljust(size, "x"))
        found = driver(tree.files).by_path()
        equal(found[tree.path("most")].action, "update")
        equal(found[tree.path("more")].action, "manual")
        assert "64 MiB" in found[tree.path("more")].reason


def test_key_in_a_name__is_found_and_never_told():
    stars = "*" * len(OLD)
    with Tree() as tree:
        tree.write(f"a-{OLD}.ini", OLD)
        tree.write(f"{OLD}/{OLD}/b.ini", OLD)
        tree.write(f"c-{base64_of(OLD)}", "nothing")
        os.symlink("/nowhere", tree.path(f"d-{OLD}"))
        found = driver(tree.files).by_path()
        equal(sorted(found), sorted(
            [tree.path(f"{stars}/{stars}/b.ini"), tree.path(f"{stars}/{stars}"), tree.path(stars),
             tree.path(f"a-{stars}.ini"), tree.path(f"d-{stars}")] +
            [path for path in found if "/c-" in path]))
        coded, = (found[path] for path in found if "/c-" in path)
        assert "*" * 40 in coded.path and coded.encoding == "base64", coded.path
        for one in found.values():
            equal(one.action, "manual")
            assert "name" in one.reason, one.reason


def test_rules__are_in_the_manual():
    said = subprocess.run([os.environ["SEARCH_DRIVER"], "--rules"], stdout=subprocess.PIPE,
                          check=True).stdout.decode().split("\0")
    source = os.environ["KEYTURN_SOURCE"]
    with open(os.path.join(source, "assets/man/keyturn.1.scd"), encoding="utf-8") as file:
        manual = file.read()
    rules = said[1::2]
    assert len(rules) > 5, rules
    for rule in rules:
        assert f"\n- {rule}\n" in manual, rule


# ---- how it is done ----

def test_times_of_access__do_not_change():
    with Tree() as tree:
        paths = [tree.write(f"d/{i}", OLD) for i in range(3)] + [tree.path("d"), tree.files]
        for path in paths:
            os.utime(path, ns=(10**18, os.stat(path).st_mtime_ns))
        before = [os.stat(path).st_atime_ns for path in paths]
        equal(len(driver(tree.files).found), 3)
        equal([os.stat(path).st_atime_ns for path in paths], before)


def test_memory__does_not_grow_with_what_is_read():
    with open(os.environ["SEARCH_DRIVER"], "rb") as file:
        if b"__asan_init" in file.read():
            raise Skip("the sanitizer keeps what was freed")
    with Tree() as tree:
        tree.write("small", "x")
        small = driver(tree.files).memory
        tree.write("large", b"x" * (64 << 20) + OLD.encode())
        for i in range(5000):
            tree.write(f"d{i % 50}/{i}", "x")
        large = driver(tree.files).memory
        assert large < small + 4096, (small, large)


def test_cancel_and_destroy__at_any_time():
    with Tree() as tree:
        for i in range(2000):
            tree.write(f"d{i % 20}/{i}", OLD)
        for count in (0, 1, 7, 1000):
            search = driver(f"--cancel-at={count}", tree.files)
            equal((count, search.cancelled, len(search.found)), (count, 1, count))
            search = driver(f"--destroy-at={count}", tree.files)
            equal((count, search.finished, len(search.found)), (count, None, count))


def test_cancel__from_outside__at_once():
    with Tree() as tree:
        tree.write("0", b"x" * (8 << 20))
        for i in range(1, 2000):  # one file under so many names that they take a while
            os.link(tree.path("0"), tree.path(str(i)))
        process = subprocess.Popen([os.environ["SEARCH_DRIVER"], tree.files],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(OLD.encode())
        process.stdin.close()
        said = process.stdout.read(len(b"progress\0"))  # it is under way
        process.send_signal(signal.SIGTERM)
        said += process.stdout.read()
        equal(process.wait(), 0)
        process.stdout.close()
        search = Search(said)
        equal((search.found, search.cancelled), ([], 1))
        assert search.bytes < 2000 * (8 << 20)


main()
