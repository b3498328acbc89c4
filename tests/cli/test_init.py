# SPDX-License-Identifier: MIT
"""keyturn init: a profile is asked for, tried and written, and nothing else is touched."""
import os

from keyturn import Asked, Home
from sandbox import PASSWORD, Sandbox, equal, main

CONFIG = ".config/keyturn/config.ini"
REST = "; mine\r\n[scan]\r\nroots = ~ \r\n[profile old]\nservice = rackspace-uk\n# no end of line"


def read(home, name=CONFIG):
    with open(os.path.join(home.path, name), "rb") as file:
        return file.read().decode()


def words(sandbox, home, *more, name="work"):
    secret = home.write("secret", PASSWORD + "\n")
    return ("init", "--no-input", f"--profile={name}", f"--auth-url={sandbox.url}",
            "--username=jqsmith", "--from=file", f"--entry={secret}", "--secret=password", *more)


def test_init__by_options__writes_a_profile_that_signs_in():
    with Sandbox() as s, Home() as home:
        done = home.run(*words(s, home, "--json"))
        equal((done.status, done.err), (0, ""))
        equal([done.json[name] for name in ("profile", "username", "credential", "signed_in")],
              ["work", "jqsmith", "password_command", True])
        path = os.path.join(home.path, CONFIG)
        equal((done.json["file"], os.stat(path).st_mode & 0o777), (path, 0o600))
        equal(os.stat(os.path.dirname(path)).st_mode & 0o777, 0o700)
        assert PASSWORD not in read(home), read(home)
        equal(home.run("show", "--profile=work", "--json").json["user"], "jqsmith")
        equal(os.listdir(os.path.dirname(path)), ["config.ini"])


def test_init__keeps_the_rest_byte_for_byte():
    with Sandbox() as s, Home() as home:
        path = home.config("")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(REST)
        os.chmod(path, 0o640)
        equal(home.run(*words(s, home)).status, 0)
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        assert text.startswith(REST + "\r\n\r\n[profile work]\r\n"), text
        equal((os.stat(path).st_mode & 0o777, home.run("profiles").status), (0o640, 0))


def test_init__a_name_that_is_there__is_refused_or_replaced():
    with Sandbox() as s, Home() as home:
        before = ("[profile a]\nservice = rackspace-us\n\n; of work\n[profile work]\n"
                  "service = rackspace-us\nregion = DFW\n; of b\n\n[profile b]\n"
                  "service = rackspace-us\n")
        home.config(before)
        done = home.refused(2, "profile-exists", *words(s, home))
        assert "--replace" in done.json["error"]["hint"], done.out
        equal(read(home), before)
        equal(home.run(*words(s, home, "--replace")).status, 0)
        text = read(home)
        assert text.startswith("[profile a]\nservice = rackspace-us\n\n; of work\n[profile work]\n"
                               f"service = {s.url}\nusername = jqsmith\npassword_command = "), text
        assert text.endswith("\n; of b\n\n[profile b]\nservice = rackspace-us\n"), text


def test_init__a_sign_in_that_fails__writes_nothing_unless_told():
    with Sandbox() as s, Home() as home:
        given = words(s, home)
        home.write("secret", "wrong\n")
        home.refused(3, "sign-in-refused", *given)
        assert not os.path.exists(os.path.join(home.path, CONFIG))
        done = home.run(*given, "--unverified", "--json")
        equal((done.status, done.json["signed_in"]), (0, False))
        assert "[profile work]" in read(home)


def test_init__asking_every_time__takes_the_secret_from_a_descriptor():
    with Sandbox() as s, Home() as home:
        given = ("init", "--no-input", "--profile=p", f"--auth-url={s.url}",
                 "--username=jqsmith", "--from=ask")
        done = home.run(*given, "--password-fd=FD", "--json", secret=PASSWORD)
        equal((done.status, done.json["credential"]), (0, "prompt"))
        assert "command" not in read(home) and PASSWORD not in read(home)


def test_init__a_missing_answer__is_named():
    given = {"profile": "p", "auth-url": "rackspace-us", "username": "u", "from": "pass",
             "entry": "x", "secret": "api-key"}
    with Home() as home:
        for missing in given:
            some = [f"--{name}={value}" for name, value in given.items()
                    if name != missing and not (missing == "from" and name == "entry")]
            done = home.refused(2, "usage", "init", "--no-input", *some)
            equal((missing, f"--{missing}" in done.json["error"]["message"]), (missing, True))
        assert not os.path.exists(os.path.join(home.path, ".config"))


def test_init__a_wrong_answer__is_a_sentence():
    with Home() as home:
        loose = home.write("loose", "x", 0o644)
        for wrong, said in ((("--from=pas",), "did you mean 'pass'"),
                            (("--from=op", "--entry=x"), "op://"),
                            (("--from=secret-tool", "--entry=x"), "ATTRIBUTE=VALUE"),
                            (("--from=file", f"--entry={loose}"), "chmod 600"),
                            (("--from=file", "--entry=/none"), "No such file"),
                            (("--from=pass", "--entry=--x"), "option"),
                            (("--from=ask", "--entry=x"), "no --entry"),
                            (("--entry=x",), "--from"),
                            (("--profile=a b",), "letters"),
                            (("--secret=token",), "api-key"),
                            (("--auth-url=http://elsewhere.example.com",), "https"),
                            (("--username=",), "empty"),
                            (("--demo",), "demo")):
            done = home.run("init", "--no-input", *wrong)
            equal((wrong, done.status), (wrong, 2))
            assert said in done.err, (wrong, done.err)


def test_init__words_of_commands__are_quoted_so_that_they_come_back():
    with Home() as home:
        for number, entry in enumerate(("plain/name", "with blank", "it's", 'a"b\'c\\d', "$(id)")):
            done = home.run("init", "--no-input", f"--profile=p{number}", "--username=u",
                            "--auth-url=http://127.0.0.1:1", "--from=pass", f"--entry={entry}",
                            "--secret=api-key", "--unverified", "--json",
                            env={"PATH": home.path})
            equal((entry, done.status), (entry, 0))
        log = home.write("pass", f"#!/bin/sh\nprintf '%s\\n' \"$2\" >> {home.path}/asked\n", 0o700)
        assert log
        for number in range(5):
            home.run("show", f"--profile=p{number}", env={"PATH": home.path})
        equal(read(home, "asked").splitlines(),
              ["plain/name", "with blank", "it's", 'a"b\'c\\d', "$(id)"])


def test_init__a_username_that_the_file_cannot_hold__is_refused():
    with Home() as home:
        done = home.refused(2, "usage", "init", "--no-input", "--profile=p", "--username=a ;b",
                            "--auth-url=rackspace-us", "--from=ask", "--unverified")
        assert "cannot hold" in done.json["error"]["message"], done.out


def test_init__a_link_to_the_file__stays_one():
    with Sandbox() as s, Home() as home:
        real = home.write("dotfiles/keyturn.ini", "")
        os.makedirs(os.path.join(home.path, ".config/keyturn"), 0o700)
        os.symlink(real, os.path.join(home.path, CONFIG))
        equal(home.run(*words(s, home)).status, 0)
        assert os.path.islink(os.path.join(home.path, CONFIG))
        assert "[profile work]" in read(home, "dotfiles/keyturn.ini")


# ---- asked ----

def test_terminal__asks_for_all_of_it_and_says_what_it_wrote():
    with Sandbox() as s, Home() as home:
        secret = home.write("secret", PASSWORD + "\n")
        asked = Asked(home, "init")
        asked.answer("Name of the profile [default]: ", "\n")
        asked.answer("Service (", s.url + "\n")
        asked.answer("Username: ", "jqsmith\n")
        asked.answer("A number or a name [ask]: ", "5\n")
        asked.answer("The file: ", secret + "\n")
        asked.answer("'password'? [api-key]: ", "password\n")
        equal((asked.end(), "[profile default]" in read(home)), (0, True))
        assert "works" in asked.shown and "Next" in asked.shown, asked.shown
        assert PASSWORD not in asked.shown
        equal(home.run("show").status, 0)


def test_terminal__wrong_answers__are_told_and_asked_again():
    with Sandbox() as s, Home() as home:
        asked = Asked(home, "init", "--from=ask")
        asked.answer("profile [default]: ", "a b\n")
        asked.answer("letters", "")
        asked.answer("profile [default]: ", "good\n")
        asked.answer("Service (", "nowhere\n")
        asked.answer("Service (", s.url + "\n")
        asked.answer("Username: ", "\n")
        asked.answer("empty", "")
        asked.answer("Username: ", "jqsmith\n")
        asked.answer("Password of jqsmith", "wrong\n")
        asked.answer("write the profile anyway (w), or stop (s)? ", "c\n")
        asked.answer(f"Service (rackspace-us, rackspace-uk or an https URL) [{s.url}]: ", "\n")
        asked.answer("Username [jqsmith]: ", "\n")
        asked.answer("[ask]: ", "\n")
        asked.answer("Password of jqsmith", PASSWORD + "\n")
        equal((asked.end(), "[profile good]" in read(home)), (0, True))
        assert PASSWORD not in asked.shown


def test_terminal__control_c_at_any_question__leaves_nothing():
    answers = (("Name of the profile", "p\n"), ("Service (", "{}\n"), ("Username: ", "jqsmith\n"),
               ("A number or a name", "6\n"), ("Password of jqsmith", "wrong\n"),
               ("or stop (s)? ", "s\n"))
    with Sandbox() as s, Home() as home:
        for number in range(len(answers)):
            asked = Asked(home, "init")
            for question, text in answers[:number]:
                asked.answer(question, text.format(s.url))
            asked.answer(answers[number][0], "\x03")
            assert asked.end() in (130, -2), (number, asked.shown)
            assert not os.path.exists(os.path.join(home.path, ".config")), number


if __name__ == "__main__":
    main()
