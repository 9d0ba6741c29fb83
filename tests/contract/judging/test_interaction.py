"""Submission and interactor talk; who ended first decides."""

from dataclasses import replace

import pytest

from judgebox.domain.problem import Calling, Preset, Problem
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World

GUESS = """
import sys
secret, left = int(open(sys.argv[1]).read()), 12
while left:
    left -= 1
    try:
        guess = int(input())
    except (EOFError, ValueError):
        print("no number", file=open(sys.argv[3] + "judgemessage.txt", "w"))
        sys.exit(43)
    if guess == secret:
        print("correct", flush=True)
        sys.exit(42)
    print("lower" if guess > secret else "higher", flush=True)
sys.exit(43)
"""

BISECTS = """
low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    said = input()
    if said == "correct":
        break
    low, high = (low, middle - 1) if said == "lower" else (middle + 1, high)
"""


async def a_guess(world: World, interactor: str = GUESS) -> Problem:
    problem = await world.problem([("633\n", "\n")])
    return replace(problem, interactor=await world.program(interactor))


async def test_a_submission_that_answers_is_accepted_and_the_talk_is_kept(world: World) -> None:
    result = await world.judged(BISECTS, await a_guess(world))

    assert result.verdict is Verdict.ACCEPTED
    assert (result.cases[0].output or "").startswith(">500\n<higher\n>750\n<lower\n")


@pytest.mark.parametrize(
    ("source", "verdict", "reason"),
    [
        ("for n in range(13): print(n, flush=True); input()", Verdict.WRONG_ANSWER, Reason.MISMATCH),
        ("print('what?', flush=True); input()", Verdict.WRONG_ANSWER, Reason.MISMATCH),
        ("print('what?', flush=True); input(); input()", Verdict.WRONG_ANSWER, Reason.MISMATCH),
        ("pass", Verdict.WRONG_ANSWER, Reason.MISMATCH),
        ("print(1, flush=True); input(); exit(3)", Verdict.RUNTIME_ERROR, Reason.EXIT),
        ("print(1, flush=True); input(); input()", Verdict.TIME_LIMIT, Reason.IDLE),
        ("print(1, flush=True)\nwhile True: pass", Verdict.TIME_LIMIT, Reason.CPU),
    ],
)
async def test_the_first_to_end_badly_decides(world: World, source: str, verdict: Verdict, reason: Reason) -> None:
    result = await world.judged(source, await a_guess(world))

    assert (result.verdict, result.reason) == (verdict, reason), result


async def test_who_leaves_without_having_heard_is_wrong(world: World) -> None:
    result = await world.judged("for n in range(20): print(n, flush=True)", await a_guess(world))

    assert result.verdict is Verdict.WRONG_ANSWER


async def test_a_rejection_counts_although_the_submission_then_crashes(world: World) -> None:
    source = "print('what?', flush=True)\nimport time, os\ntime.sleep(0.3)\nos.kill(os.getpid(), 11)"

    assert (await world.judged(source, await a_guess(world))).verdict is Verdict.WRONG_ANSWER


async def test_who_writes_on_after_being_right_has_not_crashed(world: World) -> None:
    source = "print(633, flush=True)\nimport time\ntime.sleep(0.3)\nwhile True: print('done', flush=True)"

    assert (await world.judged(source, await a_guess(world))).verdict is Verdict.ACCEPTED


async def test_an_interactor_that_finds_nobody_has_not_crashed(world: World) -> None:
    interactor = "import time\ntime.sleep(0.3)\nwhile True: print('hello', flush=True)"

    result = await world.judged("pass", await a_guess(world, interactor))

    assert (result.verdict, result.reason) == (Verdict.WRONG_ANSWER, Reason.PROTOCOL)


async def test_an_interactor_that_crashes_makes_the_problem_misconfigured(world: World) -> None:
    result = await world.judged("input()", await a_guess(world, "raise SystemError('broken')"))

    assert result.verdict is Verdict.MISCONFIGURED
    assert "broken" in (result.detail or "")


async def test_a_submission_that_floods_an_interactor_that_does_not_read_is_ended(world: World) -> None:
    interactor = "import time\ntime.sleep(60)"

    result = await world.judged("while True: print('x' * 1000)", await a_guess(world, interactor))

    assert result.verdict in (Verdict.TIME_LIMIT, Verdict.OUTPUT_LIMIT)


TESTLIB = """
#include "testlib.h"
int main(int argc, char *argv[]) {
    registerInteraction(argc, argv);
    int secret = inf.readInt();
    println(secret - 1);
    int got = ouf.readInt();
    tout << got << std::endl;
    quitf(_ok, "asked");
}
"""


async def test_what_a_testlib_interactor_leaves_goes_to_the_checker(world: World) -> None:
    interactor = await world.program(TESTLIB, language="cpp", name="interactor.cpp", calling=Calling.TESTLIB)
    problem = replace(await world.problem([("7\n", "7\n")]), interactor=interactor, preset=Preset(name="tokens"))

    assert (await world.judged("print(int(input()) + 1)", problem)).verdict is Verdict.ACCEPTED
    assert (await world.judged("print(int(input()))", problem)).verdict is Verdict.WRONG_ANSWER
