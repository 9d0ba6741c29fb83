"""What all events promise, those in memory and those in Redis."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

import anyio

from judgebox.domain.events import LAST_SEQUENCE, Event, EventKind, Position
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.ports import Events, Heard, Resync

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
        sequence=number,
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
        sequence=LAST_SEQUENCE,
        case=case,
        result=result,
    )


async def next_of(heard: AsyncIterator[Heard]) -> Event:
    with anyio.fail_after(5):
        event = await anext(heard)
    assert isinstance(event, Event)
    return event


async def numbers_of(heard: AsyncIterator[Heard], count: int) -> list[int | None]:
    return [(await next_of(heard)).case_count for _ in range(count)]


async def test_an_event_arrives_as_it_was_told(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_submission(SUBMISSION) as told:
        await events.publish(a_full_event())

        assert await next_of(told) == a_full_event()


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


async def test_a_users_listener_that_is_too_slow_is_told_and_goes_on_with_what_happens(open_port: OpenEvents) -> None:
    async with open_port() as events, open_port() as others, events.listen_to_user("ann") as told:
        for number in range(400):
            await others.publish(an_event(number))

        heard: list[Heard] = []
        with anyio.fail_after(5):
            while not heard or isinstance(heard[-1], Event):
                heard.append(await anext(told))
        numbers = [each.case_count for each in heard if isinstance(each, Event)]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) < 400
        assert heard[-1] == Resync(reason="slow")

        with anyio.fail_after(5):
            following = anext(told)
            async with anyio.create_task_group() as tasks:
                got: list[Heard] = []

                async def hear() -> None:
                    got.append(await following)

                tasks.start_soon(hear)
                while not got:
                    await others.publish(an_event(1000, submission=f"sub_{len(got)}"))
                    await others.publish(an_event(1000 + len(got), submission="sub_other"))
                    await anyio.sleep(0.01)
        assert isinstance(got[0], Event)


async def test_a_submissions_listener_that_is_too_slow_is_told_and_misses_nothing(open_port: OpenEvents) -> None:
    async with open_port() as events, open_port() as others, events.listen_to_submission(SUBMISSION) as told:
        await others.publish(an_event(0))
        assert await numbers_of(told, 1) == [0]
        for number in range(1, 400):
            await others.publish(an_event(number))

        numbers: list[int | None] = []
        resyncs = 0
        with anyio.fail_after(5):
            while len(numbers) < 399:
                each = await anext(told)
                if isinstance(each, Event):
                    numbers.append(each.case_count)
                else:
                    resyncs += 1

    assert numbers == list(range(1, 400))
    assert resyncs == 1


async def test_an_event_that_is_told_again_is_heard_once(open_port: OpenEvents) -> None:
    async with open_port() as events, open_port() as others, events.listen_to_submission(SUBMISSION) as told:
        for number in (1, 2, 2, 1, 3):
            await others.publish(an_event(number))

        assert await numbers_of(told, 3) == [1, 2, 3]
        assert await events.history(SUBMISSION, after=Position(1, 1, 1), limit=10) == [an_event(2), an_event(3)]


async def test_what_comes_late_from_an_attempt_that_was_taken_over_is_dropped(open_port: OpenEvents) -> None:
    async with open_port() as events, events.listen_to_submission(SUBMISSION) as told:
        await events.publish(an_event(1))
        await events.publish(replace(an_event(1), attempt=2))
        await events.publish(an_event(2))
        await events.publish(replace(an_event(2), attempt=2))

        heard = [await next_of(told) for _ in range(3)]

    assert [(each.attempt, each.sequence) for each in heard] == [(1, 1), (2, 1), (2, 2)]


async def test_two_servers_hear_the_same_in_the_same_order(open_port: OpenEvents) -> None:
    async with (
        open_port() as one,
        open_port() as other,
        one.listen_to_user("ann") as at_one,
        other.listen_to_user("ann") as at_other,
        anyio.create_task_group() as tasks,
    ):

        async def publish(submission: str) -> None:
            for number in range(50):
                await one.publish(an_event(number, submission=submission))

        for submission in ("sub_1", "sub_2"):
            tasks.start_soon(publish, submission)
        first = [await next_of(at_one) for _ in range(100)]
        second = [await next_of(at_other) for _ in range(100)]

    assert first == second


async def test_a_history_is_read_in_part(open_port: OpenEvents) -> None:
    async with open_port() as events:
        for number in range(5):
            await events.publish(an_event(number))

        assert await events.history(SUBMISSION, after=Position(1, 1, 1), limit=2) == [an_event(2), an_event(3)]
        assert await events.history(SubmissionId("sub_none"), after=Position(1, 0, 0), limit=2) == []
