"""Problems of several passes: the validator makes the input of the next one."""

from dataclasses import replace

from judgebox.domain.problem import Problem
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World

COUNTS_DOWN = """
import os, sys
given, output = open(sys.argv[1]).read().strip(), sys.stdin.read().strip()
seen = sys.argv[3] + "seen"
passes = len(open(seen).read()) if os.path.exists(seen) else 0
with open(seen, "a") as file:
    file.write("x")
if os.path.exists(sys.argv[3] + "nextpass.in"):
    sys.exit(1)
if int(given) != 3 - passes or output != given:
    sys.exit(43)
if int(given) > {last}:
    with open(sys.argv[3] + "nextpass.in", "w") as file:
        print(int(given) - 1, file=file)
sys.exit(42)
"""


async def a_countdown(world: World, *, last: int = 1, passes: int = 3) -> Problem:
    problem = await world.problem([("3\n", "\n")])
    return replace(problem, passes=passes, validators=(await world.program(COUNTS_DOWN.replace("{last}", str(last))),))


async def test_each_pass_gets_what_the_validator_left_and_its_feedback_stays(world: World) -> None:
    assert (await world.judged("print(input())", await a_countdown(world))).verdict is Verdict.ACCEPTED


async def test_a_wrong_output_of_any_pass_is_wrong(world: World) -> None:
    source = "n = int(input()); print(n if n > 1 else 7)"

    assert (await world.judged(source, await a_countdown(world))).verdict is Verdict.WRONG_ANSWER


async def test_a_crash_in_any_pass_is_one(world: World) -> None:
    assert (await world.judged("n = int(input()); print(n // (n - 1) and n)", await a_countdown(world))).verdict is (
        Verdict.RUNTIME_ERROR
    )


async def test_more_passes_than_the_problem_has_make_it_misconfigured(world: World) -> None:
    result = await world.judged("print(input())", await a_countdown(world, last=-1))

    assert (result.verdict, result.reason) == (Verdict.MISCONFIGURED, Reason.PASS_LIMIT)


async def test_limits_hold_for_each_pass(world: World) -> None:
    source = "import time\nn = int(input())\nwhile time.process_time() < 0.6: pass\nprint(n)"

    result = await world.judged(source, await a_countdown(world))

    assert result.verdict is Verdict.ACCEPTED
    assert 0.5 < result.cpu_time.total_seconds() < 1.0
