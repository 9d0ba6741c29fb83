"""Whole packages in the format 2025-09 and of Polygon: each program gets what its folder, or its tag, promises."""

from pathlib import Path

from packages_world import Files, Verify, pairs, write_files

SQUARE = "n = int(input())\nprint(n * n)\n"

HEAD = "problem_format_version: 2025-09\nname: Squares\nuuid: 8ee7605a-1495-86d0-2ae9-c8292ee4d602\n"


def problem_yaml(kind: str, limits: str = "time_limit: 0.5") -> str:
    return f"{HEAD}type: {kind}\nlimits: {{{limits}}}\n"


async def test_a_package_of_bapctools_with_expectations_case_by_case(verify: Verify, tmp_path: Path) -> None:
    files = {
        "problem.yaml": problem_yaml("pass-fail") + "credits: {authors: [Ada, {name: Bob, email: b@x.org}]}\n",
        "statement/problem.en.tex": "Square $n$.",
        "solution/solution.en.tex": "Multiply.",
        "generators/generators.yaml": "solution: /submissions/accepted/a.py\ndata: {}\n",
        "answer_validators/check.py": "import sys\nint(input())\nsys.exit(42)\n",
        "input_validators/check/check.py": "import sys\nint(input())\nsys.exit(42)\n",
        "data/invalid_input/word.in": "abc\n",
        "data/invalid_output/wrong.in": "3\n",
        "data/invalid_output/wrong.ans": "9\n",
        "data/invalid_output/wrong.out": "8\n",
        **pairs("data/sample", ("3\n", "9\n")),
        **pairs("data/secret", ("1\n", "1\n"), ("100\n", "10000\n")),
        "data/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]\n",
        "data/secret/2.yaml": "description: large\n",
        "submissions/submissions.yaml": "rejected/large.py:\n  permitted: [AC, WA]\n  required: [WA]\n"
        "  secret/1: {permitted: [AC]}\n"
        "rejected/slow.py:\n  language: python3\n  permitted: [AC, TLE]\n  required: [TLE]\n",
        "submissions/accepted/a.py": SQUARE,
        "submissions/accepted/float.py": "print(float(input()) ** 2)\n",
        "submissions/rejected/large.py": SQUARE.replace("n * n", "min(n * n, 99)"),
        "submissions/rejected/slow.py": "n = int(input())\nwhile n > 50: pass\nprint(n * n)\n",
    }

    assert await verify(write_files(tmp_path / "squares", files)) == {
        "accepted/a.py": "AC",
        "accepted/float.py": "AC",
        "rejected/large.py": "WA",
        "rejected/slow.py": "TLE",
    }


async def test_groups_that_require_others_with_promised_scores(verify: Verify, tmp_path: Path) -> None:
    files = {
        "problem.yaml": problem_yaml("scoring"),
        "data/secret/test_group.yaml": "score_aggregation: sum\n",
        "data/secret/first/test_group.yaml": "max_score: 40\nscore_aggregation: pass-fail\n",
        "data/secret/second/test_group.yaml": "max_score: 60\nscore_aggregation: pass-fail\n"
        "require_pass: secret/first\n",
        **pairs("data/secret/first", ("1\n", "1\n"), ("5\n", "25\n")),
        **pairs("data/secret/second", ("77\n", "5929\n")),
        "submissions/submissions.yaml": "accepted/*: {score: 100}\npartially_accepted/*: {score: 40}\n",
        "submissions/accepted/a.py": SQUARE,
        "submissions/partially_accepted/small.py": SQUARE + "assert n < 50\n",
        "submissions/rejected/large_only.py": SQUARE + "assert n > 50\n",
    }

    assert await verify(write_files(tmp_path / "squares", files)) == {
        "accepted/a.py": "AC",
        "partially_accepted/small.py": "PA",
        "rejected/large_only.py": "RTE",
    }


CODING = """
import os, sys
state = os.path.join(sys.argv[3], "state.txt")
said = sys.stdin.read().split()
if os.path.exists(state):
    sys.exit(42 if said == [open(state).read()] else 43)
number = open(sys.argv[1]).read().strip()
if len(said) != 1 or not set(said[0]) <= set("ab"):
    sys.exit(43)
open(state, "w").write(number)
open(os.path.join(sys.argv[3], "nextpass.in"), "w").write(said[0][::-1] + " decode\\n")
sys.exit(42)
"""

CODER = """
word, *decode = input().split()
if decode:
    print(int(word[::-1].replace("a", "0").replace("b", "1"), 2))
else:
    print(f"{int(word):b}".replace("0", "a").replace("1", "b"))
"""


async def test_what_was_coded_in_one_pass_is_decoded_in_the_next(verify: Verify, tmp_path: Path) -> None:
    files = {
        "problem.yaml": problem_yaml("multi-pass", "time_limit: 0.5, validation_passes: 2"),
        "output_validator/code.py": CODING,
        **pairs("data/secret", ("5\n", ""), ("1000\n", "")),
        "submissions/accepted/code.py": CODER,
        "submissions/run_time_error/second.py": CODER.replace("print(int", "assert not decode\n    print(int"),
        "submissions/wrong_answer/first.py": "print('c')\n",
        "submissions/wrong_answer/second.py": CODER.replace('replace("a", "0")', 'replace("a", "1")'),
    }

    assert await verify(write_files(tmp_path / "code", files)) == {
        "accepted/code.py": "AC",
        "run_time_error/second.py": "RTE",
        "wrong_answer/first.py": "WA",
        "wrong_answer/second.py": "WA",
    }


async def test_files_put_beside_a_program_may_call_it_by_its_name(verify: Verify, tmp_path: Path) -> None:
    grader = '#include "square.h"\n#include <iostream>\nint main() { int n; std::cin >> n; std::cout << square(n); }\n'
    files = {
        "problem.yaml": "name: Square\n",
        "include/cpp/grader.cpp": grader,
        "include/cpp/square.h": "int square(int);\n",
        "include/python3/grader.py": "from square import square\n"
        "if __name__ == '__main__':\n    print(square(int(input())))\n",
        **pairs("data/secret", ("4\n", "16\n")),
        "submissions/accepted/square.py": "def square(n): return n * n\n",
        "submissions/accepted/mine.cpp": '#include "square.h"\nint square(int n) { return n * n; }\n',
        "submissions/wrong_answer/square.py": "def square(n): return n\n",
    }

    assert await verify(write_files(tmp_path / "square", files)) == {
        "accepted/mine.cpp": "AC",
        "accepted/square.py": "AC",
        "wrong_answer/square.py": "WA",
    }


# --- Polygon -------------------------------------------------------------------------------------

CHECKER = r"""
#include "testlib.h"
int main(int argc, char** argv) {
    registerTestlibCmd(argc, argv);
    long long expected = ans.readLong(), found = ouf.readLong();
    if (!ouf.seekEof()) quitf(_pe, "more than a number");
    if (expected != found) quitf(_wa, "expected %lld, found %lld for %d", expected, found, inf.readInt());
    quitf(_ok, "right");
}
"""

GENERATOR = r"""
#include "testlib.h"
int main(int argc, char** argv) {
    registerGen(argc, argv, 1);
    println(rnd.next(opt<int>("min"), opt<int>("max")));
}
"""

SOLUTIONS = {
    "main": (
        "main.cpp",
        "cpp.g++17",
        "#include <iostream>\nint main() { long long n; std::cin >> n; std::cout << n * n; }\n",
    ),
    "accepted": ("ok.py", "python.3", SQUARE),
    "wrong-answer": (
        "int.cpp",
        "cpp.gcc14-64-msys2-g++23",
        "#include <iostream>\nint main() { unsigned n; std::cin >> n; std::cout << n * n; }\n",
    ),
    "presentation-error": ("two.py", "python.3", "n = int(input())\nprint(n * n, 1)\n"),
    "rejected": ("crash.py", "python.3", "1 / 0\n"),
}


def problem_xml() -> str:
    solutions = "".join(
        f'<solution tag="{tag}"><source path="solutions/{name}" type="{kind}"/></solution>'
        for tag, (name, kind, _) in SOLUTIONS.items()
    )
    return f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<problem revision="3" short-name="squares">
<names><name language="english" value="Squares"/></names>
<judging cpu-name="any" cpu-speed="3600" input-file="" output-file="" run-count="1"><testset name="tests">
<time-limit>1000</time-limit><memory-limit>268435456</memory-limit><test-count>3</test-count>
<input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests><test method="manual" sample="true"/><test cmd="gen -min 1 -max 9" method="generated"/>
<test cmd="gen -min=100000 -max=1000000" method="generated"/></tests></testset></judging>
<files><resources><file path="files/testlib.h" type="h.g++"/></resources>
<executables><executable><source path="files/gen.cpp" type="cpp.g++17"/></executable></executables></files>
<assets><checker type="testlib"><source path="files/check.cpp" type="cpp.g++17"/><copy path="check.cpp"/></checker>
<solutions>{solutions}</solutions></assets></problem>
"""


async def test_a_standard_package_of_polygon_with_solutions_of_each_tag(verify: Verify, tmp_path: Path) -> None:
    files: Files = {
        "problem.xml": problem_xml(),
        "files/check.cpp": CHECKER,
        "files/gen.cpp": GENERATOR,
        "files/testlib.h": "#error there is another one\n",
        "check.cpp": CHECKER,
        "tests/01": "3\r\n",
        **{f"solutions/{name}": source for name, _, source in SOLUTIONS.values()},
        "solutions/ok.py.desc": "File name: ok.py\n",
    }

    assert await verify(write_files(tmp_path / "squares", files)) == {
        "solutions/main.cpp": "AC",
        "solutions/ok.py": "AC",
        "solutions/int.cpp": "WA",
        "solutions/two.py": "WA",
        "solutions/crash.py": "RTE",
    }
