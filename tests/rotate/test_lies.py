# SPDX-License-Identifier: MIT
"""A service that repeats what it was sent, or answers with what is no key of this user."""
from harm import Harm
from sandbox import PASSWORD, equal, main
from steps import for_each
from world import INI, World


def run(world, harm, *words, secret=PASSWORD, how="--password-fd=FD"):
    return world.home.run(f"--auth-url={harm.url}", "--username=jqsmith", how, *words,
                          secret=secret, timeout=400)


def test_service_repeats_the_request__no_secret_is_shown():
    with World(INI) as w, Harm(w.sandbox.url) as harm:
        harm.repeats = True
        for secret, how in (PASSWORD, "--password-fd=FD"), (w.old, "--api-key-fd=FD"):
            for more in [], ["--json"]:
                done = run(w, harm, "show", *more, secret=secret, how=how)
                said = done.out + done.err
                assert done.status != 0 and "you sent" in said and "********" in said, said
                assert secret not in said and secret[:6] not in said, how


def test_reset_answered_for_another_user__not_taken_and_learned():
    with World(INI) as w, Harm(w.sandbox.url, "another user", 2) as harm:
        done = run(w, harm, "rotate", "--confirm=jqsmith", "--json")
        equal((done.status, done.json["outcome"], w.resets()), (0, "done", 1))
        w.holds("a.ini", w.key())


def test_key_of_another_user__told_and_nothing_reset():
    with World(INI) as w, Harm(w.sandbox.url, "another user", 1, 1000) as harm:
        done = run(w, harm, "rotate", "--confirm=jqsmith", "--json")
        equal((done.status, done.error, w.resets()), (5, "reply", 0))
        assert "mallory" in done.json["error"]["message"], done.out


def test_no_key_in_any_answer__ends_undetermined():
    def one(fault):
        with World(INI) as w, Harm(w.sandbox.url, fault, 2, 1000) as harm:
            done = run(w, harm, "rotate", "--confirm=jqsmith", "--no-input", "--verbose")
            equal((fault, done.status, w.resets()), (fault, 7, 1))
            assert "8 times" in done.err, done.err
            w.holds("a.ini", w.old)

    for_each(one, ["empty key", "key with a NUL", "key too long"])


if __name__ == "__main__":
    main()
