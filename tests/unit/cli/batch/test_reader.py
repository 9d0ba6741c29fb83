import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bulk_candidates import CATALOG
from judgebox.cli.batch.line import LineError
from judgebox.cli.batch.reader import Defaults, LineReader
from judgebox.cli.status import UsageError
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits
from judgebox.usecases.bulk import BulkTest, Candidate, Entry, Scoring, Stop

ADD = Problem(
    id=ProblemId("add"), names={}, statements={}, limits=ProblemLimits(), comparison=Comparison(), cases=(), version="1"
)


def a_problem(name: str) -> Problem:
    if name != "add":
        raise ValueError(f"{name} is no package")
    return ADD


def a_reader(defaults: Defaults | None = None, tasks: Mapping[str, dict[str, Any]] | None = None) -> LineReader:
    return LineReader(defaults=defaults or Defaults(), catalog=CATALOG, problem=a_problem, tasks=tasks or {})


def read(reader: LineReader | None = None, number: int = 1, /, **said: Any) -> Candidate:
    return (reader or a_reader()).read(json.dumps(said).encode(), number)


PROGRAM: dict[str, Any] = {"source": "x", "tests": [{"input": "1", "output": "2"}]}


def test_a_line_may_have_a_program_and_tests() -> None:
    candidate = read(**PROGRAM, custom_id=7, task_id="t")

    assert (candidate.id, candidate.task, candidate.entry) == ("7", "t", Entry.STDIN)
    assert candidate.tests == (BulkTest(input="1", answer="2"),)


def test_a_line_without_an_id_is_called_by_its_number() -> None:
    assert read(a_reader(), 12, **PROGRAM).id == "line-12"


def test_a_line_in_the_shape_of_livecodebench_calls_a_function() -> None:
    tests = {"inputs": ["[1, 2]\n3", "[]\n0"], "outputs": ["true", "[[1]]"], "fn_name": "find"}

    candidate = read(source="x", input_output=json.dumps(tests))

    assert (candidate.entry, candidate.function) == (Entry.FUNCTION, "find")
    assert candidate.tests == (BulkTest(args=([1, 2], 3), answer=True), BulkTest(args=([], 0), answer=[[1]]))


def test_arguments_may_be_given_as_they_are_or_by_name() -> None:
    tests = [
        {"input": ["a", 1], "output": "b"},
        {"args": [1], "kwargs": {"k": 2}, "expected": None},
        {"input": {"k": 3}, "answer": 4},
    ]

    candidate = read(source="x", entry="function(f)", tests=tests)

    assert candidate.tests == (
        BulkTest(args=("a", 1), answer="b"),
        BulkTest(args=(1,), kwargs={"k": 2}),
        BulkTest(kwargs={"k": 3}, answer=4),
    )


def test_a_line_in_the_shape_of_human_eval_is_checked_by_asserts() -> None:
    candidate = read(
        prompt="def f():\n",
        canonical_solution="    return 1\n",
        entry_point="f",
        test="def check(candidate):\n    assert candidate() == 1\n",
    )

    assert (candidate.entry, candidate.function, candidate.given) == (Entry.ASSERTS, "f", "def f():\n")
    assert candidate.source == "def f():\n    return 1\n"
    assert candidate.tests[0].code.endswith("check(f)\n")


def test_a_line_in_the_shape_of_mbpp_has_a_test_for_each_assert() -> None:
    candidate = read(
        prompt="Write a function.", completion="x", test_list=["assert a", "assert b"], test_imports=["import math"]
    )

    assert [test.code for test in candidate.tests] == ["assert a", "assert b"]
    assert (candidate.source, candidate.given, candidate.setup.strip()) == ("x", "", "import math")


def test_code_is_taken_out_of_a_completion_and_set_below_the_prompt() -> None:
    said = {"prompt": "import math", "entry_point": "f", "test": "assert f() == 1", "extract": "fenced_last"}

    assert read(**said, completion="So:\n```python\ndef f(): ...\n```").source == "import math\ndef f(): ...\n"
    assert read(**said, completion="Sorry.").source is None


def test_a_line_has_from_its_task_what_it_does_not_say_itself() -> None:
    reader = a_reader(tasks={"t": {"task_id": "t", "id": "x", "tests": PROGRAM["tests"], "time_limit": 3}})

    candidate = read(reader, task_id="t", completion="y", custom_id="c")

    assert (candidate.id, candidate.source, len(candidate.tests)) == ("c", "y", 1)
    assert candidate.limits.time_limit == timedelta(seconds=3)


def test_a_line_of_an_unknown_task_is_refused() -> None:
    with pytest.raises(LineError, match="'u' is in no file") as refused:
        read(a_reader(tasks={"t": {}}), task_id="u", id="c", completion="y")

    assert refused.value.id == "c"


def test_a_submission_for_a_problem_needs_no_tests() -> None:
    candidate = read(source="x", problem="add")

    assert (candidate.entry, candidate.problem) == (Entry.PROBLEM, ADD)


def test_a_prelude_stands_above_the_program() -> None:
    reader = a_reader(Defaults(prelude="lcb"))

    source = read(reader, **PROGRAM).source

    assert source is not None
    compile(source, "prelude", "exec")
    assert source.endswith("\n\nx")


def test_what_a_line_says_wins_over_the_options() -> None:
    reader = a_reader(Defaults(comparator="exact", scoring="fraction", stop="never", memory_mib=5, language="cpp"))

    candidate = read(reader, **PROGRAM, comparator={"name": "float", "abs": 0.1}, language="py", stop="group(1)")

    assert candidate.comparator.absolute == 0.1
    assert (candidate.language_id, candidate.stop, candidate.scoring) == ("python", Stop.GROUP, Scoring.FRACTION)
    assert candidate.limits.memory_bytes == 5 * 1024 * 1024


@pytest.mark.parametrize(
    ("scoring", "stop"), [("pass_fail", Stop.FIRST_FAILURE), ("fraction", Stop.NEVER), ("subtask_min", Stop.NEVER)]
)
def test_judging_stops_by_itself_only_where_the_score_is_known(scoring: str, stop: Stop) -> None:
    assert read(**PROGRAM, scoring=scoring).stop is stop


@pytest.mark.parametrize(
    "defaults",
    [
        Defaults(comparator="magic"),
        Defaults(extract="all"),
        Defaults(scoring="stars"),
        Defaults(stop="now"),
        Defaults(entry="main"),
    ],
)
def test_an_option_that_is_wrong_is_refused_before_any_line_is(defaults: Defaults) -> None:
    with pytest.raises(UsageError, match="is unknown"):
        defaults.check()


def test_of_many_tests_all_candidates_of_a_task_get_the_same_ones() -> None:
    tests = [{"input": str(number), "output": ""} for number in range(100)]
    reader = a_reader(Defaults(tests_sample=5))

    first, second, other = (
        read(reader, number, source="x", tests=tests, task_id=task).tests for number, task in enumerate("aab")
    )

    assert len(first) == 5
    assert first == second != other


def test_what_systems_set_above_programs_is_for_python_alone() -> None:
    assert read(a_reader(Defaults(prelude="lcb", language="cpp")), **PROGRAM).source == "x"


def test_tests_in_a_row_make_groups() -> None:
    tests = [{"input": "", "output": ""}] * 5

    candidate = read(source="x", tests=tests, stop="group(2)")

    assert [test.group for test in candidate.tests] == ["0", "0", "1", "1", "2"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"tests": PROGRAM["tests"]}, "neither source nor completion"),
        ({"source": "x"}, "tests are to be"),
        ({"source": "x", "tests": []}, "no tests"),
        ({"source": "x", "tests": [{"input": "1"}]}, "test 1 has no output"),
        ({"source": "x", "tests": [{"input": 5, "output": ""}]}, "test 1: input is to be text"),
        ({"source": "x", "tests": [7]}, "test 1 is no object"),
        ({"source": "x", "tests": [{"output": "", "weight": -1}]}, "weight"),
        ({"source": "x", "tests": {"inputs": ["1"], "outputs": []}}, "1 inputs and 0 outputs"),
        ({"source": "x", "tests": {"inputs": ["x"], "outputs": ["1"], "fn_name": "f"}}, "no value of JSON"),
        ({"source": "x", "tests": {"inputs": [[1]], "outputs": [1]}, "entry": "function"}, "no function is named"),
        ({"source": "", "tests": PROGRAM["tests"]}, "source is empty"),
        ({"source": "x", "test": " "}, "test 1 is empty"),
        ({"source": "x", "test": "def check(f): assert f()"}, "no entry_point"),
        ({**PROGRAM, "tests": PROGRAM["tests"] * 2, "tests_sample": 0}, "tests_sample"),
        ({"source": "\ud800", "tests": PROGRAM["tests"]}, "Unicode"),
        ({**PROGRAM, "language": "klingon"}, "'klingon' is unknown"),
        ({**PROGRAM, "language": "cpp", "entry": "function(f)"}, "entry function is for"),
        ({**PROGRAM, "comparator": "magic"}, "'magic' is unknown"),
        ({**PROGRAM, "comparator": 5}, "comparator"),
        ({**PROGRAM, "time_limit": 0}, "time_limit"),
        ({**PROGRAM, "memory_mib": 0}, "memory_mib"),
        ({**PROGRAM, "memory_mib": "much"}, "memory_mib"),
        ({**PROGRAM, "stop": "never(5)"}, "stop"),
        ({**PROGRAM, "scoring": "stars"}, "'stars' is unknown"),
        ({**PROGRAM, "extract": "all"}, "'all' is unknown"),
        ({**PROGRAM, "entry": "main"}, "'main' is unknown"),
        ({"source": "x", "problem": "none"}, "none is no package"),
    ],
)
def test_a_line_that_means_no_candidate_says_why(said: dict[str, Any], why: str) -> None:
    with pytest.raises(LineError, match=why):
        read(**said)


@pytest.mark.parametrize("text", [b"{", b"[]", b"5", b"\xff", b'{"a":' * 100_000])
def test_what_is_no_object_of_json_is_refused(text: bytes) -> None:
    with pytest.raises(LineError, match="no JSON"):
        a_reader().read(text, 1)


def test_an_id_is_used_once() -> None:
    reader = a_reader()
    read(reader, 1, **PROGRAM, id="a")

    with pytest.raises(LineError, match="a is the id of line 1 already"):
        read(reader, 2, **PROGRAM, id="a")


def test_numbers_of_any_length_stay_what_they_are() -> None:
    candidate = read(source="x", entry="function(f)", tests=[{"input": [2**200], "output": 2**100}])

    assert candidate.tests == (BulkTest(args=(2**200,), answer=2**100),)
    assert candidate.key
