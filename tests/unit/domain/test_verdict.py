import signal
from datetime import timedelta

import pytest

from judgebox.domain.run import Ending, Limits
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.testing.sandbox import an_outcome

LIMITS = Limits(
    cpu_time=timedelta(seconds=1), wall_time=timedelta(seconds=4), memory_bytes=64 << 20, output_bytes=1 << 20
)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (an_outcome(), None),
        (an_outcome(exit_code=3), (Verdict.RUNTIME_ERROR, Reason.EXIT)),
        (an_outcome(signal=signal.SIGSEGV), (Verdict.RUNTIME_ERROR, Reason.SIGNAL)),
        (an_outcome(signal=signal.SIGKILL), (Verdict.RUNTIME_ERROR, Reason.SIGNAL)),
        (an_outcome(signal=signal.SIGXFSZ), (Verdict.OUTPUT_LIMIT, Reason.FILE_SIZE)),
        (an_outcome(signal=signal.SIGXCPU), (Verdict.TIME_LIMIT, Reason.CPU)),
        (an_outcome(ending=Ending.KILLED_OUT_OF_MEMORY), (Verdict.MEMORY_LIMIT, Reason.OOM_KILL)),
        (an_outcome(memory_bytes=(64 << 20) + 1), (Verdict.MEMORY_LIMIT, Reason.MEMORY_PEAK)),
        (an_outcome(ending=Ending.KILLED_OUT_OF_CPU_TIME), (Verdict.TIME_LIMIT, Reason.CPU)),
        (an_outcome(ending=Ending.KILLED_OUT_OF_WALL_TIME), (Verdict.TIME_LIMIT, Reason.WALL)),
        (an_outcome(ending=Ending.KILLED_IDLE), (Verdict.TIME_LIMIT, Reason.IDLE)),
        (an_outcome(ending=Ending.KILLED_OUT_OF_OUTPUT), (Verdict.OUTPUT_LIMIT, Reason.OUTPUT)),
        (an_outcome(ending=Ending.KILLED_FORBIDDEN_CALL), (Verdict.SANDBOX_VIOLATION, Reason.SYSCALL)),
    ],
)
def test_the_ending_of_a_run_decides_its_verdict(outcome, verdict) -> None:  # type: ignore[no-untyped-def]
    assert verdict_of_run(outcome, LIMITS) == verdict


def test_a_program_that_ends_well_but_used_too_much_cpu_time_is_too_slow() -> None:
    outcome = an_outcome(cpu_time=timedelta(seconds=1, microseconds=1))

    assert verdict_of_run(outcome, LIMITS) == (Verdict.TIME_LIMIT, Reason.CPU)


def test_a_program_that_uses_just_its_time_limit_is_in_time() -> None:
    assert verdict_of_run(an_outcome(cpu_time=timedelta(seconds=1)), LIMITS) is None


def test_memory_evidence_goes_before_time_and_signal() -> None:
    outcome = an_outcome(ending=Ending.KILLED_OUT_OF_MEMORY, cpu_time=timedelta(seconds=9))

    assert verdict_of_run(outcome, LIMITS) == (Verdict.MEMORY_LIMIT, Reason.OOM_KILL)
