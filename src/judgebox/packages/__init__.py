"""Problem packages on disk, turned into problems and test data by content hash."""

from judgebox.packages.formats import read_all_packages, read_package
from judgebox.packages.icpc import problem_id_of
from judgebox.packages.kept import keep

__all__ = ["keep", "problem_id_of", "read_all_packages", "read_package"]
