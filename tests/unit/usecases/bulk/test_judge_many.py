from collections.abc import Mapping
from dataclasses import replace

import pytest

from bulk_candidates import a_candidate
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.domain.verdict import Verdict
from judgebox.testing.blobs import MemoryBlobs
from judgebox.testing.sandbox import FakeSandbox, Program, an_outcome
from judgebox.usecases.bulk import BulkJudge, BulkOutcome, BulkTest, Candidate, Entry, Judgement, judge_many
from judgebox.usecases.judge import Judge
from judgebox.worker import WorkerSlots

TESTS = (BulkTest(input="1", answer="1"), BulkTest(input="2", answer="2"))


async def echo(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(output=stdin)


def failing(times: int) -> Program:
    left = [times]

    async def run(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if left[0]:
            left[0] -= 1
            raise SandboxError("the box broke", step="test")
        return an_outcome(output=stdin)

    return run


async def judged(
    *candidates: Candidate, program: Program = echo, slots: int = 2
) -> tuple[dict[str, tuple[Judgement, str | None]], FakeSandbox]:
    """Judge candidates; give for each its judgement and of which other one it is, and the sandbox."""
    results: dict[str, tuple[Judgement, str | None]] = {}
    sandbox, room = FakeSandbox(program), WorkerSlots(slots)

    async def report(candidate: Candidate, judgement: Judgement, same_as: str | None) -> None:
        results[candidate.id] = (judgement, same_as)

    judge = BulkJudge(slots=room, judge=Judge(sandbox=sandbox, blobs=MemoryBlobs(), slots=room))
    await judge_many(candidates, judge, report, slots=slots)
    assert room.free == slots
    return results, sandbox


async def test_each_candidate_gets_its_judgement() -> None:
    wrong = replace(TESTS[1], answer="3")

    results, _ = await judged(
        a_candidate("a", id="right", tests=TESTS), a_candidate("a", id="wrong", tests=(TESTS[0], wrong))
    )

    assert results["right"][0].verdict is Verdict.ACCEPTED
    assert results["right"][0].score == 1.0
    assert results["wrong"][0].verdict is Verdict.WRONG_ANSWER
    assert results["wrong"][0].passed == 1


@pytest.mark.parametrize("slots", [1, 2])
async def test_candidates_that_are_the_same_are_judged_once(slots: int) -> None:
    group = [a_candidate("a", id=str(index), tests=TESTS) for index in range(10)]

    results, sandbox = await judged(*group, slots=slots)

    assert sandbox.boxes_made == 1
    assert [of for _, of in results.values()] == [None] + ["0"] * 9
    assert len(results) == 10


async def test_what_differs_in_tests_or_limits_is_judged_apart() -> None:
    one = a_candidate("a", id="one", tests=TESTS)
    other = replace(one, id="other", limits=replace(one.limits, memory_bytes=1))
    third = replace(one, id="third", tests=TESTS[:1])

    _, sandbox = await judged(one, other, third)

    assert sandbox.boxes_made == 3


async def test_a_fault_of_ours_is_tried_once_more() -> None:
    results, _ = await judged(a_candidate("a", tests=TESTS), program=failing(1))

    assert results["one"][0].verdict is Verdict.ACCEPTED


async def test_a_fault_of_ours_that_stays_is_no_verdict_and_has_no_score() -> None:
    results, _ = await judged(a_candidate("a", tests=TESTS), program=failing(2))

    judgement = results["one"][0]
    assert judgement.outcome is BulkOutcome.INFRA_ERROR
    assert (judgement.verdict, judgement.score) == (None, None)
    assert judgement.message is not None


async def test_a_fault_of_ours_is_not_remembered_for_later_ones_that_are_the_same() -> None:
    same = [a_candidate("a", id=str(index), tests=TESTS) for index in range(2)]

    results, _ = await judged(*same, program=failing(2), slots=1)

    assert [judgement.outcome for judgement, _ in results.values()] == [BulkOutcome.INFRA_ERROR, BulkOutcome.JUDGED]


async def test_a_completion_without_code_is_no_fault_of_ours() -> None:
    results, sandbox = await judged(a_candidate(None, tests=TESTS))

    assert results["one"][0].verdict is Verdict.COMPILE_ERROR
    assert results["one"][0].score == 0.0
    assert sandbox.boxes_made == 0


# --- Boxes for the tests of many candidates --------------------------------------------------------


async def passing(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    """Both sides of a pair: the tests' side says that all passed, if it is the one that is asked to say something."""
    return replace(an_outcome(), outputs={3: b'{"passed": true}\n'} if command.outputs else {})


def asserted(count: int) -> list[Candidate]:
    tests = (BulkTest(code="assert True"),)
    return [a_candidate(f"# {index}", id=str(index), entry=Entry.ASSERTS, tests=tests) for index in range(count)]


async def test_the_box_of_the_tests_serves_one_candidate_after_the_other_and_ends_with_the_last() -> None:
    results, sandbox = await judged(*asserted(5), program=passing, slots=1)

    assert all(judgement.verdict is Verdict.ACCEPTED for judgement, _ in results.values())
    assert sandbox.boxes_made == 1 + 5
    assert sandbox.boxes_open == 0


async def test_after_a_fault_of_ours_another_box_takes_the_tests() -> None:
    left = [1]

    async def once_failing(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if left[0]:
            left[0] -= 1
            raise SandboxError("the box broke", step="test")
        return await passing(files, command, stdin)

    results, sandbox = await judged(*asserted(2), program=once_failing, slots=1)

    assert all(judgement.verdict is Verdict.ACCEPTED for judgement, _ in results.values())
    assert sandbox.boxes_made == 2 + 2 + 1
    assert sandbox.boxes_open == 0


async def test_tests_that_are_broken_cost_no_box() -> None:
    async def broken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        return replace(an_outcome(), outputs={3: b'{"fault": "no program"}\n'} if command.outputs else {})

    results, sandbox = await judged(*asserted(3), program=broken, slots=1)

    assert {judgement.outcome for judgement, _ in results.values()} == {BulkOutcome.INVALID}
    assert sandbox.boxes_made == 1 + 3
