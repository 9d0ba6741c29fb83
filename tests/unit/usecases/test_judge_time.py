"""Which runs of a case are made, and which of them decides, when a run was out of time."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.run import Command, Ending, Outcome
from judgebox.domain.verdict import CaseResult, Doubt, Reason, Result, Verdict
from judgebox.languages.catalog import Language, Sample
from judgebox.testing.blobs import MemoryBlobs
from judgebox.testing.sandbox import FakeSandbox, Program, an_outcome
from judgebox.usecases.judge import Assignment, Judge
from judgebox.worker import WorkerSlots

LIMIT = timedelta(seconds=1)
WALL_LIMIT = timedelta(seconds=4)
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
)

Ran = Callable[[int, Command, bytes], Outcome]
"""Gives the outcome of a run of a case: how many runs of it there were before, the command, the input."""


class Scripted:
    """A program whose outcomes the test tells; remembers its runs by case."""

    def __init__(self, ran: Ran) -> None:
        self._ran = ran
        self.runs: dict[bytes, int] = {}
        self.commands: list[Command] = []

    async def __call__(self, files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        before = self.runs.get(stdin, 0)
        self.runs[stdin] = before + 1
        self.commands.append(command)
        await anyio.lowlevel.checkpoint()
        return self._ran(before, command, stdin)


async def judged(program: Program, *, cases: int = 1, slots: int = 1, scores: bool = False) -> Result:
    """Judge a program on cases whose inputs, and whose answers, are "0", "1", ..."""
    blobs = MemoryBlobs()
    inputs = [str(index).encode() for index in range(cases)]
    problem = Problem(
        id=ProblemId("echo"),
        names={"en": "Echo"},
        statements={},
        limits=ProblemLimits(time_limit=LIMIT),
        comparison=Comparison(),
        cases=tuple(
            [
                TestCase(
                    name=f"case-{key.decode()}",
                    input=await blobs.put(key),
                    answer=await blobs.put(key),
                    visible=False,
                )
                for key in inputs
            ]
        ),
        scores=scores,
    )
    own = WorkerSlots(slots)
    assert own.try_acquire()
    judge = Judge(sandbox=FakeSandbox(program), blobs=blobs, slots=own)
    return await judge.judge(Assignment(source="say", language=LANGUAGE, problem=problem), tell_nobody)


async def tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None


def seconds(*durations: float) -> list[timedelta]:
    return [timedelta(seconds=duration) for duration in durations]


def taking(*cpu_times: float) -> Scripted:
    """A right program whose runs of each case take these times, one after another, the last one again and again."""

    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        return an_outcome(output=stdin, cpu_time=seconds(*cpu_times)[min(before, len(cpu_times) - 1)])

    return Scripted(ran)


@pytest.mark.parametrize("cpu_time", [0.01, 0.96, 1.0])
async def test_a_case_that_is_in_time_is_run_once(cpu_time: float) -> None:
    program = taking(cpu_time)

    result = await judged(program)

    assert (result.verdict, program.runs, result.cases[0].timing) == (Verdict.ACCEPTED, {b"0": 1}, None)


async def test_a_case_just_beyond_the_limit_passes_with_one_run_in_time() -> None:
    program = taking(1.04, 1.01, 0.97)

    result = await judged(program)

    case = result.cases[0]
    assert (result.verdict, case.cpu_time) == (Verdict.ACCEPTED, timedelta(seconds=0.97))
    assert case.timing is not None
    assert case.timing.doubt is Doubt.NEAR_LIMIT
    assert [run.cpu_time for run in case.timing.runs] == seconds(1.04, 1.01, 0.97)
    assert [run.is_alone for run in case.timing.runs] == [False, True, True]


async def test_the_first_run_in_time_is_the_last() -> None:
    program = taking(1.04, 0.97)

    result = await judged(program)

    assert (result.verdict, program.runs) == (Verdict.ACCEPTED, {b"0": 2})


async def test_a_case_that_is_just_too_slow_in_three_runs_is_so_by_the_fastest() -> None:
    program = taking(1.2, 1.05, 1.1)

    result = await judged(program, cases=3)

    assert (result.verdict, result.reason, result.cpu_time) == (
        Verdict.TIME_LIMIT,
        Reason.CPU,
        timedelta(seconds=1.05),
    )
    assert program.runs == {b"0": 3}


async def test_a_program_killed_beyond_reach_of_the_limit_costs_one_run_and_keeps_its_evidence() -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        return an_outcome(ending=Ending.KILLED_OUT_OF_CPU_TIME, cpu_time=timedelta(seconds=1.301))

    program = Scripted(ran)

    result = await judged(program)

    assert (result.verdict, result.reason, program.runs) == (Verdict.TIME_LIMIT, Reason.CPU, {b"0": 1})
    timing = result.cases[0].timing
    assert timing is not None
    assert (timing.doubt, len(timing.runs)) == (None, 1)


async def test_a_killed_program_from_which_others_took_the_cpu_gets_one_run_alone() -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        return an_outcome(
            ending=Ending.KILLED_OUT_OF_CPU_TIME,
            cpu_time=timedelta(seconds=1.31),
            wall_time=timedelta(seconds=2.6),
            involuntary_switches=900,
        )

    program = Scripted(ran)

    result = await judged(program)

    timing = result.cases[0].timing
    assert (result.verdict, program.runs) == (Verdict.TIME_LIMIT, {b"0": 2})
    assert timing is not None
    assert timing.doubt is Doubt.CROWDED
    assert timing.runs[0].involuntary_switches == 900


def by_wall(*, cpu_s: float, switches: int) -> Outcome:
    return an_outcome(
        ending=Ending.KILLED_OUT_OF_WALL_TIME,
        cpu_time=timedelta(seconds=cpu_s),
        wall_time=WALL_LIMIT,
        involuntary_switches=switches,
    )


@pytest.mark.parametrize(("switches", "gets"), [(700, 6 * WALL_LIMIT), (3, WALL_LIMIT)])
async def test_a_computing_program_that_met_the_wall_runs_again_with_more_time_if_others_held_it_up(
    switches: int, gets: timedelta
) -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        return by_wall(cpu_s=0.8, switches=switches) if before == 0 else an_outcome(output=stdin)

    program = Scripted(ran)

    result = await judged(program)

    assert result.verdict is Verdict.ACCEPTED
    assert [command.limits.wall_time for command in program.commands] == [WALL_LIMIT, gets]
    assert result.cases[0].timing is not None
    assert result.cases[0].timing.doubt is Doubt.STARVED


async def test_a_program_that_meets_the_wall_without_computing_is_run_once() -> None:
    program = Scripted(lambda before, command, stdin: by_wall(cpu_s=0.1, switches=2))

    result = await judged(program)

    assert (result.verdict, result.reason, program.runs) == (Verdict.TIME_LIMIT, Reason.WALL, {b"0": 1})


async def test_an_idle_program_is_run_once_and_told_for_how_long_it_waited() -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        return an_outcome(ending=Ending.KILLED_IDLE, wall_time=timedelta(seconds=2))

    program = Scripted(ran)

    result = await judged(program)

    assert (result.verdict, result.reason, program.runs) == (Verdict.TIME_LIMIT, Reason.IDLE, {b"0": 1})
    assert program.commands[0].limits.idle_time == timedelta(seconds=2)


async def test_what_a_further_run_does_counts_as_a_whole() -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        if before == 0:
            return an_outcome(output=stdin, cpu_time=timedelta(seconds=1.04))
        return an_outcome(exit_code=3)

    result = await judged(Scripted(ran))

    assert (result.verdict, result.reason, result.cases[0].exit_code) == (Verdict.RUNTIME_ERROR, Reason.EXIT, 3)


async def test_a_program_that_is_right_in_the_further_run_alone_is_wrong() -> None:
    def ran(before: int, command: Command, stdin: bytes) -> Outcome:
        if before == 0:
            return an_outcome(output=b"guess", cpu_time=timedelta(seconds=1.04))
        return an_outcome(output=stdin, cpu_time=timedelta(seconds=0.9))

    result = await judged(Scripted(ran))

    assert (result.verdict, result.reason) == (Verdict.WRONG_ANSWER, Reason.MISMATCH)
    assert result.cpu_time == timedelta(seconds=1.04)


async def test_three_cases_of_a_submission_are_run_again_and_no_more() -> None:
    program = taking(1.04, 0.9)

    result = await judged(program, cases=5)

    assert [case.verdict for case in result.cases] == [*[Verdict.ACCEPTED] * 3, Verdict.TIME_LIMIT, Verdict.SKIPPED]
    assert program.runs == {b"0": 2, b"1": 2, b"2": 2, b"3": 1}
    timing = result.cases[3].timing
    assert timing is not None
    assert (timing.doubt, len(timing.runs)) == (Doubt.NEAR_LIMIT, 1)


@pytest.mark.parametrize("slots", [1, 2, 8])
async def test_the_cases_that_are_run_again_are_the_first_however_many_slots_there_are(slots: int) -> None:
    program = taking(1.04, 0.9)

    with anyio.fail_after(5):
        result = await judged(program, cases=6, slots=slots, scores=True)

    verdicts = [case.verdict for case in result.cases]
    assert verdicts == [Verdict.ACCEPTED] * 3 + [Verdict.TIME_LIMIT] * 3


async def test_a_later_case_is_not_run_again_once_an_earlier_one_has_failed() -> None:
    later_has_run = anyio.Event()
    runs: list[bytes] = []

    async def first_is_slower(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        runs.append(stdin)
        if stdin == b"0":
            await later_has_run.wait()
            return an_outcome(output=b"wrong")
        later_has_run.set()
        return an_outcome(output=stdin, cpu_time=timedelta(seconds=1.04))

    with anyio.fail_after(5):
        result = await judged(first_is_slower, cases=2, slots=2)

    assert result.verdict is Verdict.WRONG_ANSWER
    assert sorted(runs) == [b"0", b"1"]


async def test_a_second_box_that_fails_sets_free_a_case_that_waits_to_be_run_again() -> None:
    later_has_run = anyio.Event()

    async def second_breaks(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        await anyio.lowlevel.checkpoint()
        if stdin == b"0":
            return an_outcome(output=stdin)
        if stdin == b"1":
            await later_has_run.wait()
            raise SandboxError("the init died", step="run")
        later_has_run.set()
        return an_outcome(output=stdin, cpu_time=timedelta(seconds=1.04))

    with anyio.fail_after(5), pytest.raises(SandboxError):
        await judged(second_breaks, cases=3, slots=2)


async def test_no_other_run_of_the_worker_goes_on_beside_a_further_run() -> None:
    going_on: list[bytes] = []
    beside_the_further_run: list[int] = []
    runs_of_first = 0

    async def watched(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        nonlocal runs_of_first
        runs_of_first += stdin == b"0"
        is_further = stdin == b"0" and runs_of_first > 1
        going_on.append(stdin)
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
            if is_further:
                beside_the_further_run.append(len(going_on) - 1)
        going_on.remove(stdin)
        return an_outcome(output=stdin, cpu_time=timedelta(seconds=1.04 if stdin == b"0" and not is_further else 0.1))

    result = await judged(watched, cases=12, slots=3)

    assert result.verdict is Verdict.ACCEPTED
    assert beside_the_further_run
    assert not any(beside_the_further_run)
