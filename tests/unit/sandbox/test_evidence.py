import signal
from datetime import timedelta

import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Ending
from judgebox.sandbox.cgroup_leaf import Evidence
from judgebox.sandbox.evidence import ending_of, exit_code_of, signal_of, usage_of
from judgebox.sandbox.wire import STEPS, Result, ResultFlag

EXECUTED = ResultFlag.EXECUTED
CPU = Ending.KILLED_OUT_OF_CPU_TIME


def a_result(*, wait_status: int = 0, flags: ResultFlag = EXECUTED, failed_step: int = 0) -> Result:
    return Result(
        failed_step=failed_step,
        error_number=2,
        flags=flags,
        wait_status=wait_status,
        wall_ns=2_000_000,
        ended_ns=0,
        cpu_ns=1_000_000,
        max_rss_bytes=4096,
        involuntary_switches=0,
        output_bytes=0,
        error_bytes=0,
        extra_bytes=(),
    )


def some_evidence(*, oom_kills: int = 0, limit_hits: int = 0) -> Evidence:
    return Evidence(cpu_ns=3_000_000, memory_bytes=8192, oom_kills=oom_kills, limit_hits=limit_hits)


@pytest.mark.parametrize(
    ("result", "killed_for", "ending"),
    [
        (a_result(), None, Ending.EXITED),
        (a_result(wait_status=137 << 8), None, Ending.EXITED),
        (a_result(wait_status=signal.SIGSEGV), None, Ending.SIGNALLED),
        (a_result(wait_status=signal.SIGKILL), None, Ending.SIGNALLED),  # by itself
        (a_result(wait_status=signal.SIGSYS), None, Ending.KILLED_FORBIDDEN_CALL),
        (a_result(wait_status=signal.SIGKILL, flags=EXECUTED | ResultFlag.KILLED), CPU, CPU),
        (a_result(flags=EXECUTED | ResultFlag.KILLED), CPU, Ending.EXITED),  # it was quicker than the kill
        (a_result(wait_status=signal.SIGKILL), CPU, Ending.SIGNALLED),  # it ended before the kill came
        (a_result(flags=EXECUTED | ResultFlag.OUTPUT_OVERFLOW), None, Ending.KILLED_OUT_OF_OUTPUT),
        (a_result(flags=EXECUTED | ResultFlag.ERROR_OVERFLOW), CPU, Ending.KILLED_OUT_OF_OUTPUT),
    ],
)
def test_an_ending_follows_from_its_evidence(result: Result, killed_for: Ending | None, ending: Ending) -> None:
    assert ending_of(result, some_evidence(), killed_for) is ending
    assert ending_of(result, None, killed_for) is ending


def test_a_kill_for_want_of_memory_decides_before_all_else() -> None:
    result = a_result(wait_status=signal.SIGKILL, flags=EXECUTED | ResultFlag.KILLED | ResultFlag.OUTPUT_OVERFLOW)

    assert ending_of(result, some_evidence(oom_kills=1, limit_hits=3), CPU) is Ending.KILLED_OUT_OF_MEMORY


def test_a_host_without_memory_is_no_fault_of_the_program() -> None:
    with pytest.raises(SandboxError, match="host"):
        ending_of(a_result(wait_status=signal.SIGKILL), some_evidence(oom_kills=1), None)


def test_a_program_that_was_not_started_is_no_verdict() -> None:
    with pytest.raises(SandboxError) as failed:
        ending_of(a_result(wait_status=127 << 8, failed_step=STEPS.index("exec")), some_evidence(), None)
    assert failed.value.step == "exec"
    with pytest.raises(SandboxError):
        ending_of(a_result(wait_status=signal.SIGKILL, flags=ResultFlag(0)), some_evidence(), None)


def test_exit_codes_and_signals_are_told_apart() -> None:
    assert (exit_code_of(a_result(wait_status=137 << 8)), signal_of(a_result(wait_status=137 << 8))) == (137, None)
    assert (exit_code_of(a_result(wait_status=9)), signal_of(a_result(wait_status=9))) == (None, 9)


def test_usage_is_the_control_groups_where_there_is_one() -> None:
    usage = usage_of(a_result(), some_evidence())
    without = usage_of(a_result(), None)

    assert (usage.cpu_time, usage.memory_bytes) == (timedelta(milliseconds=3), 8192)
    assert (without.cpu_time, without.memory_bytes) == (timedelta(milliseconds=1), 4096)
    assert usage.wall_time == timedelta(milliseconds=2)
