"""Read the groups of legacy: a tree of any depth, whose settings are inherited key by key.

Source: Kattis problem package format, legacy, "Test Data Groups" and "Graders"; judging study 3.2.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup, VerdictRule
from judgebox.packages.scoring import LEGACY_KEYS, MOST_POINTS, Scored
from judgebox.packages.test_folders import Directory, FoundCase, Settings
from judgebox.packages.yaml_values import Value

_VERDICT_RULES = {
    "worst_error": VerdictRule.WORST_ERROR,
    "no_errors": VerdictRule.WORST_ERROR,  # what it was called before
    "first_error": VerdictRule.FIRST_ERROR,
    "always_accept": VerdictRule.ALWAYS_ACCEPT,
}
_AGGREGATIONS = {each.value: each for each in (Aggregation.SUM, Aggregation.MIN, Aggregation.MAX, Aggregation.AVG)}
_IGNORE_SAMPLE, _ANY_ACCEPTED = "ignore_sample", "accept_if_any_accepted"

_STOPS = {"break": True, "continue": False, "first_error": True, "worst_error": False, "grade": False}
"""What may stand at `on_reject`; the last three are from before the format was called legacy."""

_KNOWN_KEYS = LEGACY_KEYS | {"grading", "input_validator_flags", "output_validator_flags", "args", "full_feedback"}
_OVERALL_KEYS = ("accept_score", "reject_score", "range", "on_reject")
_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Flags:
    """What the default grader is told."""

    verdict_rule: VerdictRule = VerdictRule.WORST_ERROR
    aggregation: Aggregation = Aggregation.SUM
    any_accepted: bool = False
    ignores_sample: bool = False


def read_legacy_groups(root: Directory, scored: Scored) -> TestGroup | None:
    """Make the tree; None if the first failing case decides, as in a pass-fail problem without settings.

    Raises:
        ProblemError: a setting is wrong, or wants a grader that is not there.
    """
    for directory in root.all_directories():
        for key in sorted(directory.own.keys() - _KNOWN_KEYS):
            scored.warnings.append(str(directory.own[key].error(f"the key {key!r} is unknown and ignored")))
    overall = {} if scored.metadata.grading is None else scored.metadata.grading.fields()
    tree = _Reader(scored, {key: overall[key] for key in _OVERALL_KEYS if key in overall}, overall).group(root)
    return tree if scored.metadata.scores or not _first_failing_decides(tree) else None


def _first_failing_decides(group: TestGroup) -> bool:
    return (
        group.stops
        and group.grader_arguments is None
        and not group.ignores_sample
        and not (group.any_accepted and len(group.members) > 1)
        and group.verdict_rule is not VerdictRule.ALWAYS_ACCEPT
        and all(_first_failing_decides(below) for below in group.groups)
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads groups.

    Attributes:
        overriding: settings that problem.yaml makes for all groups.
        overall: all that problem.yaml says about grading.
    """

    scored: Scored
    overriding: Settings
    overall: Mapping[str, Value]

    def group(self, directory: Directory) -> TestGroup:
        settings = {**directory.settings, **self.overriding}
        is_root = directory.name == ""
        low, high = _range(settings.get("range"))
        if directory.name == SAMPLE:  # checkers give points for samples, too, which nobody wants
            low = high = None
        flags = self._flags(settings.get("grader_flags"), directory)
        scores = self.scored.metadata.scores
        return TestGroup(
            name=directory.name,
            members=tuple(
                member.index if isinstance(member, FoundCase) else self.group(member) for member in directory.members
            ),
            aggregation=flags.aggregation,
            max_score=high if scores else None,
            min_score=low if scores else None,
            verdict_rule=flags.verdict_rule,
            any_accepted=flags.any_accepted,
            stops=_choice(settings.get("on_reject"), _STOPS, default=True),
            ignores_sample=flags.ignores_sample and is_root,
            accept_score=_points(settings.get("accept_score"), 1.0),
            reject_score=_points(settings.get("reject_score"), 0.0),
            bounds_cases=False,
            least_is_best=_choice(self.overall.get("objective"), {"min": True, "max": False}, default=False),
            grader_arguments=self._grader_arguments(settings),
        )

    def _grader_arguments(self, settings: Settings) -> tuple[str, ...] | None:
        grading = settings.get("grading")
        if grading is None or not _choice(grading, {"custom": True, "default": False}, default=False):
            return None
        if not self.scored.has_grader:
            raise grading.error("grading is custom, but there is no program in graders/; put one there, or say default")
        return tuple(settings["grader_flags"].text().split()) if "grader_flags" in settings else ()

    def _flags(self, value: Value | None, directory: Directory) -> _Flags:
        grading = directory.settings.get("grading")
        if value is None or (grading is not None and not grading.is_map and grading.text() == "custom"):
            return _Flags()
        words = value.text().split()
        is_own = "grader_flags" in directory.own
        known = {*_VERDICT_RULES, *_AGGREGATIONS, _IGNORE_SAMPLE, _ANY_ACCEPTED}
        for word in words if is_own else []:
            if word not in known:
                self._warn(value, f"the grader flag {word[:40]!r} is unknown and ignored")
            elif word == _IGNORE_SAMPLE and directory.name:
                self._warn(value, f"{_IGNORE_SAMPLE} is for data/testdata.yaml, and is ignored here")
        rules = [_VERDICT_RULES[word] for word in words if word in _VERDICT_RULES]
        aggregations = [_AGGREGATIONS[word] for word in words if word in _AGGREGATIONS]
        return _Flags(
            verdict_rule=rules[-1] if rules else VerdictRule.WORST_ERROR,
            aggregation=aggregations[-1] if aggregations else Aggregation.SUM,
            any_accepted=_ANY_ACCEPTED in words,
            ignores_sample=_IGNORE_SAMPLE in words,
        )

    def _warn(self, value: Value, message: str) -> None:
        self.scored.warnings.append(str(value.error(message)))


def _points(value: Value | None, default: float) -> float:
    return default if value is None else _number(value, value.text())


def _range(value: Value | None) -> tuple[float | None, float | None]:
    """Read a range, such as "0 100" or "-inf +inf"; an end without bound is None."""
    if value is None:
        return None, None
    words = value.text().split()
    if len(words) != 2:
        raise value.error(f"range is to be two numbers, the least and the most points, not {value.text()[:40]!r}")
    low, high = (None if _INFINITE.fullmatch(word) else _number(value, word) for word in words)
    if low is not None and high is not None and low > high:
        raise value.error(f"range begins with {low:g}, which is more than its end, {high:g}")
    return low, high


def _number(value: Value, text: str) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not -MOST_POINTS <= number <= MOST_POINTS:
        raise value.error(f"{value.name} is to be a number of at most {MOST_POINTS:g}, not {text[:40]!r}")
    return number


def _choice(value: Value | None, choices: Mapping[str, bool], *, default: bool) -> bool:
    if value is None:
        return default
    text = value.text()
    if text not in choices:
        raise value.error(f"{value.name} is to be {' or '.join(list(choices)[:2])}, not {text[:40]!r}")
    return choices[text]
