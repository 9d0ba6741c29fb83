from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.errors import ConflictError, NotFoundError, QueueError, RequestError
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits
from judgebox.domain.submission import Scope, State
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.ports import Ability, Offer, Once
from judgebox.testing import FakeClock, MemoryDispatcher, MemoryEvents, MemoryStore
from judgebox.usecases.submit import SubmitRequest, Submitter

LANGUAGE = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=["echo"],
    package="echo-package",
    version=["echo"],
    extensions=[".echo"],
    aliases=["ec"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
)
PROBLEM = Problem(
    id=ProblemId("echo"),
    names={"en": "Echo"},
    statements={},
    limits=ProblemLimits(),
    comparison=Comparison(),
    cases=(),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 25, tzinfo=UTC))


@pytest.fixture
async def submitter(clock: FakeClock) -> Submitter:
    store = MemoryStore()
    await store.save_problem(PROBLEM)
    randoms = iter(range(1000))
    return Submitter(
        store=store,
        dispatcher=MemoryDispatcher(clock, lease=timedelta(seconds=5)),
        events=MemoryEvents(),
        clock=clock,
        catalog=Catalog({"echo": LANGUAGE, "cobol": LANGUAGE}),
        unavailable={"cobol": "gnucobol"},
        source_limit_bytes=100,
        input_limit_bytes=10,
        random=lambda size: next(randoms).to_bytes(size, "big"),
    )


def a_request(**changes: object) -> SubmitRequest:
    return replace(SubmitRequest(source="say", language="echo", problem_id="echo"), **changes)  # type: ignore[arg-type]


async def test_what_is_accepted_is_stored_and_offered(submitter: Submitter) -> None:
    submission = await submitter.submit(a_request())

    assert await submitter.store.submission(submission.id) == submission
    lease = await submitter.dispatcher.take("worker", Ability(routes={"echo"}), wait=timedelta(seconds=1))
    assert lease is not None
    assert lease.submission_id == submission.id


async def test_a_language_may_be_named_by_its_alias(submitter: Submitter) -> None:
    assert (await submitter.submit(a_request(language="EC"))).language == "echo"


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"language": "klingon"}, "unknown_language", "'klingon' is unknown; known are echo, cobol"),
        ({"language": "cobol"}, "language_unavailable", "the package gnucobol would help"),
        ({"source": ""}, "empty_source", "source is empty"),
        ({"source": "x" * 101}, "source_too_large", "101 bytes, the limit is 100"),
        ({"source": "a\0"}, "invalid_text", "NUL"),
        ({"scope": Scope.INPUT, "input": "x" * 11}, "input_too_large", "11 bytes, the limit is 10"),
        ({"problem_id": None}, "missing_problem", "problem is missing"),
        ({"problem_id": "a\nb", "scope": Scope.INPUT}, "invalid_text", "problem_id has control characters"),
        ({"user_id": "\x1b[31mred"}, "invalid_text", "user_id has control characters"),
    ],
)
async def test_what_cannot_be_judged_is_refused_with_the_thing_named(
    submitter: Submitter, changes: dict[str, object], code: str, said: str
) -> None:
    with pytest.raises(RequestError, match=said) as caught:
        await submitter.submit(a_request(**changes))

    assert caught.value.code == code


async def test_an_unknown_problem_is_not_found(submitter: Submitter) -> None:
    with pytest.raises(NotFoundError, match="'nowhere' is unknown"):
        await submitter.submit(a_request(problem_id="nowhere"))


async def test_a_run_on_ones_own_input_needs_no_problem(submitter: Submitter) -> None:
    submission = await submitter.submit(a_request(problem_id="anything", scope=Scope.INPUT, input=""))

    assert (submission.problem_id, submission.input) == ("anything", "")


async def test_one_bad_submission_of_a_batch_lets_none_in(submitter: Submitter) -> None:
    with pytest.raises(RequestError):
        await submitter.submit_many([a_request(), a_request(source="")])

    assert (await submitter.store.counts()).get(State.QUEUED, 0) == 0


async def test_the_same_request_with_the_same_key_is_one_submission(submitter: Submitter) -> None:
    once = Once(key="k", fingerprint="f")

    first = await submitter.submit(a_request(), once=once)
    again = await submitter.submit(a_request(), once=once)

    assert first.id == again.id


async def test_another_request_with_the_same_key_is_a_conflict(submitter: Submitter) -> None:
    await submitter.submit(a_request(), once=Once(key="k", fingerprint="f"))

    with pytest.raises(ConflictError):
        await submitter.submit(a_request(), once=Once(key="k", fingerprint="g"))


async def test_a_queue_that_is_away_does_not_refuse_a_submission(submitter: Submitter) -> None:
    class Away(MemoryDispatcher):
        async def offer(self, offers: Sequence[Offer]) -> Sequence[Offer]:
            raise QueueError("Redis is away")

    away = replace(
        submitter, dispatcher=Away(FakeClock(datetime(2026, 11, 25, tzinfo=UTC)), lease=timedelta(seconds=5))
    )

    submission = await away.submit(a_request())

    assert (await submitter.store.submission(submission.id)) == submission
