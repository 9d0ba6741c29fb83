"""Read what is promised of which graded submissions: the rules of the format, and `submissions.yaml`.

Drafts had `expectations.yaml` instead, with shorter words; DOMjudge has a `submissions.json` with settings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from judgebox.domain.expectation import ANY_VERDICT, Expectation, matches
from judgebox.packages.folder import Folder
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.yaml_values import Value, read_yaml

FILE = "submissions/submissions.yaml"
_DRAFT_FILES = ("submissions/expectations.yaml", "expectations.yaml")
_DOMJUDGE_FILE = "submissions/submissions.json"

_GLOB = re.compile(r"[a-zA-Z0-9_./*{},+-]{1,200}")
MOST_STARS = 4
"""A pattern with more takes long to compare."""

_EXPECTED = frozenset(["permitted", "required", "score", "message", "use_for_time_limit"])
_KEYS = _EXPECTED | {"language", "entrypoint", "authors", "model_solution"}
_LARGEST_SCORE = 1e12

NOTHING = Expectation()
"""What holds for any program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is said about the submissions that a pattern matches.

    Attributes:
        whole: about all cases; its score is that of the submission.
        parts: about single groups and cases.
        says_verdicts: whether `whole` says anything about verdicts.
        counts_for_time: whether times of these submissions bound the time limit; None if it is not said.
    """

    whole: Expectation = NOTHING
    parts: tuple[Expectation, ...] = ()
    says_verdicts: bool = False
    language: str | None = None
    entry: str | None = None
    counts_for_time: bool | None = None

    def is_about(self, glob: str, path: str) -> bool:
        return matches(glob, path)

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        whole = replace(self.whole, score=None)
        return (whole, *self.parts) if whole != NOTHING else self.parts


def _of_folder(permitted: tuple[str, ...] = ANY_VERDICT, required: tuple[str, ...] = ANY_VERDICT) -> Rule:
    return Rule(whole=Expectation(permitted=permitted, required=required), says_verdicts=True)


FOLDER_RULES = {
    "accepted": _of_folder(("AC",)),
    "rejected": _of_folder(required=("RTE", "TLE", "WA")),
    "wrong_answer": _of_folder(("AC", "WA"), ("WA",)),
    "time_limit_exceeded": _of_folder(("AC", "TLE"), ("TLE",)),
    "run_time_error": _of_folder(("AC", "RTE"), ("RTE",)),
    "brute_force": _of_folder(("AC", "RTE", "TLE"), ("RTE", "TLE")),
}
_OLDER_NAMES = {
    "time_limit_exceeded": ("timelimit", "time_limit", "timelimit_exceeded", "too_slow", "slow", "tle", "TLE"),
    "run_time_error": ("runtime_error", "run_error", "rte", "RTE", "run-error", "run_time_exception"),
    "wrong_answer": ("wrong-answer", "wa", "WA", "no_output"),
    "accepted": ("ac", "AC", "correct"),
}
"""Folders that judges and setters have used for the same."""

_LEGACY_RULES = (
    FOLDER_RULES
    | {"time_limit_exceeded": _of_folder(("AC", "TLE", "WA"), ("TLE",))}
    | {older: FOLDER_RULES[name] for name, all_older in _OLDER_NAMES.items() for older in all_older}
)


def final_of(expectation: Expectation, *, scores: bool) -> frozenset[str]:
    """Return the verdicts of the format that may be final, and PA where a problem scores what is partly right."""
    permitted, required = frozenset(expectation.permitted), frozenset(expectation.required)
    failing = permitted - {"AC"}
    final = permitted if "AC" in permitted & required else failing
    return final | {"PA"} if scores and failing and "AC" in permitted else final


def read_rules(folder: Folder, metadata: Metadata, warnings: list[str]) -> dict[str, Rule]:
    """Return the rules by pattern: those of the format, changed and added to by the files of the package.

    Raises:
        ProblemError: such a file is wrong.
    """
    is_legacy = metadata.format is Format.LEGACY
    rules = dict(_LEGACY_RULES if is_legacy else FOLDER_RULES)
    for path in (FILE, *_DRAFT_FILES):
        value = read_yaml(folder, path) if folder.has_file(path) else None
        for glob, settings in ({} if value is None else value.fields()).items():
            rules[_checked(glob, settings)] = _read_rule(settings, rules.get(glob, Rule()), metadata, warnings)
    if folder.has_file(_DOMJUDGE_FILE):
        _add_domjudge(read_yaml(folder, _DOMJUDGE_FILE), rules)  # all JSON is YAML
    return rules


def _checked(glob: str, settings: Value) -> str:
    if not _GLOB.fullmatch(glob) or glob.count("*") > MOST_STARS or glob.count("{") != glob.count("}"):
        raise settings.error(f"the pattern {glob[:100]!r} can't be used")
    return glob


def _read_rule(settings: Value, rule: Rule, metadata: Metadata, warnings: list[str]) -> Rule:
    if not settings.is_map and metadata.format is not Format.STRICT:
        return Rule(whole=_short_expectation(_short(settings)), says_verdicts=True)
    fields = settings.fields()
    parts = {key: each for key, each in fields.items() if key not in _KEYS and (each.is_map or "/" in key)}
    for key in sorted(fields.keys() - _KEYS - parts.keys()):
        error = fields[key].error(f"the key {key[:40]!r} is unknown; there may be {', '.join(sorted(_KEYS))}")
        if metadata.format is Format.STRICT:
            raise error
        warnings.append(str(error))
    for key in ("authors", "model_solution"):  # nothing here uses them
        if key in fields and not fields[key].is_list and not fields[key].is_map:
            fields[key].text()
    return Rule(
        whole=_expectation(fields, rule.whole),
        parts=(*rule.parts, *(_part(_checked(key, each), each) for key, each in parts.items())),
        says_verdicts=rule.says_verdicts or bool({"permitted", "required"} & fields.keys()),
        language=fields["language"].text() if "language" in fields else rule.language,
        entry=fields["entrypoint"].text() if "entrypoint" in fields else rule.entry,
        counts_for_time=_counts_for_time(fields.get("use_for_time_limit"), rule.counts_for_time),
    )


def _part(glob: str, value: Value) -> Expectation:
    if not value.is_map:
        return replace(_short_expectation(_short(value)), cases=glob)
    fields = value.fields_of(_EXPECTED)
    return replace(_expectation(fields, NOTHING), cases=glob)


def _expectation(fields: Mapping[str, Value], default: Expectation) -> Expectation:
    return replace(
        default,
        permitted=_verdicts(fields.get("permitted"), default.permitted),
        required=_verdicts(fields.get("required"), default.required),
        score=_score(fields["score"]) if "score" in fields else default.score,
    )


def _verdicts(value: Value | None, default: tuple[str, ...]) -> tuple[str, ...]:
    if value is None:
        return default
    verdicts = [item.text() for item in value.items()]
    if not verdicts or not set(verdicts) <= set(ANY_VERDICT):
        raise value.error(f"{value.name} is to be a list of {', '.join(sorted(ANY_VERDICT))}")
    return tuple(verdict for verdict in ANY_VERDICT if verdict in verdicts)


def _short(value: Value) -> tuple[str, ...]:
    """Read the draft's short form: one verdict that the submission gets, or a list of those that it may get."""
    if not value.is_list and value.text() not in ANY_VERDICT:
        raise value.error(f"{value.name} is to be a map of keys and values")
    return _verdicts(value, ()) if value.is_list else (value.text(),)


def _short_expectation(verdicts: tuple[str, ...]) -> Expectation:
    permitted = tuple(verdict for verdict in ANY_VERDICT if verdict in verdicts or verdict == "AC")
    return Expectation(permitted=permitted, required=verdicts)


def _score(value: Value) -> tuple[float, float]:
    bounds = (
        [item.number(above=-_LARGEST_SCORE, at_most=_LARGEST_SCORE) for item in value.items()] if value.is_list else []
    )
    if not value.is_list:
        number = value.number(above=-_LARGEST_SCORE, at_most=_LARGEST_SCORE)
        bounds = [number, number]
    if len(bounds) != 2 or bounds[0] > bounds[1]:
        raise value.error("score is to be a number, or the least and the most of a range")
    return bounds[0], bounds[1]


def _counts_for_time(value: Value | None, default: bool | None) -> bool | None:
    if value is None:
        return default
    return True if value.text() in ("lower", "upper") else value.flag()


def _add_domjudge(value: Value | None, rules: dict[str, Rule]) -> None:
    """Add languages and entry points; who DOMjudge lets submit these programs does not matter here."""
    for path, settings in ({} if value is None else value.fields()).items():
        if settings.is_map:
            fields = settings.fields()
            rules[path.removeprefix("submissions/")] = Rule(
                language=fields["language"].text() if "language" in fields else None,
                entry=fields["entry_point"].text() if "entry_point" in fields else None,
            )
