"""Faults that a review found: what can't be stored, what comes at once, what must not be told."""

from dataclasses import replace
from datetime import UTC, datetime

import anyio
import pytest

from judgebox.domain.errors import StoreError
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits
from judgebox.domain.submission import SubmissionId
from judgebox.ports import Store, SubmissionFilter
from judgebox.store import open_store, upgrade

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PROBLEM = Problem(
    id=ProblemId("p"), names={"en": "P"}, statements={}, limits=ProblemLimits(), comparison=Comparison(), cases=()
)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_what_no_database_can_hold_is_unknown(store: Store, text: str) -> None:
    assert await store.submission(SubmissionId(text)) is None
    assert await store.newest_submission(text) is None
    assert await store.problem(ProblemId(text)) is None
    assert await store.submissions(SubmissionFilter(user_id=text)) == []
    assert await store.submissions(SubmissionFilter(), before=SubmissionId("a\ud800")) == []
    assert await store.cancel(SubmissionId(text), at=NOW) is None
    assert await store.outbox_of(SubmissionId(text)) == []


async def test_nothing_is_claimed_of_a_generation_that_no_column_holds(store: Store) -> None:
    assert await store.claim(SubmissionId("sub_none"), 10**30, owner="w", at=NOW, lease_until=NOW) is None


async def test_storing_nothing_is_no_error(store: Store) -> None:
    assert await store.add_submissions([]) == []


async def test_a_problem_can_be_stored_by_several_at_once(database_url: str) -> None:
    upgrade(database_url)
    async with open_store(database_url) as store, anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(store.save_problem, replace(PROBLEM, version=str(number)))


@pytest.mark.parametrize("url", ["postgresql://ada:secret@host:port/db", "sqlite:///:memory:"])
def test_a_url_that_can_not_be_used_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(StoreError, match="postgresql://") as caught:
        upgrade(url)
    assert "secret" not in str(caught.value)


def test_a_password_among_the_options_is_not_told() -> None:
    with pytest.raises(StoreError) as caught:
        upgrade("postgresql://127.0.0.1:9/db?password=secret")
    assert "secret" not in str(caught.value)
