"""Checkers in Python decide as those in C++ do: called as validators are, or as programs written for testlib."""

from dataclasses import replace

import pytest

from judgebox.domain.problem import Calling
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World

SUM_OF_OUTPUT = """
import sys
input_file, answer_file, feedback = sys.argv[1:4]
wanted = int(open(answer_file).read())
try:
    got = [int(word) for word in sys.stdin.read().split()]
except ValueError as error:
    print(error, file=open(feedback + "judgemessage.txt", "w"))
    sys.exit(43)
open(feedback + "score_multiplier.txt", "w").write(str(1 / max(1, len(got)))) if sum(got) == wanted else None
sys.exit(42 if sum(got) == wanted else 43)
"""

SPEAKS_TESTLIB = """
import sys
given, output, answer = (open(name).read().split() for name in sys.argv[1:4])
code = int(output[0])
print("points 0.5 of it" if code == 7 else "it is so", file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("output", "verdict", "score"),
    [
        ("5", Verdict.ACCEPTED, 100.0),
        ("2 3", Verdict.PARTIALLY_ACCEPTED, 50.0),
        ("2 2", Verdict.WRONG_ANSWER, 0.0),
        ("five", Verdict.WRONG_ANSWER, 0.0),
    ],
)
async def test_a_validator_in_python_decides_and_gives_a_share(
    world: World, output: str, verdict: Verdict, score: float
) -> None:
    checker = await world.program(SUM_OF_OUTPUT)
    problem = replace(await world.problem([("", "5\n")]), scores=True, validators=(checker,))

    result = await world.judged(f"print({output!r})", problem)

    assert (result.verdict, result.score) == (verdict, score), result


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (0, Verdict.ACCEPTED),
        (1, Verdict.WRONG_ANSWER),
        (2, Verdict.WRONG_ANSWER),
        (8, Verdict.WRONG_ANSWER),
        (7, Verdict.PARTIALLY_ACCEPTED),
        (3, Verdict.MISCONFIGURED),
        (9, Verdict.MISCONFIGURED),
    ],
)
async def test_a_checker_that_speaks_testlib_without_our_header_ends_as_testlib_does(
    world: World, code: int, verdict: Verdict
) -> None:
    checker = await world.program(SPEAKS_TESTLIB, calling=Calling.TESTLIB)
    problem = replace(await world.problem(), scores=True, validators=(checker,))

    assert (await world.judged(f"print({code})", problem)).verdict is verdict


@pytest.mark.parametrize(("calling", "place"), [(Calling.KATTIS, 2), (Calling.TESTLIB, 3)])
async def test_an_exception_in_a_checker_is_not_the_fault_of_the_output(
    world: World, calling: Calling, place: int
) -> None:
    checker = await world.program(f"import sys\nint(open(sys.argv[{place}]).read())", calling=calling)
    problem = replace(await world.problem([("", "no number")]), validators=(checker,))

    result = await world.judged("print(1)", problem)

    assert (result.verdict, result.reason) == (Verdict.MISCONFIGURED, Reason.VALIDATOR)
