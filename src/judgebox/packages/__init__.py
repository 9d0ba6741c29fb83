"""Problem packages on disk, turned into problems and test data by content hash."""

from judgebox.packages.formats import read_all_packages, read_package

__all__ = ["read_all_packages", "read_package"]
