"""Expectations: what an author says about the verdicts of some cases of a graded submission.

Source: Kattis problem package format 2025-09, "Example Submissions".
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

ANY_VERDICT = ("AC", "WA", "TLE", "RTE")
FINER = {"AC": ("AC",), "WA": ("WA", "OLE"), "TLE": ("TLE",), "RTE": ("RTE", "MLE", "SV")}
"""The four verdicts of the format, and ours that each stands for."""

_COARSE = {finer: coarse for coarse, all_finer in FINER.items() for finer in all_finer} | {"PA": "AC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What holds for the cases that a pattern matches.

    Attributes:
        cases: a pattern of names of cases and groups below `data/`; None for all cases.
        permitted: verdicts of the format that each of the cases may have.
        required: verdicts of which one case at least has one.
        score: the least and the most points of the groups of this name.
    """

    cases: str | None = None
    permitted: tuple[str, ...] = ANY_VERDICT
    required: tuple[str, ...] = ANY_VERDICT
    score: tuple[float, float] | None = None

    def covers(self, name: str) -> bool:
        """Whether it is about the case or group of this name."""
        return self.cases is None or matches(self.cases, name)

    def is_about_score_of(self, group: str) -> bool:
        return self.score is not None and self.cases is not None and _is_named(self.cases, group)

    def broken_by(self, verdicts: Collection[str], *, is_complete: bool) -> str | None:
        """Say how the verdicts of the cases that it covers break it; None if they don't.

        Args:
            is_complete: whether all of these cases were judged, so that what is required must be among them.
        """
        found = sorted({_COARSE.get(verdict, verdict) for verdict in verdicts})
        where = f" in {self.cases}" if self.cases else ""
        excess = [verdict for verdict in found if verdict not in self.permitted]
        if excess:
            return f"permitted are {', '.join(self.permitted)}{where}, a case got {excess[0]}"
        if found and is_complete and not set(found) & set(self.required):
            return f"{' or '.join(self.required)} is required of a case{where}, got {', '.join(found)}"
        return None


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern means a path or a folder that it lies in. `*` stays within a name, `{a,b}` is one of them."""
    parts = name.split("/")
    return any(_is_named(pattern, "/".join(parts[:count])) for count in range(1, len(parts) + 1))


def _is_named(pattern: str, path: str) -> bool:
    return _compiled(pattern.strip("/")).fullmatch(path) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    depth, parts = 0, []
    for char in pattern:
        if char == "{":
            depth += 1
            parts.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            parts.append(")")
        elif char == "," and depth:
            parts.append("|")
        else:
            parts.append("[^/]*" if char == "*" else re.escape(char))
    return re.compile("".join(parts) + ")" * depth)
