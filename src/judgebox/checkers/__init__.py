"""Decide whether an output is right: pure functions of (answer, output, comparison)."""

from judgebox.checkers.check import check, check_output
from judgebox.checkers.result import CheckResult

__all__ = ["CheckResult", "check", "check_output"]
