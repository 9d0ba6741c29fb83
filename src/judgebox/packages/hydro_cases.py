"""Read the test cases of a Hydro package: from its settings, or from the names of its files.

How points count: a subtask gives the least, the most or the sum of what its cases give; what has no score of its
own shares what is left of 100, the last ones getting a point more where it does not divide.

Source: judging study 3.5; `packages/common` of hydro-dev/Hydro.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, TestCase
from judgebox.domain.scoring import Aggregation, TestGroup
from judgebox.packages.gathering import MOST_CASES, Gathering, case_name, checked_path
from judgebox.packages.grouping import Share, tree_of
from judgebox.packages.yaml_values import Value

DATA = "testdata"
FULL_SCORE = 100
MOST_POINTS = 1e9
LONGEST_TIME_S = 3600.0
MOST_MEMORY_MIB = 1024 * 1024.0
MIB = 1024 * 1024

_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{0,9})?)\s*([mu]?)s?", re.IGNORECASE)
_TIME_UNITS = {"": 1.0, "m": 1e-3, "u": 1e-6}
_MEMORY = re.compile(r"([0-9]{1,12}(?:\.[0-9]{0,9})?)\s*([kmg])b?", re.IGNORECASE)
_MEMORY_UNITS = {"k": 1 / 1024, "m": 1.0, "g": 1024.0}

_INPUT_END = r"(?:in|IN|txt|TXT|in\.txt|IN\.TXT)"
_NUMBERED = re.compile(rf"(?P<stem>[\w.-]*?(?:(?P<group>[0-9]*)[-_])?(?P<number>[0-9]+))\.{_INPUT_END}", re.ASCII)
_AFTER = re.compile(r"(?P<stem>[^0-9]*)\.(?P<end>in|IN)(?P<number>[0-9]+)", re.ASCII)
_BEFORE = re.compile(r"(?P<stem>(?P<number>[0-9]+)[-_].*)\.(?:in|IN)", re.ASCII)
_ANSWER_ENDS = ("out", "OUT", "out.txt", "OUT.TXT", "ans", "ANS", "ans.txt", "ANS.TXT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as described; None for what is not said."""

    input: str | None
    output: str | None
    score: float | None = None
    time: timedelta | None = None
    memory_bytes: int | None = None
    number: int | None = None
    place: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtask:
    """Cases that are scored as one."""

    cases: tuple[Case, ...]
    kind: Aggregation = Aggregation.MIN
    number: int | None = None
    score: float | None = None
    requires: tuple[int, ...] = ()
    place: Value | None = None


@dataclass(slots=True)
class Cases:
    """What was read, with all limits that cases have."""

    cases: list[TestCase] = field(default_factory=list)
    groups: TestGroup | None = None
    times: set[timedelta] = field(default_factory=set)
    memories: set[int] = field(default_factory=set)


# --- What is described -------------------------------------------------------------------------


def described_subtasks(settings: dict[str, Value]) -> list[Subtask]:
    """Read the cases or subtasks that the settings list; none if they leave them to be found.

    Raises:
        ProblemError: a value is wrong.
    """
    if "cases" in settings and settings["cases"].items():
        cases = tuple(_case(each) for each in settings["cases"].items())
        return [Subtask(cases=cases, kind=Aggregation.SUM)]
    if "subtasks" not in settings:
        return []
    subtasks = [_subtask(each) for each in settings["subtasks"].items()]
    if sum(len(subtask.cases) for subtask in subtasks) > MOST_CASES:
        raise settings["subtasks"].error(f"there are more than {MOST_CASES} test cases")
    return [subtask for subtask in subtasks if subtask.cases]


def _subtask(value: Value) -> Subtask:
    fields = value.fields()
    kind = fields["type"].text() if "type" in fields else "min"
    if kind not in ("min", "max", "sum"):
        raise fields["type"].error(f"the type of a subtask is min, max or sum, not {kind[:40]!r}")
    time, memory = limits_in(fields)
    cases = tuple(_case(each) for each in fields["cases"].items()) if "cases" in fields else ()
    return Subtask(
        cases=tuple(replace(case, time=case.time or time, memory_bytes=case.memory_bytes or memory) for case in cases),
        kind=Aggregation(kind),
        number=fields["id"].whole(at_least=0, at_most=10**9) if "id" in fields else None,
        score=_score(fields),
        requires=tuple(each.whole(at_least=0, at_most=10**9) for each in fields["if"].items())
        if "if" in fields
        else (),
        place=value,
    )


def _case(value: Value) -> Case:
    fields = value.fields()
    time, memory = limits_in(fields)
    return Case(
        input=fields["input"].text() if "input" in fields else None,
        output=fields["output"].text() if "output" in fields else None,
        score=_score(fields),
        time=time,
        memory_bytes=memory,
        place=value,
    )


def _score(fields: dict[str, Value]) -> float | None:
    return fields["score"].number(above=-1e-12, at_most=MOST_POINTS) or None if "score" in fields else None


def limits_in(fields: dict[str, Value]) -> tuple[timedelta | None, int | None]:
    """Read time such as "500ms" and memory such as "256m"; None for what is not said."""
    return (
        parse_time(fields["time"]) if "time" in fields else None,
        parse_memory(fields["memory"]) if "memory" in fields else None,
    )


def parse_time(value: Value) -> timedelta:
    match = _TIME.fullmatch(value.text())
    seconds = 0.0 if match is None else float(match[1]) * _TIME_UNITS[match[2].lower()]
    if not 0 < seconds <= LONGEST_TIME_S:
        raise value.error(f"{value.name} is to be a time such as 1s or 500ms, not {value.text()[:40]!r}")
    return timedelta(seconds=seconds)


def parse_memory(value: Value) -> int:
    match = _MEMORY.fullmatch(value.text())
    mib = 0.0 if match is None else float(match[1]) * _MEMORY_UNITS[match[2].lower()]
    if not 0 < mib <= MOST_MEMORY_MIB:
        raise value.error(f"{value.name} is to be a size such as 256m, not {value.text()[:40]!r}")
    return int(mib * MIB)


def subtasks_of_ini(text: str, path: str) -> list[Subtask]:
    """Read the old `config.ini`: how many cases, then a line for each: input|output|seconds|score|KiB.

    Raises:
        ProblemError: a line is wrong or missing.
    """
    lines = text.splitlines()
    count = lines[0].strip() if lines else ""
    if not re.fullmatch(r"[0-9]{1,5}", count) or not 1 <= int(count) <= MOST_CASES:
        raise ProblemError(f"the first line is to say how many cases there are, up to {MOST_CASES}", path=path, line=1)
    subtasks = []
    for number in range(2, int(count) + 2):
        words = lines[number - 1].split("|") if number <= len(lines) else []
        if len(words) < 4 or not all(re.fullmatch(r"\s*[0-9]{1,9}(\.[0-9]{0,9})?\s*", word) for word in words[2:4]):
            message = "is to be input|output|seconds|score, and maybe |KiB"
            raise ProblemError(message, path=path, line=number)
        has_memory = len(words) > 4 and re.fullmatch(r"\s*[0-9]{1,12}\s*", words[4]) is not None
        seconds = float(words[2])
        if not 0 < seconds <= LONGEST_TIME_S:
            raise ProblemError(
                f"the time limit is to be above 0 and up to {LONGEST_TIME_S:g} s", path=path, line=number
            )
        case = Case(
            input=words[0].strip(),
            output=words[1].strip(),
            time=timedelta(seconds=seconds),
            memory_bytes=int(words[4]) * 1024 if has_memory and int(words[4]) else 256 * MIB,
        )
        subtasks.append(Subtask(cases=(case,), kind=Aggregation.SUM, score=float(words[3]) or None))
    return subtasks


# --- What is found by names --------------------------------------------------------------------


def found_subtasks(names: Sequence[str]) -> list[Subtask]:
    """Match names of files, relative to the data, to cases and subtasks."""
    known = set(names)
    found: dict[int, tuple[Aggregation, list[Case]]] = {}
    for name in names:
        match = _matched(name, known)
        if match is None:
            continue
        group, kind, case = match
        found.setdefault(group, (kind, []))[1].append(case)
    return [
        Subtask(cases=tuple(sorted(cases, key=lambda case: natural(case.input or ""))), kind=kind, number=group)
        for group, (kind, cases) in sorted(found.items())
    ]


def _matched(path: str, known: set[str]) -> tuple[int, Aggregation, Case] | None:
    """Match one name; None if it is no input or there is no answer to it."""
    folder, _, name = path.rpartition("/")
    candidates: list[tuple[int, Aggregation, re.Match[str], list[str]]] = []
    if match := _NUMBERED.fullmatch(name):
        stems = (match["stem"], match["stem"].replace("input", "output").replace("INPUT", "OUTPUT"))
        answers = [f"{stem}.{end}" for stem in stems for end in _ANSWER_ENDS]
        answers += [f"{stems[1]}.txt"] if stems[0] != stems[1] else []
        kind = Aggregation.MIN if match["group"] else Aggregation.SUM
        candidates.append((int(match["group"] or 1), kind, match, answers))
    if match := _AFTER.fullmatch(name):
        ends = ("ou", "out", "ans") if match["end"] == "in" else ("OU", "OUT", "ANS")
        answers = [f"{match['stem']}.{end}{match['number']}" for end in ends]
        answers += [each.replace("input", "output").replace("INPUT", "OUTPUT") for each in answers]
        candidates.append((1, Aggregation.SUM, match, answers))
    if match := _BEFORE.fullmatch(name):
        candidates.append(
            (1, Aggregation.SUM, match, [f"{match['stem']}.{end}" for end in ("out", "ans", "OUT", "ANS")])
        )
    for group, kind, match, answers in candidates:
        for answer in answers:
            for place in (folder, "output" if folder == "input" else folder):
                whole = f"{place}/{answer}" if place else answer
                if whole in known and whole != path:
                    return group, kind, Case(input=path, output=whole, number=int(match["number"]))
    return None


def natural(text: str) -> list[tuple[bool, int, str]]:
    """Order names as people do: 2 before 10."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", text)
    return [(not part.isascii() or not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


# --- Points and data ---------------------------------------------------------------------------


def shares_of_score(total: float, count: int) -> list[float]:
    """Split points evenly in whole ones; the last ones get one more where it does not divide."""
    base, more = divmod(int(total), count) if count else (0, 0)
    return [float(base + (index >= count - more)) for index in range(count)]


def read_cases(gathering: Gathering, subtasks: Sequence[Subtask]) -> Cases:
    """Read the data of all cases, and make the tree of the subtasks.

    Raises:
        ProblemError: a file is missing, or a subtask depends on one that is not before it.
    """
    ordered = sorted(subtasks, key=lambda subtask: subtask.number or 0)
    left = max(FULL_SCORE - sum(subtask.score or 0 for subtask in ordered), 0)
    given = iter(shares_of_score(left, sum(subtask.score is None for subtask in ordered)))
    read = Cases()
    shares: list[Share] = []
    names: dict[int, str] = {}
    for position, subtask in enumerate(ordered, start=1):
        number = position if subtask.number is None else subtask.number
        score = next(given) if subtask.score is None else subtask.score
        points = _points_of_cases(subtask, score)
        first = len(read.cases)
        folder = "" if len(ordered) == 1 else f"subtask-{number}"
        for case, worth in zip(subtask.cases, points, strict=True):
            read.cases.append(_read_case(gathering, case, worth, folder, read))
            read.times |= {case.time} if case.time is not None else set()
            read.memories |= {case.memory_bytes} if case.memory_bytes is not None else set()
        name = f"subtask-{number}" if number not in names else f"subtask-{number}-{position}"
        shares.append(
            Share(
                name=name,
                cases=tuple(range(first, len(read.cases))),
                points=tuple(points) if subtask.kind is Aggregation.SUM else (score,),
                aggregation=subtask.kind,
                requires=_required(subtask, names),
                stops=subtask.kind is Aggregation.MIN,
            )
        )
        names[number] = name
    read.groups = tree_of(shares)
    return read


def _points_of_cases(subtask: Subtask, score: float) -> list[float]:
    if subtask.kind is not Aggregation.SUM:
        return [score] * len(subtask.cases)
    left = max(score - sum(case.score or 0 for case in subtask.cases), 0)
    given = iter(shares_of_score(left, sum(case.score is None for case in subtask.cases)))
    return [next(given) if case.score is None else case.score for case in subtask.cases]


def _required(subtask: Subtask, earlier: dict[int, str]) -> tuple[str, ...]:
    for number in subtask.requires:
        if number not in earlier:
            message = f"a subtask can only depend on an earlier one, and {number} is none"
            raise subtask.place.error(message) if subtask.place else ProblemError(message, path=DATA)
    return tuple(dict.fromkeys(earlier[number] for number in subtask.requires))


def _read_case(gathering: Gathering, case: Case, points: float, folder: str, read: Cases) -> TestCase:
    stem = f"{len(read.cases) + 1:03}" if case.input is None else case_name(PurePosixPath(case.input).stem)
    name = "/".join(filter(None, ("secret", folder, stem)))
    if any(each.name == name for each in read.cases[-1000:]):
        name = f"{name}-{len(read.cases) + 1}"
    return TestCase(
        name=name,
        input=_data(gathering, case.input, case),
        answer=_data(gathering, case.output, case),
        visible=False,
        points=points,
    )


def _data(gathering: Gathering, name: str | None, case: Case) -> BlobId:
    """Hash a file of the data; what is not named is empty."""
    if name in (None, "", "/dev/null"):
        return gathering.keep(b"")
    path = f"{DATA}/{checked_path(name or '', DATA)}"
    if gathering.lacks(path):
        message = f"{path} is missing"
        raise case.place.error(message) if case.place else ProblemError("is missing", path=path)
    return gathering.data(path)
