# SPDX-License-Identifier: MIT
"""What SECURITY.md says that the compiler and linker do, found in the programs that were built: those
of this build and, where it is gcc's, of releases by gcc and clang."""
import json
import os
import platform
import re
import shutil
import subprocess
import sys

import lint

PROGRAMS = ["src/keyturn", "src/sandbox/keyturn-sandbox"]
X86 = platform.machine() == "x86_64"
FLAGS = ["-fPIE", "-fstack-protector-strong", "-fstack-clash-protection"]
FLAGS += ["-fcf-protection=full"] if X86 else []
# What keyturn itself is loaded with. All others wait until they are wanted.
NEEDED = r"lib(json-c|uv|sodium|inih|ncursesw|tinfo|c|m|pthread|dl|rt)\.so\.\d+|ld-linux.*"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def options(build):
    listed = json.loads(output("meson", "introspect", "--buildoptions", build))
    return {option["name"]: option["value"] for option in listed}


def properties(path):
    return set(re.findall(r"\b(?:IBT|SHSTK)\b", output("readelf", "-nW", path)))


def start_files_have_landing_pads(compiler):
    """Else no program has the mark, whatever it is compiled with."""
    names = [output(*compiler, f"-print-file-name={name}").strip() for name in ("Scrt1.o", "crti.o")]
    return all("IBT" in properties(name) for name in names)


# ---- what can be wrong with a program ----

def layout_faults(path):
    """By readelf's view of it."""
    headers, dynamic = output("readelf", "-hlW", path), output("readelf", "-dW", path)
    segments = re.findall(r"^ +([A-Z_]+) +(?:0x\w+ +){5}([RWE ]{3}) ", headers, re.M)
    if not re.search(r"Type: +DYN", headers) or "PIE" not in dynamic:
        yield "is not position independent"
    if "GNU_RELRO" not in dict(segments) or "BIND_NOW" not in dynamic:
        yield "has no full RELRO"
    if "E" in dict(segments).get("GNU_STACK", "E"):
        yield "has an executable stack"
    if not any(kind == "LOAD" for kind, _ in segments):
        yield "has no segments that this test understands"
    if any("W" in flags and "E" in flags for _, flags in segments):
        yield "has a segment that can be written and executed"
    for word in re.findall(r"RPATH|RUNPATH|TEXTREL", dynamic):
        yield f"has {word}"


def function_faults(path, fortified):
    """By what it calls and how its functions begin."""
    calls = output("readelf", "--dyn-syms", "-W", path)
    if "__stack_chk_fail" not in calls:
        yield "has no stack protector"
    if fortified and not re.search(r"\b__(v?snprintf|memcpy)_chk\b", calls):
        yield "calls nothing that is checked (FORTIFY)"
    if X86 and not re.search(r"\b(or|mov)q +\$0x0,(0x0)?\(%rsp\)", output("objdump", "-d", path)):
        yield "touches no pages of a large frame in turn (stack clash)"


def mark_faults(path, compiler):
    wanted = {"SHSTK"} | ({"IBT"} if start_files_have_landing_pads(compiler) else set())
    for missing in sorted(wanted - properties(path)):
        yield f"is not marked {missing}"


def needed_faults(path):
    for name in re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-dW", path)):
        if not re.fullmatch(NEEDED, name):
            yield f"is loaded with {name}"


def compiled(build):
    """(file, arguments) of the product's sources."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for unit in json.load(file):
            name = os.path.relpath(os.path.join(unit["directory"], unit["file"]), lint.ROOT)
            if name.startswith("src/") and name != "src/embed.c":
                yield name, unit["command"].split(), os.path.join(
                    unit["directory"], unit["output"])


def fortify_level(compiler):
    """The highest that this compiler and C library have."""
    for level in (3, 2):
        text = f"#include <features.h>\n#if __USE_FORTIFY_LEVEL < {level}\n#error\n#endif\n"
        if subprocess.run([*compiler, "-O2", "-U_FORTIFY_SOURCE", f"-D_FORTIFY_SOURCE={level}", "-E",
                           "-"], input=text, capture_output=True, text=True,
                          check=False).returncode == 0:
            return level
    return 0


def source_faults(build, compiler, fortified):
    """One that lacks a flag is weak, however the rest of the program was made."""
    flags = FLAGS + ([f"-D_FORTIFY_SOURCE={fortify_level(compiler)}"] if fortified else [])
    count = 0
    for name, arguments, result in compiled(build):
        count += 1
        for flag in flags:
            # Libraries are compiled with -fPIC, which a program may have too.
            if flag not in arguments and (flag, "-fPIC" in arguments) != ("-fPIE", True):
                yield f"{name}: compiled without {flag}"
        if X86 and os.path.exists(result) and properties(result) != {"IBT", "SHSTK"}:
            yield f"{name}: its object lacks IBT or SHSTK"
    if count == 0:
        yield "no sources"


# ---- the cases ----

def check(tap, what, build):
    compiler = compiler_of(build)
    fortified = options(build)["buildtype"] != "debug"
    for program in PROGRAMS:
        path = os.path.join(build, program)
        name = f"{what}: {os.path.basename(program)}"
        tap.case(f"{name}: segments", layout_faults(path))
        tap.case(f"{name}: functions", function_faults(path, fortified))
        if X86:
            tap.case(f"{name}: marks", mark_faults(path, compiler))
    tap.case(f"{what}: keyturn: libraries", needed_faults(os.path.join(build, PROGRAMS[0])))
    tap.case(f"{what}: every source", source_faults(build, compiler, fortified))
    if X86 and not start_files_have_landing_pads(compiler):
        tap.skip(f"{what}: marked IBT", "the C library's start files have no landing pads")


def compiler_of(build):
    """Without ccache and the like."""
    arguments = next(iter(compiled(build)))[1]
    return [next(word for word in arguments if re.search(r"(gcc|clang|cc)(-\d+)?$", word))]


def release(compiler):
    """A release by this compiler, built beside this build and kept there for the next time."""
    build = os.path.join(lint.BUILD, "hardening", compiler)
    if not os.path.exists(os.path.join(build, "build.ninja")):
        ccache = ["ccache"] if shutil.which("ccache") else []
        subprocess.run(["meson", "setup", build, lint.ROOT, "-Dbuildtype=release", "-Dtests=false"],
                       check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "CC": " ".join([*ccache, compiler])})
    done = subprocess.run(["ninja", "-C", build, *PROGRAMS], check=False, capture_output=True, text=True)
    return build, [line for line in done.stdout.splitlines() if done.returncode and line[:1] != "["]


def main():
    tap = lint.Tap()
    here = options(lint.BUILD)
    if here["b_sanitize"] != "none":
        tap.skip("hardening", "a sanitizer brings its own, in its place")
        return tap.end()
    check(tap, "this build", lint.BUILD)
    if here["buildtype"] == "release" or "clang" in compiler_of(lint.BUILD)[0]:
        return tap.end()
    for compiler in ("gcc", "clang"):
        if not shutil.which(compiler):
            tap.skip(f"{compiler}'s release", "it is not installed")
            continue
        build, faults = release(compiler)
        tap.case(f"{compiler}'s release: builds without a warning", faults)
        if not faults:
            check(tap, f"{compiler}'s release", build)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
