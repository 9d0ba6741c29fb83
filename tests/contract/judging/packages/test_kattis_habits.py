"""Whole packages as setters of Kattis and DOMjudge contests write them: each program gets what its folder promises."""

import shutil
from pathlib import Path

import pytest

from judgebox.domain.verdict import Verdict
from judgebox.packages import read_package
from judging_world import World
from packages_world import Files, Verify, pairs, write_files

HEADER = r"""
#pragma once
#include <sys/stat.h>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
std::ifstream given, right;
std::string feedback;
[[noreturn]] void refuse(const char* format, ...) {
    FILE* file = std::fopen((feedback + "/judgemessage.txt").c_str(), "a");
    if (!file) std::abort();
    va_list values;
    va_start(values, format);
    std::vfprintf(file, format, values);
    va_end(values);
    std::fclose(file);
    std::exit(43);
}
void start(char** argv) {
    struct stat about;
    if (stat(argv[3], &about) || !S_ISDIR(about.st_mode)) std::abort();
    feedback = argv[3];
    given.open(argv[1]);
    right.open(argv[2]);
    if (!given || !right) std::abort();
}
"""

FACTORS = r"""
#include "judge.h"
int main(int argc, char** argv) {
    start(argv);
    long long n, first, second;
    std::string answer, word;
    given >> n;
    right >> answer;
    if (!(std::cin >> word)) refuse("no output\n");
    if (word == "NONE") {
        if (answer != "NONE") refuse("there is %s\n", answer.c_str());
    } else {
        first = std::atoll(word.c_str());
        if (!(std::cin >> second)) refuse("one number\n");
        if (first < 2 || second < 2 || first * second != n) refuse("%lld * %lld is not %lld\n", first, second, n);
        if (argc > 4 && std::string(argv[4]) == "sorted" && first > second) refuse("not sorted\n");
    }
    if (std::cin >> word) refuse("more output\n");
    return 42;
}
"""

SOLUTION = """
def factors(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return f"{d} {n // d}"
        d += 1
    return "NONE"

if __name__ == "__main__":
    print(factors(int(input())))
"""

CPP_SOLUTION = r"""
#include "factors.h"
std::string factors(long long n) {
    for (long long d = 2; d * d <= n; d++)
        if (n % d == 0) return std::to_string(d) + " " + std::to_string(n / d);
    return "NONE";
}
"""

JAVA_SOLUTION = """
package contest;
class Factors {
    static String of(long n) {
        for (long d = 2; d * d <= n; d++) if (n % d == 0) return d + " " + n / d;
        return "NONE";
    }
}
"""

DATA = pairs("data/secret", ("15\n", "3 5\n"), ("1\n", "NONE\n"), ("1000000\n", "2 500000\n"))

VALIDATOR_FOLDER = {"output_validators/v/judge.h": HEADER, "output_validators/v/validate.cc": FACTORS}

TALKATIVE = """
import re, sys
line = sys.stdin.readline()
print("read", repr(line))
assert re.fullmatch("[1-9][0-9]*\\n", line) and not sys.stdin.read()
sys.exit(42)
"""


async def test_programs_of_many_files_before_a_validator_of_several(verify: Verify, tmp_path: Path) -> None:
    files: Files = {
        "problem.yaml": "name: Factors\nvalidation: custom\nvalidator_flags: sorted\nlimits:\n  time_multiplier: 10\n",
        "input_validators/check.py": TALKATIVE,
        **VALIDATOR_FOLDER,
        **DATA,
        "submissions/accepted/cpp/main.cpp": '#include "lib/factors.h"\n#include <iostream>\n'
        "int main() { long long n; std::cin >> n; std::cout << factors(n) << std::endl; }\n",
        "submissions/accepted/cpp/lib/factors.h": "#pragma once\n#include <string>\nstd::string factors(long long);\n",
        "submissions/accepted/cpp/lib/factors.cpp": CPP_SOLUTION,
        "submissions/accepted/python/solve.py": "from parts.of import factors\nprint(factors(int(input())))\n",
        "submissions/accepted/python/parts/__init__.py": "",
        "submissions/accepted/python/parts/of.py": SOLUTION,
        "submissions/accepted/my solution (1).py": SOLUTION,
        "submissions/wrong_answer/unsorted.py": SOLUTION.replace("{d} {n // d}", "{n // d} {d}"),
        "submissions/wrong_answer/more.py": SOLUTION + "    print('more')\n",
        "submissions/wrong_answer/nothing.c": "int main(void) { return 0; }\r\n",
        "submissions/wrong_answer/latin.cpp": '// J\xfcrgen\n#include <cstdio>\nint main() { puts("3 5"); }\n'.encode(
            "latin-1"
        ),
        "submissions/run_time_error/code.py": SOLUTION + "    exit(1)\n",
    }

    verdicts = await verify(write_files(tmp_path / "factors", files))

    assert verdicts == {
        "accepted/cpp": "AC",
        "accepted/my solution (1).py": "AC",
        "accepted/python": "AC",
        "run_time_error/code.py": "RTE",
        "wrong_answer/latin.cpp": "WA",
        "wrong_answer/more.py": "WA",
        "wrong_answer/nothing.c": "WA",
        "wrong_answer/unsorted.py": "WA",
    }


@pytest.mark.skipif(shutil.which("javac") is None, reason="there is no Java here")
async def test_packages_of_java_are_found_in_folders(verify: Verify, tmp_path: Path) -> None:
    main = "package contest;\npublic class Main {\n  public static void main(String[] a) {\n    System.out.println("
    files = {
        "problem.yaml": "name: Factors\nvalidation: custom\n",
        **VALIDATOR_FOLDER,
        **DATA,
        "submissions/accepted/java/contest/Main.java": main
        + "Factors.of(new java.util.Scanner(System.in).nextLong()));\n  }\n}\n",
        "submissions/accepted/java/contest/Factors.java": JAVA_SOLUTION,
    }

    assert await verify(write_files(tmp_path / "factors", files)) == {"accepted/java": "AC"}


@pytest.mark.skipif(shutil.which("swipl") is None, reason="there is no Prolog here")
async def test_all_files_of_a_prolog_program_are_loaded(verify: Verify, tmp_path: Path) -> None:
    files = {
        "problem.yaml": "name: Double\n",
        **pairs("data/secret", ("4.\n", "8\n")),
        "submissions/accepted/two/solve.pl": "[helper].\nmain :- read(X), twice(X, Y), write(Y), nl.\n",
        "submissions/accepted/two/helper.pl": ":- module(helper, [twice/2]).\ntwice(X, Y) :- Y is 2 * X.\n",
    }

    assert await verify(write_files(tmp_path / "double", files)) == {"accepted/two": "AC"}


# --- Scripts -------------------------------------------------------------------------------------

BUILD = "#!/bin/bash\nset -e\ng++ -O1 -std=gnu++17 -o run *.cc\n"

RUN = '#!/bin/sh\nexec python3 "$(dirname "$0")/check.py" "$@"\n'

CHECK = """
import sys
right = open(sys.argv[2]).read().split()
with open(sys.argv[3] + "judgemessage.txt", "a") as message:
    message.write("looked at it")
sys.exit(42 if sys.stdin.read().split() == right else 43)
"""


@pytest.mark.parametrize(
    "validator",
    [
        {**VALIDATOR_FOLDER, "output_validators/v/build": BUILD},
        {**VALIDATOR_FOLDER, "output_validators/v/build": BUILD.replace("\n", "\r\n")},
        {"output_validators/v/run": RUN, "output_validators/v/check.py": CHECK},
        {"output_validators/v/run": RUN.replace("\n", "\r\n"), "output_validators/v/check.py": CHECK},
    ],
    ids=["build", "build with CRLF", "run", "run with CRLF"],
)
async def test_validators_bring_their_own_scripts(validator: Files, verify: Verify, tmp_path: Path) -> None:
    files = {
        "problem.yaml": "name: Factors\nvalidation: custom\n",
        **validator,
        **DATA,
        "submissions/accepted/a.py": SOLUTION,
        "submissions/wrong_answer/b.py": "print('NONE')\n",
    }

    assert await verify(write_files(tmp_path / "factors", files)) == {"accepted/a.py": "AC", "wrong_answer/b.py": "WA"}


@pytest.mark.parametrize(
    ("name", "script", "message"),
    [
        ("run", "#!/usr/bin/no-such-program\n", "run wants to be run by /usr/bin/no-such-program, which is not here"),
        ("run", "echo no first line\n", "run is neither a compiled program nor a script"),
        ("build", "#!/no/bash\n", "build wants to be run by /no/bash, which is not here"),
        ("build", "#!/bin/sh\nprintf nonsense > run\n", "run is neither a compiled program nor a script"),
    ],
)
async def test_a_script_that_can_not_be_executed_is_the_fault_of_the_package(
    name: str, script: str, message: str, world: World, tmp_path: Path
) -> None:
    files = {"problem.yaml": "name: Factors\nvalidation: custom\n", f"output_validators/v/{name}": script, **DATA}
    package = read_package(write_files(tmp_path / "factors", files))
    world.blobs.paths.update(package.blobs)

    result = await world.judged("print(1)", package.problem)

    assert result.verdict is Verdict.MISCONFIGURED
    assert message in (result.detail or "")


# --- Scores and settings of contests ---------------------------------------------------------------

SQUARE = "n = int(input())\nprint(n * n)\n"


async def test_an_olympiad_with_groups_and_flags(verify: Verify, tmp_path: Path) -> None:
    group = "on_reject: break\naccept_score: {0}\nrange: 0 {0}\ngrader_flags: min\n"
    files = {
        "problem.yaml": "name: {sv: Kvadrat, en: Square}\ntype: scoring\ngrading:\n  show_test_data_groups: true\n",
        "data/testdata.yaml": "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n",
        "data/sample/testdata.yaml": "accept_score: 0\nrange: 0 0\ngrader_flags: first_error accept_if_any_accepted\n",
        "data/secret/testdata.yaml": "on_reject: continue\ngrader_flags: first_error accept_if_any_accepted\n",
        "data/secret/group1/testdata.yaml": group.format(30),
        "data/secret/group2/testdata.yaml": group.format(70) + "input_validator_flags: nmax=1000\n",
        **pairs("data/sample", ("2\n", "4\n")),
        **pairs("data/secret/group1", ("1\n", "1\n"), ("5\n", "25\n")),
        **pairs("data/secret/group2", ("5\n", "25\n"), ("300\n", "90000\n")),
        "input_validators/check.py": "import sys\nflags = [each.split('=') for each in sys.argv[1:]]\n"
        "sys.exit(42 if all(int(input()) <= int(value) for _, value in flags) else 43)\n",
        "submissions/accepted/square.py": SQUARE,
        "submissions/partially_accepted/small.py": SQUARE + "assert n < 100\n",
        "submissions/wrong_answer/three.py": "print(3)\n",
    }

    assert await verify(write_files(tmp_path / "square", files)) == {
        "accepted/square.py": "AC",
        "partially_accepted/small.py": "PA",
        "wrong_answer/three.py": "WA",
    }


async def test_a_package_of_domjudge_with_results_in_comments(verify: Verify, tmp_path: Path) -> None:
    files: Files = {
        "domjudge-problem.ini": "# settings\nprobid = A\nname = 'Squares'\ncolor = #ff0000\ntimelimit='0.5'\n",
        "problem.pdf": b"%PDF-1.4\n%\xe2\xe3\n",
        **pairs("data/secret", ("1\n", "1\n"), ("7\n", "49\n")),
        "submissions/accepted/a.c": "/* @EXPECTED_RESULTS@: CORRECT */\n#include <stdio.h>\n"
        'int main(void) { int n; scanf("%d", &n); printf("%d\\n", n * n); return 0; }\n',
        "submissions/mixed/b.py": f"# @EXPECTED_RESULTS@: WRONG-ANSWER, RUN-ERROR\n{SQUARE}assert n < 5\n",
        "submissions/mixed/c.py": "# @EXPECTED_RESULTS@: TIMELIMIT\nwhile True: pass\n",
        "submissions/mixed/d.py": "# @EXPECTED_RESULTS@: NO-OUTPUT\n",
        "submissions/mixed/e.cpp": "// @EXPECTED_RESULTS@: COMPILER-ERROR\nint main( {\n",
    }

    assert await verify(write_files(tmp_path / "squares", files)) == {
        "accepted/a.c": "AC",
        "mixed/b.py": "RTE",
        "mixed/c.py": "TLE",
        "mixed/d.py": "WA",
        "mixed/e.cpp": "CE",
    }
