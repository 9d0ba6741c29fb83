"""Read the tests of a Polygon package: their data, points and groups, and which are still to be generated.

Source: judging study 3.4.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import AnswerSource, BlobId, GeneratedTest, Program, TestCase
from judgebox.domain.scoring import Aggregation, TestGroup
from judgebox.packages.gathering import MOST_CASES, Gathering, case_name, checked_path
from judgebox.packages.grouping import Share, tree_of
from judgebox.packages.polygon_xml import PATH, Element

MOST_POINTS = 1e9

SAMPLES = "samples"
"""The name of the group of samples that are in none."""

_PLACE = re.compile(r"%(0?)([0-9]{0,2})d")
_POLICIES = ("complete-group", "each-test")


@dataclass(slots=True)
class Tests:
    """What the testset holds.

    Attributes:
        groups_of: the name that Polygon gives to the group of a case, by the name of the case.
    """

    __test__ = False

    cases: list[TestCase] = field(default_factory=list)
    to_generate: list[GeneratedTest] = field(default_factory=list)
    groups: TestGroup | None = None
    groups_of: dict[str, str] = field(default_factory=dict)


class TestReader:
    """Reads one testset.

    Args:
        generators: by the name under which commands call them.
        can_answer: whether the package has a solution that makes answers.
    """

    __test__ = False

    def __init__(
        self, gathering: Gathering, testset: Element, generators: Mapping[str, Program | None], *, can_answer: bool
    ) -> None:
        self._gathering = gathering
        self._testset = testset
        self._generators = generators
        self._can_answer = can_answer
        self._input_pattern = self._pattern("input-path-pattern")
        self._answer_pattern = self._pattern("answer-path-pattern")

    def read(self) -> Tests:
        """Read all tests.

        Raises:
            ProblemError: there are none or too many, or one lacks data that no program makes.
        """
        elements = self._testset.all("tests/test")
        declared = self._testset.first("test-count")
        if declared is not None and declared.number(at_most=MOST_CASES) != len(elements):
            if elements:
                raise declared.error(f"says {declared.text.strip()} tests, but {len(elements)} are described")
            elements = self._found_on_disk(int(declared.number(at_most=MOST_CASES)))
        if not elements:
            raise self._testset.error("holds no test")
        if len(elements) > MOST_CASES:
            raise self._testset.error(f"holds {len(elements)} tests, the limit is {MOST_CASES}")
        scored = [*elements, *self._testset.all("groups/group")]
        scores = any(_points(element) > 0 for element in scored)  # many packages say 0 points everywhere
        numbered = list(enumerate(elements, start=1))
        if not scores:  # with points the order of the groups is that of the tests
            numbered.sort(key=lambda pair: not pair[1].is_set("sample"))
        tests = Tests()
        for number, element in numbered:
            self._read_test(tests, number, element)
        if scores:
            tests.groups = self._groups([element for _, element in numbered])
        return tests

    def _pattern(self, tag: str) -> str:
        element = self._testset.first(tag)
        pattern = "tests/%02d" if element is None else element.text.strip()
        if element is None and tag == "answer-path-pattern":
            pattern = "tests/%02d.a"
        if len(_PLACE.findall(pattern)) != 1 or pattern.count("%") != 1:
            raise (element or self._testset).error(f"{tag} is to hold one place for the number, such as tests/%02d")
        return checked_path(pattern, PATH)

    def _found_on_disk(self, count: int) -> list[Element]:
        return [Element("test", self._testset.line, {}) for _ in range(count)]

    def _read_test(self, tests: Tests, number: int, element: Element) -> None:
        index = len(tests.cases)
        input_path, answer_path = _numbered(self._input_pattern, number), _numbered(self._answer_pattern, number)
        lacks_input, lacks_answer = self._gathering.lacks(input_path), self._gathering.lacks(answer_path)
        if lacks_answer and not self._can_answer:
            raise ProblemError("is missing, and there is no main solution that would make it", path=answer_path)
        if lacks_input:
            tests.to_generate.append(self._generated(index, element, input_path, lacks_answer=lacks_answer))
        elif lacks_answer:
            tests.to_generate.append(GeneratedTest(case=index))
        visible = element.is_set("sample")
        case = TestCase(
            name=self._name(element, PurePosixPath(input_path).name, visible=visible),
            input=self._gathering.promise(input_path) if lacks_input else self._data(input_path),
            answer=self._gathering.promise(answer_path) if lacks_answer else self._data(answer_path),
            visible=visible,
            points=_points(element) if element.get("points") else None,
        )
        tests.cases.append(case)
        group = element.get("group")
        if group is not None:
            tests.groups_of[case.name] = group

    def _data(self, path: str) -> BlobId:
        return self._gathering.data(path)

    def _name(self, element: Element, file: str, *, visible: bool) -> str:
        group = element.get("group")
        folder = "sample" if visible else "secret"
        stem = case_name(file.removesuffix(".in"))
        return f"{folder}/{stem}" if group is None or visible else f"secret/{case_name(group)}/{stem}"

    def _generated(self, index: int, element: Element, path: str, *, lacks_answer: bool) -> GeneratedTest:
        command = element.get("cmd")
        if command is None:
            raise ProblemError("is missing, and no generator makes it: the package is not complete", path=path)
        words = _words_of_command(command, element)
        if words[0] not in self._generators:
            raise element.error(f"{path} is missing, and so is the program {words[0][:100]!r} that would make it")
        generator = self._generators[words[0]]
        if generator is None:
            raise element.error(f"{path} is missing, and the language of {words[0][:100]!r} is not known here")
        return GeneratedTest(
            case=index,
            generator=generator,
            arguments=tuple(words[1:]),
            output_file=element.get("from-file"),
            answer=AnswerSource.MODEL if lacks_answer else AnswerSource.PACKAGE,
        )

    # --- Points ----------------------------------------------------------------------------------

    def _groups(self, elements: list[Element]) -> TestGroup:
        """Make the tree: of the groups in the order of their first tests, tests without a group being one each."""
        described = {group.needed("name"): group for group in self._testset.all("groups/group")}
        members: dict[str, list[int]] = {}
        for index, element in enumerate(elements):
            name = element.get("group")
            if name is None:
                is_sample = element.is_set("sample") and _points(element) == 0
                name = SAMPLES if is_sample and SAMPLES not in described else f"test-{index + 1}"
            members.setdefault(name, []).append(index)
        names = _unique_names(members)
        shares = [
            self._share(name, names, members, [_points(elements[index]) for index in cases], described.get(name))
            for name, cases in members.items()
        ]
        return tree_of(_with_samples(shares, elements), bounds_cases=False)

    def _share(
        self,
        name: str,
        names: Mapping[str, str],
        members: Mapping[str, list[int]],
        points: list[float],
        group: Element | None,
    ) -> Share:
        cases = tuple(members[name])
        if group is None:
            return Share(name=names[name], cases=cases, points=tuple(points), aggregation=Aggregation.SUM)
        policy = group.get("points-policy") or "each-test"
        if policy not in _POLICIES:
            raise group.error(f"points-policy {policy[:40]!r} is unknown; known are {', '.join(_POLICIES)}")
        requires = self._dependencies(name, names, members, group)
        given = group.number("points", at_most=MOST_POINTS) if group.get("points") else None
        if policy == "complete-group":
            total = sum(points) if given is None else given
            kind = Aggregation.PASS_FAIL
            return Share(
                name=names[name], cases=cases, points=(total,), aggregation=kind, requires=requires, stops=True
            )
        if given is not None and not any(points):
            points = [given / len(cases)] * len(cases)
        return Share(
            name=names[name], cases=cases, points=tuple(points), aggregation=Aggregation.SUM, requires=requires
        )

    def _dependencies(
        self, name: str, names: Mapping[str, str], members: Mapping[str, list[int]], group: Element
    ) -> tuple[str, ...]:
        order = list(members)
        found = []
        for dependency in group.all("dependencies/dependency"):
            wanted = dependency.needed("group")
            if wanted not in members:
                self._gathering.warnings.append(
                    str(dependency.error(f"the group {wanted[:100]!r} has no test, so nothing depends on it"))
                )
            elif order.index(wanted) >= order.index(name):
                raise dependency.error(f"group {name!r} depends on {wanted!r}, which is not judged before it")
            else:
                found.append(names[wanted])
        return tuple(found)


def _with_samples(shares: list[Share], elements: list[Element]) -> list[Share]:
    """Mark the share that holds all samples, and nothing else, for no points."""
    samples = tuple(index for index, element in enumerate(elements) if element.is_set("sample"))
    return [
        replace(share, is_sample=True) if share.cases == samples and share.total == 0 and not share.requires else share
        for share in shares
    ]


def _points(element: Element) -> float:
    return element.number("points", at_most=MOST_POINTS) if element.get("points") else 0.0


def _unique_names(members: Mapping[str, list[int]]) -> dict[str, str]:
    """Names that can be those of folders, each once."""
    found: dict[str, str] = {}
    for name in members:
        plain = case_name(name)
        found[name] = plain if plain not in found.values() else f"{plain}-{len(found) + 1}"
    return found


def _numbered(pattern: str, number: int) -> str:
    def digits(match: re.Match[str]) -> str:
        return str(number).rjust(int(match[2] or 0), "0" if match[1] else " ")

    return _PLACE.sub(digits, pattern)


def _words_of_command(command: str, element: Element) -> list[str]:
    """Split a command as its shell does: blanks separate words, quotes hold them together, and nothing else counts."""
    lexer = shlex.shlex(command, posix=True)
    lexer.whitespace_split, lexer.escape, lexer.commenters = True, "", ""
    try:
        words = list(lexer)
    except ValueError as error:
        raise element.error(f"the command {command[:100]!r} has a quote without an end") from error
    if not words or ">" in words or "|" in words:
        raise element.error(f"the command {command[:100]!r} is none that calls one generator")
    return words
