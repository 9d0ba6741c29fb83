"""Load the candidate's source as a module, beside which nothing of ours is seen by its names."""

import os
import sys
import types
from typing import Any

MODULE = "solution"
SOURCE = "candidate.py"


def load_candidate() -> dict[str, Any]:
    """Run the candidate's source and return its names.

    It is not `__main__`, so that what it would do as a program is left out.
    """
    with open(SOURCE, "rb") as file:
        code = compile(file.read(), SOURCE, "exec", dont_inherit=True)
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module
    exec(code, module.__dict__)
    return module.__dict__


def take_stream(number: int) -> int:
    """Keep one of our streams for ourselves, and leave the candidate an empty one in its place."""
    own = os.dup(number)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, number)
    os.close(nothing)
    return own


def words_of(error: BaseException) -> str:
    """What an error says about itself, if it does, at a length that one reads."""
    try:
        return str(error)[:500]
    except Exception:
        return ""
