"""Find out in which format a package is, and read it: a folder, or an archive of one."""

import shutil
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Package, ProblemId
from judgebox.packages.archive import unpack_files
from judgebox.packages.dmoj import read_dmoj
from judgebox.packages.domjudge_ini import INI
from judgebox.packages.hydro import is_hydro, read_hydro
from judgebox.packages.icpc import read_icpc
from judgebox.packages.kept import place_of_this_process
from judgebox.packages.polygon import read_polygon

ARCHIVES = (".zip", ".kpp")


_TOLD_BY = "this file (ICPC), problem.xml (Polygon), init.yml (DMOJ) or testdata/ (Hydro)"


class PackageFormat(StrEnum):
    """Families of formats, each with a reader of its own."""

    ICPC = "icpc"
    POLYGON = "polygon"
    DMOJ = "dmoj"
    HYDRO = "hydro"


_READERS: dict[PackageFormat, Callable[[Path, str], Package]] = {
    PackageFormat.ICPC: read_icpc,
    PackageFormat.POLYGON: read_polygon,
    PackageFormat.DMOJ: read_dmoj,
    PackageFormat.HYDRO: read_hydro,
}


def read_package(path: Path) -> Package:
    """Read a package in any format: a folder, or a zip archive of one.

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
    """Read every package in a directory, by name; what is none is passed over.

    Raises:
        ProblemError: one is broken, or two have the same id.
    """
    packages: dict[ProblemId, Package] = {}
    for path in sorted(directory.iterdir()):
        if (path.is_dir() and format_of(path)) or (path.is_file() and path.suffix.lower() in ARCHIVES):
            try:
                package = read_package(path)
            except ProblemError as error:
                raise ProblemError(f"{path.name}: {error}") from error
            if package.problem.id in packages:
                raise ProblemError(f"another package has the id {package.problem.id}, too", path=path.name)
            packages[package.problem.id] = package
    return tuple(packages.values())


def format_of(folder: Path) -> PackageFormat | None:
    """Tell the format of a package by the file that each has; None if it is no package."""
    if is_hydro(folder):
        return PackageFormat.HYDRO
    if (folder / "problem.yaml").exists() or (folder / INI).exists():
        return PackageFormat.ICPC
    if (folder / "problem.xml").exists():
        return PackageFormat.POLYGON
    if (folder / "init.yml").exists():
        return PackageFormat.DMOJ
    return None


def _read_folder(root: Path, name: str) -> Package:
    found = format_of(root)
    if found is None:
        raise ProblemError(f"is missing: a problem package is a folder with {_TOLD_BY}", path="problem.yaml")
    return _READERS[found](root, name)


def _read_archive(path: Path) -> Package:
    unpacked = Path(tempfile.mkdtemp(dir=place_of_this_process()))
    try:
        unpack_files(path, unpacked)
        return _read_folder(_package_in(unpacked, path.name).resolve(), path.stem)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise


def _package_in(folder: Path, name: str) -> Path:
    if format_of(folder) is not None:
        return folder
    folders = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "__"))]
    if len(folders) == 1 and format_of(folders[0]) is not None:
        return folders[0]
    raise ProblemError("holds no problem package, neither at its top nor in its only folder", path=name)
