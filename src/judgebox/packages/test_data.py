"""Read the test data of a package: its cases, how their output is compared, and how they count.

Source: Kattis problem package format, 2025-09 and legacy, "Test Data"; judging study 3.1, 3.2.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Comparison, Program, TestCase
from judgebox.domain.scoring import Aggregation, TestGroup
from judgebox.packages.folder import Folder, shown
from judgebox.packages.kept import keep
from judgebox.packages.legacy_scoring import read_legacy_groups
from judgebox.packages.modern_scoring import read_modern_groups
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.programs import Reader, read_programs
from judgebox.packages.scoring import Scored, is_legacy
from judgebox.packages.test_folders import SECRET, Finder, FoundCase, Settings
from judgebox.packages.validator_flags import parse_validator_flags
from judgebox.packages.yaml_values import Value

GRADERS = "graders"

ANY_VALIDATOR = ""
"""Stands for every input validator where arguments are not for one by its name."""

_OLD_ANSWERS = (".out", ".a")
"""What answers ended in before the format had a name."""

InputArguments = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestData:
    """All test cases, samples first.

    Attributes:
        blobs: where the content of the data lies.
        groups, grader: as in `Problem`.
        input_arguments: as in `Package`.
        unsupported, warnings: as in `Problem` and `Package`.
    """

    __test__ = False

    cases: tuple[TestCase, ...]
    blobs: dict[BlobId, Path]
    comparison: Comparison
    groups: TestGroup | None = None
    grader: Program | None = None
    input_arguments: dict[str, InputArguments] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read_test_data(folder: Folder, metadata: Metadata) -> TestData:
    """Read `data/sample` and `data/secret`, with the groups in them.

    Raises:
        ProblemError: there is no secret case, a case lacks its answer, or a setting is wrong.
    """
    finder = Finder(folder, metadata.format, metadata.constants)
    root = finder.find()
    found = list(root.all_cases())
    if not any(case.path.startswith(f"{SECRET}/") for case in found):
        raise ProblemError("holds no test case: there is to be at least one, a pair of .in and .ans", path=SECRET)
    reader = _CaseReader(folder, metadata, finder.warnings)
    cases = [reader.read(case) for case in found]
    graders, left_out = read_programs(Reader(folder, reader.blobs, metadata.constants, finder.warnings), GRADERS)
    scored = Scored(
        metadata=metadata,
        has_grader=bool(graders),
        has_static_validator=bool(folder.names("static_validator")),
        warnings=finder.warnings,
    )
    read_groups = read_legacy_groups if is_legacy(root, metadata.format) else read_modern_groups
    groups = read_groups(root, scored)
    if len(graders) > 1:
        finder.warnings.append(f"{GRADERS}: there are {len(graders)} programs, and {graders[0].name} is taken")
    comparison, cases = _compared(cases)
    return TestData(
        cases=tuple(_with_points(cases, groups)),
        blobs=reader.blobs,
        comparison=comparison,
        groups=groups,
        grader=graders[0] if graders and groups is not None and _wants_grader(groups) else None,
        input_arguments=_input_arguments(found),
        unsupported=tuple(left_out),
        warnings=tuple(finder.warnings),
    )


@dataclass(slots=True)
class _CaseReader:
    """Reads the data of cases, and the arguments that go with it."""

    folder: Folder
    metadata: Metadata
    warnings: list[str]
    blobs: dict[BlobId, Path] = field(default_factory=dict)
    _comparisons: dict[tuple[str, ...], Comparison] = field(default_factory=dict)

    def read(self, found: FoundCase) -> TestCase:
        words, place = self._validator_arguments(found.settings)
        has_default = self.metadata.has_default_validator
        arguments = found.settings.get("args")
        files = () if found.files is None else Reader(self.folder, self.blobs, {}, self.warnings).files(found.files)
        return TestCase(
            name=found.name,
            input=self._blob(f"{found.path}.in"),
            answer=self._answer(found),
            visible=not found.path.startswith(f"{SECRET}/"),
            comparison=self._comparison(words, place) if has_default else None,
            checker_arguments=() if has_default else words,
            arguments=() if arguments is None else tuple(arguments.texts()),
            files=files,
        )

    def _blob(self, path: str) -> BlobId:
        blob_id, place = self.folder.hash(path)
        self.blobs[blob_id] = place
        return blob_id

    def _answer(self, found: FoundCase) -> BlobId:
        """The answer; without one an old name is tried, and a dialogue needs none."""
        path = f"{found.path}.ans"
        if self.folder.has_file(path):
            return self._blob(path)
        if self.metadata.format is not Format.STRICT:
            for suffix in _OLD_ANSWERS:
                if self.folder.has_file(found.path + suffix):
                    self.warnings.append(f"data/{found.name}.in: has no .ans, so its {suffix} is taken as the answer")
                    return self._blob(found.path + suffix)
            if self.metadata.is_interactive:
                self.warnings.append(f"data/{found.name}.in: has no answer, so its validator gets an empty one")
                blob_id, self.blobs[blob_id] = keep(b"")
                return blob_id
        raise ProblemError("has no answer: a file with the same name that ends in .ans", path=f"{shown(found.path)}.in")

    def _validator_arguments(self, settings: Settings) -> tuple[tuple[str, ...], Value | None]:
        """The arguments of the output validator, and where they stand."""
        if "output_validator_args" in settings:
            value = settings["output_validator_args"]
            return _words(value), value
        own = self.metadata.validator_flags
        words = () if own is None else _words(own)
        if "output_validator_flags" in settings:  # in addition to those of problem.yaml
            value = settings["output_validator_flags"]
            flags = value.fields().get("flags") if value.is_map else value
            return (*words, *(() if flags is None else _words(flags))), value
        return words, own

    def _comparison(self, words: tuple[str, ...], place: Value | None) -> Comparison:
        if words not in self._comparisons:
            self._comparisons[words] = Comparison() if place is None else parse_validator_flags(words, place)
        return self._comparisons[words]


def _compared(cases: list[TestCase]) -> tuple[Comparison, list[TestCase]]:
    """Let the problem have the comparison of most secret cases, and only other cases one of their own."""
    counts = Counter(case.comparison for case in cases if not case.visible and case.comparison is not None)
    common = max(counts, key=lambda each: counts[each]) if counts else Comparison()
    return common, [replace(case, comparison=None) if case.comparison == common else case for case in cases]


def _with_points(cases: list[TestCase], groups: TestGroup | None) -> list[TestCase]:
    """Say what each case is worth, where it is worth anything by itself."""
    points: dict[int, float] = {}
    waiting = [groups] if groups is not None else []
    while waiting:
        group = waiting.pop()
        waiting.extend(group.groups)
        worth = group.case_points if group.aggregation is Aggregation.SUM else None
        if worth is not None:
            points |= {member: worth for member in group.members if isinstance(member, int)}
    return [
        replace(case, points=points[index]) if index in points and not case.visible else case
        for index, case in enumerate(cases)
    ]


def _wants_grader(group: TestGroup) -> bool:
    return group.grader_arguments is not None or any(_wants_grader(below) for below in group.groups)


# --- Arguments of input validators -------------------------------------------------------------


def _input_arguments(found: list[FoundCase]) -> dict[str, InputArguments]:
    arguments = {case.name: _arguments_by_validator(case.settings) for case in found}
    return {name: each for name, each in arguments.items() if each}


def _arguments_by_validator(settings: Settings) -> InputArguments:
    value = settings.get("input_validator_args", settings.get("input_validator_flags"))
    if value is None:
        return {}
    if not value.is_map:
        words = _words(value)
        return {ANY_VALIDATOR: words} if words else {}
    fields = value.fields()
    if fields.keys() == {"name", "flags"}:  # how legacy names one validator
        return {fields["name"].text(): _words(fields["flags"])}
    return {name: _words(each) for name, each in fields.items()}


def _words(value: Value) -> tuple[str, ...]:
    return tuple(value.texts()) if value.is_list else tuple(value.text().split())
