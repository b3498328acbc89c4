# SPDX-License-Identifier: MIT
"""Every fault of the line and of the service at every request of a rotation: what is told of it is
so, nothing is reset twice, and nothing is lost."""
import itertools
import signal

from harm import FAULTS, Harm
from keyturn import finish
from sandbox import PASSWORD, equal, main
from steps import for_each
from world import RESET, World

FILES = {"a.ini": "key = {}\n", "b.ini": "key = {}\n"}
NOTHING = {"rotations": []}
STATUS = {"done": 0, "partial": 6, "unknown": 7}


def run(world, harm, *words):
    return world.home.run(f"--auth-url={harm.url}", "--username=jqsmith", "--password-fd=FD",
                          *words, "--json", secret=PASSWORD, timeout=150)


def rotate(world, harm, *more):
    return run(world, harm, "rotate", "--confirm=jqsmith", *more)


def requests_of_a_rotation():
    with World(FILES) as world, Harm(world.sandbox.url) as harm:
        equal(rotate(world, harm, "--leaked").status, 0)
        assert len(harm.seen) >= 7, harm.seen
        return len(harm.seen)


def check(world, harm, done, what):
    """What was told, held against the service and the files."""
    key, resets = world.key(), world.resets()
    equal((what, resets), (what, int(key != world.old)))
    assert sum(RESET in line for line in harm.seen) <= 1, (what, harm.seen)
    told = done.json
    outcome = told.get("outcome", "refused")
    if outcome == "refused":
        equal((what, resets, world.accepts(world.old)), (what, 0, True))
        assert done.status in (1, 3, 4, 5) and done.error, (what, done.status, told)
    else:
        equal((what, done.status), (what, STATUS[outcome]))
    if outcome in ("done", "partial"):
        equal((what, resets), (what, 1))
        assert told["new_key"] != "accepted" or world.accepts(key), what
        assert told["old_key"] != "refused" or not world.accepts(world.old), what
        for holder in told["holders"]:
            equal((what, holder["status"]), (what, "updated"))
    for name in FILES:
        equal((what, world.read(name)), (what, world.text(name, key)))


def test_every_fault_at_every_request__is_told_as_it_is():
    seen = set()

    def one(fault_and_number):
        with World(FILES) as world, Harm(world.sandbox.url, *fault_and_number) as harm:
            done = rotate(world, harm, "--leaked")
            seen.add(done.json.get("outcome"))
            check(world, harm, done, fault_and_number)
            assert done.json.get("outcome") != "unknown", done.out
            equal(run(world, Harm(world.sandbox.url), "resume").json, NOTHING)
            world.history()

    for_each(one, list(itertools.product(FAULTS, range(requests_of_a_rotation()))))
    assert seen >= {"done", "partial", "refused", None}, seen


def test_line_gone_for_good_after_the_reset__is_unknown_and_resume_completes():
    def one(fault):
        with World(FILES) as world:
            with Harm(world.sandbox.url, fault, 2, 1000) as harm:
                process = world.home.start(
                    f"--auth-url={harm.url}", "--username=jqsmith", "--password-fd=FD", "rotate",
                    "--confirm=jqsmith", "--json", secret=PASSWORD)
                harm.wait_seen(4)  # the key is being read, to learn what happened
                process.send_signal(signal.SIGTERM)
                process.send_signal(signal.SIGINT)
                done = finish(process)
                equal((fault, done.status, done.json["outcome"]), (fault, 7, "unknown"))
                assert done.json["left"], done.out
                for name in FILES:
                    world.holds(name, world.old)
                harm.fault = None
                resumed = run(world, harm, "resume")
                result, = resumed.json["rotations"]
                equal((fault, result["outcome"] != "refused"), (fault, world.resets() == 1))
                for name in FILES:
                    world.holds(name, world.key())
                equal(run(world, harm, "resume").json, NOTHING)
                assert sum(RESET in line for line in harm.seen) == 1, harm.seen

    for_each(one, ["request lost", "answer lost", "garbled", "503"])


if __name__ == "__main__":
    main()
