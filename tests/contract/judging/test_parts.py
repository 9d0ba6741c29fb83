"""What is right in part is worth a part where a problem gives points, and wrong where it gives none."""

from dataclasses import replace

import pytest

from judgebox.domain.problem import Calling, Preset
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World

HALF = "import sys; print('half of it', file=sys.stderr); sys.exit(150)"


@pytest.mark.parametrize(
    ("scores", "verdict", "score"),
    [(True, Verdict.PARTIALLY_ACCEPTED, 50.0), (False, Verdict.WRONG_ANSWER, None)],
)
async def test_a_part_that_a_checker_of_ours_gives(
    world: World, scores: bool, verdict: Verdict, score: float | None
) -> None:
    problem = replace(await world.problem([("", "1\n2\n")]), scores=scores, preset=Preset(name="dmoj-linecount"))

    result = await world.judged("print(1, 3, sep='\\n')", problem)

    assert (result.verdict, result.score) == (verdict, score), result
    assert (await world.judged("print(1, 2, sep='\\n')", problem)).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("scores", "verdict", "score"),
    [(True, Verdict.PARTIALLY_ACCEPTED, 50.0), (False, Verdict.WRONG_ANSWER, None)],
)
async def test_a_part_that_a_checker_of_the_author_gives(
    world: World, scores: bool, verdict: Verdict, score: float | None
) -> None:
    checker = await world.program(HALF, calling=Calling.TESTLIB)
    problem = replace(await world.problem(), scores=scores, validators=(checker,))

    result = await world.judged("print(1)", problem)

    assert (result.verdict, result.score) == (verdict, score), result


async def test_a_checker_that_nobody_knows_makes_the_problem_misconfigured(world: World) -> None:
    result = await world.judged("print(1)", replace(await world.problem(), preset=Preset(name="pointscmp")))

    assert (result.verdict, result.reason) == (Verdict.MISCONFIGURED, Reason.VALIDATOR)
    assert "the checker 'pointscmp' is unknown" in (result.detail or "")
