"""Read how test cases count: by the rules of 2025-09 and its drafts, or by those of legacy.

Which rules a package keeps to shows in its settings, since drafts have had files by either name with keys of either
kind. Where no setting tells, the version of the format decides.

Source: Kattis problem package format, 2025-09, 2023-07-draft, "Result Aggregation"; legacy, "Graders"; judging study 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from judgebox.domain.errors import ProblemError
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.test_folders import Directory
from judgebox.packages.yaml_values import Value

MOST_POINTS = 1e9

LEGACY_KEYS = frozenset(["accept_score", "reject_score", "range", "grader_flags", "on_reject"])
MODERN_KEYS = frozenset(["max_score", "score_aggregation", "require_pass", "static_validation_score", "scoring"])

NESTED_KEYS = {
    "max_score": "max_score",
    "score": "max_score",
    "aggregation": "score_aggregation",
    "score_aggregation": "score_aggregation",
    "require_pass": "require_pass",
}
"""The keys that drafts put into a map `scoring`, or `grading`, and those of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the reading of groups needs, and where it notes what is odd.

    Attributes:
        has_grader, has_static_validator: whether the package has such a program.
    """

    metadata: Metadata
    has_grader: bool = False
    has_static_validator: bool = False
    warnings: list[str] = field(default_factory=list)

    def complain(self, error: ProblemError) -> None:
        """Refuse what the strict format does not allow; elsewhere tell of it."""
        if self.metadata.format is Format.STRICT:
            raise error
        self.warnings.append(str(error))


def is_legacy(root: Directory, kind: Format) -> bool:
    """Whether these settings are those of legacy."""
    if kind is Format.STRICT:
        return False
    own = [directory.own for directory in root.all_directories()]
    if any(LEGACY_KEYS & settings.keys() for settings in own):
        return True
    is_modern = any(MODERN_KEYS & settings.keys() or _is_nested(settings.get("grading")) for settings in own)
    return kind is Format.LEGACY and not is_modern


def modern_settings(own: Mapping[str, Value]) -> dict[str, Value]:
    """The keys of 2025-09 that say how a group scores, from the spelling of any draft."""
    found = {key: value for key, value in own.items() if key in MODERN_KEYS and key != "scoring"}
    for name in ("grading", "scoring"):
        if name in own and own[name].is_map:
            nested = own[name].fields_of(frozenset(NESTED_KEYS))
            found |= {NESTED_KEYS[key]: value for key, value in nested.items()}
    return found


def _is_nested(value: Value | None) -> bool:
    return value is not None and value.is_map
