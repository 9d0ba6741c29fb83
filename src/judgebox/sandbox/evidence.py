"""How a run ended, decided by the evidence and nothing else. Pure."""

import os
import signal
from datetime import timedelta

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Ending, Usage
from judgebox.sandbox.cgroup_leaf import Evidence
from judgebox.sandbox.wire import STEPS, Result, ResultFlag


def ending_of(result: Result, evidence: Evidence | None, killed_for: Ending | None) -> Ending:
    """Say how a run ended.

    In the order of trust: what the kernel counted, why we killed, then what the program did. A program
    that kills itself with SIGKILL is one that was ended by a signal: no counter rose, nobody of us killed.

    Args:
        evidence: of the control group; None if there is none.
        killed_for: why the worker asked to kill, if it did.

    Raises:
        SandboxError: the program was not started, or the host is at fault.
    """
    if evidence is not None and evidence.oom_kills:
        if not evidence.limit_hits:
            raise SandboxError("the host ran out of memory", step="memory")
        return Ending.KILLED_OUT_OF_MEMORY
    if result.failed_step:
        step = STEPS[result.failed_step] if result.failed_step < len(STEPS) else "unknown"
        raise SandboxError(os.strerror(result.error_number), step=step)
    if result.flags & (ResultFlag.OUTPUT_OVERFLOW | ResultFlag.ERROR_OVERFLOW):
        return Ending.KILLED_OUT_OF_OUTPUT
    number = signal_of(result)
    if killed_for is not None and result.flags & ResultFlag.KILLED and number == signal.SIGKILL:
        return killed_for
    if not result.flags & ResultFlag.EXECUTED:
        raise SandboxError("the program was ended before it was started", step="exec")
    if number == signal.SIGSYS:
        return Ending.KILLED_FORBIDDEN_CALL
    return Ending.EXITED if number is None else Ending.SIGNALLED


def signal_of(result: Result) -> int | None:
    return os.WTERMSIG(result.wait_status) if os.WIFSIGNALED(result.wait_status) else None


def exit_code_of(result: Result) -> int | None:
    return os.WEXITSTATUS(result.wait_status) if os.WIFEXITED(result.wait_status) else None


def usage_of(result: Result, evidence: Evidence | None) -> Usage:
    """What a run used: by the control group, or roughly, by the processes that were waited for."""
    cpu_ns = result.cpu_ns if evidence is None else evidence.cpu_ns
    return Usage(
        cpu_time=timedelta(microseconds=cpu_ns // 1000),
        wall_time=timedelta(microseconds=result.wall_ns // 1000),
        memory_bytes=result.max_rss_bytes if evidence is None else evidence.memory_bytes,
        involuntary_switches=result.involuntary_switches,
    )
