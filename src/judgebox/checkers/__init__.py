"""Decide whether an output is right: functions of (answer, output, checker), which may be files of any size."""

from judgebox.checkers.check import check, check_output
from judgebox.checkers.presets import PRESETS, check_of, check_preset
from judgebox.checkers.result import CheckResult

__all__ = ["PRESETS", "CheckResult", "check", "check_of", "check_output", "check_preset"]
