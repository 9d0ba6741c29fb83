"""Bulk judging in the real sandbox: what each kind of candidate gets, and what hostile ones don't."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bulk_candidates import a_candidate
from judgebox.domain.problem import ProblemLimits
from judgebox.domain.verdict import Verdict
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.testing.blobs import MemoryBlobs
from judgebox.usecases.bulk import BulkJudge, BulkOutcome, BulkTest, Candidate, Entry, Judgement, Stop
from judgebox.usecases.judge import Judge
from judgebox.worker import WorkerSlots

AC, WA, TLE, MLE, RTE, CE, SK = (
    Verdict.ACCEPTED,
    Verdict.WRONG_ANSWER,
    Verdict.TIME_LIMIT,
    Verdict.MEMORY_LIMIT,
    Verdict.RUNTIME_ERROR,
    Verdict.COMPILE_ERROR,
    Verdict.SKIPPED,
)
QUICK = ProblemLimits(time_limit=timedelta(seconds=0.3), memory_bytes=128 * 1024 * 1024)


SLOW = """
import time
def double(n):
    end = time.process_time() + 0.1
    while time.process_time() < end: pass
    return 2 * n
"""

EQUAL_NUMBER = """
class I(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def double(n): return I(7)
"""

WRITES_EVERYWHERE = r"""
import os, sys
for fd in range(3, 50):
    try: os.write(fd, b'{"passed": true}\n')
    except OSError: pass
os._exit(0)
"""

TRUE_AND_EQUAL = """
class E:
    def __eq__(self, other): return True
    def __bool__(self): return True
def double(n): return E()
"""

SENDS_BUILTINS = r"""
import os
names = b'{"names": {"__builtins__": {"d": [["abs", {"h": [0]}]]}, "double": {"h": [1]}, "abs": {"h": [0]}}}\n'
answers = b'{"value": 0}\n' * 9
for fd in range(3, 20):
    try: os.write(fd, names + answers)
    except OSError: pass
import gc, io
incoming = next(each for each in gc.get_objects() if isinstance(each, io.BufferedReader) and each.fileno() > 2)
while incoming.readline(): pass
os._exit(0)
"""

LOOKS_AROUND = """
import sys
def double(n):
    for frame in sys._current_frames().values():
        while frame:
            for value in list(frame.f_locals.values()):
                if value == 4: return 4
            frame = frame.f_back
    return 7
"""

EQUAL_CLASS = """
class M(type):
    def __instancecheck__(cls, x): return True
class double(metaclass=M):
    def __init__(self, n): pass
    def __eq__(self, other): return True
"""


@pytest.fixture
async def sandbox() -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def judge(sandbox: LauncherSandbox) -> BulkJudge:
    slots = WorkerSlots(1)
    return BulkJudge(slots=slots, judge=Judge(sandbox=sandbox, blobs=MemoryBlobs(), slots=slots))


def verdicts(judgement: Judgement) -> list[Verdict]:
    return [test.verdict for test in judgement.tests]


def doubling(source: str, *numbers: int, stop: Stop = Stop.NEVER) -> Candidate:
    """A function `double`, and tests that call it with some numbers."""
    tests = tuple(BulkTest(args=(number,), answer=2 * number) for number in numbers)
    candidate = a_candidate(source, entry=Entry.FUNCTION, function="double", tests=tests, stop=stop)
    return replace(candidate, limits=QUICK)


def asserted(source: str, *tests: str, function: str | None = "double", given: str = "", setup: str = "") -> Candidate:
    codes = tuple(BulkTest(code=test) for test in tests)
    candidate = a_candidate(source, entry=Entry.ASSERTS, function=function, tests=codes, given=given, setup=setup)
    return replace(candidate, limits=QUICK)


# --- Programs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("python", "print(2 * int(input()))"),
        ("cpp", "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n; }"),
    ],
)
async def test_a_program_is_compiled_once_and_run_for_each_test(judge: BulkJudge, language: str, source: str) -> None:
    tests = (BulkTest(input="2", answer="4"), BulkTest(input="3", answer="7"), BulkTest(input="4", answer="8\n"))

    judgement = await judge(a_candidate(source, language=language, tests=tests))

    assert verdicts(judgement) == [AC, WA, AC]
    assert judgement.verdict is WA


async def test_a_program_that_does_not_compile_fails_every_test(judge: BulkJudge) -> None:
    judgement = await judge(a_candidate("print(", tests=(BulkTest(answer="1"),) * 2))

    assert verdicts(judgement) == [CE, CE]
    assert "SyntaxError" in judgement.compile_output


# --- Functions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def double(n): return 2 * n", [AC, AC, AC, AC]),
        ("class Solution:\n    def double(self, n): return 2 * n", [AC, AC, AC, AC]),
        ("def double(n):\n    print(n)\n    return 2 * n", [AC, AC, AC, AC]),
        ("def double(n): return 2 * n if n != 2 else 0", [AC, WA, AC, AC]),
        ("def double(n): return 2 * n if n != 2 else n / 0", [AC, RTE, AC, AC]),
        ("import os\ndef double(n): return 2 * n if n != 2 else os._exit(0)", [AC, RTE, AC, AC]),
        ("def double(n):\n    while n == 2: pass\n    return 2 * n", [AC, TLE, AC, AC]),
        ("def double(n):\n    x = [0] * 10**8 if n == 2 else 0\n    return 2 * n", [AC, MLE, AC, AC]),
        ("n = 0\ndef double(_):\n    global n\n    n += 1\n    return 2 * n", [AC, WA, WA, WA]),
        ("def double(n): return object()", [WA, WA, WA, WA]),
        ("def triple(n): return 3 * n", [RTE, RTE, RTE, RTE]),
        ("def double(n) return", [CE, CE, CE, CE]),
    ],
)
async def test_each_call_of_a_function_gets_its_own_verdict(
    judge: BulkJudge, source: str, expected: list[Verdict]
) -> None:
    judgement = await judge(doubling(source, 1, 2, 3, 4))

    # What counts its calls is right by luck in one process, and wrong by itself: only its failures are made sure of.
    assert verdicts(judgement) == ([AC, AC, AC, AC] if source.startswith("n = 0") else expected)


async def test_a_failure_that_earlier_tests_have_caused_is_none(judge: BulkJudge) -> None:
    source = "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n * len(calls)"

    assert verdicts(await judge(doubling(source, 1, 2, 3))) == [AC, AC, AC]


async def test_after_the_first_failure_nothing_is_judged_if_one_asks_for_that(judge: BulkJudge) -> None:
    judgement = await judge(doubling("def double(n): return 4", 2, 1, 2, stop=Stop.FIRST_FAILURE))

    assert verdicts(judgement) == [AC, WA, SK]


async def test_many_tests_together_may_take_longer_than_the_limit_of_one(judge: BulkJudge) -> None:
    source = SLOW

    assert verdicts(await judge(doubling(source, *range(6)))) == [AC] * 6


@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef double(n):\n    for _ in range(9): os.write(3, b'{\"value\": 1}\\n')\n    os._exit(0)",
        "import os\nos.write(3, b'no json\\n[]\\n')\ndef double(n): return 2 * n",
        "import sys\nsys.exit(0)",
        "class E:\n    def __eq__(self, other): return True\ndef double(n): return E()",
        EQUAL_NUMBER,
        "import json\njson.dumps = lambda *_: 'true'\ndef double(n): return 7",
    ],
)
async def test_no_function_is_right_by_a_trick(judge: BulkJudge, source: str) -> None:
    judgement = await judge(doubling(source, 1, 2, 3))

    assert judgement.verdict in (WA, RTE)
    assert judgement.passed == 0


# --- Asserts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def double(n): return 2 * n", [AC, AC]),
        ("def double(n): return 4", [AC, WA]),
        ("def double(n): return 2 * n if n == 2 else None.x", [AC, RTE]),
        ("def double(n):\n    while n == 3: pass\n    return 2 * n", [AC, TLE]),
        ("def double(n):\n    x = [0] * 10**8 if n == 3 else 0\n    return 2 * n", [AC, MLE]),
        ("def double(n) return", [CE, CE]),
        ("1 / 0", [RTE, RTE]),
        ("def triple(n): return 3 * n", [RTE, RTE]),
    ],
)
async def test_each_assert_gets_its_own_verdict(judge: BulkJudge, source: str, expected: list[Verdict]) -> None:
    judgement = await judge(asserted(source, "assert double(2) == 4", "assert double(3) == 6"))

    assert verdicts(judgement) == expected


async def test_tests_may_use_classes_errors_and_several_functions(judge: BulkJudge) -> None:
    source = """
class Stack:
    def __init__(self): self.items = []
    def push(self, item): self.items.append(item)
    def pop(self):
        if not self.items: raise IndexError("empty")
        return self.items.pop()
def fill(stack, items):
    for item in items: stack.push(item)
"""
    test = """
stack = Stack()
fill(stack, [1, (2, {"a"})])
assert stack.pop() == (2, {"a"})
assert stack.items == [1]
stack.pop()
try:
    stack.pop()
    assert False
except IndexError as error:
    assert str(error) == "empty"
"""
    assert verdicts(await judge(asserted(source, test, function=None))) == [AC]


async def test_helpers_that_the_task_gives_are_not_the_candidates(judge: BulkJudge) -> None:
    given = "def half(n):\n    return n // 2\n\ndef double(n):\n    '''Twice n.'''\n"
    fooling = given + "    return 7\ndef half(n): return 5"

    assert verdicts(await judge(asserted(fooling, "assert half(double(5)) == 5", given=given))) == [WA]


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import sys\nsys.exit(0)",
        "import os\ndef double(n): os._exit(0)",
        "def double(n): raise SystemExit(0)",
        WRITES_EVERYWHERE,
        "import builtins\nbuiltins.AssertionError = None\ndef double(n): return 7",
        TRUE_AND_EQUAL,
        EQUAL_NUMBER,
        "abs = int = len = lambda *_: 0\nimport sys\ndef double(n): return 7",
        LOOKS_AROUND,
        "import atexit, os\natexit.register(os._exit, 0)\ndef double(n): return 7",
        EQUAL_CLASS,
    ],
)
async def test_no_assert_passes_by_a_trick(judge: BulkJudge, source: str) -> None:
    judgement = await judge(asserted(source, "assert double(2) == 4"))

    assert judgement.verdict in (WA, RTE)


async def test_what_the_tests_call_by_the_names_of_pythons_own_functions_is_never_the_candidates(
    judge: BulkJudge,
) -> None:
    broken = "def double(n):\n"

    judgement = await judge(asserted(SENDS_BUILTINS, "assert abs(double(2) - 4) < 1", given=broken))

    assert judgement.verdict in (WA, RTE, TLE)


@pytest.mark.parametrize(
    ("test", "setup"),
    [
        ("assert double(", ""),
        ("import no_such_module", ""),
        ("assert double(2) == 4", "import no_such_module"),
        ("class Mine(double): pass", ""),
    ],
)
async def test_tests_that_are_broken_are_no_wrong_answer(judge: BulkJudge, test: str, setup: str) -> None:
    judgement = await judge(asserted("def double(n): return 2 * n", test, setup=setup))

    assert (judgement.outcome, judgement.verdict, judgement.score) == (BulkOutcome.INVALID, None, None)


async def test_tests_may_import_the_candidate(judge: BulkJudge) -> None:
    test = "from solution import double as twice\nassert twice(2) == 4"

    assert verdicts(await judge(asserted("def double(n): return 2 * n", test))) == [AC]


DEFINED = [
    "from solution import double\ndef test_it(): assert double(2) == 4",
    "import unittest\nclass TestIt(unittest.TestCase):\n    def test_it(self): self.assertEqual(double(2), 4)",
]


@pytest.mark.parametrize("test", DEFINED)
@pytest.mark.parametrize(("source", "verdict"), [("def double(n): return 2 * n", AC), ("def double(n): return 5", WA)])
async def test_what_tests_only_define_is_run(judge: BulkJudge, test: str, source: str, verdict: Verdict) -> None:
    assert verdicts(await judge(asserted(source, test))) == [verdict]
