"""Read the test cases of a DMOJ package: data, batches, points, and what programs are to make.

How points count: a batch gives its points for the least of its cases; a failed case or batch of 0 points ends
the judging; a batch is left out if one that it depends on has failed.

Source: docs.dmoj.ca, "Problem format", "Generators"; judging study 3.3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import yaml

from judgebox.domain.problem import AnswerSource, BlobId, GeneratedTest, Program, TestCase
from judgebox.domain.scoring import TestGroup
from judgebox.packages.dmoj_names import FoundCase, FoundItem, find_cases
from judgebox.packages.gathering import MOST_CASES, Gathering, case_name, checked_path
from judgebox.packages.grouping import Share, tree_of
from judgebox.packages.yaml_values import Value

MOST_POINTS = 1e9

INIT = "init.yml"

Settings = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Item:
    """A case, or a batch of them, as described: settings of each case over those of the batch."""

    settings: Settings
    cases: tuple[Settings, ...]
    points: float
    is_batch: bool


@dataclass(slots=True)
class Cases:
    """What was read.

    Attributes:
        checkers: the settings of checkers that cases and batches have of their own.
    """

    cases: list[TestCase] = field(default_factory=list)
    to_generate: list[GeneratedTest] = field(default_factory=list)
    groups: TestGroup | None = None
    checkers: list[Value] = field(default_factory=list)


class CaseReader:
    """Reads all cases.

    Args:
        top: the settings of the package, which count where a case has none of its own.
        places: the package, and its archive if it has one.
        needs_answers: whether the checker compares with them.
        tells_worth: whether the checker is to be told points, position and batch of each case.
    """

    def __init__(self, top: Settings, places: Sequence[Gathering], *, needs_answers: bool, tells_worth: bool) -> None:
        self._top = top
        self._places = places
        self._needs_answers = needs_answers
        self._tells_worth = tells_worth
        self._read = Cases()
        self._names: set[str] = set()
        self._generators: dict[str, Program | None] = {}

    def read(self, whole: Value) -> Cases:
        """Read them.

        Raises:
            ProblemError: there are none or too many, or one is wrong.
        """
        pretests = self._top.get("pretest_test_cases")
        items = [] if pretests is None else [self._pretest(item) for item in self._described(pretests)]
        test_cases = self._top.get("test_cases")
        if test_cases is not None and test_cases.is_list:
            items += self._described(test_cases)
        else:
            items += self._found({} if test_cases is None else test_cases.fields(), whole)
        if not items:
            raise whole.error("there is no test case")
        if sum(len(item.cases) for item in items) > MOST_CASES:
            raise whole.error(f"there are more than {MOST_CASES} test cases")
        shares: list[Share] = []
        self._add_items(items, shares)
        self._read.groups = tree_of(shares)
        return self._read

    def _add_items(self, items: list[_Item], shares: list[Share]) -> None:
        batches: list[str] = []
        decisive: list[str] = []
        for number, item in enumerate(items, start=1):
            name = f"batch-{len(batches) + 1}" if item.is_batch else f"case-{number}"
            requires = [*decisive]
            if item.is_batch:
                requires += [batches[index] for index in self._dependencies(item, len(batches))]
                batches.append(name)
            first = len(self._read.cases)
            for settings in item.cases:
                self._add_case(settings, item, batch=len(batches) if item.is_batch else 0)
            cases = tuple(range(first, len(self._read.cases)))
            needed = tuple(dict.fromkeys(requires))
            shares.append(Share(name=name, cases=cases, points=(item.points,), requires=needed, stops=item.is_batch))
            if item.points == 0:
                decisive.append(name)

    # --- What is described ---------------------------------------------------------------------

    def _described(self, listed: Value) -> list[_Item]:
        items = []
        for value in listed.items():
            settings = self._settings(value)
            points = self._points(settings)
            if "batched" not in settings:
                items.append(_Item(settings, (settings,), points, is_batch=False))
                continue
            cases = tuple(self._settings(each) for each in settings["batched"].items())
            if not cases:
                raise value.error("the batch holds no case")
            for case in cases:
                if "batched" in case:
                    raise case["batched"].error("a batch can't hold a batch")
            inherited = {key: each for key, each in settings.items() if key not in ("batched", "points")}
            items.append(_Item(settings, tuple(inherited | case for case in cases), points, is_batch=True))
            if sum(len(item.cases) for item in items) > MOST_CASES:
                raise listed.error(f"there are more than {MOST_CASES} test cases")
        return items

    def _pretest(self, item: _Item) -> _Item:
        return _Item(item.settings, item.cases, 0.0, item.is_batch)

    def _settings(self, value: Value) -> Settings:
        fields = value.fields()
        refuse_code(fields)
        return fields

    def _points(self, settings: Settings) -> float:
        value = settings.get("points", self._top.get("points"))
        return 1.0 if value is None else value.number(above=-1e-12, at_most=MOST_POINTS)

    def _dependencies(self, item: _Item, earlier: int) -> list[int]:
        value = item.settings.get("dependencies")
        if value is None:
            return []
        found = []
        for each in value.items():
            number = each.whole(at_most=MOST_CASES)
            if number > earlier:
                raise each.error(f"a batch can only depend on an earlier one, and {number} is none")
            found.append(number - 1)
        return found

    # --- What is found by names ------------------------------------------------------------------

    def _found(self, settings: Settings, whole: Value) -> list[_Item]:
        refuse_code(settings)
        formats = [settings[key].text() if key in settings else None for key in ("input_format", "output_format")]
        names = list(_paths(self._places[-1]))
        items = find_cases([name for name in names if name != INIT], *formats)
        given = settings.get("case_points")
        points = iter(()) if given is None else iter(self._listed_points(given))
        return [self._item(item, next(points, None), whole) for item in items]

    def _listed_points(self, value: Value) -> Iterator[float]:
        for each in value.items() if value.is_list else ():
            yield each.number(above=-1e-12, at_most=MOST_POINTS)
        while not value.is_list:  # one number for all of them
            yield value.number(above=-1e-12, at_most=MOST_POINTS)

    def _item(self, item: FoundItem, points: float | None, whole: Value) -> _Item:
        cases = tuple(self._named(case, whole) for case in item.cases)
        return _Item({}, cases, self._points({}) if points is None else points, item.is_batch)

    def _named(self, case: FoundCase, whole: Value) -> Settings:
        """Write the names of files down as if they had been described."""
        named = {"in": case.input, "out": case.output}
        return {key: _value_of(whole, key, name) for key, name in named.items() if name is not None}

    # --- A case ----------------------------------------------------------------------------------

    def _add_case(self, settings: Settings, item: _Item, *, batch: int) -> None:
        if "checker" in settings:
            self._read.checkers.append(settings["checker"])
        index = len(self._read.cases)
        generator = settings.get("generator", self._top.get("generator"))
        input_value = settings.get("in", self._top.get("in"))
        answer_value = settings.get("out", self._top.get("out"))
        is_binary = _flag(settings.get("binary_data", self._top.get("binary_data")))
        program = None if generator is None else self._generator(generator)
        makes_input = program is not None and input_value is None
        makes_answer = program is not None and answer_value is None
        if makes_input or makes_answer:
            self._read.to_generate.append(
                GeneratedTest(
                    case=index,
                    generator=program,
                    arguments=self._generator_arguments(settings, generator),
                    input=None if input_value is None else self._data(input_value, is_binary=is_binary),
                    answer=AnswerSource.GENERATOR if makes_answer else AnswerSource.PACKAGE,
                )
            )
        self._read.cases.append(
            TestCase(
                name=self._name(input_value or answer_value, item, batch, index),
                input=self._content(input_value, f"input {index}", makes=makes_input, is_binary=is_binary),
                answer=self._answer(answer_value, index, settings, makes=makes_answer, is_binary=is_binary),
                visible=False,
                points=item.points,
                checker_arguments=(f"{item.points:g}", str(index), str(batch)) if self._tells_worth else (),
            )
        )

    def _answer(self, value: Value | None, index: int, settings: Settings, *, makes: bool, is_binary: bool) -> BlobId:
        if value is None and not makes and self._needs_answers:
            raise next(iter((settings or self._top).values())).error(f"test case {index + 1} has no answer: no key out")
        return self._content(value, f"answer {index}", makes=makes, is_binary=is_binary)

    def _content(self, value: Value | None, what: str, *, makes: bool, is_binary: bool) -> BlobId:
        if makes:
            return self._places[0].promise(what)
        return self._places[0].keep(b"") if value is None else self._data(value, is_binary=is_binary)

    def _data(self, value: Value, *, is_binary: bool) -> BlobId:
        """Hash a file of the folder, else of the archive, with the ends of lines that DMOJ gives it."""
        path = checked_path(value.text(), INIT)
        for place in self._places:
            if place.folder.has_file(path):
                return place.blob(path) if is_binary else place.data(path, ends_last_line=True)
        places = "the folder" if len(self._places) == 1 else "the folder and in the archive"
        raise value.error(f"{path} is missing in {places}")

    def _name(self, value: Value | None, item: _Item, batch: int, index: int) -> str:
        stem = f"{index + 1:03}" if value is None else case_name(PurePosixPath(value.text()).stem)
        name = f"secret/batch-{batch}/{stem}" if item.is_batch else f"secret/{stem}"
        if name in self._names:
            name = f"{name}-{index + 1}"
        self._names.add(name)
        return name

    def _generator(self, value: Value) -> Program | None:
        fields = value.fields() if value.is_map else {}
        refuse_code(fields)
        source = value if not value.is_map else fields.get("source", fields.get("name"))
        if source is None:
            raise value.error("the generator lacks its source")
        paths = [checked_path(path, INIT) for path in source.texts()]
        key = "\n".join(paths)
        if not paths:
            raise value.error("the generator names no file")
        if self._places[0].lacks(paths[0]):
            raise source.error(f"{paths[0]} is missing in the folder")
        if key not in self._generators:
            self._generators[key] = self._places[0].program(paths[0], beside=paths[1:])
        return self._generators[key]

    def _generator_arguments(self, settings: Settings, generator: Value | None) -> tuple[str, ...]:
        own = settings.get("generator_args", self._top.get("generator_args"))
        if own is None and generator is not None and generator.is_map:
            own = generator.fields().get("args")
        return () if own is None else tuple(own.texts())


def refuse_code(fields: Settings) -> None:
    """Refuse keys whose values are Python code, which only the judge itself would run.

    Raises:
        ProblemError: there is one.
    """
    for key, value in fields.items():
        if key.endswith("+"):
            raise value.error(f"the key {key!r} holds code, which is not run: write out what it makes")


def _value_of(whole: Value, key: str, text: str) -> Value:
    node = yaml.ScalarNode("tag:yaml.org,2002:str", text, whole.node.start_mark, whole.node.end_mark)
    return Value(node, whole.path, key)


def _flag(value: Value | None) -> bool:
    return value is not None and value.flag()


def _paths(place: Gathering, folder: str = "", depth: int = 0) -> Iterator[str]:
    """List all files below a folder."""
    for name in place.folder.names(folder):
        path = f"{folder}/{name}" if folder else name
        if place.folder.has_folder(path) and depth < 10:
            yield from _paths(place, path, depth + 1)
        elif place.folder.has_file(path):
            yield path
