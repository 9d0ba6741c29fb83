"""The resource limits of a run: a safety net below the control group, or in its place. Pure policy."""

import math
import resource
from datetime import timedelta

from judgebox.domain.run import Limits
from judgebox.domain.timing import reach_of

MIB = 1024 * 1024
OPEN_FILES = 1024
THREAD_STACK_BYTES = 8 * MIB
DATA_EXTRA_BYTES = 512 * MIB
"""Without control groups: what the mappings of a process may have above its memory limit. Runtimes map far more
than they touch (a Java thread its whole stack); what was touched decides afterwards, so this is for the host."""

_RLIMIT_NICE, _RLIMIT_RTPRIO = 13, 14  # not in the module

Rlimit = tuple[int, int | None, int | None]


def rlimits_of(limits: Limits, *, writable_bytes: int, has_cgroup: bool) -> list[Rlimit]:
    """Decide the resource limits, as (number, soft, hard); None is infinity.

    With a control group there is no limit on the address space: runtimes reserve far more than they use.
    """
    cpu_seconds = math.ceil(reach_of(limits.cpu_time) / timedelta(seconds=1)) + 1
    rlimits: list[Rlimit] = [
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        _both(resource.RLIMIT_FSIZE, writable_bytes),
        _both(resource.RLIMIT_NOFILE, OPEN_FILES),
        # One byte and not none: where the host pipes core dumps to a program, only 1 stops that.
        _both(resource.RLIMIT_CORE, 1),
        _both(resource.RLIMIT_MEMLOCK, 64 * 1024),
        _both(resource.RLIMIT_MSGQUEUE, 0),
        _both(resource.RLIMIT_SIGPENDING, 1024),
        _both(_RLIMIT_NICE, 0),
        _both(_RLIMIT_RTPRIO, 0),
    ]
    if has_cgroup:  # the stack may be all of the memory; the control group counts it
        rlimits.append(_both(resource.RLIMIT_STACK, limits.memory_bytes))
    else:
        rlimits.append((resource.RLIMIT_STACK, min(THREAD_STACK_BYTES, limits.memory_bytes), limits.memory_bytes))
        rlimits.append(_both(resource.RLIMIT_DATA, limits.memory_bytes + DATA_EXTRA_BYTES))
        rlimits.append(_both(resource.RLIMIT_NPROC, limits.processes + 1))  # the init is counted too
    return rlimits


def _both(number: int, value: int) -> Rlimit:
    return number, value, value
