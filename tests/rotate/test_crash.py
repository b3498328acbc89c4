# SPDX-License-Identifier: MIT
"""A rotation that is killed, or told to end, at any of its system calls: resume completes it.

Every call by which something leaves the process or changes on the disk is taken in turn, from the
first that touches the journal on; of `resume` itself, and of the two signals that can be caught, an
even sample, always the same, so that the whole takes a few minutes at most."""
import os
import signal

from fixture import base64_of, read
from sandbox import equal, main
from share import share
from steps import OUTSIDE, befallen, for_each, sample, steps
from world import World

ROTATE = ("rotate", "--confirm=jqsmith", "--json")
RESUME = ("resume", "--json")
NOTHING = {"rotations": []}
ENDED = (-signal.SIGTERM, -signal.SIGHUP)
FILES = {
    "a.ini": "[cf]\nuser = jqsmith\nkey = {}\n",          # a new file in its place
    "b.yaml": lambda key: f"data:\n  key: {base64_of(key)}\n",
    "linked.ini": "one = {}\ntwo = {}\n",                  # in place, for it has two names
}


def furnish(world):
    """The files with the old key, one of them with another name, and a hook."""
    for name in FILES:
        world.write(name, world.text(name, world.old))
    os.link(world.path("linked.ini"), world.path("other.ini"))
    world.home.config(f"[hook note]\nrun = sh -c 'echo ran >> {world.path('ran')}'\n")


def small_world():
    world = World({})
    world.forms = FILES
    furnish(world)
    return world


def complete(world, step):
    """After whatever happened, resume leaves all old or all new, and nothing half."""
    done = world.resume()
    key, resets = world.key(), world.resets()
    equal((step, resets), (step, int(key != world.old)))
    assert done.status in (0, 1, 5, 6), (step, done.status, done.out, done.err)
    for result in done.json["rotations"]:
        check_told(world, step, result, resets)
    for name in FILES:
        equal((step, name, world.read(name)), (step, name, world.text(name, key)))
    equal((step, world.leftovers()), (step, []))
    runs = len(read(world.path("ran")).split()) if os.path.exists(world.path("ran")) else 0
    assert resets <= runs <= 2 * resets, (step, runs)
    again = world.resume()
    equal((step, again.status, again.json), (step, 0, NOTHING))
    world.history()


def check_told(world, step, result, resets):
    """What resume says is so."""
    assert "user" in result and "outcome" in result, (step, result)
    if resets == 0:
        equal((step, result["outcome"]), (step, "refused"))
        return
    assert result["outcome"] in ("done", "partial"), (step, result)
    equal((step, result["new_key"]), (step, "accepted"))
    assert result["old_key"] in ("refused", "unknown"), (step, result)
    equal((step, {h["status"] for h in result["holders"]}), (step, {"updated"}))


def all_steps():
    with small_world() as world:
        return steps(world, ROTATE, "state.db", OUTSIDE)


def test_killed_at_every_step__resume_completes_with_one_reset_at_most():
    seen = set()

    def kill(step):
        with small_world() as world:
            done = befallen(world, ROTATE, step, "signal=SIGKILL")
            seen.add((done.status != 0, world.resets()))
            complete(world, step)

    listed = all_steps()
    assert len(listed) > 60, listed
    for_each(kill, share(listed))
    assert {(True, 0), (True, 1)} <= seen, seen


def interrupted_world():
    """The reset was done; nothing knows of it yet, and no file is new. Its answer is the third one,
    unless one before it came in two parts."""
    for number in range(3, 10):
        world = small_world()
        done = befallen(world, ROTATE, ("recvfrom", number), "signal=SIGKILL")
        if world.resets() == 1:
            assert done.status != 0, done
            return world
        with world:
            pass  # it ends
    raise AssertionError("no reset before the tenth answer")


def test_resume_killed_too__the_next_completes():
    with interrupted_world() as world:
        listed = steps(world, RESUME, "state.db", OUTSIDE + ["openat", "close", "read", "fcntl"])

    def kill(step):
        with interrupted_world() as world:
            befallen(world, RESUME, step, "signal=SIGKILL")
            equal((step, world.resets()), (step, 1))
            complete(world, step)

    for_each(kill, share(sample(listed, 60)))


def test_told_to_end_at_any_step__finishes_what_was_confirmed():
    def tell(step_and_signal):
        step, name = step_and_signal
        with small_world() as world:
            done = befallen(world, ROTATE, step, f"signal={name}")
            resets = world.resets()
            equal((step, resets), (step, int(world.key() != world.old)))
            if resets == 1:  # at the very end it is the report alone that may not come
                whole = done.status == 0 and done.out.endswith('"left":[]}\n')
                assert whole or (done.status in ENDED and done.out == ""), (step_and_signal, done.out)
                equal((step_and_signal, world.resume().json), (step_and_signal, NOTHING))
            else:
                assert done.status in (130, *ENDED), (step_and_signal, done.status)
            complete(world, step_and_signal)

    listed = sample(all_steps(), 24)
    for_each(tell, [(step, name) for step in share(listed) for name in ("SIGTERM", "SIGHUP")])


if __name__ == "__main__":
    main()
