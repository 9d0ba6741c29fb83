from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.errors import ClosedError, RequestError, TooManyError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.pressure import UnfinishedLimits
from judgebox.domain.submission import Band, Submission, SubmissionId
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Once
from judgebox.testing import FakeClock, MemoryBacklog, MemoryStore, MemorySwitches
from judgebox.usecases.admit import Admission

LIMITS = UnfinishedLimits(per_user=3, per_user_in_bulk=8, anonymous=5, per_band=10, in_all=12)


class CountingBacklog(MemoryBacklog):
    """Knows how often all of it was counted."""

    counted = 0

    async def unfinished(self) -> dict[Band, int]:
        self.counted += 1
        return dict(await super().unfinished())


@dataclass
class Site:
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime(2026, 11, 25, 12, tzinfo=UTC)))
    store: MemoryStore = field(default_factory=MemoryStore)
    switches: MemorySwitches = field(default_factory=MemorySwitches)
    limits: UnfinishedLimits = LIMITS
    sent: int = 0

    def __post_init__(self) -> None:
        self.backlog = CountingBacklog(self.store)
        self.admission = Admission(backlog=self.backlog, switches=self.switches, clock=self.clock, limits=self.limits)

    def some(self, count: int, *, user_id: str | None = "ada", band: Band = Band.PRACTICE) -> Sequence[Submission]:
        self.sent += count
        return [
            Submission(
                id=SubmissionId(f"sub_{number}"),
                language="python",
                source="x",
                created_at=self.clock.now(),
                user_id=user_id,
                band=band,
            )
            for number in range(self.sent - count, self.sent)
        ]

    async def send(self, count: int, *, user_id: str | None = "ada", band: Band = Band.PRACTICE) -> None:
        submissions = self.some(count, user_id=user_id, band=band)
        await self.admission.admit(submissions)
        await self.store.add_submissions(submissions)

    async def judge(self, number: int) -> None:
        submission_id = SubmissionId(f"sub_{number}")
        found = await self.store.claim(submission_id, 1, owner="w", at=self.clock.now(), lease_until=self.clock.now())
        assert found is not None
        self.clock.advance(timedelta(seconds=1))
        event = event_of(found[1], EventKind.FINISHED, attempt=1)
        await self.store.commit(found[0], Result(verdict=Verdict.ACCEPTED), at=self.clock.now(), event=event)


@pytest.fixture
def site() -> Site:
    return Site()


async def test_a_user_is_refused_what_would_be_more_than_their_limit(site: Site) -> None:
    await site.send(3)

    with pytest.raises(TooManyError, match=r"^3 submissions of user 'ada' in band practice are"):
        await site.send(1)
    await site.send(1, user_id="bob")
    await site.send(1, band=Band.CONTEST)


async def test_whoever_has_something_judged_may_send_again(site: Site) -> None:
    await site.send(3)
    await site.judge(0)

    await site.send(1)


async def test_of_several_that_are_sent_together_all_are_refused_or_none(site: Site) -> None:
    await site.send(1)
    with pytest.raises(TooManyError, match="3 were sent"):
        await site.send(3)

    await site.send(2)


async def test_what_can_never_fit_is_not_told_to_come_later(site: Site) -> None:
    with pytest.raises(RequestError, match="at most 3") as refused:
        await site.send(4)

    assert not isinstance(refused.value, TooManyError)


async def test_senders_without_a_name_share_one_limit(site: Site) -> None:
    await site.send(5, user_id=None)

    with pytest.raises(TooManyError, match="senders without a name"):
        await site.send(1, user_id=None)


async def test_a_full_band_and_a_full_site_refuse_everyone(site: Site) -> None:
    await site.send(8, band=Band.BULK)
    await site.send(2, user_id="bob", band=Band.BULK)
    with pytest.raises(TooManyError, match="10 submissions in band bulk"):
        await site.send(1, user_id="cleo", band=Band.BULK)

    await site.send(2, user_id="dora")
    with pytest.raises(TooManyError, match=r"^12 submissions are unfinished"):
        await site.send(1, user_id="eve")


async def test_what_a_process_takes_in_itself_counts_without_counting_all_again(site: Site) -> None:
    for number in range(6):
        await site.send(2, user_id=f"user-{number}", band=Band.PRACTICE if number % 2 else Band.CONTEST)

    with pytest.raises(TooManyError):
        await site.send(1, user_id="eve")
    assert site.backlog.counted == 1


async def test_the_wait_is_estimated_from_what_finishes_now(site: Site) -> None:
    await site.send(3)
    for number in range(3):
        await site.judge(number)
    await site.send(3)

    with pytest.raises(TooManyError) as refused:
        await site.send(2)

    assert refused.value.retry_after == timedelta(seconds=40)  # two of them, at three a minute


async def test_a_closed_intake_takes_nothing_in(site: Site) -> None:
    await site.switches.close_intake(at=site.clock.now())

    with pytest.raises(ClosedError, match="drained for maintenance"):
        await site.send(1)


async def test_a_request_that_was_taken_in_before_is_let_through(site: Site) -> None:
    once = Once(key="k", fingerprint="f")
    await site.store.add_submissions(site.some(3), once=once)

    await site.admission.admit(site.some(3), once=once)

    with pytest.raises(TooManyError):
        await site.admission.admit(site.some(3), once=Once(key="other", fingerprint="f"))
