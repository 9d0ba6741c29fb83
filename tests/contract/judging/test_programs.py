"""What a submission is made of, and what a problem puts beside it."""

from dataclasses import replace

from judgebox.domain.problem import PackagedFile
from judgebox.domain.scoring import Aggregation, StaticCase, TestGroup, VerdictRule
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World


async def test_a_program_may_have_several_files(world: World) -> None:
    files = {
        "main.py": b"from other import double\nprint(double(int(input())))",
        "other.py": b"double = lambda n: 2 * n",
    }

    result = await world.judged_files(files, await world.problem([("4", "8")]))

    assert result.verdict is Verdict.ACCEPTED


async def test_the_author_may_say_which_file_is_started(world: World) -> None:
    files = {"main.py": b"print('wrong')", "other.py": b"print(input())"}

    result = await world.judged_files(files, await world.problem(), entry="other.py")

    assert result.verdict is Verdict.ACCEPTED


async def test_files_of_the_problem_come_over_those_of_the_submission(world: World) -> None:
    grader = (
        b'#include <cstdio>\nint twice(int);\nint main() { int n; std::scanf("%d", &n); std::printf("%d", twice(n)); }'
    )
    included = PackagedFile(name="grader.cpp", content=await world.blobs.put(grader))
    problem = replace(await world.problem([("4", "8")]), includes={"cpp": (included,)})

    result = await world.judged("int twice(int n) { return 2 * n; }", problem, language="cpp")

    assert result.verdict is Verdict.ACCEPTED, result


async def test_files_and_arguments_of_a_case_are_there_for_it_alone(world: World) -> None:
    source = "import os, sys; print(open('data.txt').read() if os.path.exists('data.txt') else 'none', *sys.argv[1:])"
    problem = await world.problem([("", "seven x"), ("", "none")])
    file = PackagedFile(name="data.txt", content=await world.blobs.put(b"seven"))
    first = replace(problem.cases[0], files=(file,), arguments=("x",))

    result = await world.judged(source, replace(problem, cases=(first, problem.cases[1])))

    assert result.verdict is Verdict.ACCEPTED, result


async def test_input_and_output_may_be_files(world: World) -> None:
    source = "print(2 * int(open('task.in').read()), file=open('task.out', 'w'))"
    problem = replace(await world.problem([("4", "8"), ("5", "10")]), input_file="task.in", output_file="task.out")

    assert (await world.judged(source, problem)).verdict is Verdict.ACCEPTED
    assert (await world.judged("print(8)", problem)).verdict is Verdict.WRONG_ANSWER


async def test_a_static_validator_judges_the_source(world: World) -> None:
    source = """
import sys
language, entry, feedback = sys.argv[1:4]
if "import" in open(entry).read():
    print("no imports, please", file=open(feedback + "teammessage.txt", "w"))
    sys.exit(43)
sys.exit(42 if language == "python" else 1)
"""
    group = TestGroup(name="", members=(0,), verdict_rule=VerdictRule.FIRST_ERROR, static=StaticCase())
    validator = await world.program(source, name="look.py")
    problem = replace(await world.problem(), static_validator=validator, groups=group)

    assert (await world.judged("print(input())", problem)).verdict is Verdict.ACCEPTED
    refused = await world.judged("import sys; print(input())", problem)
    assert (refused.verdict, refused.reason) == (Verdict.WRONG_ANSWER, Reason.STATIC)


async def test_a_grader_of_the_author_makes_the_score(world: World) -> None:
    source = "import sys\nprint('AC', 7 * sum(line.startswith('AC') for line in sys.stdin))"
    root = TestGroup(name="", members=(0, 1), verdict_rule=VerdictRule.WORST_ERROR, grader_arguments=(), max_score=14)
    grader = await world.program(source, name="grade.py")
    problem = replace(await world.problem([("1", "1"), ("2", "3")]), scores=True, grader=grader, groups=root)

    result = await world.judged("print(input())", problem)

    assert result.score == 7, result


async def test_a_grader_that_prints_no_grade_makes_the_problem_misconfigured(world: World) -> None:
    root = TestGroup(name="", members=(0,), verdict_rule=VerdictRule.WORST_ERROR, accept_score=1, grader_arguments=())
    grader = await world.program("print('very good')", name="grade.py")
    problem = replace(await world.problem(), scores=True, grader=grader, groups=root)

    result = await world.judged("print(input())", problem)

    assert result.verdict is Verdict.MISCONFIGURED
    assert "very good" in (result.detail or "")


async def test_cases_that_settle_nothing_any_more_are_not_run(world: World) -> None:
    fails = TestGroup(name="secret/1", members=(0, 1), aggregation=Aggregation.PASS_FAIL, max_score=40, stops=True)
    passes = TestGroup(name="secret/2", members=(2,), aggregation=Aggregation.PASS_FAIL, max_score=60)
    root = TestGroup(name="", members=(fails, passes), max_score=100)
    cases = [("1", "x"), ("2", "2"), ("3", "3")]
    problem = replace(await world.problem(cases), scores=True, groups=root)

    result = await world.judged("print(input())", problem)

    assert [case.verdict for case in result.cases] == [Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.ACCEPTED]
    assert (result.verdict, result.score) == (Verdict.PARTIALLY_ACCEPTED, 60)
    assert [(group.name, group.score) for group in result.groups] == [("secret/1", 0.0), ("secret/2", 60.0)]
