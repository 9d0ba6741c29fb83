"""A testlib.h of our own, for checkers, interactors, validators and generators written for testlib.

What it promises, and how programs compiled with it end, is told at its top.
"""

from pathlib import Path

__all__ = ["header"]


def header() -> Path:
    """Where testlib.h lies; it includes nothing but what compilers bring."""
    return Path(__file__).with_name("testlib.h")
