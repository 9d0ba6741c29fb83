"""Read a problem package of Hydro: `problem.yaml`, statements, and `testdata/` with its `config.yaml`.

Source: judging study 3.5; `packages/common` and `packages/hydrojudge` of hydro-dev/Hydro.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import (
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
from judgebox.packages.hydro_cases import (
    DATA,
    MIB,
    Subtask,
    described_subtasks,
    found_subtasks,
    limits_in,
    natural,
    read_cases,
    subtasks_of_ini,
)
from judgebox.packages.polygon_types import STOCK_CHECKERS, languages_of_pattern
from judgebox.packages.programs import language_called, language_of
from judgebox.packages.wrapped import wrapped_program
from judgebox.packages.yaml_values import Value, read_yaml

DEFAULT_TIME = timedelta(seconds=1)
DEFAULT_MEMORY_BYTES = 256 * MIB

MODELS = 5
"""How many of the files in `std` count as solutions, as in Hydro."""

_CONFIGS = ("config.yaml", "config.yml")
_CONFIG_INI = "config.ini"

_STATEMENT = re.compile(r"problem(?:_([a-z]{2,3})(?:[_-]([A-Za-z]{2}))?)?\.md")
_GIVES_PARTS = re.compile(rb"_pc\b|quitp|_points|_partially|partially correct")

_USED = frozenset(
    [
        "cases",
        "checker",
        "checker_type",
        "filename",
        "interactor",
        "judge_extra_files",
        "langs",
        "memory",
        "memory_limit_rate",
        "multi_pass",
        "subtasks",
        "time",
        "time_limit_rate",
        "type",
        "user_extra_files",
        "validator",
    ]
)
_HARMLESS = frozenset(["count", "detail", "key", "manager", "num_processes", "answers", "score", "subType", "target"])
_UNSUPPORTED_TYPES = {
    "communication": "programs that talk with a manager (type: communication)",
    "objective": "questions with one answer each (type: objective)",
    "remote_judge": "problems that another judge judges (type: remote_judge)",
}
_LANGUAGES = {
    "cc": "cpp.*",
    "py": "python",
    "pas": "pas",
    "kt": "kotlin",
    "rs": "rust",
    "js": "javascript",
    "ts": "typescript",
    "cs": "csharp",
    "hs": "haskell",
    "rb": "ruby",
    "pl": "perl",
    "jl": "julia",
}


def is_hydro(folder: Path) -> bool:
    """Whether a folder holds data where Hydro has it, and settings; ICPC packages have `problem.yaml`, too."""
    told = ("problem.yaml", *(f"{DATA}/{name}" for name in (*_CONFIGS, _CONFIG_INI)))
    has_settings = any((folder / name).is_file() for name in told)
    return has_settings and (folder / DATA).is_dir() and not (folder / "data").is_dir()


def read_hydro(root: Path, name: str) -> Package:
    """Read a package in a folder without links in its path.

    Raises:
        ProblemError: the package is broken; the error names file and line.
    """
    return _HydroReader(Gathering(Folder(root)), name).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decider:
    preset: Preset | None = None
    validators: tuple[Program, ...] = ()
    interactor: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What `problem.yaml` says."""

    pid: str | None = None
    title: str | None = None
    keywords: tuple[str, ...] = ()
    source: str | None = None


class _HydroReader:
    """The parts of one package."""

    def __init__(self, gathering: Gathering, name: str) -> None:
        self._gathering = gathering
        self._folder = gathering.folder
        self._about = self._read_about()
        self._id = problem_id_of(*filter(None, (self._about.pid, name)))
        self._config = self._read_config()
        self._type = self._config["type"].text() if "type" in self._config else "default"

    def read(self) -> Package:
        self._note_keys()
        decider = self._decider()
        cases = read_cases(self._gathering, self._subtasks())
        limits = self._limits(cases.times, cases.memories)
        statements = self._statements()
        submissions = (*self._models(), *read_graded(self._gathering))
        filename = self._file_name()
        problem = Problem(
            id=self._id,
            names=self._names(statements),
            statements=statements,
            limits=limits,
            comparison=Comparison(),
            cases=tuple(cases.cases),
            scores=True,
            groups=cases.groups,
            preset=decider.preset,
            validators=decider.validators,
            interactor=decider.interactor,
            passes=self._config["multi_pass"].whole(at_most=20) if "multi_pass" in self._config else 1,
            submit_answer=self._type == "submit_answer",
            includes=self._includes(),
            input_file=None if filename is None else f"{filename}.in",
            output_file=None if filename is None else f"{filename}.out",
            time_factors=self._factors("time_limit_rate"),
            memory_factors=self._factors("memory_limit_rate"),
            languages=self._languages(),
            keywords=self._about.keywords,
            source=self._about.source,
            unsupported=tuple(dict.fromkeys(self._gathering.unsupported)),
        )
        return Package(
            problem=replace(problem, version=version_of(problem)),
            blobs=self._gathering.blobs,
            submissions=submissions,
            input_validators=self._input_validators(),
            format="hydro",
            warnings=(*self._gathering.warnings, *self._gathering.odd_texts()),
        )

    # --- What it is about -------------------------------------------------------------------------

    def _read_about(self) -> _About:
        value = read_yaml(self._folder, "problem.yaml") if self._folder.has_file("problem.yaml") else None
        if value is None:
            return _About()
        fields = value.fields()
        tags = fields.get("tag")
        return _About(
            pid=fields["pid"].text() if "pid" in fields else None,
            title=" ".join(fields["title"].text().split())[:200] if "title" in fields else None,
            keywords=() if tags is None else tuple(tags.texts()),
            source=fields["source"].text() if "source" in fields else None,
        )

    def _statements(self) -> dict[str, str]:
        statements = {}
        for name in self._folder.names(""):
            match = _STATEMENT.fullmatch(name)
            if match is not None and self._folder.has_file(name):
                code = (match[1] or "zh") + (f"-{match[2].upper()}" if match[2] else "")
                statements[code] = self._folder.read_text(name).strip("\n") + "\n"
        if not statements:
            self._gathering.warnings.append("problem.md: there is no statement")
        return statements

    def _names(self, statements: Mapping[str, str]) -> dict[str, str]:
        """The one title stands for every language that there is a statement in."""
        title = self._about.title or self._id
        return dict.fromkeys(statements or ("en",), title)

    # --- Settings ----------------------------------------------------------------------------------

    def _read_config(self) -> dict[str, Value]:
        for name in _CONFIGS:
            if self._folder.has_file(f"{DATA}/{name}"):
                value = read_yaml(self._folder, f"{DATA}/{name}")
                return {} if value is None else value.fields()
        return {}

    def _note_keys(self) -> None:
        if self._type in _UNSUPPORTED_TYPES:
            self._gathering.unsupported.append(_UNSUPPORTED_TYPES[self._type])
        elif self._type not in ("default", "interactive", "submit_answer"):
            raise self._config["type"].error(f"the type {self._type[:40]!r} is unknown")
        if self._type == "submit_answer" and self._config.get("subType", None) is not None:
            self._gathering.unsupported.append("outputs in one archive (subType)")
        if "redirect" in self._config:
            self._gathering.unsupported.append("data of another problem (redirect)")
        for key in sorted(self._config.keys() - _USED - _HARMLESS - {"redirect"}):
            self._gathering.warnings.append(str(self._config[key].error(f"the key {key!r} is unknown and ignored")))

    def _subtasks(self) -> list[Subtask]:
        if self._type == "objective":
            raise self._config["type"].error("the package has no test cases: it asks questions (type: objective)")
        subtasks = described_subtasks(self._config)
        ini = f"{DATA}/{_CONFIG_INI}"
        if not self._config and self._folder.has_file(ini):
            subtasks = subtasks_of_ini(self._folder.read_text(ini), ini)
        if not subtasks:
            subtasks = found_subtasks(self._names_of_data())
        if not subtasks:
            raise ProblemError("holds no test case: no pair of files such as 1.in and 1.out", path=DATA)
        return subtasks

    def _names_of_data(self) -> list[str]:
        names = [name for name in self._folder.names(DATA) if self._folder.has_file(f"{DATA}/{name}")]
        for folder in ("input", "output"):
            names += [f"{folder}/{name}" for name in self._folder.names(f"{DATA}/{folder}")]
        return sorted(names, key=natural)

    def _limits(self, times: set[timedelta], memories: set[int]) -> ProblemLimits:
        """The limits of all cases, which are to be the same: one problem has one time limit."""
        time, memory = limits_in(self._config)
        times, memories = times or {time or DEFAULT_TIME}, memories or {memory or DEFAULT_MEMORY_BYTES}
        if len(times) > 1 or len(memories) > 1:
            self._gathering.unsupported.append("different limits for different cases")
        return ProblemLimits(time_limit=max(times), memory_bytes=max(memories))

    def _file_name(self) -> str | None:
        value = self._config.get("filename")
        if value is None or not value.text():
            return None
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", value.text()):
            raise value.error(f"{value.text()[:100]!a} is no name of a file")
        return value.text()

    def _factors(self, key: str) -> dict[str, float]:
        if key not in self._config:
            return {}
        factors = {}
        for name, value in self._config[key].fields().items():
            for language in _languages_called(name):
                factors[language] = value.number(at_most=1000)
        return factors

    def _languages(self) -> tuple[str, ...] | None:
        if "langs" not in self._config:
            return None
        names = self._config["langs"].texts()
        found = tuple(dict.fromkeys(language for name in names for language in _languages_called(name)))
        unknown = [name for name in names if not _languages_called(name)]
        if unknown:
            words = f"langs: {', '.join(unknown)[:200]} are not known here"
            self._gathering.warnings.append(str(self._config["langs"].error(words)))
        return found or None

    # --- Programs ----------------------------------------------------------------------------------

    def _decider(self) -> _Decider:
        if self._type == "interactive":
            return self._interactor()
        kind = self._config["checker_type"].text() if "checker_type" in self._config else "default"
        if kind in ("default", "strict"):
            if "checker" in self._config:
                message = f"the checker is not used, because checker_type is {kind}"
                self._gathering.warnings.append(str(self._config["checker"].error(message)))
            return _Decider(preset=Preset(name="lines" if kind == "default" else "exact"))
        if "checker" not in self._config:
            raise self._config["checker_type"].error(f"checker_type is {kind[:40]!r}, but there is no checker")
        return self._checker(kind, self._config["checker"])

    def _checker(self, kind: str, value: Value) -> _Decider:
        name = _name_of_file(value)
        if kind == "testlib" and "." not in name and self._gathering.lacks(f"{DATA}/{name}"):
            if name not in STOCK_CHECKERS:
                raise value.error(f"the checker {name[:40]!r} is none that testlib brings")
            return _Decider(preset=Preset(name=name))
        path = self._path(value, name)
        if kind == "kattis":
            program = self._gathering.program(path, beside=self._judge_files(), calling=Calling.KATTIS)
        elif kind == "testlib" and self._is_cpp(path) and not _GIVES_PARTS.search(self._folder.read(path)):
            program = self._gathering.program(path, beside=self._judge_files(), calling=Calling.TESTLIB)
        elif kind in ("testlib", "lemon", "syzoj", "hustoj", "qduoj"):
            protocol = "hydro" if kind == "testlib" else kind
            program = wrapped_program(self._gathering, [path], protocol=protocol, beside=self._judge_files())
        else:
            raise self._config["checker_type"].error(f"checker_type {kind[:40]!r} is unknown")
        return _Decider(validators=() if program is None else (program,))

    def _interactor(self) -> _Decider:
        value = self._config.get("interactor")
        if value is None:
            raise self._config["type"].error("type is interactive, but there is no interactor")
        path = self._path(value, _name_of_file(value))
        if self._is_cpp(path) and not _GIVES_PARTS.search(self._folder.read(path)):
            return _Decider(
                interactor=self._gathering.program(path, beside=self._judge_files(), calling=Calling.TESTLIB)
            )
        program = wrapped_program(self._gathering, [path], protocol="hydro-interactor", beside=self._judge_files())
        return _Decider(interactor=program)

    def _input_validators(self) -> tuple[Program, ...]:
        value = self._config.get("validator")
        if value is None:
            return ()
        path = self._path(value, _name_of_file(value))
        program = self._gathering.program(path, beside=self._judge_files())
        return () if program is None else (program,)

    def _path(self, value: Value, name: str) -> str:
        path = f"{DATA}/{checked_path(name, value.path)}"
        if self._gathering.lacks(path):
            raise value.error(f"{path} is missing")
        return path

    def _is_cpp(self, path: str) -> bool:
        return (language_of({PurePosixPath(path).name: b""}) or "").startswith("cpp")

    def _judge_files(self) -> list[str]:
        named = self._extra_files("judge_extra_files")
        return [*named, *(path for path in self._gathering.headers(DATA) if path not in named)]

    def _extra_files(self, key: str) -> list[str]:
        value = self._config.get(key)
        return [] if value is None else [self._path(value, name) for name in value.texts()]

    def _includes(self) -> dict[str, tuple[PackagedFile, ...]]:
        paths = self._extra_files("user_extra_files")
        return {"default": tuple(self._gathering.file(path) for path in paths)} if paths else {}

    def _models(self) -> list[GradedSubmission]:
        """Read the author's solutions, the first of which makes answers."""
        found: list[GradedSubmission] = []
        for name in self._folder.names("std"):
            path = f"std/{name}"
            if len(found) == MODELS:
                break
            if not self._folder.has_file(path) or language_of({name: b""}) is None:
                continue
            if self._folder.file(path).stat().st_size <= TEXT_BYTES:
                source = self._folder.read(path)
                found.append(GradedSubmission(path=path, source=source, promised=("AC",), is_model=not found))
        return found


def _name_of_file(value: Value) -> str:
    """Read the name of a program: a text, or a map with the file and its language."""
    if not value.is_map:
        return value.text()
    fields = value.fields()
    if "file" not in fields:
        raise value.error(f"{value.name} lacks its file")
    return fields["file"].text()


def _languages_called(name: str) -> tuple[str, ...]:
    """Return our ids of what Hydro calls "cc.cc17o2", "py.py3" or "java"."""
    family = name.strip().lower().partition(".")[0]
    if family in _LANGUAGES:
        return languages_of_pattern(_LANGUAGES[family])
    found = language_called(family)
    return () if found is None else (found,)
