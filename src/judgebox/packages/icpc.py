"""Read a problem package in the ICPC/Kattis format: 2025-09, its drafts, legacy.

The parts are in modules of their own: settings in `problem_yaml`, cases in `test_data`, graded submissions
in `expectations`. What can be judged is turned into the domain's objects; what can't is named, never
silently left out.
"""

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Package, Problem, ProblemId
from judgebox.packages.archive import unpack
from judgebox.packages.expectations import read_submissions
from judgebox.packages.folder import Folder
from judgebox.packages.kept import place_of_this_process
from judgebox.packages.problem_yaml import CUSTOM_VALIDATOR, Format, Metadata, read_metadata
from judgebox.packages.statements import read_statements
from judgebox.packages.test_data import TestData, read_test_data
from judgebox.packages.time_limit import read_time_limit

ARCHIVES = (".zip", ".kpp")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def read_package(path: Path) -> Package:
    """Read a package: a folder, or a zip archive of one.

    An archive is unpacked into a temporary folder that is removed when this process ends; until then
    the blobs of the package lie there.

    Raises:
        ProblemError: the package is broken; the error names file and line.
    """
    try:
        if path.is_file() and path.suffix.lower() in ARCHIVES:
            return _read_archive(path)
        if not path.is_dir():
            raise ProblemError("is neither a folder nor an archive (.zip, .kpp)", path=str(path))
        return _read_folder(path.resolve(), path.resolve().name)
    except OSError as error:
        raise ProblemError(f"can't be read: {error.strerror}", path=str(error.filename or path)) from error


def read_all_packages(directory: Path) -> tuple[Package, ...]:
    """Read every package in a directory, by name; what holds no problem.yaml is passed over.

    Raises:
        ProblemError: one is broken, or two have the same id.
    """
    packages: dict[ProblemId, Package] = {}
    for path in sorted(directory.iterdir()):
        if (path / "problem.yaml").exists() or (path.is_file() and path.suffix.lower() in ARCHIVES):
            try:
                package = read_package(path)
            except ProblemError as error:
                raise ProblemError(f"{path.name}: {error}") from error
            if package.problem.id in packages:
                raise ProblemError(f"another package has the id {package.problem.id}, too", path=path.name)
            packages[package.problem.id] = package
    return tuple(packages.values())


def _read_archive(path: Path) -> Package:
    unpacked = Path(tempfile.mkdtemp(dir=place_of_this_process()))
    try:
        return _read_folder(unpack(path, unpacked).resolve(), path.stem)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise


def _read_folder(root: Path, name: str) -> Package:
    folder = Folder(root)
    problem_id = _id_of(name)
    metadata = read_metadata(folder)
    metadata = replace(metadata, unsupported=(*metadata.unsupported, *_features(folder, metadata)))
    names, statements, notes = read_statements(folder, metadata)
    time_limit, time_notes = read_time_limit(folder, metadata, metadata.limits.time_limit)
    data = read_test_data(folder, metadata)
    submissions, submission_notes = read_submissions(folder, metadata)
    problem = Problem(
        id=problem_id,
        names=names or {"en": problem_id},
        statements=statements,
        limits=replace(metadata.limits, time_limit=time_limit),
        comparison=data.comparison,
        cases=data.cases,
        scores=metadata.scores,
        languages=metadata.languages,
        author=metadata.author,
        source=metadata.source,
        license=metadata.license,
        keywords=metadata.keywords,
        unsupported=_unsupported(metadata, data),
    )
    return Package(
        problem=replace(problem, version=_version_of(problem)),
        blobs=data.blobs,
        submissions=submissions,
        warnings=(*metadata.warnings, *notes, *time_notes, *data.warnings, *submission_notes),
    )


def _id_of(name: str) -> ProblemId:
    problem_id = name.lower()
    if not _ID.fullmatch(problem_id):
        raise ProblemError(
            f"the name of the package, {name[:100]!a}, is to be 1 to 64 letters, digits, dashes and underscores"
        )
    return ProblemId(problem_id)


def _features(folder: Folder, metadata: Metadata) -> list[str]:
    """Name what folders of the package ask for and can't be judged yet."""
    features = []
    has_validator = folder.names("output_validator") or folder.names("output_validators")
    if metadata.format is not Format.LEGACY and has_validator:  # legacy says it in problem.yaml
        features.append(CUSTOM_VALIDATOR)
    if folder.names("include"):
        features.append("files included with submissions")
    if folder.names("static_validator"):
        features.append("static validator")
    return features


def _unsupported(metadata: Metadata, data: TestData) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*metadata.unsupported, *data.unsupported)))


def _version_of(problem: Problem) -> str:
    """Hash all that is known of the problem; its cases hold the hashes of their data."""
    content = json.dumps(asdict(problem), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()
