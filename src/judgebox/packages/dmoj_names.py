"""Find the test cases of a DMOJ package by the names of its files.

An expression of the package's author may take forever on a name, so it is matched in a process of its own that
is ended after a while.

Source: docs.dmoj.ca, "Problem format", "Specifying cases with regexes".
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from judgebox.domain.errors import ProblemError

DEFAULT_INPUT = r"^(?=.*?\.in|in).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$"
DEFAULT_OUTPUT = r"^(?=.*?\.out|out).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$"

MATCHING_S = 5
LONGEST_NAME = 300

_MATCH = """\
import json, re, sys
pattern, names = json.load(sys.stdin)
found = re.compile(pattern, re.IGNORECASE)
matches = []
for name in names:
    match = found.match(name)
    groups = match.groupdict() if match else {}
    matches.append([groups.get("batch"), groups.get("case")] if match else None)
json.dump(matches, sys.stdout)
"""

Key = tuple[bool, int, str]
"""Of a batch or a case, in the order of judging: words come before numbers."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """Names of the files; None for one that there is not."""

    input: str | None
    output: str | None


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A case by itself, or a batch of them."""

    cases: tuple[FoundCase, ...]
    is_batch: bool


def find_cases(names: Sequence[str], input_format: str | None, output_format: str | None) -> list[FoundItem]:
    """Match names of files to cases, in the order of judging.

    Raises:
        ProblemError: an expression is wrong or takes too long, or two cases are told by the same number.
    """
    short = [name for name in names if len(name) <= LONGEST_NAME]
    files: dict[Key, dict[Key, list[str | None]]] = {}
    batches: set[Key] = set()
    for kind, (pattern, default) in enumerate(((input_format, DEFAULT_INPUT), (output_format, DEFAULT_OUTPUT))):
        for name, found in zip(short, _matches(pattern, default, short), strict=True):
            if found is None:
                continue
            batch, case = found
            if case is None:
                raise ProblemError(f"the pattern {pattern!r} has no group 'case'", path="init.yml")
            if batch is not None:
                batches.add(_key(batch))
            place = files.setdefault(_key(case if batch is None else batch), {})
            place.setdefault(_key(case), [None, None])[kind] = name
    return [_item(files[key], is_batch=key in batches) for key in sorted(files)]


def _item(cases: dict[Key, list[str | None]], *, is_batch: bool) -> FoundItem:
    if len(cases) > 1 and not is_batch:
        raise ProblemError("several test cases are found by one number", path="init.yml")
    return FoundItem(tuple(FoundCase(*cases[key]) for key in sorted(cases)), is_batch)


def _key(text: str) -> Key:
    return (True, int(text), "") if re.fullmatch(r"[0-9]{1,18}", text) else (False, 0, text)


def _matches(pattern: str | None, default: str, names: Sequence[str]) -> list[tuple[str | None, str | None] | None]:
    if pattern is None:
        expression = re.compile(default, re.IGNORECASE)
        matches = [expression.match(name) for name in names]
        return [(match["batch"], match["case"]) if match else None for match in matches]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _MATCH],
            input=json.dumps([pattern, list(names)]),
            capture_output=True,
            text=True,
            timeout=MATCHING_S,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        message = f"the pattern {pattern[:100]!r} takes more than {MATCHING_S} s to match the names of files"
        raise ProblemError(message, path="init.yml") from error
    except subprocess.CalledProcessError as error:
        raise ProblemError(f"{pattern[:100]!r} is no regular expression of Python", path="init.yml") from error
    return [None if each is None else (each[0], each[1]) for each in json.loads(done.stdout)]
