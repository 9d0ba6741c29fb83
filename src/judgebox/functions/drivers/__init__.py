"""Drivers: what calls a solution of a function problem, a language each."""

from judgebox.functions.drivers import c, cpp, go, java, javascript, python, rust
from judgebox.functions.drivers.driver import Driver

__all__ = ["DRIVERS", "Driver"]

DRIVERS = {
    "python": python.DRIVER,
    "javascript": javascript.DRIVER,
    "typescript": javascript.TYPED_DRIVER,
    "cpp": cpp.DRIVER,
    "java": java.DRIVER,
    "c": c.DRIVER,
    "go": go.DRIVER,
    "rust": rust.DRIVER,
    "pypy": python.DRIVER,
    "cpp17": cpp.DRIVER,
    "cpp23": cpp.DRIVER,
    "cpp-clang": cpp.DRIVER,
    "c-clang": c.DRIVER,
}
"""By the id of the language."""
