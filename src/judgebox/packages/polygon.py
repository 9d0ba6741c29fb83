"""Read a problem package of Polygon: `problem.xml` and what it tells of.

A full package holds all tests; a standard one holds the generators that make them, which run in boxes, so that
the tests that are missing are only named here. `usecases.generate` makes them.

Source: judging study 3.4; packages in the wild.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import (
    NOT_GENERATED,
    Calling,
    Comparison,
    GradedSubmission,
    Package,
    PackagedFile,
    Preset,
    Problem,
    ProblemLimits,
    Program,
    version_of,
)
from judgebox.packages.folder import TEXT_BYTES, Folder
from judgebox.packages.gathering import Gathering, checked_path, problem_id_of
from judgebox.packages.graded import read_graded
from judgebox.packages.latex import markdown_of_latex
from judgebox.packages.polygon_tests import TestReader, Tests
from judgebox.packages.polygon_types import (
    PROMISES,
    STOCK_CHECKERS,
    code_of_language,
    language_of_type,
    languages_of_pattern,
)
from judgebox.packages.polygon_xml import PATH, Element, parse_xml
from judgebox.packages.programs import HEADERS, TESTLIB
from judgebox.packages.test_data import ANY_VALIDATOR

XML_BYTES = 8 * 1024 * 1024
"""The most that `problem.xml` may have: it names each test."""

LONGEST_TIME_MS = 3_600_000.0
MOST_MEMORY_BYTES = 1024.0**4

_SECTIONS = (
    ("legend", ""),
    ("input", "## Input"),
    ("output", "## Output"),
    ("interaction", "## Interaction"),
    ("scoring", "## Scoring"),
    ("notes", "## Notes"),
)


def read_polygon(root: Path, name: str) -> Package:
    """Read a package in a folder without links in its path.

    Args:
        name: of the package; its id follows from its short name, or from this where that can't be one.

    Raises:
        ProblemError: the package is broken; the error names file and line.
    """
    return _PolygonReader(Gathering(Folder(root)), name).read()


class _PolygonReader:
    """The parts of one package."""

    def __init__(self, gathering: Gathering, name: str) -> None:
        self._gathering = gathering
        self._folder = gathering.folder
        self._name = name
        if not self._folder.has_file(PATH):
            raise ProblemError("is missing", path=PATH)
        size = self._folder.file(PATH).stat().st_size
        if size > XML_BYTES:
            raise ProblemError(f"has {size} bytes, the limit is {XML_BYTES}", path=PATH)
        self._problem = parse_xml(self._folder.file(PATH).read_bytes())
        self._resources = self._paths_of("files/resources/file")
        self._beside = [
            path for path in self._resources if PurePosixPath(path).suffix.lower() in HEADERS and self._has(path)
        ]

    def read(self) -> Package:
        judging = self._problem.first("judging")
        testset = self._testset(judging)
        submissions = self._submissions()
        model = next((each for each in submissions if each.is_model), None)
        reader = TestReader(self._gathering, testset, self._generators(), can_answer=model is not None)
        tests = reader.read()
        if tests.groups is not None:
            submissions = [_with_partial(each) for each in submissions]
        graded = read_graded(self._gathering)
        problem = self._make_problem(judging, testset, tests)
        validators = self._input_validators()
        return Package(
            problem=problem,
            blobs=self._gathering.blobs,
            submissions=(*submissions, *graded),
            input_validators=validators,
            input_arguments=self._input_arguments(validators, tests),
            format="polygon",
            to_generate=tuple(tests.to_generate),
            warnings=(*self._gathering.warnings, *self._gathering.odd_texts()),
        )

    def _make_problem(self, judging: Element | None, testset: Element, tests: Tests) -> Problem:
        names = self._names()
        short_name = self._problem.get("short-name")
        problem_id = problem_id_of(*filter(None, (short_name, self._name)))
        validators, preset, interactor = self._deciders()
        if tests.to_generate:
            self._gathering.unsupported.append(NOT_GENERATED)
        problem = Problem(
            id=problem_id,
            names=names or {"en": problem_id},
            statements=self._statements(),
            limits=self._limits(testset),
            comparison=Comparison(),
            cases=tuple(tests.cases),
            scores=tests.groups is not None,
            groups=tests.groups,
            preset=preset,
            validators=validators,
            interactor=interactor,
            passes=self._passes(judging),
            includes=self._includes(),
            input_file=self._stream_file(judging, "input-file", "stdin"),
            output_file=self._stream_file(judging, "output-file", "stdout"),
            keywords=tuple(tag.needed("value") for tag in self._problem.all("tags/tag")),
            unsupported=tuple(dict.fromkeys(self._gathering.unsupported)),
        )
        return replace(problem, version=version_of(problem))

    # --- Judging ---------------------------------------------------------------------------------

    def _testset(self, judging: Element | None) -> Element:
        testsets = [] if judging is None else judging.all("testset")
        if not testsets:
            raise self._problem.error("has no testset")
        chosen = next((each for each in testsets if each.get("name") == "tests"), testsets[0])
        others = [each.get("name") or "without a name" for each in testsets if each is not chosen]
        if others:
            chosen_name = chosen.get("name")
            self._gathering.warnings.append(
                f"{PATH}: only the testset {chosen_name!r} is judged, not {', '.join(others)}"
            )
        return chosen

    def _limits(self, testset: Element) -> ProblemLimits:
        limits = ProblemLimits()
        time_limit, memory = testset.first("time-limit"), testset.first("memory-limit")
        milliseconds = 0.0 if time_limit is None else time_limit.number(at_most=LONGEST_TIME_MS)
        if milliseconds == 0:
            raise (time_limit or testset).error("there is no time limit above 0 ms")
        memory_bytes = limits.memory_bytes if memory is None else int(memory.number(at_most=MOST_MEMORY_BYTES))
        if memory_bytes == 0:
            raise (memory or testset).error("the memory limit is 0 bytes")
        return ProblemLimits(time_limit=timedelta(milliseconds=milliseconds), memory_bytes=memory_bytes)

    def _passes(self, judging: Element | None) -> int:
        if judging is not None and judging.get("run-count") not in (None, "1"):
            self._gathering.unsupported.append("several runs for one test (run-count)")
        return 1

    def _stream_file(self, judging: Element | None, attribute: str, standard: str) -> str | None:
        name = None if judging is None else judging.get(attribute)
        if judging is None or name is None or name == standard:
            return None
        if "/" in name or "\\" in name or not name.isprintable() or name in (".", ".."):
            raise judging.error(f"{attribute} {name[:100]!a} is no name of a file")
        return name

    def _deciders(self) -> tuple[tuple[Program, ...], Preset | None, Program | None]:
        """Return the checker, as a program or one of ours, and the interactor."""
        interactor = self._interactor()
        checker = self._problem.first("assets/checker")
        if checker is None:
            if interactor is None:
                self._gathering.warnings.append(f"{PATH}: there is no checker, so words are compared as wcmp does")
            return (), Preset(name="wcmp"), interactor
        stock = (checker.get("name") or "").removeprefix("std::").partition(".")[0]
        if (checker.get("name") or "").startswith("std::") and stock in STOCK_CHECKERS:
            return (), Preset(name=stock), interactor
        source = self._source_of(checker)
        program = None if source is None else self._program(source)
        if source is None:
            self._gathering.unsupported.append(f"the checker {stock!r}, whose source is not in the package")
        return () if program is None else (program,), None, interactor

    def _source_of(self, checker: Element) -> Element | None:
        """The source of a checker, or the copy at the top of the package if that is all there is of it."""
        sources = [*checker.all("source"), *checker.all("copy")]
        here = [each for each in sources if self._has(checked_path(each.needed("path"), PATH))]
        return next(iter(here or sources), None)

    def _interactor(self) -> Program | None:
        source = self._problem.first("assets/interactor/source")
        return None if source is None else self._program(source)

    def _input_validators(self) -> tuple[Program, ...]:
        """Read the validators; without one that can't be read inputs are only not validated."""
        found = []
        for source in self._problem.all("assets/validators/validator/source"):
            path = checked_path(source.needed("path"), PATH)
            language = language_of_type(source.get("type") or "")
            if not self._has(path):
                self._gathering.warnings.append(f"{path}: is missing, so inputs are not validated by it")
            elif language is None and source.get("type"):
                self._gathering.warnings.append(f"{path}: its language, {source.get('type')}, is not known here")
            else:
                program = self._program(source)
                found += [] if program is None else [program]
        return tuple(found)

    def _input_arguments(self, validators: Sequence[Program], tests: Tests) -> dict[str, dict[str, tuple[str, ...]]]:
        """Tell the group of each case to validators that ask for it."""
        asking = [
            validator.name for validator in validators if b"group()" in self._gathering.beginning(validator.files[0])
        ]
        if not asking:
            return {}
        return {
            case: {ANY_VALIDATOR if len(asking) == len(validators) else name: ("--group", group) for name in asking}
            for case, group in tests.groups_of.items()
        }

    def _program(self, source: Element) -> Program | None:
        """Read a checker, interactor, validator or generator: all are called as testlib's are."""
        path = checked_path(source.needed("path"), PATH)
        if not self._has(path):
            self._gathering.unsupported.append(f"{path}, which is not in the package")
            return None
        language = language_of_type(source.get("type") or "")
        if language is None and source.get("type"):
            self._gathering.unsupported.append(f"{path}: its language, {source.get('type')}, is not known here")
            return None
        return self._gathering.program(path, beside=self._beside, calling=Calling.TESTLIB, language=language)

    def _generators(self) -> dict[str, Program | None]:
        """Read what commands may call, by name; None for one of a language that is not known."""
        found: dict[str, Program | None] = {}
        for source in self._problem.all("files/executables/executable/source"):
            path = checked_path(source.needed("path"), PATH)
            language = language_of_type(source.get("type") or "")
            if self._has(path):
                stem = PurePosixPath(path).stem
                found[stem] = None
                if language is not None or not source.get("type"):
                    found[stem] = self._gathering.program(
                        path, beside=self._beside, calling=Calling.TESTLIB, language=language
                    )
        return found

    # --- Files -----------------------------------------------------------------------------------

    def _paths_of(self, where: str) -> list[str]:
        return [checked_path(each.needed("path"), PATH) for each in self._problem.all(where)]

    def _has(self, path: str) -> bool:
        return self._folder.has_file(path)

    def _includes(self) -> dict[str, tuple[PackagedFile, ...]]:
        """Read the resources that are compiled with solutions, by the languages that they are for."""
        includes: dict[str, tuple[PackagedFile, ...]] = {}
        for element in self._problem.all("files/resources/file"):
            words = " ".join(
                word for each in element.walk() for word in (*each.attributes.values(), each.text, each.tag)
            ).upper()
            path = checked_path(element.needed("path"), PATH)
            if "SOLUTION" not in words or PurePosixPath(path).name == TESTLIB:
                continue
            if not self._has(path):
                raise element.error(f"{path} is missing")
            file = self._gathering.file(path)
            for pattern in (element.get("for-types") or "*").split(","):
                for language in languages_of_pattern(pattern.strip()):
                    includes[language] = (*includes.get(language, ()), file)
        return includes

    def _submissions(self) -> list[GradedSubmission]:
        found = []
        for element in self._problem.all("assets/solutions/solution"):
            tag = element.get("tag") or ""
            source = element.first("source")
            path = None if source is None else checked_path(source.needed("path"), PATH)
            if source is None or path is None or not self._has(path):
                self._gathering.warnings.append(str(element.error("the solution is not in the package")))
                continue
            language = language_of_type(source.get("type") or "")
            if language is None and source.get("type"):
                self._gathering.warnings.append(
                    str(source.error(f"{path} is left out: its language, {source.get('type')}, is not known here"))
                )
                continue
            size = self._folder.file(path).stat().st_size
            if size > TEXT_BYTES:
                self._gathering.warnings.append(f"{path}: left out, it has {size} bytes and the limit is {TEXT_BYTES}")
                continue
            if tag not in PROMISES:
                self._gathering.warnings.append(str(element.error(f"the tag {tag[:40]!r} promises nothing we know")))
            found.append(
                GradedSubmission(
                    path=path,
                    source=self._folder.read(path),
                    promised=PROMISES.get(tag, ()),
                    language=language,
                    is_model=tag == "main",
                )
            )
        return found

    # --- Words -----------------------------------------------------------------------------------

    def _names(self) -> dict[str, str]:
        names = {}
        for element in self._problem.all("names/name"):
            code = code_of_language(element.needed("language"))
            if code is not None and element.get("value"):
                names[code] = " ".join(element.needed("value").split())[:200]
        return names

    def _statements(self) -> dict[str, str]:
        """Read the statements: of their sections, else the whole text; what can't be shown stays a file."""
        statements: dict[str, str] = {}
        others: dict[str, str] = {}
        for element in self._problem.all("statements/statement"):
            language, kind = element.needed("language"), element.get("type") or ""
            code = code_of_language(language)
            path = checked_path(element.needed("path"), PATH)
            if code is None:
                self._gathering.warnings.append(str(element.error(f"the language {language[:40]!r} is not known")))
            elif code not in statements and "tex" in kind:
                text = self._sections(language) or self._properties(path) or self._whole(path)
                statements.update({code: text} if text else {})
            elif "tex" not in kind and self._has(path):
                others[code] = path
        for code, path in others.items():
            if code not in statements:
                self._gathering.warnings.append(f"{path}: only LaTeX can be shown, this statement stays a file")
        if not statements and not others:
            self._gathering.warnings.append("statements: there is none")
        return statements

    def _sections(self, language: str) -> str:
        texts = {}
        for name, _ in _SECTIONS:
            path = checked_path(f"statement-sections/{language}/{name}.tex", PATH)
            texts[name] = self._folder.read_text(path) if self._has(path) else ""
        return _joined(texts)

    def _properties(self, path: str) -> str:
        """Read the sections that lie in one file beside the whole text, as they do in older packages."""
        place = f"{path.rpartition('/')[0]}/problem-properties.json"
        if not self._has(place):
            return ""
        try:
            texts = json.loads(self._folder.read_text(place))
        except (ValueError, RecursionError) as error:
            raise ProblemError(f"is no JSON: {error}", path=place) from error
        if not isinstance(texts, dict):
            raise ProblemError("is to be an object", path=place)
        return _joined({name: text for name, text in texts.items() if isinstance(text, str)})

    def _whole(self, path: str) -> str:
        return markdown_of_latex(self._folder.read_text(path)) if self._has(path) else ""


def _joined(texts: Mapping[str, str]) -> str:
    """Make one text of the sections; empty if all are."""
    parts = []
    for name, heading in _SECTIONS:
        text = markdown_of_latex(texts.get(name, "")).strip()
        if text:
            parts.append(f"{heading}\n\n{text}" if heading else text)
    return "\n\n".join(parts) + "\n" if parts else ""


def _with_partial(submission: GradedSubmission) -> GradedSubmission:
    """Where tests give points, what fails some of them is accepted in part."""
    if not submission.promised or submission.promised == ("AC",):
        return submission
    return replace(submission, promised=(*submission.promised, "PA"))
