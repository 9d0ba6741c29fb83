"""Which cases need not be run, told from the results that are there already.

How it works: cases run several at a time, so results come in any order and with gaps. A case is skipped if those of
earlier cases settle that a judging one by one would not come to it, whatever the missing ones turn out to be. `grading`
leaves out the same cases and maybe more; so what is skipped here changes nothing of the outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup, VerdictRule
from judgebox.domain.verdict import CaseResult, Reason, Verdict


@dataclass(slots=True)
class _Node:
    """A group with what is known about it.

    Attributes:
        place: its position among the members of its parent.
        rejected: how many of its members are known to be rejected; first_rejected: the least of their positions.
        is_rejected: whether that settles that the group is; is_failed: whether a case below it is not accepted.
        gives_nothing: whether no points at all come from what is rejected in it.
    """

    group: TestGroup
    parent: "_Node | None" = None
    place: int = 0
    rejected: int = 0
    first_rejected: int | None = None
    is_rejected: bool = False
    is_failed: bool = False
    gives_nothing: bool = field(init=False)

    def __post_init__(self) -> None:
        self.gives_nothing = self.group.reject_score <= 0 and all(
            group.verdict_rule is VerdictRule.BY_SCORE and group.grader_arguments is None for group in self.group.groups
        )

    @property
    def concerns_parent(self) -> bool:
        """Whether its rejection is one of a member of its parent: not if it may turn out to be skipped."""
        if self.parent is None or self.group.requires:
            return False
        return not (self.parent.group.ignores_sample and self.group.name == SAMPLE)


@dataclass(slots=True)
class Progress:
    """The results of a judging that goes on.

    Attributes:
        root: the groups of the problem, from which everything else is made.
    """

    root: TestGroup
    _places: dict[int, tuple[_Node, int]] = field(init=False, default_factory=dict)
    _nodes: dict[str, _Node] = field(init=False, default_factory=dict)
    _failed_cases: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._enter(_Node(group=self.root))

    def add(self, result: CaseResult) -> None:
        """Take note of a result; one that is "skipped" says nothing."""
        if result.verdict in (Verdict.ACCEPTED, Verdict.SKIPPED):
            return
        self._failed_cases.add(result.index)
        node, place = self._places[result.index]
        above: _Node | None = node
        while above is not None:
            above.is_failed = True
            above = above.parent
        if result.verdict is not Verdict.PARTIALLY_ACCEPTED:
            _note_rejected(node, place)

    def reason_to_skip(self, index: int) -> Reason | None:
        """Say why a case need not be run; None if it must be, as far as is known."""
        node, place = self._places[index]
        above: _Node | None = node
        reason = None
        while above is not None:  # the outermost reason is the one that a judging one by one would meet
            if above.group.stops and above.first_rejected is not None and above.first_rejected < place:
                reason = Reason.EARLY_STOP
            if any(self._has_failed(name) for name in above.group.requires):
                reason = Reason.DEPENDENCY
            place = above.place
            above = above.parent
        return reason

    def _enter(self, node: _Node) -> None:
        self._nodes[node.group.name] = node
        for place, member in enumerate(node.group.members):
            if isinstance(member, int):
                self._places[member] = (node, place)
            else:
                self._enter(_Node(group=member, parent=node, place=place))

    def _has_failed(self, required: str | int) -> bool:
        if isinstance(required, int):
            return required in self._failed_cases
        node: _Node | None = self._nodes.get(required)
        if node is None or node.is_failed:
            return True
        while node is not None:  # a group that is not judged is not accepted
            if any(self._has_failed(name) for name in node.group.requires):
                return True
            node = node.parent
        return False


def reason_to_skip(root: TestGroup, results: Mapping[int, CaseResult], index: int) -> Reason | None:
    """Say why a case need not be run after these results; only those of earlier cases count."""
    progress = Progress(root)
    for earlier, result in results.items():
        if earlier < index:
            progress.add(result)
    return progress.reason_to_skip(index)


def _note_rejected(node: _Node, place: int) -> None:
    node.rejected += 1
    node.first_rejected = place if node.first_rejected is None else min(place, node.first_rejected)
    if not node.is_rejected and _is_settled(node):
        node.is_rejected = True
        if node.parent is not None and node.concerns_parent:
            _note_rejected(node.parent, node.place)


def _is_settled(node: _Node) -> bool:
    """Whether a group is rejected whatever the results that are missing."""
    group = node.group
    by_score = group.verdict_rule is VerdictRule.BY_SCORE
    if group.grader_arguments is not None or group.verdict_rule is VerdictRule.ALWAYS_ACCEPT:
        return False
    if by_score and not node.gives_nothing:
        return False
    if not group.any_accepted and (not by_score or group.aggregation in (Aggregation.PASS_FAIL, Aggregation.MIN)):
        return True
    ends_at_once = group.stops and node.first_rejected == 0
    return group.static is None and (ends_at_once or node.rejected == len(group.members))
