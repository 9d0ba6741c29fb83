"""Data of packages that others made, with programs of ours: each gets the verdict that its folder promises.

The data lies beside the checkout, see the README there. Where a checker of ours decides, a solution is a table
from inputs to answers: what is tested is not whether we can solve the problems.
"""

import re
import shutil
from pathlib import Path

import pytest

from judgebox.packages import read_package
from packages_world import Verify, write_files

PACKAGES = Path(__file__).parents[5] / "shared" / "problems"

pytestmark = pytest.mark.skipif(not PACKAGES.is_dir(), reason="there is no shared/problems beside the checkout")


def copied(path: str, into: Path) -> Path:
    return shutil.copytree(PACKAGES / path, into / path.replace("/", "-"))


def table(folder: Path) -> dict[str, str]:
    """The answers of a package by hashes of their inputs."""
    package = read_package(folder)
    return {case.input: package.blobs[case.answer].read_text() for case in package.problem.cases}


def looking_up(answers: dict[str, str]) -> str:
    return (
        "import hashlib, sys\n"
        f"answers = {answers!r}\n"
        "sys.stdout.write(answers[hashlib.sha256(sys.stdin.buffer.read()).hexdigest()])\n"
    )


def spoilt(answers: dict[str, str]) -> dict[str, str]:
    """The same answers, but for the first token of the one that comes last in the order of hashes."""
    last = max(answers)
    return answers | {last: f"spoilt {answers[last].partition(' ')[2]}"}


def moved(answers: dict[str, str], by: float) -> dict[str, str]:
    """The same answers with the numbers among them moved."""

    def move(word: str) -> str:
        try:
            return f"{float(word) + by:.9f}"
        except ValueError:
            return word

    return {key: " ".join(map(move, answer.split())) for key, answer in answers.items()}


@pytest.mark.parametrize(
    "path",
    [
        "karwa-2023/circuitconfort",
        "karwa-2025/artefact",
        "rocky-mountain-2019/watchlater",
        "rocky-mountain-2022/icouldhavewon",
        "dmoj-layout/oddecho",
    ],
)
async def test_what_answers_as_the_author_does_is_accepted_and_what_differs_once_is_wrong(
    path: str, verify: Verify, tmp_path: Path
) -> None:
    folder = copied(path, tmp_path)
    answers = table(folder)
    verdict = "PA" if path.startswith("dmoj") else "WA"
    directory = {"PA": "partially_accepted", "WA": "wrong_answer"}[verdict]
    wrong = f"{directory}/spoilt.py"
    programs = {"accepted/table.py": looking_up(answers), wrong: looking_up(spoilt(answers))}
    write_files(folder / "submissions", programs)

    assert await verify(folder) == {"accepted/table.py": "AC", wrong: verdict}


@pytest.mark.parametrize(
    ("path", "near", "far"),
    [
        ("karwa-2023/palindronium", 1e-4, 1.0),
        ("rocky-mountain-2019/biggesttriangle", 0.9e-5, 1e-1),
        ("dmoj-layout/palindronium", 0.9e-4, 1e13),
    ],
)
async def test_numbers_are_accepted_within_the_tolerance_of_the_package(
    path: str, near: float, far: float, verify: Verify, tmp_path: Path
) -> None:
    folder = copied(path, tmp_path)
    answers = table(folder)
    programs = {
        "accepted/near.py": looking_up(moved(answers, near)),
        "wrong_answer/far.py": looking_up(moved(answers, far)),
    }
    write_files(folder / "submissions", programs)

    assert await verify(folder) == {"accepted/near.py": "AC", "wrong_answer/far.py": "WA"}


HALF_OF_THE_NEIGHBOURS = r"""
#include <fstream>
#include <iostream>
#include <vector>
int main(int argc, char** argv) {
    std::ifstream input(argv[1]);
    std::ofstream message(std::string(argv[3]) + "/judgemessage.txt");
    int n, m;
    input >> n >> m;
    std::string colours, more;
    if (!(std::cin >> colours) || (int)colours.size() != n || std::cin >> more) return message << "form", 43;
    if (colours.find_first_not_of("SP") != std::string::npos) return message << "letters", 43;
    std::vector<int> balance(n);
    for (int edge = 0, a, b; edge < m && input >> a >> b; edge++) {
        int differ = colours[a - 1] != colours[b - 1] ? 1 : -1;
        balance[a - 1] += differ;
        balance[b - 1] += differ;
    }
    for (int node = 0; node < n; node++) if (balance[node] < 0) return message << "node " << node + 1, 43;
    return 42;
}
"""

FLIP = r"""
#include <iostream>
#include <vector>
int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> beside(n);
    for (int edge = 0, a, b; edge < m && std::cin >> a >> b; edge++) {
        beside[a - 1].push_back(b - 1);
        beside[b - 1].push_back(a - 1);
    }
    std::string colours(n, 'S');
    for (bool changed = true; changed;) {
        changed = false;
        for (int node = 0; node < n; node++) {
            int same = 0;
            for (int other : beside[node]) same += colours[other] == colours[node] ? 1 : -1;
            if (same > 0) colours[node] ^= 'S' ^ 'P', changed = true;
        }
    }
    std::cout << colours << std::endl;
}
"""


async def test_groups_and_a_validator_of_an_olympiad(verify: Verify, tmp_path: Path) -> None:
    folder = copied("nordic-olympiad-2022/hipsterjazz", tmp_path)
    small = FLIP.replace("std::string colours", "if (n > 15) return 1;\n    std::string colours")
    programs = {
        "output_validators/validate.cpp": HALF_OF_THE_NEIGHBOURS,
        "submissions/accepted/flip.cpp": FLIP,
        "submissions/partially_accepted/small.cpp": small,
        "submissions/wrong_answer/all_same.py": "print('S' * int(input().split()[0]))\n",
    }
    write_files(folder, programs)

    verdicts = await verify(folder)

    assert list(verdicts.values()) == ["AC", "PA", "WA"], verdicts


POLYGON_CHECKER = r"""
#include "testlib.h"
int main(int argc, char** argv) {
    setName("compare two doubles, maximal error 1e-6");
    registerTestlibCmd(argc, argv);
    double expected = ans.readDouble(), found = ouf.readDouble();
    if (!doubleCompare(expected, found, 1E-6)) quitf(_wa, "expected %.9f, found %.9f", expected, found);
    quitf(_ok, "found %.9f", found);
}
"""


async def test_a_checker_of_testlib_beside_data_of_polygon(verify: Verify, tmp_path: Path) -> None:
    folder = copied("polygon/little-h-reboot-7", tmp_path)
    answers = {key: answer.split()[0] for key, answer in table(folder).items()}
    xml = (folder / "problem.xml").read_text()
    checker = re.search(r'<checker[^>]*>\s*<source path="([^"]+)"', xml)
    assert checker is not None
    write_files(
        folder,
        {
            checker[1]: POLYGON_CHECKER,
            "submissions/accepted/near.py": looking_up(moved(answers, 1e-7)),
            "submissions/wrong_answer/far.py": looking_up(moved(answers, 1e-3)),
        },
    )

    verdicts = {path: verdict for path, verdict in (await verify(folder)).items() if path.startswith(("acc", "wrong"))}

    assert verdicts == {"accepted/near.py": "AC", "wrong_answer/far.py": "WA"}


INTERACTOR = r"""
#include "testlib.h"
#include <iostream>
int main(int argc, char** argv) {
    registerInteraction(argc, argv);
    int n = inf.readInt();
    std::vector<int> hidden(n);
    for (int& value : hidden) value = inf.readInt();
    std::cout << n << std::endl;
    for (int index = 0; index < n; index++) {
        int low = 0, value;
        while ((value = ouf.readInt(1, 1000000000, "guess")) != hidden[index]) {
            std::cout << (value < hidden[index] ? "more" : "less") << std::endl;
            if (++low > 30) quitf(_wa, "too many guesses for number %d", index + 1);
        }
        std::cout << "right" << std::endl;
    }
    tout << n << std::endl;
    quitf(_ok, "%d numbers", n);
}
"""

GUESSES = """
def guess(low, high):
    while True:
        middle = (low + high) // 2
        print(middle, flush=True)
        said = input()
        if said == "right":
            return
        low, high = (middle + 1, high) if said == "more" else (low, middle - 1)

for _ in range(int(input())):
    guess(1, 10**6)
"""


async def test_an_interactor_of_testlib_beside_data_of_polygon(verify: Verify, tmp_path: Path) -> None:
    folder = copied("polygon/guess-array-1", tmp_path)
    for index in range(2, 15):  # most of them are long
        shutil.copy(folder / "tests" / "01", folder / "tests" / f"{index:02}")
    write_files(
        folder,
        {
            "files/interactor.cpp": INTERACTOR,
            "files/checker.py": "import sys\nsys.exit(0)\n",
            "submissions/accepted/halve.py": GUESSES,
            "submissions/wrong_answer/count.py": GUESSES.replace("(low + high) // 2", "low"),
            "submissions/wrong_answer/too_large.py": "print(10**10, flush=True)\ninput()\n",
            "submissions/run_time_error/crash.py": GUESSES + "1 / 0\n",
        },
    )

    verdicts = await verify(folder)

    assert [verdict for path, verdict in verdicts.items() if "/" in path and not path.startswith("sol")] == [
        "AC",
        "RTE",
        "WA",
        "WA",
    ], verdicts
