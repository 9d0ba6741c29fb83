"""Read the groups of 2025-09 and its drafts: those in `data/secret` give points, and samples don't.

Points that a group does not name are inferred as the drafts do it: what the others leave over, in equal shares.

Source: Kattis problem package format, 2025-09, "Result aggregation"; 2023-07-draft, "Maximum Score Inference".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from judgebox.domain.errors import ProblemError
from judgebox.domain.scoring import SAMPLE, Aggregation, StaticCase, TestGroup, VerdictRule, sample_group
from judgebox.packages.problem_yaml import Format
from judgebox.packages.scoring import MODERN_KEYS, MOST_POINTS, Scored, modern_settings
from judgebox.packages.test_folders import SECRET, Directory, FoundCase, Settings
from judgebox.packages.yaml_values import Value

FULL_SCORE = 100.0

_UNBOUNDED = "unbounded"
_AGGREGATIONS = {each.value: each for each in (Aggregation.PASS_FAIL, Aggregation.SUM, Aggregation.MIN)}


def read_modern_groups(root: Directory, scored: Scored) -> TestGroup | None:
    """Make the tree; None if there are no points and the first failing case decides.

    Raises:
        ProblemError: a setting is wrong, or the points of groups don't go with one another.
    """
    reader = _Reader(scored, root)
    if not scored.metadata.scores:
        return reader.without_points()
    if scored.metadata.format is Format.STRICT:
        _check_depth(root)
    secret = next((directory for directory in root.directories if directory.path == SECRET), Directory(path=SECRET))
    sample = next((directory for directory in root.directories if directory.path != SECRET), None)
    settings = modern_settings({**root.own, **secret.own})
    max_score = reader.max_score(settings, default=FULL_SCORE)
    group = reader.group(secret, settings, Aggregation.SUM, max_score)
    members: tuple[TestGroup, ...] = (group,)
    if sample is not None:
        for key in sorted(MODERN_KEYS & sample.own.keys() - {"static_validation_score"}):
            scored.complain(sample.own[key].error(f"the key {key!r} is not for samples, which give no points"))
        cases = [case.index for case in sample.all_cases()]
        members = (sample_group(cases, static=reader.static(sample, modern_settings(sample.own), None)), group)
    return TestGroup(name="", members=members, max_score=max_score, ignores_sample=True)


@dataclass(slots=True)
class _Reader:
    """Reads groups.

    Attributes:
        read: the groups that are read already, by name: those that others may require.
    """

    scored: Scored
    root: Directory
    read: dict[str, TestGroup] = field(default_factory=dict)

    def without_points(self) -> TestGroup | None:
        """The tree of a pass-fail problem: its settings may only say that its static validator counts."""
        for directory in self.root.all_directories():
            for key in sorted((MODERN_KEYS - {"static_validation_score"}) & directory.own.keys()):
                message = f"the key {key!r} is for scoring problems, and problem.yaml does not say type: scoring"
                self.scored.complain(directory.own[key].error(message))
        tree = self._pass_fail(self.root)
        return tree if _has_static(tree) else None

    def _pass_fail(self, directory: Directory) -> TestGroup:
        members = [
            member.index if isinstance(member, FoundCase) else self._pass_fail(member) for member in directory.members
        ]
        return TestGroup(
            name=directory.name,
            members=tuple(members),
            verdict_rule=VerdictRule.FIRST_ERROR,
            stops=True,
            static=self.static(directory, modern_settings(directory.own), None),
        )

    def group(
        self, directory: Directory, settings: Settings, default: Aggregation, max_score: float | None
    ) -> TestGroup:
        """Read a group whose bound is known already."""
        aggregation = self._aggregation(settings, default)
        requires = self._requires(directory, settings)
        if aggregation is Aggregation.PASS_FAIL and max_score is None:
            raise self._error(directory, settings, "a pass-fail group gives its max_score or nothing, so it needs one")
        static = self.static(directory, settings, aggregation)
        below = [] if aggregation is Aggregation.PASS_FAIL and directory.path != SECRET else self._groups_in(directory)
        shares = self._shares(directory, below, aggregation, max_score, static)
        groups = {each.path for each in below}
        members: list[int | TestGroup] = []
        for member in directory.members:
            if isinstance(member, FoundCase):
                members.append(member.index)
            elif member.path not in groups:
                members.extend(case.index for case in member.all_cases())
            else:
                inner = modern_settings(member.own)
                bound = self.max_score(inner, default=shares)
                members.append(self.group(member, inner, Aggregation.PASS_FAIL, bound))
        self._check_kinds(directory, settings, aggregation, members)
        group = TestGroup(
            name=directory.name,
            members=tuple(members),
            aggregation=aggregation,
            max_score=max_score,
            requires=requires,
            stops=aggregation is not Aggregation.SUM,
            accept_score=None if aggregation is Aggregation.PASS_FAIL else shares,
            static=static,
        )
        self.read[group.name] = group
        return group

    def _groups_in(self, directory: Directory) -> list[Directory]:
        """The folders that are groups: in the strict format only those in `data/secret` itself."""
        if directory.path == SECRET or self.scored.metadata.format is not Format.STRICT:
            return [below for below in directory.directories if any(below.all_cases()) or modern_settings(below.own)]
        return []

    def _shares(
        self,
        directory: Directory,
        below: Sequence[Directory],
        aggregation: Aggregation,
        max_score: float | None,
        static: StaticCase | None,
    ) -> float | None:
        """What each part is worth that names no points of its own; None without a bound."""
        if max_score is None or aggregation is not Aggregation.SUM:
            return max_score
        groups = {each.path for each in below}
        settings = [modern_settings(each.own) for each in below]
        named = [self.max_score(each, default=None) for each in settings if "max_score" in each]
        if None in named:
            message = f"a group in it is unbounded, but it gives at most {max_score:g} points itself"
            raise self._error(directory, directory.own, message)
        taken = math.fsum(each for each in named if each is not None)
        taken += static.points if static is not None and static.points is not None else 0.0
        unnamed = len(directory.cases) + sum("max_score" not in each for each in settings)
        unnamed += sum(len(list(each.all_cases())) for each in directory.directories if each.path not in groups)
        if taken > max_score * (1 + 1e-9):
            message = f"its parts give {taken:g} points together, but it gives at most {max_score:g} itself"
            raise self._error(directory, directory.own, message)
        if not unnamed:
            if not math.isclose(taken, max_score):
                self._warn(
                    directory, f"its parts give {taken:g} points together, less than its max_score, {max_score:g}"
                )
            return 0.0
        if self.scored.metadata.format is Format.STRICT and any("max_score" not in each for each in settings):
            self._warn(directory, "groups in it name no max_score; they share the points that are left over")
        return (max_score - taken) / unnamed

    def _check_kinds(
        self, directory: Directory, settings: Settings, aggregation: Aggregation, members: Sequence[int | TestGroup]
    ) -> None:
        kinds = [member.aggregation for member in members if isinstance(member, TestGroup)]
        if aggregation is Aggregation.PASS_FAIL and any(kind is not Aggregation.PASS_FAIL for kind in kinds):
            raise self._error(directory, settings, "it is pass-fail, so all groups in it have to be so as well")

    def max_score(self, settings: Settings, *, default: float | None) -> float | None:
        value = settings.get("max_score")
        if value is None:
            return default
        if value.text() == _UNBOUNDED:
            return None
        if self.scored.metadata.format is Format.STRICT:
            return float(value.whole(at_least=0, at_most=int(MOST_POINTS)))
        return _points(value)

    def _aggregation(self, settings: Settings, default: Aggregation) -> Aggregation:
        value = settings.get("score_aggregation")
        if value is None:
            return default
        if value.text() not in _AGGREGATIONS:
            raise value.error(f"{value.name} is to be one of {', '.join(_AGGREGATIONS)}, not {value.text()[:40]!r}")
        return _AGGREGATIONS[value.text()]

    def static(self, directory: Directory, settings: Settings, aggregation: Aggregation | None) -> StaticCase | None:
        """The case of the static validator; without an aggregation there are no points in it."""
        arguments = directory.own.get("static_validator_args")
        words = () if arguments is None else _words(arguments)
        score = settings.get("static_validation_score")
        older = directory.own.get("static_validation")
        if score is None and older is not None:
            if not older.is_map and not older.flag():
                return None
            nested = older.fields() if older.is_map else {}
            words = _words(nested["args"]) if "args" in nested else words
            score = nested.get("score")
        elif score is None:
            return None
        place = score if older is None else older
        if not self.scored.has_static_validator and place is not None:
            raise place.error("wants a static validator, but there is no program in static_validator/")
        if score is None or score.text() == Aggregation.PASS_FAIL.value or aggregation is None:
            return StaticCase(arguments=words)
        if aggregation is Aggregation.PASS_FAIL:
            raise score.error("a pass-fail group gives no points for static validation; write pass-fail")
        return StaticCase(points=_points(score), arguments=words)

    # --- What a group requires ------------------------------------------------------------------

    def _requires(self, directory: Directory, settings: Settings) -> tuple[str | int, ...]:
        value = settings.get("require_pass")
        found: list[str | int] = []
        for name in [] if value is None else value.texts():
            assert value is not None
            required = self._required(name, directory, value)
            if required is not None:
                found.append(required)
        return tuple(found)

    def _required(self, name: str, directory: Directory, value: Value) -> str | int | None:
        plain = name.removeprefix("data/").rstrip("/")
        directories = {each.name: each for each in self.root.all_directories()}
        if plain not in directories and f"secret/{plain}" in directories:
            self._warn(directory, f"require_pass names {plain[:80]!r}, which is taken as secret/{plain[:80]}")
            plain = f"secret/{plain}"
        if plain in directories:
            if plain != SAMPLE and plain not in self.read:
                raise value.error(f"require_pass names {plain[:80]!r}, which does not come earlier")
            if not any(directories[plain].all_cases()):
                self._warn(directory, f"require_pass names {plain[:80]!r}, which holds no test case")
                return None
            if plain != SAMPLE and self.read[plain].aggregation is not Aggregation.PASS_FAIL:
                self.scored.complain(value.error(f"require_pass names {plain[:80]!r}, which is not pass-fail"))
            return plain
        earlier = {case.name: case.index for case in self.root.all_cases()}
        own = min((case.index for case in directory.all_cases()), default=len(earlier))
        if self.scored.metadata.format is not Format.STRICT and earlier.get(plain, own) < own:
            return earlier[plain]
        raise value.error(f"require_pass names {name[:80]!r}, which is no earlier group")

    # --- Words ----------------------------------------------------------------------------------

    def _error(self, directory: Directory, settings: Settings, message: str) -> ProblemError:
        value = next(iter(settings.values()), None)
        return ProblemError(message, path=directory.path) if value is None else value.error(message)

    def _warn(self, directory: Directory, message: str) -> None:
        self.scored.warnings.append(f"data/{directory.name}: {message}")


def _check_depth(root: Directory) -> None:
    for directory in root.all_directories():
        if directory.own and directory.path.count("/") > SECRET.count("/") + 1:
            raise ProblemError("has settings, but only folders of data/secret itself are groups", path=directory.path)


def _has_static(group: TestGroup) -> bool:
    return group.static is not None or any(_has_static(below) for below in group.groups)


def _points(value: Value) -> float:
    return value.number(above=-1e-9, at_most=MOST_POINTS)


def _words(value: Value) -> tuple[str, ...]:
    return tuple(value.texts() if value.is_list else value.text().split())
