# SPDX-License-Identifier: MIT
"""Forms of a key that are not plain to see: found, and either written so that all else stays, or left with
the reason."""
import base64
import html
import json
import os
import urllib.parse

from fixture import LONGER, OLD, SAME, Tree, base64_of, read
from sandbox import equal, main
from searching import driver, only

ODD = "a/b&c<d>e+f=g\"h\\0123456789"  # what JSON, XML, URLs and properties have to escape


def wrapped(data, width, newline="\n", indent=""):
    encoded = base64.b64encode(data).decode()
    return newline.join(indent + encoded[at:at + width] for at in range(0, len(encoded), width))


def joined(text):
    return base64.b64decode("".join(text.decode().split()))


def check_written(name, before, after, old=OLD, new=SAME):
    """Found, told as an update, and written: only the key changes."""
    with Tree() as tree:
        path = tree.write(name, before)
        found = only(driver(path, key=old))
        equal((name, found.action, found.reason), (name, "update", ""))
        equal((name, tree.rewrite([path], new, old)[0]), (name, "done"))
        equal((name, read(path)), (name, after))
        equal((name, driver(path, key=old).found), (name, []))


def check_left(name, data, words, old=OLD):
    with Tree() as tree:
        path = tree.write(name, data)
        found = only(driver(path, key=old))
        equal((name, found.action), (name, "manual"))
        assert words in found.reason, (name, found.reason)


# ---- base64 over several lines ----

BREAKS = [("\n", ""), ("\r\n", ""), ("\n", "  "), ("\r\n", "\t"), ("\n", " " * 40), ("\\\n", ""),
          ("\\n", ""), ("\\r\\n", "")]


def test_base64_over_lines__at_every_offset__breaks_and_the_rest_stay():
    with Tree() as tree:
        files = {}
        for width in (16, 19, 64, 76):
            for number, (newline, indent) in enumerate(BREAKS if width > 20 else BREAKS[:3]):
                for before in range(0, 3 * width // 4 + 3, 1 if number == 0 else 7):
                    around = "x" * before + "{}" + "y" * 50
                    text = [f"data: |{newline}" + wrapped(
                        around.format(key).encode(), width, newline, indent) + "\nend: 1\n"
                            for key in (OLD, SAME)]
                    path = tree.write(f"{width}.{number}.{before}", text[0])
                    files[path] = text[1].encode()
        found = driver(tree.files).by_path()
        equal(set(files) - set(found), set())
        for path, after in files.items():
            equal((path, found[path].action, found[path].reason), (path, "update", ""))
        for path in list(files)[::9]:
            equal((path, tree.rewrite([path])[0]), (path, "done"))
            equal((path, read(path)), (path, files[path]))
            equal((path, driver(path).found), (path, []))


def test_base64_over_lines__url_alphabet_and_padding__stay():
    for tail in (b"", b"?", b"?>", b"\xfb\xff"):
        for before in range(40):
            data = [b"\xfb\xef" * before + key.encode() + tail for key in (OLD, SAME)]
            texts = [base64.urlsafe_b64encode(d).decode() for d in data]
            lines = ["\n".join(t[at:at + 64] for at in range(0, len(t), 64)) for t in texts]
            if before % 13 == 0:
                check_written("url", lines[0], lines[1].encode())


def test_base64_over_lines__the_line_is_the_key_s():
    with Tree() as tree:
        path = tree.write("f", "a: |\n" + wrapped(b"x" * 200 + OLD.encode() + b"y" * 200, 64) + "\n")
        (_, _, encoding, line), = only(driver(path)).places
        equal((encoding, line), ("base64", 6))


def test_base64_over_lines__more_than_one_key__all_are_new():
    text = f'{{"a":"{OLD}","b":"{base64_of("jqsmith:" + OLD)}","c":"{OLD}","d":"{"z" * 90}"}}'
    new = f'{{"a":"{SAME}","b":"{base64_of("jqsmith:" + SAME)}","c":"{SAME}","d":"{"z" * 90}"}}'
    for width in (20, 64, 76, 70):
        check_written("f", wrapped(text.encode(), width), wrapped(new.encode(), width).encode())


def test_base64_over_lines__key_of_another_length__is_left():
    with Tree() as tree:
        before = wrapped(b"x" * 40 + OLD.encode() + b"y" * 200, 64)
        path = tree.write("f", before)
        result, words = tree.rewrite([path], LONGER)
        equal((result, read(path)), ("failed", before.encode()))
        assert "lines" in words, words


def test_base64_over_lines__nearly_the_key__nothing():
    with Tree() as tree:
        for number in range(len(OLD)):
            near = OLD[:number] + ("0" if OLD[number] != "0" else "1") + OLD[number + 1:]
            tree.write(str(number), wrapped(b"x" * number + near.encode() + b"yy", 20))
        equal(driver(tree.files).found, [])


# ---- a form within a form ----

def docker(key):
    return json.dumps({"auths": {"reg.example.com": {
        "username": "jqsmith", "password": key, "auth": base64_of("jqsmith:" + key)}}})


NESTED = {
    "dockerconfigjson": lambda key: "data:\n  .dockerconfigjson: " + base64_of(docker(key)) + "\n",
    "base64 twice": lambda key: f"x: {base64_of('k: ' + base64_of('jqsmith:' + key) + chr(10))}\n",
    "url": lambda key: f"x: {base64_of('https://x/?k=' + ''.join(f'%{ord(c):02X}' for c in key) + '&y')}\n",
    "wide": lambda key: "powershell -EncodedCommand " + base64.b64encode(
        f"$k = '{key}'\r\n".encode("utf-16-le")).decode() + "\n",
}


def test_form_within_a_form__all_of_it_is_new():
    for name, form in NESTED.items():
        check_written(name, form(OLD), form(SAME).encode())


def test_form_within_a_form__key_of_another_length__all_of_it_is_new():
    for name in ("dockerconfigjson", "base64 twice", "url"):
        with Tree() as tree:
            path = tree.write(name, NESTED[name](OLD))
            equal((name, tree.rewrite([path], LONGER)[0]), (name, "done"))
            equal((name, read(path).decode()), (name, NESTED[name](LONGER)))


def test_form_within_a_form__every_alignment__is_found():
    with Tree() as tree:
        for outer in range(4):
            for inner in range(4):
                text = "o" * outer + base64_of("i" * inner + OLD + "jk")
                tree.write(f"{outer}.{inner}", f"x: {base64_of(text + 'p' * inner)}\n")
        search = driver(tree.files)
        equal(len(search.found), 16)


def test_form_within_a_form__one_that_cannot_be_written__none_is():
    for inner in (json.dumps({"a": OLD})[:-2].replace(OLD, "".join(f"\\u{ord(c):04x}" for c in OLD)),
                  f"export K={OLD[:16]}\\\n{OLD[16:]}\n"):
        check_left("f", f"x: {base64_of(f'k={OLD} ' + inner)}\n", "cannot write")


def test_base64_in_a_url__is_found():
    old = "0f1e/2d3c+4b5a?6978>8796"
    with Tree() as tree:
        for number in range(3):
            text = base64_of("~" * number + "\u00ff?>" + old)
            tree.write(str(number), "https://x/?a=" + urllib.parse.quote(text, safe=""))
        equal(len(driver(tree.files, key=old).found), 3)


# ---- UTF-16 and UTF-32 ----

def test_utf16__with_and_without_mark__is_written_in_its_own():
    text = "# \u00dcbersicht\r\n$env:RS_API_KEY = '{}'\r\n"
    for code in ("utf-16-le", "utf-16-be"):
        for mark in ("\ufeff", ""):
            forms = [(mark + text.format(key)).encode(code) for key in (OLD, SAME, LONGER)]
            check_written("a.ps1", forms[0], forms[1])
            check_written("a.ps1", forms[0], forms[2], new=LONGER)


def test_utf16__nothing_but_the_key():
    for code in ("utf-16-le", "utf-16-be"):
        check_written("key", OLD.encode(code), SAME.encode(code))


def test_utf16__key_that_needs_quotes__is_left():
    with Tree() as tree:
        data = f"k = {OLD}\r\n".encode("utf-16")
        path = tree.write("a.reg", data)
        result, words = tree.rewrite([path], "with'quote-0123456789")
        equal((result, read(path)), ("failed", data))
        assert "quoting" in words, words


def test_utf32_and_what_is_encoded_in_utf16__are_left():
    text = f"key = '{OLD}'\r\n"
    for code in ("utf-32-le", "utf-32-be", "utf-32"):
        check_left("f", text.encode(code), ":")
    check_left("f", f"key: {base64_of('jqsmith:' + OLD)}\r\n".encode("utf-16"), "UTF-16")


def test_utf16_in_a_program__is_left():
    check_left("f", b"\0\0\0\1" * 300 + OLD.encode("utf-16-le") + b"\0\0", "program")


# ---- escapes ----

def throughout(form, key=OLD):
    return "".join(form.format(ord(c), c) for c in key)


def test_escaped_throughout__is_found_and_left():
    for form in ("\\u{:04x}", "\\u{:04X}", "\\x{:02x}", "\\{:03o}", "&#{};", "&#x{:x};", "&#x{:X};",
                 "\\u{{{:x}}}"):
        check_left(form, f'<k v="{throughout(form)}"/>\n', "escapes")
    check_left("twice", f"x={throughout('%25{:02X}')}&y\n", "twice")
    check_left("mail", f"x{throughout('={:02X}')}\n", "quoted-printable")


def test_escaped_in_part__is_found_and_left():
    for at in (0, 1, 15, 16, 30, 31):
        for form, words in (("\\u{:04x}", "escape"), ("&#{};", "escapes"), ("\\x{:02x}", "escape"),
                            ("%25{:02x}", "twice" if at else "escape")):
            text = OLD[:at] + form.format(ord(OLD[at])) + OLD[at + 1:]
            check_left(f"{form} {at}", f'{{"k":"{text}"}}', words)


def test_marks__as_each_format_escapes_them__are_found():
    for name, text in {
            "json": json.dumps({"k": ODD}), "php": json.dumps({"k": ODD}).replace("/", "\\/"),
            "net": json.dumps({"k": ODD}).replace("&", "\\u0026").replace("<", "\\u003c")
            .replace("+", "\\u002B"),
            "xml": f"<k>{html.escape(ODD)}</k>", "numbers": f"<k>{ODD}</k>".replace("&", "&#38;"),
            "properties": "k=" + ODD.replace("\\", "\\\\").replace("=", "\\="),
            "shell": "k=" + "".join(c if c.isalnum() else "\\" + c for c in ODD)}.items():
        check_left(name, text, "escapes", old=ODD)
    check_left("quotes", "k='0123456789'\\''abcdefghij'", "escapes", old="0123456789'abcdefghij")


def test_line_that_goes_on__is_found_and_left():
    for at in range(1, len(OLD)):
        for gap in ("\\\n", "\\\r\n    ", "=\n", "\r\n "):
            check_left(f"{at}{gap!r}", f"export K={OLD[:at]}{gap}{OLD[at:]}\n", "next line")


def test_match_that_begins_in_an_escape__is_never_written():
    for before in ("\\u00" + format(ord(OLD[0]), "02x")[0], "\\u00", "\\x", "\\x3", "%3", "\\0", "\\"):
        with Tree() as tree:
            data = f'{{"k":"{before}{OLD}"}}'
            path = tree.write("f", data)
            equal((before, only(driver(path)).action), (before, "manual"))
            result, words = tree.rewrite([path])
            equal((before, result, read(path)), (before, "failed", data.encode()))
            assert "escape" in words, words


def test_escape_that_ends_before_the_key__is_none_of_its():
    for before in ("\\n", "\\\"", "\\\\", "\\u0020", "%20", "&quot;", "=3D", "key=", "C:\\\\"):
        check_written(before, f"x {before}{OLD}\n", f"x {before}{SAME}\n".encode())


def test_words_that_only_look_alike__nothing():
    with Tree() as tree:
        half = OLD[:16]
        tree.write("a", f"{half}\n{OLD[16:]}\n")  # two words, two lines
        tree.write("b", f"{half} {OLD[16:]}\n")
        tree.write("c", half * 20)
        tree.write("d", throughout("\\u{:04x}", OLD[:-1] + "e"))
        tree.write("e", "".join(f"%{ord(c):02x}" for c in OLD[:-1]))
        equal([os.path.basename(found.path) for found in driver(tree.files).found], [])


if __name__ == "__main__":
    main()
