"""From a line of a batch to the candidate that it means."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import msgspec

from judgebox.cli.batch.line import Line, LineError, read_object
from judgebox.cli.batch.tests import read_tests
from judgebox.cli.status import UsageError
from judgebox.domain.errors import RequestError
from judgebox.domain.problem import Problem, ProblemLimits
from judgebox.domain.submission import check_text
from judgebox.languages import Catalog
from judgebox.usecases.bulk import (
    BulkTest,
    Candidate,
    Comparator,
    Entry,
    Extract,
    Scoring,
    Stop,
    extract_code,
    parse_comparator,
)
from judgebox.usecases.compile import MIB

SOURCE_BYTES = 4 * MIB
ID_BYTES = 1024
LONGEST_TIME_S = 3600.0
LARGEST_MEMORY_MIB = 1 << 20

ENTRY = re.compile(r"(stdin|function|asserts|problem)(?:\(\s*(.*?)\s*\))?")
STOP = re.compile(r"(never|first_failure|group)(?:\(\s*([1-9][0-9]{0,5})\s*\))?")

Choice = TypeVar("Choice", Extract, Scoring)

PYTHONS = ("python", "pypy")
"""Languages of which a function can be called with nothing but its name."""

LCB_MODULES = (
    "string re datetime collections heapq bisect copy math random statistics itertools functools operator io sys json"
)

PRELUDES: Mapping[str, str] = {
    "lcb": "".join(f"from {name} import *\n" for name in (*LCB_MODULES.split(), "builtins", "typing"))
    + "".join(f"import {name}\n" for name in LCB_MODULES.split())
    + "sys.setrecursionlimit(50000)\n",
}
"""What stands above each candidate in other systems, so that programs that rely on it run here too.

Source: LiveCodeBench `evaluation/testing_util.py`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for lines that don't say it themselves."""

    language: str = "python"
    entry: str | None = None
    comparator: str = "trim"
    extract: str = "none"
    stop: str | None = None
    scoring: str = "pass_fail"
    prelude: str | None = None
    tests_sample: int | None = None
    time_limit: float = 10.0
    memory_mib: int = 1024

    def check(self) -> None:
        """Refuse at once what would make every line be refused.

        Raises:
            UsageError: an option is wrong.
        """
        try:
            parse_comparator(self.comparator)
            _choice(Extract, self.extract, "extract")
            _choice(Scoring, self.scoring, "scoring")
            _stop_of(self.stop, self.scoring)
            _entry_of(Line(), self)
        except ValueError as error:
            raise UsageError(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReader:
    """Reads lines.

    Attributes:
        tasks: what further files say of tasks, by their ids: a line has from there what it doesn't say itself.
        problem: returns the problem of a package, or raises `ValueError`.
    """

    defaults: Defaults
    catalog: Catalog
    problem: Callable[[str], Problem]
    tasks: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, text: bytes, number: int) -> Candidate:
        """Read a line.

        Raises:
            LineError: it means no candidate.
        """
        said = read_object(text)
        line = _converted(_with_task(said, self.tasks))
        name = _id_of(line, number)
        try:
            self._check_id(name, number)
            return self._candidate(line, name)
        except (ValueError, RequestError) as error:
            raise LineError(str(error), name) from error
        except LineError as error:
            raise LineError(str(error), name) from error

    def is_used(self, name: str, number: int) -> bool:
        """Say whether another line than this one has an id."""
        return self.seen.get(name, number) != number

    def _check_id(self, name: str, number: int) -> None:
        first = self.seen.setdefault(name, number)
        if first != number:
            raise ValueError(f"{name} is the id of line {first} already")
        check_text(name, field="custom_id", limit_bytes=ID_BYTES)

    def _candidate(self, line: Line, name: str) -> Candidate:
        defaults = self.defaults
        asked, function = _entry_of(line, defaults)
        problem = None if line.problem is None else self.problem(line.problem)
        stop, group_size = _stop_of(line.stop or defaults.stop, line.scoring or defaults.scoring)
        found = read_tests(line, asked, function, group_size)
        entry = found.entry
        language_id = self._language(line, entry)
        given = _given(line, entry)
        source = self._source(line, given, language_id)
        if entry is not Entry.PROBLEM and not found.tests:
            raise ValueError("there are no tests")
        return Candidate(
            id=name,
            task=_task_of(line),
            source=source,
            language_id=language_id,
            language=self.catalog.languages[language_id],
            entry=entry,
            tests=_sampled(found.tests, line, defaults, name),
            limits=_limits_of(line, defaults),
            comparator=_comparator_of(line.comparator or defaults.comparator),
            function=found.function,
            given=given,
            setup=found.setup,
            problem=problem,
            stop=stop,
            scoring=_choice(Scoring, line.scoring or defaults.scoring, "scoring"),
        )

    def _language(self, line: Line, entry: Entry) -> str:
        name = line.language or line.lang or self.defaults.language
        language_id = self.catalog.find(name)
        if language_id is None:
            raise ValueError(f"language {name[:64]!r} is unknown")
        if entry in (Entry.FUNCTION, Entry.ASSERTS) and language_id not in PYTHONS:
            raise ValueError(f"entry {entry} is for {' and '.join(PYTHONS)}; for {language_id} use a problem package")
        if self.catalog.missing_programs(language_id):
            package = self.catalog.languages[language_id].package
            raise ValueError(f"language {language_id} is not available here: install the package {package}")
        return language_id

    def _source(self, line: Line, given: str, language_id: str) -> str | None:
        """The program: as it was sent, or found in a completion; None if there is none to be found."""
        extract = _choice(Extract, line.extract or self.defaults.extract, "extract")
        source = line.source if line.source is not None else line.solution
        if source is None:
            written = line.completion if line.completion is not None else line.canonical_solution
            if written is None:
                raise ValueError("there is neither source nor completion")
            code = extract_code(written, extract)
            if code is None:
                return None
            source = code if not given else given + ("\n" if extract is not Extract.NONE else "") + code
        prelude = line.prelude if line.prelude is not None else self.defaults.prelude
        if prelude in PRELUDES and language_id not in PYTHONS:
            prelude = None
        source = PRELUDES.get(prelude, prelude) + "\n" + source if prelude else source
        check_text(source, field="source", limit_bytes=SOURCE_BYTES)
        return source


def _with_task(said: dict[str, Any], tasks: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if not tasks:
        return said
    task = tasks.get(str(said.get("task_id")))
    if task is None:
        raise LineError(f"task {said.get('task_id')!r} is in no file of --tests", _plain_id(said))
    return {**{key: value for key, value in task.items() if key not in ("id", "custom_id")}, **said}


def _plain_id(said: Mapping[str, Any]) -> str | None:
    name = said.get("custom_id", said.get("id"))
    return str(name) if isinstance(name, str | int) else None


def _converted(said: dict[str, Any]) -> Line:
    try:
        return msgspec.convert(said, Line)
    except msgspec.ValidationError as error:
        raise LineError(str(error)[:200], _plain_id(said)) from error


def _id_of(line: Line, number: int) -> str:
    name = line.custom_id if line.custom_id is not None else line.id
    return f"line-{number}" if name is None else str(name)


def _task_of(line: Line) -> str | None:
    task = line.task_id if line.task_id is not None else line.group
    return None if task is None else str(task)


def _entry_of(line: Line, defaults: Defaults) -> tuple[Entry | None, str | None]:
    """What the line asks for, and the name of the function if it gives one."""
    function = line.fn_name or line.entry_point
    asked = line.entry if line.entry is not None else defaults.entry
    if asked is None:
        return None, function
    found = ENTRY.fullmatch(asked.strip())
    if found is None:
        raise ValueError(f"entry {asked[:64]!r} is unknown; known are stdin, function(NAME), asserts, problem")
    return Entry(found[1]), found[2] or function


def _given(line: Line, entry: Entry) -> str:
    """The beginning that the task gives. Elsewhere a prompt is prose."""
    is_code = entry is Entry.ASSERTS and line.prompt is not None and line.entry_point is not None
    return line.prompt or "" if is_code else ""


def _stop_of(stop: str | None, scoring: str) -> tuple[Stop, int | None]:
    """Where to stop, and how many tests make a group, if that is said. By default where the score is known."""
    if stop is None:
        return (Stop.FIRST_FAILURE if scoring == Scoring.PASS_FAIL else Stop.NEVER), None
    found = STOP.fullmatch(stop.strip())
    if found is None or (found[2] is not None and found[1] != Stop.GROUP):
        raise ValueError(f"stop {stop[:64]!r} is unknown; known are never, first_failure, group, group(N)")
    return Stop(found[1]), None if found[2] is None else int(found[2])


def _sampled(tests: Sequence[BulkTest], line: Line, defaults: Defaults, name: str) -> tuple[BulkTest, ...]:
    """Choose some of many tests: for all candidates of a task the same ones, whenever it is."""
    count = line.tests_sample if line.tests_sample is not None else defaults.tests_sample
    if count is None or len(tests) <= count:
        return tuple(tests)
    if count < 1:
        raise ValueError(f"tests_sample is to be at least 1, not {count}")
    chosen = Random(_task_of(line) or name).sample(range(len(tests)), count)  # noqa: S311 (nobody has to guess it)
    return tuple(tests[index] for index in sorted(chosen))


def _choice(kind: type[Choice], name: str, what: str) -> Choice:
    try:
        return kind(name)
    except ValueError as error:
        raise ValueError(f"{what} {name[:64]!r} is unknown; known are {', '.join(kind)}") from error


def _comparator_of(said: str | Mapping[str, Any]) -> Comparator:
    if isinstance(said, str):
        return parse_comparator(said)
    tolerances = ", ".join(f"{key}={said[key]}" for key in ("abs", "rel") if key in said)
    return parse_comparator(str(said.get("name", "")) + (f"({tolerances})" if tolerances else ""))


def _limits_of(line: Line, defaults: Defaults) -> ProblemLimits:
    time_s = defaults.time_limit if line.time_limit is None else line.time_limit
    memory_mib = defaults.memory_mib if line.memory_mib is None else line.memory_mib
    if not (math.isfinite(time_s) and 0 < time_s <= LONGEST_TIME_S):
        raise ValueError(f"time_limit is to be above 0 and at most {LONGEST_TIME_S:g} s, not {time_s}")
    if not 1 <= memory_mib <= LARGEST_MEMORY_MIB:
        raise ValueError(f"memory_mib is to be from 1 to {LARGEST_MEMORY_MIB}, not {memory_mib}")
    return ProblemLimits(time_limit=timedelta(seconds=time_s), memory_bytes=memory_mib * MIB)


def tasks_of(objects: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Make a table of what is said of tasks, by their ids; what has none is left out."""
    return {str(each["task_id"]): each for each in objects if "task_id" in each}
