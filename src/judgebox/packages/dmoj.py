"""Read a problem package of DMOJ: `init.yml`, and the archive or the files that it tells of.

Statement, limits and languages are in the database of a DMOJ site and not in the package, so limits are ours
unless the package names some, and there is no statement.

Source: docs.dmoj.ca, "Problem format" and the pages below it; judging study 3.3.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from judgebox.checkers.presets import check_of
from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import (
    NOT_GENERATED,
    Calling,
    Comparison,
    Package,
    PackagedFile,
    Preset,
    Problem,
    ProblemLimits,
    Program,
    version_of,
)
from judgebox.packages.archive import unpack_files
from judgebox.packages.dmoj_cases import INIT, CaseReader, Cases, Settings, refuse_code
from judgebox.packages.folder import Folder
from judgebox.packages.gathering import Gathering, checked_path, problem_id_of
from judgebox.packages.graded import read_graded
from judgebox.packages.kept import place_of_this_process
from judgebox.packages.polygon_types import languages_of_pattern
from judgebox.packages.programs import TESTLIB
from judgebox.packages.wrapped import INTERACTORS, PROTOCOLS, wrapped_dmoj_checker, wrapped_program
from judgebox.packages.yaml_values import Value, read_yaml

OUTPUT_BYTES = 25_165_824
"""What a program may print in DMOJ unless the package says otherwise."""

MOST_BYTES = 1024**3

_CHECKERS = frozenset(
    [
        "easy",
        "floats",
        "floatsabs",
        "floatsrel",
        "identical",
        "linecount",
        "linematches",
        "rstripped",
        "sorted",
        "standard",
        "unordered",
    ]
)
_ARGUMENTS = frozenset(
    [
        "case_sensitive",
        "error_mode",
        "filler_lines_required",
        "filter_new_line",
        "point_distribution",
        "precision",
        "split_on",
    ]
)
_SILENT_ARGUMENTS = frozenset(["feedback", "match", "pe_allowed"])
"""Those that change what is said and not what is decided."""

_USED = frozenset(
    [
        "archive",
        "binary_data",
        "checker",
        "checker_args",
        "custom_judge",
        "file_io",
        "generator",
        "generator_args",
        "grader",
        "in",
        "interactive",
        "memory_limit",
        "out",
        "output_limit_length",
        "points",
        "pretest_test_cases",
        "signature_grader",
        "test_cases",
        "time_limit",
    ]
)
_HARMLESS = frozenset(
    [
        "hints",
        "output_prefix_length",
        "short_circuit",
        "test_size_limit",
        "unbuffered",
        "validator",
        "wall_time_factor",
    ]
)
_UNSUPPORTED = {
    "communication": "programs that talk with one another (communication)",
    "custom_judge": "a grader in Python inside of the judge (custom_judge)",
    "grader": "a grader in Python inside of the judge (grader)",
    "io_redirects": "files in place of streams, case by case (io_redirects)",
    "output_only": "outputs in one archive (output_only)",
}


def read_dmoj(root: Path, name: str) -> Package:
    """Read a package in a folder without links in its path.

    Raises:
        ProblemError: the package is broken; the error names file and line.
    """
    return _DmojReader(Gathering(Folder(root)), name).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decider:
    """What decides on an output.

    Attributes:
        needs_answers: whether cases must have one.
        tells_worth: whether it is told points, position and batch of the case.
    """

    preset: Preset | None = None
    validators: tuple[Program, ...] = ()
    interactor: Program | None = None
    needs_answers: bool = False
    tells_worth: bool = False


class _DmojReader:
    """The parts of one package."""

    def __init__(self, gathering: Gathering, name: str) -> None:
        self._gathering = gathering
        self._id = problem_id_of(name)
        whole = read_yaml(gathering.folder, INIT) if gathering.folder.has_file(INIT) else None
        if whole is None:
            raise ProblemError("is missing or empty", path=INIT)
        self._whole = whole
        self._top = whole.fields()
        refuse_code(self._top)
        self._places = (gathering, *self._archive())

    def read(self) -> Package:
        self._note_keys()
        decider = self._decider()
        reader = CaseReader(
            self._top, self._places, needs_answers=decider.needs_answers, tells_worth=decider.tells_worth
        )
        cases = reader.read(self._whole)
        self._check_checkers(cases.checkers)
        if cases.to_generate:
            self._gathering.unsupported.append(NOT_GENERATED)
        submissions = read_graded(self._gathering)
        problem = self._make_problem(decider, cases)
        return Package(
            problem=replace(problem, version=version_of(problem)),
            blobs=self._gathering.blobs,
            submissions=submissions,
            format="dmoj",
            to_generate=tuple(cases.to_generate),
            warnings=(*self._gathering.warnings, *self._gathering.odd_texts(), "statement: DMOJ packages have none"),
        )

    def _make_problem(self, decider: _Decider, cases: Cases) -> Problem:
        input_file, output_file = self._file_io()
        return Problem(
            id=self._id,
            names={"en": self._id},
            statements={},
            limits=self._limits(),
            comparison=Comparison(),
            cases=tuple(cases.cases),
            scores=True,
            groups=cases.groups,
            preset=decider.preset,
            validators=decider.validators,
            interactor=decider.interactor,
            includes=self._includes(),
            input_file=input_file,
            output_file=output_file,
            unsupported=tuple(dict.fromkeys(self._gathering.unsupported)),
        )

    def _archive(self) -> tuple[Gathering, ...]:
        """Unpack the archive that holds the data, if there is one."""
        value = self._top.get("archive")
        if value is None:
            return ()
        path = checked_path(value.text(), INIT)
        if not self._gathering.folder.has_file(path):
            raise value.error(f"{path} is missing")
        unpacked = Path(tempfile.mkdtemp(dir=place_of_this_process()))
        try:
            unpack_files(self._gathering.folder.file(path), unpacked)
        except BaseException:
            shutil.rmtree(unpacked, ignore_errors=True)
            raise
        inside = Gathering(Folder(unpacked.resolve()))
        inside.blobs = self._gathering.blobs
        return (inside,)

    def _note_keys(self) -> None:
        for key, words in _UNSUPPORTED.items():
            if key in self._top:
                self._gathering.unsupported.append(words)
        links = self._top.get("symlinks")
        if links is not None and (not links.is_map or links.fields()):
            self._gathering.unsupported.append("links in the working directory (symlinks)")
        for key in sorted(self._top.keys() - _USED - _HARMLESS - _UNSUPPORTED.keys() - {"symlinks"}):
            self._gathering.warnings.append(str(self._top[key].error(f"the key {key!r} is unknown and ignored")))
        for key in ("validator", "wall_time_factor"):
            if key in self._top:
                self._gathering.warnings.append(str(self._top[key].error(f"the key {key} is not used")))

    def _limits(self) -> ProblemLimits:
        limits = ProblemLimits(output_bytes=OUTPUT_BYTES)
        if "output_limit_length" in self._top:
            limits = replace(limits, output_bytes=self._top["output_limit_length"].whole(at_most=MOST_BYTES))
        if "memory_limit" in self._top:  # no key of DMOJ, but its site counts KiB, and so do those who write it
            memory = self._top["memory_limit"]
            limits = replace(limits, memory_bytes=memory.whole(at_most=1024**3) * 1024)
            self._gathering.warnings.append(str(memory.error("memory_limit is no key of DMOJ, and is taken as KiB")))
        if "time_limit" in self._top:
            value = self._top["time_limit"]
            self._gathering.warnings.append(str(value.error("time_limit is no key of DMOJ, and is taken as seconds")))
            return replace(limits, time_limit=timedelta(seconds=value.number(at_most=3600)))
        seconds, mib = limits.time_limit.total_seconds(), limits.memory_bytes // 1024**2
        self._gathering.warnings.append(
            f"{INIT}: DMOJ packages have no limits, {seconds:g} s and {mib} MiB are used; check them"
        )
        return limits

    def _file_io(self) -> tuple[str | None, str | None]:
        value = self._top.get("file_io")
        if value is None:
            return None, None
        fields = value.fields()
        names = [fields[key].text() if key in fields else None for key in ("input", "output")]
        for name in names:
            if name is not None and ("/" in name or "\\" in name or name in ("", ".", "..")):
                raise value.error(f"{name[:100]!a} is no name of a file")
        return names[0], names[1]

    # --- Who decides ------------------------------------------------------------------------------

    def _decider(self) -> _Decider:
        if "interactive" in self._top:
            return self._interactor(self._top["interactive"])
        if "custom_judge" in self._top or "grader" in self._top:
            return _Decider()
        value = self._top.get("checker")
        return self._checker(value) if value is not None else _Decider(preset=_preset("standard"), needs_answers=True)

    def _checker(self, value: Value) -> _Decider:
        fields = value.fields() if value.is_map else {"name": value}
        if "name" not in fields:
            raise value.error("the checker lacks its name")
        name = fields["name"].text()
        given = fields.get("args", self._top.get("checker_args"))  # the latter is how a fork of DMOJ writes them
        arguments = given.fields() if given is not None and given.is_map else {}
        refuse_code(arguments)
        if name == "bridged":
            return self._bridged(value, arguments)
        if "." in name:
            return self._python_checker(fields["name"], name, arguments)
        if name not in _CHECKERS:
            known = ", ".join(sorted({*_CHECKERS, "bridged"}))
            raise value.error(f"the checker {name[:40]!r} is unknown; known are {known}, and files in Python")
        return _Decider(preset=self._preset(value, name, arguments), needs_answers=True)

    def _preset(self, place: Value, name: str, arguments: Settings) -> Preset:
        words = []
        for key, argument in sorted(arguments.items()):
            if key in _ARGUMENTS:
                words.append(f"{key}={','.join(argument.texts())}")
            elif key not in _SILENT_ARGUMENTS:
                self._gathering.warnings.append(str(argument.error(f"the argument {key!r} is unknown and ignored")))
        preset = _preset(name, tuple(words))
        try:
            check_of(preset)
        except ValueError as error:
            raise place.error(str(error)) from error
        return preset

    def _python_checker(self, value: Value, name: str, arguments: Settings) -> _Decider:
        path = checked_path(name, INIT)
        if not path.endswith(".py"):
            raise value.error(f"the checker {name[:100]!r} is no file in Python; a compiled one is called bridged")
        if self._gathering.lacks(path):
            raise value.error(f"{path} is missing")
        binary = self._top.get("binary_data")
        program = wrapped_dmoj_checker(
            self._gathering,
            path,
            problem=self._id,
            arguments={key: _plain(argument) for key, argument in arguments.items()},
            binary_data=binary is not None and binary.flag(),
        )
        return _Decider(validators=(program,), tells_worth=True)

    def _bridged(self, value: Value, arguments: Settings) -> _Decider:
        paths = self._paths(value, arguments)
        kind = arguments["type"].text() if "type" in arguments else "default"
        if kind == "testlib" and self._is_testlib(paths[0]):
            program = self._gathering.program(paths[0], beside=paths[1:], calling=Calling.TESTLIB)
            return _Decider(validators=() if program is None else (program,))
        protocol = "exit" if kind == "default" else kind
        if protocol not in PROTOCOLS:
            self._gathering.unsupported.append(f"the checker type {kind[:40]!r}")
            return _Decider()
        program = wrapped_program(self._gathering, paths, protocol=protocol)
        return _Decider(validators=() if program is None else (program,), tells_worth=True)

    def _interactor(self, value: Value) -> _Decider:
        fields = value.fields()
        refuse_code(fields)
        paths = self._paths(value, fields)
        kind = fields["type"].text() if "type" in fields else "default"
        protocol = "exit" if kind == "default" else kind
        if protocol not in INTERACTORS or "args_format_string" in fields:
            self._gathering.unsupported.append(f"the interactor type {kind[:40]!r}, or arguments of its own")
            return _Decider()
        if protocol == "testlib" and self._is_testlib(paths[0]):
            return _Decider(interactor=self._gathering.program(paths[0], beside=paths[1:], calling=Calling.TESTLIB))
        program = wrapped_program(self._gathering, paths, protocol=f"{protocol}-interactor")
        return _Decider(interactor=program, tells_worth=True)

    def _paths(self, place: Value, fields: Settings) -> list[str]:
        if "files" not in fields:
            raise place.error("the files of the program are not named: the key files")
        paths = [checked_path(path, INIT) for path in fields["files"].texts()]
        for path in paths:
            if self._gathering.lacks(path):
                raise fields["files"].error(f"{path} is missing")
        if not paths:
            raise fields["files"].error("files names none")
        return paths

    def _is_testlib(self, path: str) -> bool:
        return TESTLIB.encode() in self._gathering.folder.read(path)

    def _check_checkers(self, checkers: Sequence[Value]) -> None:
        """Refuse what would judge single cases in other ways."""
        top = self._top.get("checker")
        general = "standard" if top is None else _plain(top)
        if any(_plain(each) not in (general, {"name": general}) for each in checkers):
            self._gathering.unsupported.append("different checkers for different cases")

    def _includes(self) -> dict[str, tuple[PackagedFile, ...]]:
        """Read what a program is compiled with, which DMOJ does as C++ whatever of C and C++ it is in."""
        value = self._top.get("signature_grader")
        if value is None:
            return {}
        fields = value.fields()
        refuse_code(fields)
        for key in ("entry", "header"):
            if key not in fields:
                raise value.error(f"signature_grader lacks the key {key}")
            if self._gathering.lacks(checked_path(fields[key].text(), INIT)):
                raise fields[key].error(f"{fields[key].text()} is missing")
        self._gathering.warnings.append(
            str(value.error("programs are compiled with the entry, so they must not have a main of their own"))
        )
        entry, header = (checked_path(fields[key].text(), INIT) for key in ("entry", "header"))
        stem = Path(entry).stem
        as_cpp = (self._gathering.file(entry, f"{stem}.cpp"), self._gathering.file(header))
        includes: dict[str, tuple[PackagedFile, ...]] = dict.fromkeys(languages_of_pattern("cpp.*"), as_cpp)
        if entry.endswith(".c"):
            includes["c"] = (self._gathering.file(entry), self._gathering.file(header))
        return includes


def _preset(name: str, arguments: tuple[str, ...] = ()) -> Preset:
    return Preset(name=f"dmoj-{name}", arguments=arguments)


def _plain(value: Value, depth: int = 0) -> object:
    """Turn a value into what Python code expects: texts, numbers, lists and maps."""
    if depth > 5:
        raise value.error(f"{value.name} is nested too deeply")
    if value.is_map:
        return {key: _plain(each, depth + 1) for key, each in value.fields().items()}
    if value.is_list:
        return [_plain(each, depth + 1) for each in value.items()]
    kind = value.node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return value.flag()
    text = value.text()
    try:
        return int(text) if kind == "int" else float(text) if kind == "float" else text
    except ValueError:
        return text
