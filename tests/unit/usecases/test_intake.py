"""What is taken in from the classic list, and what is set aside."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.errors import ClosedError, LaterError, QueueError, RequestError, StoreError, TooManyError
from judgebox.testing import FakeClock
from judgebox.usecases.intake import ENTRY_LIMIT_BYTES, BadEntryError, keep_taking_in, parse_entry, take_in_one

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIELDS = {"problemId": "two-sum", "code": "print(1)", "language": "python3"}


class FakeEntries:
    """A list of entries, as the intake sees it."""

    def __init__(self, *entries: bytes) -> None:
        self.waiting = list(entries)
        self.ours: list[bytes] = []
        self.rejected: list[tuple[bytes, str]] = []
        self.failures = 0

    async def take(self, *, wait: timedelta) -> bytes | None:
        await anyio.lowlevel.checkpoint()
        if self.failures:
            self.failures -= 1
            raise QueueError("Redis is away")
        if not self.waiting:
            return None
        self.ours.append(self.waiting.pop(0))
        return self.ours[-1]

    async def finish(self, entry: bytes) -> None:
        self.ours.remove(entry)

    async def reject(self, entry: bytes, *, reason: str, at: datetime) -> None:
        self.ours.remove(entry)
        self.rejected.append((entry, reason))

    async def recover(self) -> int:
        recovered, self.ours = self.ours, []
        self.waiting = recovered + self.waiting
        return len(recovered)


class FakeSubmit:
    """Takes fields in, unless told to fail."""

    def __init__(self, *failures: Exception) -> None:
        self.taken: list[Mapping[str, str]] = []
        self.failures = list(failures)

    async def __call__(self, fields: Mapping[str, str]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(fields)


def an_entry(**fields: object) -> bytes:
    return json.dumps({**FIELDS, **fields}).encode()


async def take_in(entries: FakeEntries, submit: FakeSubmit) -> bool:
    return await take_in_one(entries, submit, FakeClock(NOW), wait=timedelta())


async def test_ids_may_be_whole_numbers_as_in_a_post() -> None:
    entries, submit = FakeEntries(an_entry(problemId=1, userId=42)), FakeSubmit()

    await take_in(entries, submit)

    assert [(fields["problemId"], fields["userId"]) for fields in submit.taken] == [("1", "42")]


async def test_an_entry_is_submitted_and_then_gone() -> None:
    entries, submit = FakeEntries(an_entry()), FakeSubmit()

    assert await take_in(entries, submit)

    assert submit.taken == [FIELDS]
    assert (entries.waiting, entries.ours, entries.rejected) == ([], [], [])


async def test_an_empty_list_gives_nothing() -> None:
    assert not await take_in(FakeEntries(), FakeSubmit())


def test_optional_fields_are_passed_on_and_unknown_ones_ignored() -> None:
    fields = parse_entry(an_entry(userId="ann", input="1 2", priority=7))

    assert fields == {**FIELDS, "userId": "ann", "input": "1 2"}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (b"", "can't be read"),
        (b"not json", "can't be read"),
        (b"[1, 2]", "Expected `object`"),
        (b'{"code": "x", "language": "c"}', "problemId"),
        (an_entry(code=5), r"Expected `str`, got `int` - at `\$.code`"),
        (an_entry(userId=5.5), r"\$.userId"),
        (b'{"problemId": "\xff"}', "can't be read"),
        (b"[" * 100_000, "can't be read"),
        (b" " * (ENTRY_LIMIT_BYTES + 1), "has 16777217 bytes, the limit is 16777216"),
    ],
)
def test_an_entry_that_can_not_be_read_says_why(entry: bytes, reason: str) -> None:
    with pytest.raises(BadEntryError, match=reason):
        parse_entry(entry)


async def test_a_bad_entry_is_set_aside_with_its_reason() -> None:
    entries = FakeEntries(b"not json", an_entry())
    submit = FakeSubmit()

    await take_in(entries, submit)
    await take_in(entries, submit)

    assert [entry for entry, _ in entries.rejected] == [b"not json"]
    assert submit.taken == [FIELDS]


async def test_what_the_use_case_refuses_is_set_aside_with_its_reason() -> None:
    entries = FakeEntries(an_entry())

    await take_in(entries, FakeSubmit(RequestError("language 'x' is unknown")))

    assert entries.rejected == [(an_entry(), "language 'x' is unknown")]


async def test_an_entry_that_breaks_the_intake_is_set_aside() -> None:
    entries = FakeEntries(an_entry())

    await take_in(entries, FakeSubmit(ZeroDivisionError()))

    assert [entry for entry, _ in entries.rejected] == [an_entry()]


async def test_an_entry_stays_while_the_store_is_away() -> None:
    entries = FakeEntries(an_entry())

    with pytest.raises(StoreError):
        await take_in(entries, FakeSubmit(StoreError("the database is away")))

    assert entries.ours == [an_entry()]
    assert entries.rejected == []


async def test_the_intake_goes_on_after_failures_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judgebox.usecases.intake.PAUSE_AFTER_FAILURE", timedelta())
    entries = FakeEntries(an_entry(code="1"), an_entry(code="2"))
    entries.ours = [an_entry(code="0")]  # left by an earlier life
    entries.failures = 1
    submit = FakeSubmit(StoreError("the database is away"))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_taking_in, entries, submit, FakeClock(NOW))
        with anyio.fail_after(2):
            while len(submit.taken) < 3:
                await anyio.sleep(0.001)
        tasks.cancel_scope.cancel()

    assert [fields["code"] for fields in submit.taken] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "later",
    [TooManyError("the site is full", retry_after=timedelta(0)), ClosedError(retry_after=timedelta(0))],
)
async def test_while_the_site_takes_nothing_in_entries_wait_in_the_list(later: LaterError) -> None:
    entries, submit = FakeEntries(an_entry(problemId="1"), an_entry(problemId="2")), FakeSubmit(later, later)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_taking_in, entries, submit, FakeClock(NOW))
        with anyio.fail_after(2):
            while len(submit.taken) < 2:
                await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()

    assert [fields["problemId"] for fields in submit.taken] == ["1", "2"]
    assert entries.rejected == []
