"""What all events promise, those in memory and those in Redis."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import RequestError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.ports import Events, Told

OpenEvents = Callable[[], AbstractAsyncContextManager[Events]]

SUBMISSION = SubmissionId("sub_1")


def an_event(number: int = 0, *, submission: str = SUBMISSION, user: str | None = "ann") -> Event:
    return Event(
        kind=EventKind.CASE,
        submission_id=SubmissionId(submission),
        problem_id="two-sum",
        user_id=user,
        generation=1,
        attempt=1,
        case_count=number,
    )


def a_full_event() -> Event:
    case = CaseResult(
        index=2,
        name="secret/03 ü\n",
        visible=True,
        verdict=Verdict.RUNTIME_ERROR,
        reason=Reason.SIGNAL,
        cpu_time=timedelta(seconds=1.25),
        wall_time=timedelta(microseconds=7),
        memory_bytes=2**40,
        signal=11,
        output="€\u0000 ",
    )
    result = Result(verdict=Verdict.RUNTIME_ERROR, reason=Reason.SIGNAL, score=12.5, cases=(case,))
    return Event(
        kind=EventKind.FINISHED,
        submission_id=SUBMISSION,
        problem_id=None,
        user_id="ann:*\n",
        generation=2,
        attempt=3,
        case=case,
        result=result,
    )


async def next_of(told: AsyncIterator[Told]) -> Told:
    with anyio.fail_after(5):
        return await anext(told)


async def numbers_of(told: AsyncIterator[Told], count: int) -> list[int | None]:
    return [(await next_of(told)).event.case_count for _ in range(count)]


async def test_an_event_arrives_as_it_was_told(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_submission(SUBMISSION) as told:
        await events.publish(a_full_event())

        assert (await next_of(told)).event == a_full_event()


async def test_a_listener_gets_the_history_and_then_what_happens(open_port: OpenEvents) -> None:
    async with open_port() as events, open_port() as others:
        for number in range(3):
            await others.publish(an_event(number))
        async with events.listen_to_submission(SUBMISSION) as told:
            assert await numbers_of(told, 2) == [0, 1]
            for number in range(3, 6):
                await others.publish(an_event(number))

            assert await numbers_of(told, 4) == [2, 3, 4, 5]


async def test_a_listener_resumes_after_a_position(open_port: OpenEvents) -> None:
    async with open_port() as events:
        for number in range(4):
            await events.publish(an_event(number))
        async with events.listen_to_submission(SUBMISSION) as told:
            position = [(await next_of(told)).position for _ in range(2)][1]

        async with events.listen_to_submission(SUBMISSION, after=position) as told:
            assert await numbers_of(told, 2) == [2, 3]


async def test_nothing_is_missing_or_double_however_listening_and_telling_meet(open_port: OpenEvents) -> None:
    async with open_port() as events, open_port() as others, anyio.create_task_group() as tasks:

        async def publish_all() -> None:
            for number in range(200):
                await others.publish(an_event(number))

        async def listen() -> None:
            async with events.listen_to_submission(SUBMISSION) as told:
                assert await numbers_of(told, 200) == list(range(200))

        tasks.start_soon(publish_all)
        for _ in range(10):
            tasks.start_soon(listen)
            await anyio.sleep(0.003)


async def test_a_user_hears_of_all_their_submissions_and_of_no_other(open_port: OpenEvents) -> None:
    async with open_port() as events:
        await events.publish(an_event(0))  # before they listened
        async with events.listen_to_user("ann") as told:
            await events.publish(an_event(1, submission="sub_1"))
            await events.publish(an_event(2, user="bob"))
            await events.publish(an_event(3, user=None))
            await events.publish(an_event(4, submission="sub_2"))

            assert await numbers_of(told, 2) == [1, 4]


async def test_submissions_do_not_hear_of_each_other(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_submission(SUBMISSION) as told:
        await events.publish(an_event(1, submission="sub_2"))
        await events.publish(an_event(2))

        assert await numbers_of(told, 1) == [2]


async def test_one_listener_leaving_does_not_disturb_another(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_submission(SUBMISSION) as told:
        async with events.listen_to_submission(SUBMISSION) as other:
            await events.publish(an_event(1))
            assert await numbers_of(other, 1) == [1]
        await events.publish(an_event(2))

        assert await numbers_of(told, 2) == [1, 2]


async def test_listening_again_after_everybody_left_works(open_port: OpenEvents) -> None:
    async with open_port() as events:
        for number in range(5):
            async with events.listen_to_user("ann") as told:
                await events.publish(an_event(number))
                assert await numbers_of(told, 1) == [number]


async def test_a_listener_that_is_too_slow_is_ended(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_user("ann") as told:
        for number in range(400):
            await events.publish(an_event(number))

        with anyio.fail_after(5):
            numbers = [each.event.case_count async for each in told]

    assert numbers == list(range(len(numbers)))
    assert 0 < len(numbers) < 400


@pytest.mark.parametrize("position", ["", "x", "1", "1-", "-1", "1-2-3", "٣-٣", "1-0\n"])
async def test_what_is_no_position_is_refused(open_port: OpenEvents, position: str) -> None:
    async with open_port() as events:
        with pytest.raises(RequestError, match="position"):
            async with events.listen_to_submission(SUBMISSION, after=position):
                pass
