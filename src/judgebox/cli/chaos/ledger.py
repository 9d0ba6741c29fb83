"""The ledger: what was sent, what became of it, and what must not have happened. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Channel(StrEnum):
    """How a submission was sent."""

    SINGLE = "single"
    BATCH = "batch"
    CLASSIC = "classic"
    LIST = "list"


WITH_KEY = (Channel.SINGLE, Channel.BATCH)
"""Those in which a request is repeated until it is answered for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One submission as its sender knows it.

    Attributes:
        user: of this submission alone, so that it can be found whatever the sender was answered.
        submission_id: None where the sender never learned it: of what was pushed to the list.
        is_accepted: whether the sender was told so; only then may it not be lost.
    """

    user: str
    channel: Channel
    verdict: str
    submission_id: str | None = None
    is_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One submission as the database has it at the end.

    Attributes:
        judged_attempts: how many attempts at its generation have stored a verdict.
        waited_s: from its creation to its verdict.
    """

    submission_id: str
    user: str
    state: str
    verdict: str | None
    attempts: int
    judged_attempts: int
    waited_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRecord:
    """One fault that was done.

    Attributes:
        recovered_s: from the fault's beginning until a verdict was stored that came after its end; None if none was.
        taken_over_s: from the fault until the last of what the target was judging was begun anew; None if there was
            nothing, or it was finished all the same.
        ended: services that ended by themselves meanwhile, and were started again.
    """

    kind: str
    target: str
    at_s: float
    recovered_s: float | None
    taken_over_s: float | None = None
    ended: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """An attempt that did not come to its end, and was followed by another one; seconds count as those of faults do.

    Attributes:
        worker: which made the attempt: its name, with what tells it from others of that name.
        at_s: when the next attempt was begun.
    """

    worker: str
    started_s: float
    ended_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What it comes to.

    Attributes:
        unserved: sent with a key, again and again, and not accepted in the end.
        lost: accepted, and not judged in the end or not even known.
        doubled: with more than one stored verdict in a generation, or stored more than once although sent once.
        wrong: judged with another verdict than the program deserves.
        miscounted: problems of which the counters of verdicts differ from the rows, or events that were never told.
        extra: known to the database although no sender was told so; none of them is an error.
    """

    sent: int
    accepted: int
    refused: int
    judged: int
    unserved: Sequence[str]
    lost: Sequence[str]
    doubled: Sequence[str]
    wrong: Sequence[str]
    miscounted: Sequence[str]
    extra: int
    longest_wait_s: float
    wait_p50_s: float
    wait_p99_s: float
    attempts: Mapping[str, int]
    sent_by: Mapping[str, int]
    faults: Sequence[FaultRecord] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.unserved or self.lost or self.doubled or self.wrong or self.miscounted)


def balance(
    sent: Sequence[Sent],
    found: Sequence[Found],
    *,
    miscounted: Sequence[str],
    faults: Sequence[FaultRecord],
    take_overs: Sequence[TakeOver] = (),
) -> Ledger:
    """Hold what was sent against what was found."""
    by_id = {each.submission_id: each for each in found}
    by_user: dict[str, list[Found]] = {}
    for each in found:
        by_user.setdefault(each.user, []).append(each)
    expected = {each.user: each.verdict for each in sent}
    accepted = [each for each in sent if each.is_accepted]
    waits = sorted(each.waited_s for each in found if each.waited_s is not None)
    return Ledger(
        sent=len(sent),
        accepted=len(accepted),
        refused=len(sent) - len(accepted),
        judged=sum(each.state == "judged" for each in found),
        unserved=[_name(each) for each in sent if each.channel in WITH_KEY and not each.is_accepted],
        lost=[_name(each) for each in accepted if not _is_judged(each, by_id, by_user)],
        doubled=[*_judged_twice(found), *_stored_twice(sent, by_user)],
        wrong=[_wrong(each, expected) for each in found if _is_wrong(each, expected)],
        miscounted=miscounted,
        extra=len(found) - len(accepted),
        longest_wait_s=round(waits[-1], 2) if waits else 0.0,
        wait_p50_s=_percentile(waits, 50),
        wait_p99_s=_percentile(waits, 99),
        attempts={str(number): count for number, count in sorted(Counter(each.attempts for each in found).items())},
        sent_by=dict(Counter(each.channel.value for each in sent)),
        faults=[replace(fault, taken_over_s=_taken_over(fault, take_overs)) for fault in faults],
    )


def _taken_over(fault: FaultRecord, take_overs: Sequence[TakeOver]) -> float | None:
    under_way = [
        each.at_s - fault.at_s
        for each in take_overs
        if each.worker.startswith(f"{fault.target}-") and each.started_s <= fault.at_s < each.ended_s
    ]
    return round(max(under_way), 1) if under_way else None


def _is_judged(sent: Sent, by_id: Mapping[str, Found], by_user: Mapping[str, Sequence[Found]]) -> bool:
    if sent.submission_id is None:
        return any(each.state == "judged" for each in by_user.get(sent.user, ()))
    return sent.submission_id in by_id and by_id[sent.submission_id].state == "judged"


def _judged_twice(found: Sequence[Found]) -> Sequence[str]:
    return [each.submission_id for each in found if each.judged_attempts > 1]


def _stored_twice(sent: Sequence[Sent], by_user: Mapping[str, Sequence[Found]]) -> Sequence[str]:
    """What was sent with a key, or once, and has more than one row; the list alone is taken in at least once."""
    return [
        f"{each.channel} of {each.user}: stored {len(by_user[each.user])} times"
        for each in sent
        if each.channel is not Channel.LIST and len(by_user.get(each.user, ())) > 1
    ]


def _is_wrong(found: Found, expected: Mapping[str, str]) -> bool:
    return found.state == "judged" and found.verdict != expected.get(found.user)


def _wrong(found: Found, expected: Mapping[str, str]) -> str:
    return f"{found.submission_id}: {found.verdict} instead of {expected.get(found.user)}"


def _name(sent: Sent) -> str:
    return sent.submission_id or f"{sent.channel} of {sent.user}"


def _percentile(ordered: Sequence[float], percent: int) -> float:
    if not ordered:
        return 0.0
    return round(ordered[max(1, -(-len(ordered) * percent // 100)) - 1], 2)


def differences(counters: Mapping[tuple[str, str], int], rows: Iterable[tuple[str, str]]) -> Sequence[str]:
    """Compare the counters of verdicts, by problem and verdict, with the verdicts of the rows."""
    counted = Counter(rows)
    return [
        f"{problem} {verdict}: the counter says {counters.get((problem, verdict), 0)}, the rows {counted[key]}"
        for key in sorted(set(counters) | set(counted))
        for problem, verdict in [key]
        if counters.get(key, 0) != counted[key]
    ]
