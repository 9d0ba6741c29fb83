"""Packages of the ICPC format with what authors put into them, from the folder to the verdict, also written anew."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.problem import GradedSubmission, Package
from judgebox.domain.promise import broken_promise
from judgebox.domain.verdict import Result
from judgebox.packages import read_package
from judgebox.packages.write import WrittenFormat, write_package
from judging_world import World

HEAD = "problem_format_version: 2025-09\nname: Sum\nuuid: x\nlimits: {time_limit: 2}\n"
CASES = {"data/secret/1.in": "1 2\n", "data/secret/1.ans": "3\n"}

BUILD_AND_RUN = {
    "problem.yaml": HEAD,
    "output_validator/v/build": "#!/bin/sh\nset -e\nc++ -o check src/check.cpp\n"
    "printf '#!/bin/sh\\nexec ./check \"$@\"\\n' > run\nchmod +x run\n",
    "output_validator/v/src/check.cpp": "#include <iostream>\n#include <fstream>\nint main(int, char** arguments) {\n"
    "  int right, given; std::ifstream(arguments[2]) >> right;\n"
    "  return std::cin >> given && given == right ? 42 : 43;\n}\n",
    "submissions/accepted/add.py": "print(sum(map(int, input().split())))\n",
    "submissions/wrong_answer/zero.py": "print(0)\n",
}
INCLUDED = {
    "problem.yaml": HEAD + "constants: {shift: 0}\n",
    "include/python3/main.py": "from solution import add\nprint(add(*map(int, input().split())) + {{shift}})\n",
    "submissions/accepted/with_function/solution.py": "def add(a, b): return a + b\n",
    "submissions/accepted/with_function/main.py": "raise SystemExit('the included file replaces this one')\n",
    "submissions/wrong_answer/with_function/solution.py": "def add(a, b): return a\n",
    "submissions/wrong_answer/with_function/main.py": "",
}
TWO_VALIDATORS = {
    "problem.yaml": "name: Sum\nvalidation: custom\nvalidator_flags: 3\n",
    ".timelimit": "2\n",
    "output_validators/is_number.py": "import sys\nsys.exit(42 if sys.stdin.read().strip().isdigit() else 43)\n",
    "output_validators/is_flag/__main__.py": "from help import wanted\nimport sys\n"
    "sys.exit(42 if sys.stdin.read().split() == [wanted()] else 43)\n",
    "output_validators/is_flag/help.py": "import sys\ndef wanted():\n    return sys.argv[4]\n",
    "output_validators/is_flag/__init__.py": "",
    "submissions/accepted/add.py": "print(sum(map(int, input().split())))\n",
    "submissions/wrong_answer/word.py": "print('three')\n",
    "submissions/wrong_answer/other.py": "print(4)\n",
}
SEVERAL_FILES = {
    "problem.yaml": HEAD,
    "submissions/accepted/add/main.cpp": '#include "add.h"\n#include <iostream>\n'
    "int main() { int a, b; std::cin >> a >> b; std::cout << add(a, b); }\n",
    "submissions/accepted/add/add.h": "int add(int, int);\n",
    "submissions/accepted/add/add.cpp": '#include "add.h"\nint add(int a, int b) { return a + b; }\n',
}


async def verify(world: World, package: Package) -> dict[str, str | None]:
    """Judge all graded submissions; say how each breaks its promise."""
    assert package.problem.unsupported == ()
    world.blobs.paths.update(package.blobs)
    return {each.path: broken_promise(each, await _judged(world, package, each)) for each in package.submissions}


async def _judged(world: World, package: Package, submission: GradedSubmission) -> Result:
    language = submission.language or world.catalog.guess(submission.path) or ""
    files = dict(submission.files) or {submission.path.rpartition("/")[2]: submission.source}
    return await world.judged_files(files, package.problem, language=language, entry=submission.entry)


@pytest.mark.parametrize(
    "files",
    [BUILD_AND_RUN, INCLUDED, TWO_VALIDATORS, SEVERAL_FILES],
    ids=["scripts", "included files", "two validators", "several files"],
)
async def test_every_promise_is_kept_also_by_what_is_written(
    world: World, tmp_path: Path, files: Mapping[str, str]
) -> None:
    for name, content in {**CASES, **files}.items():
        path = tmp_path / "sum" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    package = read_package(tmp_path / "sum")
    write_package(package, tmp_path / "other.zip", WrittenFormat.LEGACY)

    assert set((await verify(world, package)).values()) == {None}
    assert set((await verify(world, read_package(tmp_path / "other.zip"))).values()) == {None}
