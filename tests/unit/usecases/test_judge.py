from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import anyio
import msgspec
import pytest

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.run import Command, Ending, Outcome
from judgebox.domain.submission import Scope
from judgebox.domain.verdict import CaseResult, Reason, Verdict
from judgebox.languages.catalog import Language, Sample
from judgebox.testing.blobs import MemoryBlobs
from judgebox.testing.sandbox import FakeBox, FakeSandbox, Program, an_outcome
from judgebox.usecases.judge import Assignment, Judge
from judgebox.worker import WorkerSlots

LANGUAGE = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=[],
    package="echo",
    version=["echo"],
    extensions=[".echo"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
    compile=["echoc", "main.echo"],
)


async def echo(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(output=stdin)


async def a_problem(blobs: MemoryBlobs, *answers: str, samples: int = 1, scores: bool = False) -> Problem:
    """A problem whose inputs are "0", "1", ...: an echo is right where the answer is the index."""
    cases = [
        TestCase(
            name=f"case-{index}",
            input=await blobs.put(str(index).encode()),
            answer=await blobs.put(answer.encode()),
            visible=index < samples,
        )
        for index, answer in enumerate(answers)
    ]
    return Problem(
        id=ProblemId("echo"),
        names={"en": "Echo"},
        statements={},
        limits=ProblemLimits(time_limit=timedelta(seconds=1)),
        comparison=Comparison(),
        cases=tuple(cases),
        scores=scores,
    )


class Told:
    def __init__(self) -> None:
        self.events: list[tuple[EventKind, int | None, CaseResult | None]] = []

    async def __call__(self, kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
        self.events.append((kind, case_count, case))


def a_judge(blobs: MemoryBlobs, program: Program = echo, *, slots: int = 1) -> Judge:
    own = WorkerSlots(slots)
    assert own.try_acquire()  # the caller of judge() holds one
    return Judge(sandbox=FakeSandbox(program), blobs=blobs, slots=own)


def an_assignment(problem: Problem | None, **changes: object) -> Assignment:
    return replace(Assignment(source="say", language=LANGUAGE, problem=problem), **changes)  # type: ignore[arg-type]


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs()


@pytest.mark.parametrize("slots", [1, 2, 8])
async def test_a_submission_whose_outputs_are_all_right_is_accepted(blobs: MemoryBlobs, slots: int) -> None:
    problem = await a_problem(blobs, "0", "1", "2", "3")

    result = await a_judge(blobs, slots=slots).judge(an_assignment(problem), Told())

    assert result.verdict is Verdict.ACCEPTED
    assert [case.verdict for case in result.cases] == [Verdict.ACCEPTED] * 4


@pytest.mark.parametrize(("samples", "message"), [(1, "exited with code 1: Trouble"), (0, None)])
async def test_the_exception_that_ended_a_run_is_told_of_visible_cases_alone(
    blobs: MemoryBlobs, samples: int, message: str | None
) -> None:
    async def raising(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        is_compiler = command.argv == tuple(LANGUAGE.compile or ())
        return an_outcome() if is_compiler else an_outcome(exit_code=1, error=b"Trouble: 42\n")

    language = msgspec.structs.replace(LANGUAGE, exception=r"^(\w+): ")
    problem = await a_problem(blobs, "0", samples=samples)

    result = await a_judge(blobs, raising).judge(an_assignment(problem, language=language), Told())

    assert [case.message for case in result.cases] == [message]


@pytest.mark.parametrize("slots", [1, 2, 8])
async def test_the_first_failing_case_is_the_same_however_many_slots_there_are(blobs: MemoryBlobs, slots: int) -> None:
    async def slow_first(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        for _ in range(20 if stdin == b"1" else 1):
            await anyio.lowlevel.checkpoint()
        return an_outcome(output=stdin)

    problem = await a_problem(blobs, "0", "wrong", "wrong", "wrong")

    result = await a_judge(blobs, slow_first, slots=slots).judge(an_assignment(problem), Told())

    assert [case.verdict for case in result.cases] == [
        Verdict.ACCEPTED,
        Verdict.WRONG_ANSWER,
        Verdict.SKIPPED,
        Verdict.SKIPPED,
    ]


async def test_a_scoring_problem_is_judged_to_the_end(blobs: MemoryBlobs) -> None:
    problem = await a_problem(blobs, "0", "wrong", "2", samples=0, scores=True)

    result = await a_judge(blobs).judge(an_assignment(problem), Told())

    assert result.verdict is Verdict.PARTIALLY_ACCEPTED
    assert result.score == pytest.approx(200 / 3)


async def test_a_source_that_does_not_compile_runs_no_case(blobs: MemoryBlobs) -> None:
    async def refuse(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        return an_outcome(exit_code=1, error=b"line 1: no")

    told = Told()
    result = await a_judge(blobs, refuse).judge(an_assignment(await a_problem(blobs, "0")), told)

    assert (result.verdict, result.reason) == (Verdict.COMPILE_ERROR, Reason.COMPILER)
    assert result.compile_output == "line 1: no"
    assert [kind for kind, _, _ in told.events] == [EventKind.COMPILING]


async def test_each_case_is_told_as_it_is_judged(blobs: MemoryBlobs) -> None:
    told = Told()

    await a_judge(blobs).judge(an_assignment(await a_problem(blobs, "0", "1")), told)

    assert [kind for kind, _, _ in told.events] == [
        EventKind.COMPILING,
        EventKind.RUNNING,
        EventKind.CASE,
        EventKind.CASE,
    ]


async def test_data_is_shown_of_visible_cases_alone(blobs: MemoryBlobs) -> None:
    problem = await a_problem(blobs, "0", "hidden", samples=1)

    result = await a_judge(blobs).judge(an_assignment(problem), Told())

    sample, secret = result.cases
    assert (sample.input, sample.answer, sample.output) == ("0", "0", "0")
    assert (secret.verdict, secret.input, secret.answer, secret.output, secret.message) == (
        Verdict.WRONG_ANSWER,
        None,
        None,
        None,
        None,
    )


async def test_the_samples_alone_are_run_when_that_is_asked(blobs: MemoryBlobs) -> None:
    problem = await a_problem(blobs, "0", "1", "2", samples=2)

    result = await a_judge(blobs).judge(an_assignment(problem, scope=Scope.SAMPLES), Told())

    assert [case.name for case in result.cases] == ["case-0", "case-1"]


async def test_a_run_on_ones_own_input_shows_its_output_without_comparing(blobs: MemoryBlobs) -> None:
    result = await a_judge(blobs).judge(an_assignment(None, scope=Scope.INPUT, input="hello"), Told())

    assert (result.verdict, result.cases[0].output) == (Verdict.ACCEPTED, "hello")


async def test_a_run_that_meets_its_limit_says_which(blobs: MemoryBlobs) -> None:
    async def endless(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if command.argv[0] == "echoc":
            return an_outcome()
        return an_outcome(ending=Ending.KILLED_OUT_OF_CPU_TIME)

    result = await a_judge(blobs, endless).judge(an_assignment(await a_problem(blobs, "0")), Told())

    assert (result.verdict, result.reason) == (Verdict.TIME_LIMIT, Reason.CPU)
    assert result.cases[0].message == "used more than 1 s of CPU time"


@pytest.mark.parametrize("slots", [1, 3])
async def test_a_box_that_fails_gives_no_verdict_and_leaves_no_box(blobs: MemoryBlobs, slots: int) -> None:
    async def fails_in_a_case(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if stdin == b"1":
            raise SandboxError("the init died", step="run")
        return an_outcome(output=stdin)

    judge = a_judge(blobs, fails_in_a_case, slots=slots)

    with pytest.raises(SandboxError):
        await judge.judge(an_assignment(await a_problem(blobs, "0", "1", "2")), Told())

    assert isinstance(judge.sandbox, FakeSandbox)
    assert judge.sandbox.boxes_open == 0


async def test_a_box_for_each_free_slot_and_no_more(blobs: MemoryBlobs) -> None:
    judge = a_judge(blobs, slots=3)

    await judge.judge(an_assignment(await a_problem(blobs, "0", "1", "2", "3")), Told())

    assert isinstance(judge.sandbox, FakeSandbox)
    assert judge.sandbox.boxes_made == 3
    assert judge.slots.try_acquire()
    assert judge.slots.try_acquire()


async def test_a_problem_that_needs_what_we_lack_is_its_setters_not_the_submitters(blobs: MemoryBlobs) -> None:
    problem = replace(await a_problem(blobs, "0"), unsupported=("interactive",))

    result = await a_judge(blobs).judge(an_assignment(problem), Told())

    assert result.verdict is Verdict.MISCONFIGURED
    assert "interactive" in (result.detail or "")


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (RequestError("1001 files", code="too_many_files"), Verdict.ACCEPTED),
        (SandboxError("gone", step="collect"), None),
    ],
)
async def test_a_slot_whose_box_gets_no_files_is_free_again(
    blobs: MemoryBlobs, monkeypatch: pytest.MonkeyPatch, failure: Exception, verdict: Verdict | None
) -> None:
    async def refuse(box: object, directory: str, *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        raise failure

    monkeypatch.setattr(FakeBox, "collect", refuse)
    problem = await a_problem(blobs, "0", "1", "2")
    judge = a_judge(blobs, slots=2)

    if verdict is None:
        with pytest.raises(SandboxError):
            await judge.judge(an_assignment(problem), Told())
    else:
        result = await judge.judge(an_assignment(problem), Told())
        assert result.verdict is verdict

    assert judge.slots.try_acquire()


async def test_a_later_case_that_ends_after_an_earlier_one_failed_is_skipped(blobs: MemoryBlobs) -> None:
    first_failed = anyio.Event()

    async def second_is_slower(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if stdin == b"1":
            await first_failed.wait()
        return an_outcome(output=stdin)

    async def tell(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
        if case is not None:
            first_failed.set()

    problem = await a_problem(blobs, "wrong", "1", "2")

    result = await a_judge(blobs, second_is_slower, slots=2).judge(an_assignment(problem), tell)

    assert [case.verdict for case in result.cases] == [Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.SKIPPED]


async def test_a_run_on_ones_own_input_has_the_limits_of_the_problem(blobs: MemoryBlobs) -> None:
    limits: list[timedelta] = []

    async def record(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        limits.append(command.limits.cpu_time)
        return an_outcome(output=stdin)

    problem = await a_problem(blobs, "0", scores=True)

    result = await a_judge(blobs, record).judge(an_assignment(problem, scope=Scope.INPUT, input="x"), Told())

    assert limits[-1] == problem.limits.time_limit
    assert (result.verdict, result.score) == (Verdict.ACCEPTED, None)
