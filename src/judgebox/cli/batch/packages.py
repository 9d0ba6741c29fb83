"""Problem packages that lines of a batch name: all read before the first program is judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from judgebox.cli.local import PackageBlobs, read_problem
from judgebox.cli.status import UsageError
from judgebox.config import Settings
from judgebox.domain.problem import Package, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPackages:
    """Packages by the names that lines give them, which are paths from the folder of the file.

    Attributes:
        faults: why those that are broken can't be read.
        paths: where they lie; no program may see them.
    """

    packages: Mapping[str, Package] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[Path, ...] = ()

    @property
    def blobs(self) -> PackageBlobs:
        return PackageBlobs(*self.packages.values())

    def problem(self, name: str) -> Problem:
        """Return a problem.

        Raises:
            ValueError: its package is broken.
        """
        if name in self.faults:
            raise ValueError(self.faults[name])
        return self.packages[name].problem


def read_packages(folder: Path, names: Iterable[str], settings: Settings | None = None) -> BatchPackages:
    """Read packages. A broken one is a fault of the lines that name it alone."""
    packages: dict[str, Package] = {}
    faults: dict[str, str] = {}
    for name in names:
        try:
            packages[name] = read_problem(folder / name, settings)
        except UsageError as error:
            faults[name] = str(error)
    return BatchPackages(packages=packages, faults=faults, paths=tuple((folder / name).resolve() for name in packages))
