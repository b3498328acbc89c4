#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The floors: a folder of src/ may use those below it and no others."""
import glob
import os
import re
import subprocess

from lint import BUILD, ROOT, Tap, code, files, matching, read

FLOORS = {"base": 0, "secret": 1, "identity": 2, "holders": 2, "store": 2, "config": 2,
          "model": 3, "app": 4, "ui": 5, "cli": 6, "main": 7}
ISLAND = "sandbox"  # its own program; may use the base

# Headers of others, and the only places where they may be included.
PLACES = {
    r"(n?curses\w*/)?(n?curses|term|panel|form|menu)\.h": r"src/ui/term\w*\.[ch]",
    r"curl/.*": r"src/identity/.*",
    r"json-c/.*|json\.h": r"src/(identity|holders|store|cli|sandbox)/.*|tests/.*",
    r"uv\.h": r"src/(config|identity|holders|app|cli|main)/.*|src/ui/panel\.c|"
                r"include/keyturn/(app|credential_command|driver|identity|search|rewrite|hook|works)"
                r"\.h|tests/.*",
    r"sqlite3\.h": r"src/(store|sandbox)/.*|tests/.*",
    r"microhttpd\.h|gnutls/.*|png\.h": r"src/sandbox/.*",
    r"qrencode\.h": r"src/ui/late_qrencode\.h|src/sandbox/.*|tests/.*",
    r"ini\.h|yaml\.h": r"src/config/.*|tests/.*",
    r"sodium\.h": r"src/(?!model/|base/).*|tests/.*",
    r"vterm\.h|cmocka\.h": r"tests/.*",
}

# The model is pure: no descriptors, no clock, no processes, no environment.
IMPURE_HEADERS = r"sys/.*|fcntl\.h|unistd\.h|poll\.h|time\.h|pthread\.h|errno\.h|locale\.h"
IMPURE_SYMBOLS = re.compile(
    r"(v?f?d?printf|puts|putchar|fputs|fputc|fwrite|fread|fopen|fdopen|fclose|perror|open(64)?|"
    r"openat|read|write|close|pipe|socket|connect|send|recv|poll|select|ioctl|fcntl|stat|lstat|"
    r"fork|exec\w+|kill|signal|sigaction|time|clock|clock_gettime|gettimeofday|nanosleep|sleep|"
    r"usleep|localtime(_r)?|getenv|setenv|rand|random|srand|getrandom|getpid|pthread_\w+|"
    r"clock_wall|clock_monotonic|system|exit|_exit)$")
INSTRUMENTS = re.compile(r"__(asan|ubsan|sanitizer|lsan|msan|tsan|gcov|start|stop|stack_chk)")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def includes(name):
    return INCLUDE.findall(read(name))


def folder_of(name):
    """src/model/x.c, src/model/pages/x.c, src/main.c: model, model, main."""
    parts = name.split("/")
    return parts[1] if len(parts) > 2 else "main"


def owners(header):
    """The folders with a NAME.c, at any depth, that includes keyturn/NAME.h first, as its own."""
    return {folder_of(c) for c in matching(rf"src/[a-z]+/([a-z]+/)*{header}\.c")
            if [what for _, what in includes(c)][:1] == [f"keyturn/{header}.h"]}


def header_floor(header, seen=()):
    """The floor of keyturn/NAME.h: its module's, or for data alone that of what it includes."""
    own = owners(header)
    if header in FLOORS:  # identity.h of src/identity/client.c
        return FLOORS[header]
    if own:
        return min(FLOORS.get(folder, 0) for folder in own)
    name = f"include/keyturn/{header}.h"
    below = [re.fullmatch(r"keyturn/(\w+)\.h", what) for _, what in includes(name)]
    return max([header_floor(b.group(1), seen + (header,)) for b in below
                if b and b.group(1) not in seen] + [0])


def reaches_up():
    for name in matching(r"src/.*\.[ch]"):
        folder = folder_of(name)
        for _, what in includes(name):
            header = re.fullmatch(r"keyturn/(\w+)\.h", what)
            if not header or f"include/{what}" not in files():
                continue
            floor = header_floor(header.group(1))
            if folder == ISLAND:
                if floor > 0:
                    yield f"{name}: {what} is not of the base"
            elif floor > FLOORS[folder]:
                yield f"{name}: {what} is of a higher floor"
            elif floor == FLOORS[folder] and floor == 2 and foreign(folder, header.group(1)):
                yield f"{name}: {what} is a neighbour's"


def foreign(folder, header):
    own = {header} if header in FLOORS else owners(header)
    return bool(own) and folder not in own


def unknown_folders():
    return sorted({f"src/{folder_of(n)}/ has no floor" for n in matching(r"src/.*\.[ch]")
                   if folder_of(n) not in FLOORS and folder_of(n) != ISLAND})


def misplaced():
    for name in matching(r"(src|include|tests)/.*\.[ch]"):
        for _, what in includes(name):
            for pattern, places in PLACES.items():
                if re.fullmatch(pattern, what) and not re.fullmatch(places, name) \
                        and not exists_beside(name, what):
                    yield f"{name}: <{what}> belongs in {places}"


def exists_beside(name, what):
    return os.path.exists(os.path.join(ROOT, os.path.dirname(name), what))


def climbing():
    for name in matching(r"(src|include|tests)/.*\.[ch]"):
        for quote, what in includes(name):
            path = os.path.normpath(os.path.join(os.path.dirname(name), what))
            within = name.split("/")[0] == path.split("/")[0] == "tests"
            if ".." in what.split("/") and folder_of(path) != folder_of(name) and not within:
                yield f"{name}: {what}"


def impure():
    for name in matching(r"src/model/.*\.[ch]"):
        for _, what in includes(name):
            if re.fullmatch(IMPURE_HEADERS, what):
                yield f"{name}: <{what}>"


# ---- symbols of the libraries that were built ----

def symbols(path):
    """(defined, undefined) global symbols of a library."""
    listed = subprocess.run(["nm", "-gP", path], capture_output=True, text=True, check=True)
    defined, undefined = set(), set()
    for line in listed.stdout.splitlines():
        fields = line.split()
        if len(fields) < 2 or fields[0].endswith(":"):
            continue
        name, kind = fields[0].split("@")[0], fields[1]
        (undefined if kind in "Uw" else defined).add(name)
    return defined, undefined - defined


def libraries():
    """folder: (defined, undefined), of the libraries in the build directory."""
    found = {}
    for folder in FLOORS if BUILD else ():
        for path in glob.glob(os.path.join(BUILD, "src", folder, "lib*.a")):
            defined, undefined = found.get(folder, (set(), set()))
            more = symbols(path)
            defined |= more[0]
            found[folder] = (defined, (undefined | more[1]) - defined)
    return found


def linked_up(found):
    owner = {symbol: folder for folder, (defined, _) in found.items() for symbol in defined}
    for folder, (_, undefined) in found.items():
        for symbol in sorted(undefined):
            other = owner.get(symbol, folder)
            if other != folder and FLOORS[other] >= FLOORS[folder]:
                yield f"{folder} needs {symbol} of {other}"


def c_library():
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True,
                            env={"PATH": "/sbin:/usr/sbin:/usr/bin:/bin"}).stdout
    path = re.search(r"libc\.so\.6 .*=> (\S+)", listed)
    return {s.split("@")[0] for s in symbols_dynamic(path.group(1))} if path else None


def symbols_dynamic(path):
    listed = subprocess.run(["nm", "-DP", path], capture_output=True, text=True, check=True)
    return [line.split()[0] for line in listed.stdout.splitlines() if line.split()]


def model_reaches_out(found):
    allowed = c_library() or set()
    for below in ("base", "secret"):
        allowed |= found.get(below, (set(), set()))[0]
    for symbol in sorted(found["model"][1]):
        if INSTRUMENTS.match(symbol) or symbol.startswith("_GLOBAL_OFFSET"):
            continue
        if symbol not in allowed:
            yield f"{symbol} is outside libc, base and secret"
        elif IMPURE_SYMBOLS.match(symbol):
            yield f"{symbol} is not pure"


def main():
    tap = Tap()
    tap.case("every folder of src/ has a floor", unknown_folders())
    tap.case("no include reaches up", reaches_up())
    tap.case("no include leaves its folder sideways", climbing())
    tap.case("each library is used where it belongs", misplaced())
    tap.case("the model includes nothing that is not pure", impure())
    found = libraries()
    if found:
        tap.case("no library needs one of its floor or above", linked_up(found))
    else:
        tap.skip("no library needs one of its floor or above", "nothing is built")
    if "model" in found:
        tap.case("the model library needs libc, base and secret alone", model_reaches_out(found))
    else:
        tap.skip("the model library needs libc, base and secret alone", "it is not built")
    tap.end()


main()
