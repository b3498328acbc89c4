# SPDX-License-Identifier: MIT
"""The key is found in compressed files and archives; what cannot be looked into is told."""
import bz2
import gzip
import io
import lzma
import os
import subprocess
import tarfile
import zipfile

from fixture import OLD, Tree, base64_of
from sandbox import Skip, equal, main
from searching import driver, only

TEXT = f"{'x = y' * 50}\nkey = {OLD}\n".encode()


def tar_of(mode, members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def zip_of(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


PACKED = {
    "config.gz": (gzip.compress(TEXT), ""),
    "config.bz2": (bz2.compress(TEXT), ""),
    "config.xz": (lzma.compress(TEXT), ""),
    "a.tgz": (tar_of("w:gz", {"etc/a": b"a", "etc/app.ini": TEXT, "b": b"b"}), "in etc/app.ini"),
    "a.tar.xz": (tar_of("w:xz", {"etc/app.ini": TEXT}), "in etc/app.ini"),
    "a.zip": (zip_of({"a": b"a", "d/app.ini": TEXT}), "in d/app.ini"),
    "no-name-that-says-so": (gzip.compress(TEXT), ""),
    "inner.tar": (tar_of("w:gz", {"old/config.gz": gzip.compress(TEXT)}), "in old/config.gz"),
    "inner.zip": (zip_of({"b.tgz": tar_of("w:gz", {"x/y": TEXT})}), "in b.tgz/x/y"),
    "zeros.gz": (gzip.compress(b"\0" * 4096 + TEXT), ""),
    "base64.gz": (gzip.compress(base64_of("j:" + OLD).encode()), ""),
}


def test_key_in_what_is_packed__manual_with_the_members_name():
    with Tree() as tree:
        for name, (data, _) in PACKED.items():
            assert OLD.encode() not in data, name
            tree.write(name, data)
        search = driver(tree.files)
        found = search.by_path()
        equal(sorted(found), sorted(tree.path(name) for name in PACKED))
        for name, (_, member) in PACKED.items():
            one = found[tree.path(name)]
            equal((name, one.action, one.name), (name, "manual", member))
            equal(one.encoding, "base64" if name == "base64.gz" else "plain")
            assert "compressed" in one.reason, one.reason
        equal(search.unsearched, {})


def test_other_packers__the_same():
    with Tree() as tree:
        plain = tree.write("plain", TEXT)
        made = []
        for command in (["zstd", "-q", "-k"], ["lz4", "-q", "-m"], ["lzip", "-k"], ["compress", "-k"]):
            try:
                subprocess.run([*command, plain], check=True, stderr=subprocess.DEVNULL)
                made.append(command)
            except (OSError, subprocess.CalledProcessError):
                pass
        if not made:
            raise Skip("none of them is here")
        equal(len(driver(tree.files).found), 1 + len(made))


def test_packed_without_the_key__nothing():
    with Tree() as tree:
        for name, (data, _) in PACKED.items():
            tree.write(name, data)
        tree.write("empty.gz", gzip.compress(b""))
        tree.write("empty.tgz", tar_of("w:gz", {}))
        tree.write("empty.zip", zip_of({"a": b""}))
        search = driver(tree.files, key=OLD[:-1] + "e")
        equal((search.found, search.unsearched), ([], {}))


def test_key_at_the_borders_of_what_is_unpacked_at_once():
    with Tree() as tree:
        for shift in range(-40, 4, 4):
            tree.write(f"{shift}.gz", gzip.compress(b"x" * (65536 + shift) + OLD.encode()))
        equal(len(driver(tree.files).found), len(range(-40, 4, 4)))


def test_what_is_not_opened__is_told():
    cut = gzip.compress(os.urandom(5000))[:1000]
    with Tree() as tree:
        tree.write("cut.gz", cut)
        tree.write("x.rar", b"Rar!\x1a\x07\0" + b"x" * 100)
        tree.write("x.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 100)
        tree.write("mixed.tgz", tar_of("w:gz", {"a.gz": cut, "b": TEXT}))
        search = driver(tree.files)
        equal(only(search).path, tree.path("mixed.tgz"))
        equal({path: kind for path, (kind, _) in search.unsearched.items()},
              {tree.path(name): "format" for name in ("cut.gz", "x.rar", "x.7z")})


def test_what_is_too_large__is_told():
    with Tree() as tree:
        with open(tree.path("large.gz"), "wb") as file:
            file.write(gzip.compress(b"x"))
            file.truncate((256 << 20) + 1)
        bomb = gzip.compress(gzip.compress(b"\0" * (300 << 20)))
        tree.write("bomb.gz", bomb)
        search = driver(tree.files)
        equal(search.found, [])
        equal({path: kind for path, (kind, _) in search.unsearched.items()},
              {tree.path("large.gz"): "large", tree.path("bomb.gz"): "large"})
        assert search.memory < 100000, search.memory


main()
