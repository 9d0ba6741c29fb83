"""Packages of other judges are judged as their own judge would, on the real sandbox."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Package
from judgebox.domain.verdict import Result, Verdict
from judgebox.packages import keep, read_package
from judgebox.usecases.generate import complete_package
from judging_world import World

ADD = "a, b = map(int, input().split())\nprint(a + b)\n"
SHARED = Path(__file__).resolve().parents[4] / "shared/problems/dmoj-layout"

CASES = {"1.in": "1 2\n", "1.out": "3\n", "2.in": "10 20\n", "2.out": "30\n"}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def read(world: World, folder: Path) -> Package:
    package = read_package(folder)
    world.blobs.paths.update(package.blobs)
    return package


async def completed(world: World, folder: Path) -> Package:
    package = await complete_package(read(world, folder), world.judge, world.catalog, keep)
    world.blobs.paths.update(package.blobs)
    return package


async def judged(world: World, package: Package, source: str) -> Result:
    assert not package.problem.unsupported
    return await world.judged(source, package.problem)


# --- Polygon -------------------------------------------------------------------------------------

GENERATOR = """
#include "testlib.h"
#include <iostream>
int main(int argc, char* argv[]) {
    registerGen(argc, argv, 1);
    if (std::string(argv[1]) == "many") {
        for (int test = 3; test <= 4; test++) {
            startTest(test);
            std::cout << test << " " << 100 << std::endl;
        }
        return 0;
    }
    std::cout << rnd.next(1, atoi(argv[1])) << " " << argv[2] << std::endl;
}
"""

CHECKER = """
#include "testlib.h"
int main(int argc, char* argv[]) {
    registerTestlibCmd(argc, argv);
    int expected = ans.readInt(), got = ouf.readInt();
    if (expected != got) quitf(_wa, "expected %d, found %d", expected, got);
    quitf(_ok, "right");
}
"""

POLYGON = """<problem short-name="add">
  <names><name language="english" value="Add"/></names>
  <judging><testset name="tests">
    <time-limit>1000</time-limit><memory-limit>268435456</memory-limit><test-count>4</test-count>
    <input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
    <tests>
      <test method="manual" sample="true"/>
      <test method="generated" cmd="gen 10 7"/>
      <test method="generated" cmd="gen many" from-file="3"/>
      <test method="generated" cmd="gen many" from-file="4"/>
    </tests>
  </testset></judging>
  <files><executables><executable><source path="files/gen.cpp" type="cpp.g++17"/></executable></executables></files>
  <assets>
    <checker type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>
    <solutions>
      <solution tag="main"><source path="solutions/add.py" type="python.3"/></solution>
    </solutions>
  </assets>
</problem>
"""

STANDARD = {
    "problem.xml": POLYGON,
    "files/gen.cpp": GENERATOR,
    "files/check.cpp": CHECKER,
    "solutions/add.py": ADD,
    "tests/01": "1 2\n",
}


async def test_a_standard_package_of_polygon_is_completed_by_its_programs_and_judged(
    world: World, tmp_path: Path
) -> None:
    package = await completed(world, write(tmp_path / "add", STANDARD))

    inputs = [package.blobs[case.input].read_text() for case in package.problem.cases]
    answers = [package.blobs[case.answer].read_text() for case in package.problem.cases]
    assert inputs[0] == "1 2\n"
    assert inputs[1].split()[1] == "7"
    assert inputs[2:] == ["3 100\n", "4 100\n"]
    assert answers == [f"{sum(map(int, each.split()))}\n" for each in inputs]
    assert not package.to_generate
    assert (await judged(world, package, ADD)).verdict is Verdict.ACCEPTED
    wrong = await judged(world, package, "print(3)")
    assert wrong.verdict is Verdict.WRONG_ANSWER
    assert wrong.first_failing is not None
    assert wrong.first_failing.index == 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"files/gen.cpp": "int main() { return 1; }\n"}, "files/gen.cpp: called with '10 7', for secret/02: exited"),
        ({"files/gen.cpp": "int main() { return 0; }\n"}, "files/gen.cpp: called with 'many' leaves no file '3'"),
        ({"files/gen.cpp": "nonsense\n"}, "files/gen.cpp: does not compile"),
        ({"solutions/add.py": "1 / 0\n"}, "solutions/add.py: makes no answer for sample/01: exited with code 1"),
    ],
)
async def test_a_program_that_does_not_make_its_test_is_named(
    world: World, tmp_path: Path, files: Mapping[str, str], message: str
) -> None:
    with pytest.raises(ProblemError) as error:
        await completed(world, write(tmp_path / "add", {**STANDARD, **files}))

    assert str(error.value).startswith(message)


TALK = """
import sys
secret = open(sys.argv[1]).read().strip()
print("guess", flush=True)
guess = sys.stdin.readline().strip()
open(sys.argv[2], "w").write(f"{guess} after 1\\n")
sys.exit(0 if guess == secret else 1)
"""


async def test_what_an_interactor_leaves_of_the_talk_with_the_main_solution_is_the_answer(
    world: World, tmp_path: Path
) -> None:
    xml = POLYGON.replace(
        "<solutions>", '<interactor><source path="files/talk.py" type="python.3"/></interactor><solutions>'
    )
    xml = xml.replace("<test-count>4", "<test-count>1").replace('<test method="generated" cmd="gen 10 7"/>', "")
    xml = xml.replace('<test method="generated" cmd="gen many" from-file="3"/>', "")
    xml = xml.replace('<test method="generated" cmd="gen many" from-file="4"/>', "")
    xml = xml.replace('<checker type="testlib">', '<checker name="std::lcmp.cpp" type="testlib">')
    solution = "input()\nprint(42)\n"
    files = {"problem.xml": xml, "files/talk.py": TALK, "solutions/add.py": solution, "tests/01": "42\n"}

    package = await completed(world, write(tmp_path / "talk", files))

    assert package.blobs[package.problem.cases[0].answer].read_text() == "42 after 1\n"
    assert (await judged(world, package, solution)).verdict is Verdict.ACCEPTED
    assert (await judged(world, package, "input()\nprint(41)")).verdict is Verdict.WRONG_ANSWER


async def test_a_package_with_tests_to_generate_is_not_judged_without_them(world: World, tmp_path: Path) -> None:
    package = read(world, write(tmp_path / "add", STANDARD))

    assert (await world.judged(ADD, package.problem)).verdict is Verdict.MISCONFIGURED


PYTHON_CHECKER = """
import sys
given, output, answer = (open(path).read() for path in sys.argv[1:4])
sys.stderr.write("checked")
sys.exit(0 if output.split() == answer.split() else 1)
"""


async def test_a_checker_in_python_of_polygon_has_the_exit_codes_of_testlib(world: World, tmp_path: Path) -> None:
    xml = POLYGON.replace("files/check.cpp", "files/check.py").replace(
        '"cpp.g++17"/></checker>', '"python.3"/></checker>'
    )
    files = {**STANDARD, "problem.xml": xml, "files/check.py": PYTHON_CHECKER}
    files |= {f"tests/0{number}": "1 2\n" for number in range(1, 5)}
    files |= {f"tests/0{number}.a": "3\n" for number in range(1, 5)}
    package = read(world, write(tmp_path / "add", files))

    assert (await judged(world, package, ADD)).verdict is Verdict.ACCEPTED
    assert (await judged(world, package, "print(4)")).verdict is Verdict.WRONG_ANSWER


# --- DMOJ ----------------------------------------------------------------------------------------

INIT = "time_limit: 2\ntest_cases:\n- {in: 1.in, out: 1.out, points: 40}\n- {in: 2.in, out: 2.out, points: 60}\n"

DMOJ_CHECKER = """
from dmoj.result import CheckerResult
from dmoj.utils.unicode import utf8text

def check(process_output, judge_output, judge_input, point_value, share=1.0, **kwargs):
    if utf8text(process_output).split() == utf8text(judge_output).split():
        return True
    if process_output.strip() == b"near":
        return CheckerResult(True, point_value * share, feedback="near")
    return False
"""


async def test_a_checker_in_python_of_dmoj_decides_and_gives_parts(world: World, tmp_path: Path) -> None:
    init = INIT + "checker: {name: check.py, args: {share: 0.5}}\n"
    package = read(world, write(tmp_path / "add", {"init.yml": init, "check.py": DMOJ_CHECKER, **CASES}))

    right, near, wrong = [await judged(world, package, source) for source in (ADD, "print('near')", "print(0)")]

    assert (right.verdict, right.score) == (Verdict.ACCEPTED, 100)
    assert (near.verdict, near.score) == (Verdict.PARTIALLY_ACCEPTED, 50)
    assert (wrong.verdict, wrong.score) == (Verdict.WRONG_ANSWER, 0)


async def test_a_compiled_checker_of_dmoj_answers_with_its_own_exit_codes(world: World, tmp_path: Path) -> None:
    source = """
    #include <fstream>
    int main(int argc, char** argv) {
        std::ifstream output(argv[2]), answer(argv[3]);
        int got = -1, expected;
        output >> got;
        answer >> expected;
        return got == 7 ? 5 : got == expected ? 0 : 1;
    }
    """
    init = INIT + "checker: {name: bridged, args: {files: check.cpp, lang: CPP17}}\n"
    package = read(world, write(tmp_path / "add", {"init.yml": init, "check.cpp": source, **CASES}))

    assert (await judged(world, package, ADD)).verdict is Verdict.ACCEPTED
    assert (await judged(world, package, "print(0)")).verdict is Verdict.WRONG_ANSWER
    assert (await judged(world, package, "print(7)")).verdict is Verdict.MISCONFIGURED


INTERACTOR = """
import sys
with open(sys.argv[1]) as file:
    secret = file.read().strip()
print("guess", flush=True)
sys.exit(0 if sys.stdin.readline().strip() == secret else 1)
"""


async def test_an_interactor_of_dmoj_answers_with_its_own_exit_codes(world: World, tmp_path: Path) -> None:
    init = "time_limit: 2\ninteractive: {files: talk.py}\ntest_cases:\n- {in: 1.in, points: 5}\n"
    package = read(world, write(tmp_path / "talk", {"init.yml": init, "talk.py": INTERACTOR, "1.in": "42\n"}))

    assert (await judged(world, package, "input()\nprint(42)")).verdict is Verdict.ACCEPTED
    assert (await judged(world, package, "input()\nprint(41)")).verdict is Verdict.WRONG_ANSWER
    assert (await judged(world, package, "input()")).verdict is Verdict.WRONG_ANSWER


async def test_a_failed_case_of_no_points_ends_the_judging(world: World, tmp_path: Path) -> None:
    init = INIT.replace("points: 40", "points: 0")
    package = read(world, write(tmp_path / "add", {"init.yml": init, **CASES}))

    result = await judged(world, package, "print(30)")

    assert (result.verdict, result.score) == (Verdict.WRONG_ANSWER, 0)
    assert [case.verdict for case in result.cases] == [Verdict.WRONG_ANSWER, Verdict.SKIPPED]


async def test_a_generator_of_dmoj_prints_input_and_answer(world: World, tmp_path: Path) -> None:
    generator = "import sys\nprint(sys.argv[1], 5)\nprint(int(sys.argv[1]) + 5, file=sys.stderr)\n"
    init = "time_limit: 2\ngenerator: gen.py\ntest_cases:\n- {generator_args: [37], points: 10}\n"
    package = await completed(world, write(tmp_path / "add", {"init.yml": init, "gen.py": generator}))

    assert (await judged(world, package, ADD)).verdict is Verdict.ACCEPTED
    assert (await judged(world, package, "print(37)")).verdict is Verdict.WRONG_ANSWER


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real packages are not here")
@pytest.mark.parametrize(
    ("limit", "verdict", "score"),
    [(10**6, Verdict.ACCEPTED, 100), (3, Verdict.PARTIALLY_ACCEPTED, 50), (0, Verdict.WRONG_ANSWER, 0)],
)
async def test_batches_of_a_real_problem_give_their_points(
    world: World, limit: int, verdict: Verdict, score: float
) -> None:
    source = (
        f"words = [input() for _ in range(int(input()))][::2]\nif len(words) <= {limit}:\n print('\\n'.join(words))\n"
    )

    result = await judged(world, read(world, SHARED / "oddecho"), source)

    assert (result.verdict, result.score) == (verdict, score)


# --- Hydro ---------------------------------------------------------------------------------------

HYDRO_CHECKERS = {
    "hustoj": "import sys\nright = open(sys.argv[3]).read().split() == open(sys.argv[2]).read().split()\n"
    "sys.exit(0 if right else 1)\n",
    "qduoj": "import sys\nright = int(open(sys.argv[2]).read()) == sum(map(int, open(sys.argv[1]).read().split()))\n"
    "sys.exit(0 if right else 1)\n",
    "lemon": "import sys\nright = open(sys.argv[2]).read().split() == open(sys.argv[3]).read().split()\n"
    "open(sys.argv[5], 'w').write(sys.argv[4] if right else '0')\nopen(sys.argv[6], 'w').write('seen')\n",
    "syzoj": "right = open('user_out').read().split() == open('answer').read().split()\nprint(100 if right else 0)\n",
    "testlib": PYTHON_CHECKER,
}


@pytest.mark.parametrize("kind", sorted(HYDRO_CHECKERS))
async def test_checkers_of_every_kind_of_hydro_decide(world: World, tmp_path: Path, kind: str) -> None:
    data = {f"testdata/{name}": content for name, content in CASES.items()}
    config = {"testdata/config.yaml": f"checker_type: {kind}\nchecker: chk.py\ntime: 2s\n"}
    files = {"problem.yaml": "title: Add\n", **data, **config, "testdata/chk.py": HYDRO_CHECKERS[kind]}
    package = read(world, write(tmp_path / "add", files))

    right, wrong = [await judged(world, package, source) for source in (ADD, "print(3)")]

    assert (right.verdict, right.score) == (Verdict.ACCEPTED, 100)
    assert (wrong.verdict, wrong.score) == (Verdict.PARTIALLY_ACCEPTED, 50)


async def test_a_testlib_checker_of_hydro_gives_percent(world: World, tmp_path: Path) -> None:
    source = CHECKER.replace('quitf(_wa, "expected %d, found %d", expected, got)', 'quitf(_pc(25), "near")')
    data = {f"testdata/{name}": content for name, content in CASES.items()}
    config = {"testdata/config.yaml": "checker_type: testlib\nchecker: chk.cc\ntime: 2s\n"}
    package = read(
        world, write(tmp_path / "add", {"problem.yaml": "title: Add\n", **data, **config, "testdata/chk.cc": source})
    )

    result = await judged(world, package, "print(3)")

    assert (result.verdict, result.score) == (Verdict.PARTIALLY_ACCEPTED, 62.5)
