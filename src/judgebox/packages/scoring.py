"""Which points a case gives. So far one way is judged: 100 points in equal shares of the secret cases.

Whatever else a package asks for is named as unsupported: a score that is not what its author meant
would be worse than none.
"""

import math

from judgebox.packages.problem_yaml import Metadata
from judgebox.packages.yaml_values import Value

FULL_SCORE = 100.0

_LEGACY_KEYS = {"accept_score", "reject_score", "range", "grading", "grader_flags", "on_reject"}
_NO_AGGREGATION = {"sum", "ignore_sample", "first_error", "worst_error"}


def points_of_case(
    metadata: Metadata, settings: dict[str, Value], secret_cases: int, has_groups: bool
) -> tuple[float | None, str | None]:
    """Return the points of each secret case, and what hinders judging by them.

    Args:
        settings: of `data/secret`.
        secret_cases: how many there are, at least 1.
        has_groups: whether they lie in groups.
    """
    if not metadata.scores:
        return None, None
    if has_groups:
        return None, "scoring by test groups"
    points = _legacy_points(settings) if settings.keys() & _LEGACY_KEYS else _points(settings, secret_cases)
    if points is None or not math.isclose(points * secret_cases, FULL_SCORE):
        return None, "scoring other than 100 points in equal shares"
    return points, None


def _points(settings: dict[str, Value], secret_cases: int) -> float | None:
    scoring = settings["scoring"].fields() if "scoring" in settings else settings
    aggregation = scoring.get("score_aggregation", scoring.get("aggregation"))
    if aggregation is not None and aggregation.text() != "sum":
        return None
    most = scoring.get("max_score", scoring.get("score"))
    if most is None:
        return FULL_SCORE / secret_cases
    return None if most.text() == "unbounded" else most.whole(at_least=0, at_most=10**9) / secret_cases


def _legacy_points(settings: dict[str, Value]) -> float | None:
    grading = settings["grading"].text() if "grading" in settings else "default"
    flags = set(settings["grader_flags"].text().split()) if "grader_flags" in settings else set()
    if grading != "default" or not flags <= _NO_AGGREGATION:
        return None
    return settings["accept_score"].number(above=-1, at_most=1e9) if "accept_score" in settings else 1.0
