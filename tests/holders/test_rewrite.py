# SPDX-License-Identifier: MIT
"""A new key put into files that hold the old one: only the value changes."""
import base64
import ctypes
import os
import resource
import shutil
import subprocess
import threading
import urllib.parse

from fixture import (ACL, FORMATS, LONGER, OLD, SAME, SHORTER, Tree, base64_of, content, in_namespace,
                     mount, need_root, read, set_attribute)
from sandbox import Skip, equal, main

INI = "[cf]\nuser = jqsmith\nkey = {}\n"
BEFORE, AFTER = content(INI, OLD), content(INI, SAME)


def untouched(tree, path, before, result, words):
    """It failed and says so, the file is as it was, and nothing lies about."""
    equal(result[0], "failed")
    assert words in result[1], result
    equal(read(path), before)
    equal(tree.names(), [os.path.basename(path)])
    equal(tree.backup_names(), [])


def check_format(name, form, new):
    with Tree() as tree:
        before = content(form, OLD)
        path = tree.write(name, before)
        result, backup = tree.rewrite(tree.found(path), new)
        equal((name, result), (name, "done"))
        equal(read(path), content(form, new))
        equal(read(backup), before)
        equal(os.stat(backup).st_mode & 0o7777, 0o600)


def test_formats__key_of_the_same_length__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, SAME)


def test_formats__longer_key__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, LONGER)


def test_formats__shorter_key__only_the_key_changes():
    for name, form in FORMATS.items():
        check_format(name, form, SHORTER)


def test_formats__found_by_the_search__only_the_key_changes():
    for name, form in FORMATS.items():
        for new in (SAME, LONGER, SHORTER):
            with Tree() as tree:
                path = tree.write(name, content(form, OLD))
                result, _ = tree.rewrite([path], new)
                equal((name, result, read(path)), (name, "done", content(form, new)))



def test_lower_case_escapes__stay_lower_case():
    with Tree() as tree:
        odd = "abcdef0123456789-j_klm"
        old = "".join(f"%{ord(c):02x}" for c in odd)
        path = tree.write("url", f"https://x/{old}@y\n")
        where = read(path).index(b"%61")
        found = [*tree.found(path, odd), f"{where}:{len(old)}:percent"]
        equal(tree.rewrite(found, "jklm0123456789abcdef", odd)[0], "done")
        equal(read(path), b"https://x/" + "".join(
            f"%{ord(c):02x}" for c in "jklm0123456789abcdef").encode() + b"@y\n")


def test_base64_key_of_another_length__unclear_surroundings__is_left():
    inside = base64.b64encode(f"a{OLD}b".encode()).decode()
    binary = base64.b64encode(b"\x00\x01" + OLD.encode()).decode()
    block = base64.encodebytes(f"padding {OLD} {'more text ' * 20}".encode()).decode()
    lines = [line for line in block.splitlines()]
    for text in (f"path/x{inside}\n", f"{binary}\n"):
        with Tree() as tree:
            path = tree.write("f", text)
            found = tree.found(path)
            equal(len(found), 3)
            untouched(tree, path, text.encode(), tree.rewrite(found, LONGER), "base64")
            equal(tree.rewrite(found, SAME)[0], "done")
    with Tree() as tree:
        path = tree.write("f", "\n".join(lines) + "\n")
        found = tree.found(path)
        equal(len(found), 3)
        untouched(tree, path, read(path), tree.rewrite(found, LONGER), "base64")
        equal(tree.rewrite(found, SAME)[0], "done")
        equal(base64.b64decode(read(path)).decode(), f"padding {SAME} {'more text ' * 20}")


def test_base64_that_no_encoder_writes__is_not_told_as_a_change():
    encoded = base64_of(OLD + "xy").rstrip("=")
    ends_in_bits = encoded[:-1] + chr(ord(encoded[-1]) + 1) + "=="  # bits that no byte has
    equal(base64.b64decode(ends_in_bits), (OLD + "xy").encode())
    with Tree() as tree:
        path = tree.write("f", f"k: {ends_in_bits}\n")
        before = read(path)
        untouched(tree, path, before, tree.rewrite([path], SAME), "base64 text")


def test_slash_that_was_not_encoded__is_not_in_the_new_key_either():
    old, new = "abcd/efgh=0123456789", "0123456789/abc=defgh"
    for kept in ("", "/"):
        with Tree() as tree:
            path = tree.write("url", f"x://y?k={urllib.parse.quote(old, safe=kept)}&l\n")
            equal(tree.rewrite([path], new, old)[0], "done")
            equal(read(path).decode(), f"x://y?k={urllib.parse.quote(new, safe=kept)}&l\n")


def test_unusual_new_key__may_need_quotes__is_left():
    for odd in ("with'quote-0123456789", 'with"quote', "back\\slash-01234567890", "dollar$HOME",
                "hash #comment", "new\nline", "per%cent", "nul\0byte", "uml\u00e4ut"):
        with Tree() as tree:
            path = tree.write("rclone.conf", BEFORE)
            untouched(tree, path, BEFORE, tree.rewrite(tree.found(path), odd), "by hand")


def test_unusual_new_key__alone_in_its_file__is_written():
    with Tree() as tree:
        path = tree.write("api-key", OLD + "\n")
        equal(tree.rewrite(tree.found(path), "with'quote $and\\more")[0], "done")
        equal(read(path), b"with'quote $and\\more\n")


def test_new_key_like_a_number__unquoted_yaml__is_left():
    number = "12345678901234567890123456789012"
    with Tree() as tree:
        path = tree.write("clouds.yaml", f"api_key: {OLD}\n")
        untouched(tree, path, read(path), tree.rewrite(tree.found(path), number), "number")
        path = tree.write("clouds.yaml", f"api_key: '{OLD}'\n")
        equal(tree.rewrite(tree.found(path), number)[0], "done")


# What YAML or JSON read as something else than text.
OTHERWISE = ["1" * 32, "12345678901234567890e5", "1e5", "0x0123456789abcdef", "0o1234567", "0b1011",
             "-12_345.5", "190:20:30", "2026-11-30", "2026-11-30T09:00:00Z", "true", "False",
             "null", "yes", "No", "on", "OFF", "y", "-.inf"]
TEXTS = ["1" * 31 + "g", "1e5f", "0x0123g", "12-34", "2026-11-30-x", "truer", "nullable", "1.2.3",
         "e5", "0o9", "12345678-1234-1234-1234-123456789012"]


def test_new_key_that_reads_otherwise__bare_in_yaml_or_json__is_left():
    old = "a.b,c:d~e+f/g=h_1234567890"
    for form in ("api_key: {}\n", "a:\n  - {}\n", "a:\n    {}\n", "a: [{}, b]\n", "a: {{k: {} }}\n",
                 "- k: {}   # mine\n", '{{"k":{},"x":1}}', '{{"k": [1, {}]}}', "a: {}\r\nb: c\r\n"):
        for new in OTHERWISE if form.startswith("api") else OTHERWISE[:1]:
            with Tree() as tree:
                path = tree.write("conf", content(form, old))
                untouched(tree, path, read(path), tree.rewrite([path], new, old),
                          "quotes around it")
    for new in TEXTS:
        with Tree() as tree:
            path = tree.write("conf", content("a: [{}, b]\n", old))
            equal((new, tree.rewrite([path], new, old)[0]), (new, "done"))


def test_new_key_that_reads_otherwise__where_it_is_not_bare__is_written():
    old = "a.b,c:d~e+f/g=h_1234567890"
    for form in ("a: \"{}\"\n", "a: '{}'\n", "key = {}\n", "- KEY={}\n", '{{"k":"{}"}}', "{}\n",
                 "url: http://x/{}/y\n", "h: Bearer {}\n"):
        with Tree() as tree:
            path = tree.write("conf", content(form, old))
            equal((form, tree.rewrite([path], "1" * 32, old)[0]), (form, "done"))
            equal(read(path), content(form, "1" * 32))


# ---- what a file has beside its content ----

def test_mode_and_owner__are_kept():
    for mode in (0o400, 0o600, 0o640, 0o644, 0o755, 0o6750):
        with Tree() as tree:
            path = tree.write("rclone.conf", BEFORE)
            if os.geteuid() == 0:
                os.chown(path, 12345, 54321)
            os.chmod(path, mode)
            before = os.stat(path)
            result, backup = tree.rewrite(tree.found(path))
            after = os.stat(path)
            equal((result, read(path)), ("done", AFTER))
            equal((after.st_mode, after.st_uid, after.st_gid),
                  (before.st_mode, before.st_uid, before.st_gid))
            assert after.st_ino != before.st_ino
            equal(os.stat(backup).st_mode & 0o7777, 0o600)


def test_attributes_and_acl__are_kept():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE)
        set_attribute(path, "user.note", b"\0binary\xff")
        set_attribute(path, "user.empty", b"")
        set_attribute(path, "system.posix_acl_access", ACL)
        before = {name: os.getxattr(path, name) for name in os.listxattr(path)}
        mode = os.stat(path).st_mode
        equal(tree.rewrite(tree.found(path))[0], "done")
        equal(read(path), AFTER)
        equal({name: os.getxattr(path, name) for name in os.listxattr(path)}, before)
        equal(os.stat(path).st_mode, mode)


def test_default_acl_of_the_directory__gives_the_file_nothing_new():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE, 0o640)
        set_attribute(tree.files, "system.posix_acl_default", ACL)
        equal(tree.rewrite(tree.found(path))[0], "done")
        equal(os.listxattr(path), [])
        equal(os.stat(path).st_mode & 0o7777, 0o640)


def test_owner_that_cannot_be_kept__file_is_changed_in_place():
    """Somebody else's file that this user may write: a new one would be his own."""
    need_root()
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE, 0o666)
        other = as_nobody(tree)
        inode = os.stat(path).st_ino
        equal(tree.rewrite(tree.found(path), **other)[0], "done")
        equal((read(path), os.stat(path).st_ino, os.stat(path).st_uid), (AFTER, inode, 0))
        result, words = tree.rewrite(tree.found(path, SAME), LONGER, SAME, **other)
        equal(result, "failed")
        assert "another length" in words, words
        equal((read(path), tree.names()), (AFTER, ["rclone.conf"]))


def as_nobody(tree):
    """Options for a run as a user who owns the directories but not the files in them."""
    for path in (tree.top, tree.files, tree.backups):
        os.chown(path, 65534, 65534)
    program = shutil.copy(os.environ["REWRITE_DRIVER"], tree.top)
    os.chmod(program, 0o755)
    return {"user": 65534, "group": 65534, "extra_groups": [], "program": program}


# ---- links and mounts ----

def test_symbolic_link__stays_and_its_target_changes():
    with Tree() as tree:
        path = tree.write("real/rclone.conf", BEFORE)
        os.symlink("real/rclone.conf", tree.path("link"))
        os.symlink("real", tree.path("directory"))
        for name in ("link", "directory/rclone.conf"):
            tree.write("real/rclone.conf", BEFORE)
            equal(tree.rewrite(tree.found(tree.path(name)))[0], "done")
            equal(read(path), AFTER)
        equal(os.readlink(tree.path("link")), "real/rclone.conf")
        equal(os.listdir(tree.path("real")), ["rclone.conf"])


def test_hard_link__same_length__all_names_change():
    with Tree() as tree:
        path = tree.write("a", BEFORE + BEFORE)
        os.link(path, tree.path("b"))
        inode = os.stat(path).st_ino
        result, backup = tree.rewrite(tree.found(path))
        equal((result, read(backup)), ("done", BEFORE + BEFORE))
        for name in ("a", "b"):
            equal(read(tree.path(name)), AFTER + AFTER)
            equal(os.stat(tree.path(name)).st_ino, inode)


def test_hard_link__another_length__is_left():
    with Tree() as tree:
        path = tree.write("a", BEFORE)
        os.link(path, os.path.join(tree.top, "b"))
        untouched(tree, path, BEFORE, tree.rewrite(tree.found(path), LONGER), "hard links")


def test_bind_mount__is_changed_in_place():
    with Tree() as tree:
        source, path = tree.write("source", BEFORE), tree.write("mounted", b"")

        def inside():
            mount("--bind", source, path)
            equal(tree.rewrite(tree.found(path))[0], "done")
            equal((read(path), read(source)), (AFTER, AFTER))
            result, words = tree.rewrite(tree.found(path, SAME), LONGER, SAME)
            equal((result, read(path)), ("failed", AFTER))
            assert "in place" in words, words
            equal(tree.names(), ["mounted", "source"])

        in_namespace(inside)


def test_file_that_another_process_has_mounted__is_changed_in_place():
    """As a container has it: the mount is seen in that process only."""
    need_root()
    with Tree() as tree:
        source, path = tree.write("a source", BEFORE), tree.write("mounted", b"")
        script = f'mount --bind "{source}" "{path}" && echo ready && read x && cat "{path}"'
        with subprocess.Popen(["unshare", "-m", "sh", "-c", script], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
            if other.stdout.readline() != b"ready\n":
                raise Skip("mounts are not permitted here")
            equal(read(path), b"")
            result, words = tree.rewrite(tree.found(source), LONGER)
            equal((result, read(source)), ("failed", BEFORE))
            assert "in place" in words, words
            equal(tree.rewrite(tree.found(source))[0], "done")
            equal(other.communicate(b"\n")[0], AFTER)


def test_mounted_file_of_another_file_system__is_changed_in_place():
    with Tree() as tree:
        path = tree.write("mounted", b"")
        os.mkdir(tree.path("other"))

        def inside():
            mount("-t", "tmpfs", "none", tree.path("other"))
            source = tree.write("other/source", BEFORE)
            mount("--bind", source, path)
            equal(tree.rewrite(tree.found(path))[0], "done")
            equal(read(source), AFTER)

        in_namespace(inside)


# ---- what another did meanwhile ----

def changes():
    """Ways in which a file may not be what it was."""
    def replaced(path):
        os.rename(path, path + ".moved")
        with open(path, "wb") as file:
            file.write(BEFORE)

    def linked(path):
        os.rename(path, path + ".moved")
        os.symlink(path + ".moved", path)

    def rewritten(path):
        with open(path, "r+b") as file:
            file.write(b"[CF]")

    def grown(path):
        with open(path, "ab") as file:
            file.write(b"more\n")

    def touched(path):
        os.utime(path, ns=(1, 1))

    def fifo(path):
        os.remove(path)
        os.mkfifo(path)

    def directory(path):
        os.remove(path)
        os.mkdir(path)

    return [replaced, rewritten, grown, touched, os.remove, fifo, directory, linked]


def look(path):
    return sorted((name, os.stat(os.path.join(path, name)).st_mode,
                   read(os.path.join(path, name)) if os.path.isfile(os.path.join(path, name))
                   else b"") for name in os.listdir(path))


def test_changed_since_the_search__is_left():
    for change in changes()[:-1]:
        with Tree() as tree:
            path = tree.write("rclone.conf", BEFORE)
            found = tree.found(path)
            change(path)
            before = look(tree.files)
            equal((change.__name__, tree.rewrite(found)[0]), (change.__name__, "changed"))
            equal(look(tree.files), before)
            equal(tree.backup_names(), [])


def test_path_leads_to_the_same_file_by_a_new_link__is_still_that_file():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE)
        found = tree.found(path)
        changes()[-1](path)
        assert tree.rewrite(found)[0] == "changed"  # renaming it changed its ctime
        equal(read(path), BEFORE)


def test_other_value_at_the_place__is_left():
    with Tree() as tree:
        path = tree.write("rclone.conf", content(INI, "e" * 32))
        found = [*tree.found(path), f"{BEFORE.index(OLD.encode())}:32:plain"]
        equal(tree.rewrite(found)[0], "changed")
        equal(tree.backup_names(), [])


def test_one_place_of_two_changed__neither_is_written():
    with Tree() as tree:
        path = tree.write("f", BEFORE + BEFORE)
        found = tree.found(path)
        data = BEFORE + content(INI, "e" * 32)
        tree.write("f", data)
        equal(tree.rewrite(found)[0], "changed")
        equal(read(path), data)


def test_done_before__is_told_with_its_backup():
    for name, form in FORMATS.items():
        for new in (SAME, LONGER, SHORTER):
            with Tree() as tree:
                path = tree.write(name, content(form, OLD))
                found = tree.found(path)
                result, backup = tree.rewrite(found, new)
                equal(result, "done")
                equal((name, *tree.rewrite(found, new)), (name, "already", backup))
                equal(read(path), content(form, new))


def test_readers_meanwhile__see_the_old_file_or_the_new_one():
    with Tree() as tree:
        old, new = content(INI, OLD) * 500, content(INI, LONGER) * 500
        path = tree.write("f", old)
        strange, ended = [], threading.Event()

        def watch():
            while not ended.is_set():
                data = read(path)
                if data not in (old, new):
                    strange.append(data)

        reader = threading.Thread(target=watch)
        reader.start()
        try:
            for _ in range(10):
                equal(tree.rewrite(tree.found(path), LONGER)[0], "done")
                equal(tree.rewrite(tree.found(path, LONGER), OLD, LONGER)[0], "done")
        finally:
            ended.set()
            reader.join()
        equal(strange, [])


# ---- leftovers ----

def test_leftovers__are_removed_unless_somebody_writes_them():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE)
        tree.write(".other.keyturn-abc123", b"half a ne")
        tree.write(".mine.keyturn-ABC123", b"not ours by its name")
        tree.write(".rclone.conf.keyturn-abc1234", b"nor this")
        os.symlink("rclone.conf", tree.path(".link.keyturn-abc123"))
        locked = tree.write(".locked.keyturn-xyz789", b"in use")
        with open(locked, "rb") as file:
            ctypes.CDLL(None).flock(file.fileno(), 2)
            equal(tree.rewrite(tree.found(path))[0], "done")
        equal(tree.names(), [".link.keyturn-abc123", ".locked.keyturn-xyz789",
                             ".mine.keyturn-ABC123", ".rclone.conf.keyturn-abc1234", "rclone.conf"])


def test_long_name__fits():
    with Tree() as tree:
        for name in ("n" * 255, "\u00e9" * 127):
            path = tree.write(name, BEFORE)
            equal(tree.rewrite(tree.found(path))[0], "done")
            equal(read(path), AFTER)


# ---- what the system refuses ----

def test_read_only_file_system__is_told():
    with Tree() as tree:
        os.mkdir(tree.path("ro"))

        def inside():
            mount("-t", "tmpfs", "none", tree.path("ro"))
            path = tree.write("ro/rclone.conf", BEFORE)
            mount("-o", "remount,ro", tree.path("ro"))
            result, words = tree.rewrite(tree.found(path))
            equal((result, read(path)), ("failed", BEFORE))
            assert "read-only" in words, words
            equal(tree.backup_names(), [])

        in_namespace(inside)


def test_directory_that_may_not_be_written__is_told():
    need_root()
    with Tree() as tree:
        other = as_nobody(tree)
        path = tree.write("rclone.conf", BEFORE)
        os.chown(path, 65534, 65534)
        os.chmod(tree.files, 0o555)
        untouched(tree, path, BEFORE, tree.rewrite(tree.found(path), **other), "permission denied")
        os.chmod(tree.files, 0o755)


def fill(directory):
    with open(os.path.join(directory, "filler"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def test_disk_full__old_file_stays_and_nothing_lies_about():
    with Tree() as tree:
        os.mkdir(tree.path("small"))

        def inside():
            small = tree.path("small")
            mount("-t", "tmpfs", "-o", "size=256k", "none", small)
            path = tree.write("small/rclone.conf", BEFORE * 1000)
            fill(small)
            result, words = tree.rewrite(tree.found(path))
            equal((result, read(path)), ("failed", BEFORE * 1000))
            assert "disk is full" in words, words
            equal(sorted(os.listdir(small)), ["filler", "rclone.conf"])
            equal(tree.backup_names(), [])

        in_namespace(inside)


def test_disk_full_for_the_backup__file_is_not_touched():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE * 1000)

        def inside():
            mount("-t", "tmpfs", "-o", "size=16k", "none", tree.backups)
            before = os.stat(path).st_ino
            result, words = tree.rewrite(tree.found(path))
            equal((result, read(path), os.stat(path).st_ino), ("failed", BEFORE * 1000, before))
            assert "disk is full" in words and "backup" in words, words
            equal(tree.backup_names(), [])

        in_namespace(inside)


def test_limit_on_file_sizes__is_told():
    with Tree() as tree:
        path = tree.write("rclone.conf", BEFORE * 1000)
        untouched(tree, path, BEFORE * 1000, tree.rewrite(
            tree.found(path),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))), "ulimit")


def test_huge_file__is_refused():
    with Tree() as tree:
        path = tree.write("huge", BEFORE)
        found = tree.found(path)
        os.truncate(path, 65 << 20)
        result, words = tree.rewrite(found)
        equal(result, "failed")
        assert "64 MiB" in words, words


def test_files_of_other_programs__are_refused():
    for name, data in ((".bash_history", BEFORE), ("a.zip", b"PK\3\4" + BEFORE),
                       ("x.tfstate", BEFORE), ("state.db", b"SQLite format 3\0" + BEFORE),
                       ("rclone.conf", b"# Encrypted rclone configuration File\n" + BEFORE)):
        with Tree() as tree:
            path = tree.write(name, data)
            untouched(tree, path, data, tree.rewrite(tree.found(path)), ": ")


if __name__ == "__main__":
    main()
