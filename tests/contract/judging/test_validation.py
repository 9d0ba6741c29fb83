"""The author's validators decide, and what they do wrong is never the submission's fault."""

from dataclasses import replace

import pytest

from judgebox.domain.problem import Calling, PackagedFile, Program
from judgebox.domain.verdict import Reason, Verdict
from judging_world import World, hiding

ECHO = "print(input())"

IS_INPUT_PLUS = """
import sys
given, answer = open(sys.argv[1]).read(), open(sys.argv[2]).read()
output = sys.stdin.read()
if output.strip() == given.strip() or output.strip() == answer.strip():
    sys.exit(42)
with open(sys.argv[3] + "judgemessage.txt", "w") as file:
    print("neither", given.strip(), "nor", answer.strip(), file=file)
with open(sys.argv[3] + "teammessage.txt", "w") as file:
    print("try again", file=file)
sys.exit(43)
"""

SAYS = "import sys; sys.stdin.read(); sys.exit({})"


async def test_a_validator_may_accept_what_the_answer_is_not(world: World) -> None:
    problem = replace(await world.problem([("7\n", "8\n")]), validators=(await world.program(IS_INPUT_PLUS),))

    assert (await world.judged(ECHO, problem)).verdict is Verdict.ACCEPTED
    assert (await world.judged("print(8)", problem)).verdict is Verdict.ACCEPTED


async def test_what_it_says_to_the_team_is_shown_and_what_it_says_to_the_jury_is_not(world: World) -> None:
    problem = replace(await world.problem([("7\n", "8\n")]), validators=(await world.program(IS_INPUT_PLUS),))

    revealed = await world.judged("print(9)", problem)
    hidden = await hiding(world).judged("print(9)", problem)

    assert (revealed.verdict, revealed.reason) == (Verdict.WRONG_ANSWER, Reason.MISMATCH)
    assert revealed.cases[0].message == "try again - neither 7 nor 8"
    assert hidden.cases[0].message == "try again"


@pytest.mark.parametrize(
    ("source", "reason", "words"),
    [
        (SAYS.format(0), Reason.VALIDATOR, "exited with code 0"),
        (SAYS.format(1), Reason.VALIDATOR, "exited with code 1"),
        ("raise ValueError('no such thing')", Reason.VALIDATOR, "no such thing"),
        ("import os; os.kill(os.getpid(), 11)", Reason.VALIDATOR, "SIGSEGV"),
        ("import time; time.sleep(60)", Reason.VALIDATOR_LIMIT, "was not done"),
        ("while True: pass", Reason.VALIDATOR_LIMIT, "CPU time"),
        ("open(__import__('sys').argv[3] + 'score.txt', 'w').write('many'); exit(42)", Reason.BAD_SCORE, "'many'"),
        ("open(__import__('sys').argv[3] + 'score.txt', 'w').write('nan'); exit(42)", Reason.BAD_SCORE, "'nan'"),
        ("open(__import__('sys').argv[3] + 'nextpass.in', 'w'); exit(43)", Reason.PASS_LIMIT, "rejects, and yet"),
        ("syntax error", Reason.VALIDATOR, "does not compile"),
    ],
)
async def test_a_validator_that_fails_makes_the_problem_misconfigured(
    world: World, source: str, reason: Reason, words: str
) -> None:
    problem = await world.problem()
    limits = replace(problem.limits, validation_time=problem.limits.time_limit / 4)
    problem = replace(problem, limits=limits, scores=True, validators=(await world.program(source),))

    result = await world.judged(ECHO, problem)

    assert (result.verdict, result.reason) == (Verdict.MISCONFIGURED, reason), result
    assert words in (result.detail or "")


async def test_all_of_several_validators_must_accept(world: World) -> None:
    both = (await world.program(SAYS.format(42), name="a.py"), await world.program(SAYS.format(43), name="b.py"))
    problem = replace(await world.problem(), validators=both)

    assert (await world.judged(ECHO, problem)).verdict is Verdict.WRONG_ANSWER


async def test_a_validator_is_not_asked_about_a_program_that_crashed(world: World) -> None:
    problem = replace(await world.problem(), validators=(await world.program(SAYS.format(42)),))

    assert (await world.judged("exit(1)", problem)).verdict is Verdict.RUNTIME_ERROR


async def test_arguments_of_program_and_case_come_after_the_files(world: World) -> None:
    source = "import sys; sys.stdin.read(); sys.exit(42 if sys.argv[4:] == ['own', 'of case'] else 43)"
    problem = await world.problem()
    cases = tuple(replace(case, checker_arguments=("of case",)) for case in problem.cases)
    validator = replace(await world.program(source), arguments=("own",))

    result = await world.judged(ECHO, replace(problem, cases=cases, validators=(validator,)))

    assert result.verdict is Verdict.ACCEPTED


async def test_a_validator_keeps_nothing_from_case_to_case(world: World) -> None:
    source = """
import os, sys
sys.stdin.read()
mark = os.path.exists("mark") or os.path.exists("/tmp/mark") or os.listdir(sys.argv[3]) != [".keep"]
for name in ("mark", "/tmp/mark", sys.argv[3] + "mark"):
    open(name, "w").close()
sys.exit(43 if mark else 42)
"""
    problem = replace(
        await world.problem([("1", "1"), ("2", "2"), ("3", "3")]), validators=(await world.program(source),)
    )

    assert (await world.judged(ECHO, problem)).verdict is Verdict.ACCEPTED


async def test_a_validator_in_cpp_of_several_files_is_compiled_once(world: World) -> None:
    files = {
        "main.cpp": '#include "own.h"\n#include <fstream>\n#include <iostream>\n'
        "int main(int, char **argv) { std::ifstream answer(argv[2]); int a, b; answer >> a; std::cin >> b;"
        " return code(a == b); }",
        "own.cpp": '#include "own.h"\nint code(bool right) { return right ? 42 : 43; }',
        "own.h": "int code(bool right);",
    }
    packaged = [PackagedFile(name=name, content=await world.blobs.put(text.encode())) for name, text in files.items()]
    validator = Program(name="output_validators/compare", files=tuple(packaged), language="cpp")
    problem = replace(await world.problem([("1", "1"), ("2", "2")]), validators=(validator,))

    assert (await world.judged(ECHO, problem)).verdict is Verdict.ACCEPTED
    assert (await world.judged("print(3)", problem)).verdict is Verdict.WRONG_ANSWER


async def test_a_validator_may_bring_scripts_that_build_and_run_it(world: World) -> None:
    build = "#!/bin/sh\nprintf '#!/bin/sh\\ncmp -s - \"$2\" && exit 42\\nexit 43\\n' > run\nchmod +x run\n"
    file = PackagedFile(name="build", content=await world.blobs.put(build.encode()), executable=True)
    validator = Program(name="output_validators/scripts", files=(file,))
    problem = replace(await world.problem(), validators=(validator,))

    assert (await world.judged(ECHO, problem)).verdict is Verdict.ACCEPTED
    assert (await world.judged("print(2)", problem)).verdict is Verdict.WRONG_ANSWER


async def test_a_build_that_fails_is_told_with_what_it_says(world: World) -> None:
    build = "#!/bin/sh\necho 'no compiler here' >&2\nexit 1\n"
    file = PackagedFile(name="build", content=await world.blobs.put(build.encode()), executable=True)
    problem = replace(await world.problem(), validators=(Program(name="output_validators/scripts", files=(file,)),))

    result = await world.judged(ECHO, problem)

    assert result.verdict is Verdict.MISCONFIGURED
    assert "no compiler here" in (result.detail or "")


TESTLIB = """
#include "testlib.h"
int main(int argc, char *argv[]) {
    registerTestlibCmd(argc, argv);
    int expected = ans.readInt(), got = ouf.readInt();
    if (got == expected) quitf(_ok, "right");
    if (got == 50) quitf(_pc(100), "half");
    if (got == 99) quitf(_fail, "the answer is wrong");
    if (got == 70) quitp(0.25, "a quarter");
    quitf(_wa, "expected %d, found %d", expected, got);
}
"""


@pytest.mark.parametrize(
    ("output", "verdict", "score"),
    [
        ("1", Verdict.ACCEPTED, 100.0),
        ("2", Verdict.WRONG_ANSWER, 0.0),
        ("one", Verdict.WRONG_ANSWER, 0.0),
        ("1 2", Verdict.WRONG_ANSWER, 0.0),
        ("50", Verdict.PARTIALLY_ACCEPTED, 50.0),
        ("70", Verdict.PARTIALLY_ACCEPTED, 0.25),
        ("99", Verdict.MISCONFIGURED, None),
    ],
)
async def test_a_checker_written_for_testlib_decides(
    world: World, output: str, verdict: Verdict, score: float | None
) -> None:
    checker = await world.program(TESTLIB, language="cpp", name="check.cpp", calling=Calling.TESTLIB)
    problem = replace(await world.problem(), scores=True, validators=(checker,))

    result = await world.judged(f"print({output!r})", problem)

    assert (result.verdict, result.score) == (verdict, score), result
