"""Read a problem package in the ICPC/Kattis format: 2025-09, its drafts, legacy.

The parts are in modules of their own: settings in `problem_yaml`, cases in `test_data`, graded submissions
in `expectations`. What can be judged is turned into the domain's objects; what can't is named, never
silently left out.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Package, PackagedFile, Problem, ProblemId, Program, version_of
from judgebox.packages import gathering
from judgebox.packages.expectations import read_submissions
from judgebox.packages.extras import Extras, read_extras, with_extras
from judgebox.packages.folder import Folder, shown
from judgebox.packages.function_problem import as_function_problem
from judgebox.packages.invalid_inputs import read_invalid_inputs
from judgebox.packages.problem_yaml import Format, Metadata, read_metadata
from judgebox.packages.programs import Reader, language_called, read_programs
from judgebox.packages.statements import read_statements
from judgebox.packages.test_data import GRADERS, TestData, read_test_data
from judgebox.packages.time_limit import read_time_limit

SIGNATURE = "signature.yaml"
"""Ours: it makes a package one of a function problem."""

SEVERAL_OUTPUTS = "outputs submitted for several test cases (submit-answer)"

_INPUT_VALIDATORS = ("input_validators", "input_format_validators")
"""The second name is that of packages from before the format had a version."""

_VALIDATORS = ("output_validator", "output_validators")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def read_icpc(root: Path, name: str) -> Package:
    """Read a package in a folder without links in its path.

    Args:
        name: of the package, from which its id follows.

    Raises:
        ProblemError: the package is broken; the error names file and line.
    """
    folder = Folder(root)
    problem_id = gathering.problem_id_of(name)
    metadata = read_metadata(folder)
    blobs: dict[BlobId, Path] = {}
    reader = Reader(folder, blobs, metadata.constants)
    if metadata.format is not Format.LEGACY:  # which says it in problem.yaml
        has_validator = any(folder.names(directory) for directory in _VALIDATORS)
        metadata = replace(metadata, has_custom_validator=has_validator)
    programs = _read_programs(reader, metadata)
    names, statements, notes = read_statements(folder, metadata)
    time_limit, time_notes = read_time_limit(folder, metadata)
    data = read_test_data(folder, metadata)
    submissions, submission_notes = read_submissions(folder, metadata)
    text_notes = _odd_texts(folder, metadata)
    problem = Problem(
        id=problem_id,
        names=names or {"en": problem_id},
        statements=statements,
        limits=replace(metadata.limits, time_limit=time_limit or metadata.limits.time_limit),
        comparison=data.comparison,
        cases=data.cases,
        scores=metadata.scores,
        groups=data.groups,
        grader=data.grader,
        validators=programs.validators,
        interactor=programs.interactor,
        static_validator=programs.static_validator,
        passes=metadata.passes,
        submit_answer=metadata.is_submit_answer,
        includes=programs.includes,
        signature=folder.read_text(SIGNATURE) if folder.has_file(SIGNATURE) else None,
        languages=metadata.languages,
        author=metadata.author,
        source=metadata.source,
        license=metadata.license,
        keywords=metadata.keywords,
        unsupported=_unsupported(metadata, programs, data),
    )
    problem = as_function_problem(problem, blobs | data.blobs)
    invalid_inputs = read_invalid_inputs(folder, blobs)
    package = Package(
        problem=replace(problem, version=version_of(problem)),
        blobs=blobs | data.blobs,
        submissions=submissions,
        input_validators=programs.input_validators,
        input_arguments=data.input_arguments,
        invalid_inputs=invalid_inputs,
        time_is_inferred=time_limit is None,
        time_rule=metadata.time_rule,
        format=metadata.format.value,
        warnings=(
            *_odd_name(name, problem_id),
            *metadata.warnings,
            *text_notes,
            *notes,
            *time_notes,
            *reader.warnings,
            *data.warnings,
            *submission_notes,
        ),
    )
    extras = read_extras(folder)
    return package if extras is None else with_extras(_with_grader(package, extras, reader), extras)


def _with_grader(package: Package, extras: Extras, reader: Reader) -> Package:
    """Add the grader that groups want only by what stands beside the format, which has none."""
    if package.problem.grader is not None or not extras.want_grader:
        return package
    programs, _ = read_programs(reader, GRADERS)
    if not programs:
        raise ProblemError("a group wants a grader, but there is none", path=GRADERS)
    blobs = {**package.blobs, **reader.blobs}
    return replace(package, problem=replace(package.problem, grader=programs[0]), blobs=blobs)


def _odd_name(name: str, problem_id: ProblemId) -> list[str]:
    """Tell that the name of a package can't be an id; what made it, a contest's letter or title say, still reads."""
    if name.lower() == problem_id:
        return []
    return [f"the name of the package, {name[:100]!a}, can't be an id, and becomes {problem_id}"]


def _odd_texts(folder: Folder, metadata: Metadata) -> list[str]:
    """Tell of texts that are not UTF-8; the strict format has none."""
    for path, line in folder.odd_texts.items():
        if metadata.format is Format.STRICT:
            raise ProblemError("is not valid UTF-8", path=path, line=line)
    return [f"{path}:{line}: is not UTF-8 and read as Windows-1252" for path, line in folder.odd_texts.items()]


@dataclass(slots=True, kw_only=True)
class _Programs:
    """The programs of the author, and what a submission gets from them."""

    validators: tuple[Program, ...] = ()
    interactor: Program | None = None
    static_validator: Program | None = None
    input_validators: tuple[Program, ...] = ()
    includes: dict[str, tuple[PackagedFile, ...]] = field(default_factory=dict)
    unsupported: list[str] = field(default_factory=list)


def _read_programs(reader: Reader, metadata: Metadata) -> _Programs:
    """Read all of them; what can't be judged without one that is unknown is said to be unsupported."""
    found = _Programs(includes=_read_includes(reader))
    for directory in _INPUT_VALIDATORS:
        programs, left_out = read_programs(reader, directory)
        found.input_validators += programs
        reader.warnings.extend(left_out)
    static, left_out = read_programs(reader, "static_validator", single=True)
    found.static_validator = static[0] if static else None
    found.unsupported += left_out
    validators = _read_validators(reader, metadata, found.unsupported)
    if not metadata.is_interactive:
        found.validators = validators
    elif len(validators) > 1:
        names = ", ".join(program.name for program in validators)
        found.unsupported.append(f"several interactive validators ({names})")
        found.validators = validators
    else:
        found.interactor = validators[0] if validators else None
    return found


def _read_validators(reader: Reader, metadata: Metadata, unsupported: list[str]) -> tuple[Program, ...]:
    validators: list[Program] = []
    for directory in _VALIDATORS:
        is_single = directory == "output_validator"
        programs, left_out = read_programs(reader, directory, single=is_single)
        if not metadata.has_default_validator:
            validators += programs
            unsupported += left_out
        elif programs or left_out:
            reader.warnings.append(f"{directory}: not used, because problem.yaml does not say validation: custom")
        if is_single and len(programs) > 1:
            message = f"holds {len(programs)} programs; there may be only one"
            if metadata.format is Format.STRICT:
                raise ProblemError(message, path=directory)
            reader.warnings.append(f"{directory}: {message}, and all of them are to accept")
    if not validators and not unsupported and not metadata.has_default_validator:
        unsupported.append("an output validator that is not in the package (output_validators/ holds no program)")
    return tuple(validators)


def _read_includes(reader: Reader) -> dict[str, tuple[PackagedFile, ...]]:
    """Read the files put over those of a submission, by the id of its language or "default"."""
    includes: dict[str, tuple[PackagedFile, ...]] = {}
    for name in reader.folder.names("include"):
        path = f"include/{name}"
        language = name if name == "default" else language_called(name)
        if not reader.folder.has_folder(path):
            reader.warnings.append(f"{shown(path)}: left out, it lies in no folder of a language")
        elif language is None:
            reader.warnings.append(f"{shown(path)}: left out, this language is not known here")
        else:
            includes[language] = (*includes.get(language, ()), *reader.files(path))
    return includes


def problem_id_of(name: str) -> ProblemId:
    """Make the id of a problem of a name that somebody chooses for it.

    Raises:
        ProblemError: the name is too long or has other characters.
    """
    problem_id = name.lower()
    if not _ID.fullmatch(problem_id):
        raise ProblemError(
            f"the name of the package, {name[:100]!a}, is to be 1 to 64 letters, digits, dashes and underscores"
        )
    return ProblemId(problem_id)


def _unsupported(metadata: Metadata, programs: _Programs, data: TestData) -> tuple[str, ...]:
    own = (SEVERAL_OUTPUTS,) if metadata.is_submit_answer and len(data.cases) > 1 else ()
    return tuple(dict.fromkeys((*metadata.unsupported, *programs.unsupported, *data.unsupported, *own)))
