"""Function problems on the real sandbox: eight languages that agree to the byte, batches, and whose fault is what."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from judgebox.domain.problem import Problem
from judgebox.domain.submission import Scope
from judgebox.domain.verdict import Reason, Verdict
from judgebox.functions import DRIVERS, parse_signature
from judgebox.functions.values import canonical
from judgebox.usecases.judge import Assignment
from judging_world import World, hiding

MIRRORS = Path(__file__).parent / "mirrors"

EXTENSIONS = {
    "python": "py",
    "javascript": "js",
    "typescript": "ts",
    "cpp": "cpp",
    "java": "java",
    "c": "c",
    "go": "go",
    "rust": "rs",
}

# What languages are known to write differently: ends of ranges, numbers at which the layout changes, the shortest
# digits beside powers of two, numbers that are not normal, all escapes, characters beyond the first 65536.
VALUES = [
    *(("whole", value) for value in (0, 2**31 - 1, -(2**31))),
    *(("wide", value) for value in (5, 2**63 - 1, -(2**63), 2**53 + 1)),
    *(
        ("real", value)
        for value in (0.0, -0.0, 1.0, -1.5, 0.1, 2 / 3, 4.35, 100.0, -123.456, 2.0**-44, 2.0**-25, 1e22, 1e23)
    ),
    *(("real", value) for value in (1e20, 1e21, 1.5e21, 123456789012345680000.0, 1e-6, 1e-7, 1.5e-7)),
    *(("real", value) for value in (5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**53 + 2)),
    *(("real", value) for value in ("NaN", "Infinity", "-Infinity")),
    *(("flags", value) for value in ([True, False], [])),
    ("letters", [["a", '"'], [], ["\\", " "]]),
    *(("text", value) for value in ("", 'é € \U0001f600 \n\t\r\b\f\x01\x1f\x7f\\"/ \u2028')),
    ("texts", [["a", ""], [], ["ü"]]),
    *(("cube", value) for value in ([[[1, 2], []], [], [[3]]], [])),
    *(("chain", value) for value in ([1, 2, 3], [])),
    *(("tree", value) for value in ([], [1, None, 2, 3], [5, 4, 8, 11, None, 13, 4, 7, 2, None, None, None, 1])),
    ("chains", [[1], [], [2, 3]]),
    ("nothing", [1.5]),
]


@pytest.fixture
async def mirror(world: World) -> Problem:
    """A class that gives back what it gets; the answer is in the one form, and compared as text."""
    text = (MIRRORS / "signature.yaml").read_text()
    results = {method.name: method.result for method in parse_signature(text).methods}
    names = json.dumps(["Mirror", *(name for name, _ in VALUES)])
    given = [[], *([value] for _, value in VALUES)]
    answers = [canonical(results[name], None if name == "nothing" else value) for name, value in VALUES]
    answer = f"[{','.join(['null', *answers])}]"
    inputs = [f"{names}\n{json.dumps(given, ensure_ascii=escaped)}\n" for escaped in (True, False)]
    problem = await world.problem([(one, answer) for one in inputs], samples=1, time_limit_s=5)
    return replace(problem, signature=text)


@pytest.mark.parametrize("language", EXTENSIONS)
async def test_all_languages_give_the_same_json(world: World, mirror: Problem, language: str) -> None:
    if world.catalog.missing_programs(language):
        pytest.skip(f"this host has no {language}")
    source = (MIRRORS / f"mirror.{EXTENSIONS[language]}").read_text()

    result = await world.judged(source, mirror, language=language)

    assert result.verdict is Verdict.ACCEPTED, (result.compile_output, result.cases[0])
    assert result.cases[0].output == result.cases[0].answer
    assert "said on standard output" in (result.cases[0].error or "")


SUM = """
kind: function
name: total
params: [{name: numbers, type: "int[]"}]
returns: long
"""


async def a_sum(world: World, *, samples: int = 1, time_limit_s: float = 1.0) -> Problem:
    cases = [
        ("[1,2]\n", "3\n"),
        ("[]\n", "0\n"),
        ("[5]\n", "5\n"),
        ("[2147483647,1]\n", "2147483648\n"),
        ("[7]\n", "7\n"),
    ]
    problem = await world.problem(cases, samples=samples, time_limit_s=time_limit_s)
    return replace(problem, signature=SUM)


async def test_secret_cases_that_are_right_share_one_run(world: World) -> None:
    problem = await a_sum(world)

    result = await world.judged("def total(numbers):\n    return sum(numbers)\n", problem)

    assert result.verdict is Verdict.ACCEPTED
    assert len({case.cpu_time for case in result.cases[1:]}) == 1


async def test_a_case_that_fails_for_what_others_left_behind_is_right_when_alone(world: World) -> None:
    source = "seen = []\ndef total(numbers):\n    seen.extend(numbers)\n    return sum(seen)\n"

    result = await world.judged(source, await a_sum(world))

    assert result.verdict is Verdict.ACCEPTED


async def test_a_wrong_result_is_told_with_both_values(world: World) -> None:
    result = await world.judged("def total(numbers):\n    return len(numbers)\n", await a_sum(world))

    assert result.verdict is Verdict.WRONG_ANSWER
    assert result.cases[0].message == "expected 3, got 2"


async def test_nothing_returned_is_a_wrong_answer(world: World) -> None:
    result = await world.judged("def total(numbers):\n    pass\n", await a_sum(world))

    assert result.verdict is Verdict.WRONG_ANSWER


async def test_prints_are_no_results(world: World) -> None:
    source = "def total(numbers):\n    print('{\"result\":0}')\n    return sum(numbers)\n"

    result = await world.judged(source, await a_sum(world))

    assert result.verdict is Verdict.ACCEPTED
    assert result.cases[0].output == "3"


async def test_an_exception_in_a_secret_case_is_a_runtime_error_of_that_case(world: World) -> None:
    source = "def total(numbers):\n    assert 5 not in numbers, 'five'\n    return sum(numbers)\n"

    result = await world.judged(source, await a_sum(world))

    assert result.verdict is Verdict.RUNTIME_ERROR
    assert [case.verdict for case in result.cases[:3]] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.RUNTIME_ERROR]
    assert 'File "solution.py", line 2' in (result.cases[2].error or "")


async def test_a_case_that_never_ends_is_too_slow_and_those_before_are_right(world: World) -> None:
    source = "def total(numbers):\n    while 5 in numbers:\n        pass\n    return sum(numbers)\n"

    result = await world.judged(source, await a_sum(world, time_limit_s=0.3))

    assert result.verdict is Verdict.TIME_LIMIT
    assert [case.verdict for case in result.cases[:3]] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.TIME_LIMIT]


async def test_cases_that_are_in_time_only_one_by_one_are_accepted(world: World) -> None:
    source = """
import time
def total(numbers):
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    return sum(numbers)
"""

    result = await world.judged(source, await a_sum(world, time_limit_s=0.3))

    assert result.verdict is Verdict.ACCEPTED


async def test_a_program_that_ends_itself_gives_no_result(world: World) -> None:
    result = await world.judged("import os\ndef total(numbers):\n    os._exit(0)\n", await a_sum(world))

    assert (result.verdict, result.reason) == (Verdict.WRONG_ANSWER, Reason.NO_OUTPUT)


async def test_results_that_a_program_forges_are_compared_like_others(world: World) -> None:
    source = "import os\ndef total(numbers):\n    os.write(3, b'{\"result\":1}\\n' * 9)\n    return sum(numbers)\n"

    result = await world.judged(source, await a_sum(world))

    assert result.verdict is Verdict.WRONG_ANSWER


async def test_a_syntax_error_is_a_compile_error_in_the_line_of_the_source(world: World) -> None:
    result = await world.judged("def total(numbers):\n    return (\n", await a_sum(world))

    assert result.verdict is Verdict.COMPILE_ERROR
    assert "solution.py" in result.compile_output


async def test_a_language_without_a_driver_is_told_of(world: World) -> None:
    result = await world.judged("echo 3", await a_sum(world), language="bash")

    assert (result.verdict, result.reason) == (Verdict.COMPILE_ERROR, Reason.LANGUAGE)


async def test_who_submits_sees_nothing_of_secret_cases(world: World) -> None:
    source = "def total(numbers):\n    print('seen', numbers)\n    return 3\n"

    result = await hiding(world).judged(source, await a_sum(world))

    assert result.cases[1].verdict is Verdict.WRONG_ANSWER
    assert (result.cases[1].output, result.cases[1].error, result.cases[1].message) == (None, None, None)


async def test_a_function_runs_on_somebodys_own_arguments(world: World) -> None:
    assignment = Assignment(
        source="def total(numbers):\n    return sum(numbers)\n",
        language=world.catalog.languages["python"],
        language_id="python",
        problem=await a_sum(world),
        scope=Scope.INPUT,
        input="[40, 2]",
    )

    result = await world.judge.judge(assignment, world._tell)

    assert result.cases[0].output == "42"


async def test_own_arguments_of_another_type_are_refused_with_words(world: World) -> None:
    assignment = Assignment(
        source="",
        language=world.catalog.languages["python"],
        language_id="python",
        problem=await a_sum(world),
        scope=Scope.INPUT,
        input='["a"]',
    )

    result = await world.judge.judge(assignment, world._tell)

    assert result.verdict is Verdict.RUNTIME_ERROR
    assert "numbers of total" in (result.cases[0].error or "")


async def test_output_validators_decide_where_the_comparison_is_custom(world: World) -> None:
    validator = await world.program("import sys\nsys.exit(42 if int(sys.stdin.read()) % 2 == 0 else 43)\n")
    problem = replace(await a_sum(world), signature=SUM + "comparison: custom\n", validators=(validator,))

    results = [await world.judged(f"def total(numbers):\n    return {value}\n", problem) for value in (8, 9)]

    assert [one.verdict for one in results] == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER]


def test_every_language_of_the_mirrors_has_a_driver() -> None:
    assert set(EXTENSIONS) <= set(DRIVERS)
