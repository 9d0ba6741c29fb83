"""What `judgebox doctor` tells of the sandbox: each feature is tried by using it."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.sandbox import cgroups
from judgebox.sandbox.box import LauncherBox
from judgebox.sandbox.sandbox import LauncherSandbox, open_sandbox

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A feature that was tried.

    Attributes:
        detail: what was seen, or what went wrong.
        remedy: what an operator can do; None if it works or nothing helps.
    """

    name: str
    is_ok: bool
    detail: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What this host can do; `tier` is None if it can make no box at all (tier D)."""

    tier: str | None
    checks: tuple[Check, ...]


_Try = Callable[[LauncherBox], Awaitable[Check]]

CGROUP_REMEDY = (
    "give the worker control groups with memory and pids: run it as root, or as a service with Delegate=yes, or by "
    "`systemd-run --user --scope -p Delegate=yes`; without them memory limits are approximate"
)


async def probe() -> Report:
    """Try everything that the sandbox needs of this host; takes about a second."""
    checks = [_check_cgroups()]
    tier = None
    try:
        async with open_sandbox() as sandbox:
            tier = sandbox.tier
            checks.append(Check(name="boxes", is_ok=True, detail=f"tier {tier}, {_ids(sandbox)}"))
            for attempt in (_check_privileges, _check_network, _check_freeze, _check_cpu_limit, _check_memory_limit):
                async with sandbox.box() as box:
                    checks.append(await _guarded(attempt, box))
    except SandboxError as error:
        checks.append(Check(name="boxes", is_ok=False, detail=str(error), remedy="see the detail"))
    return Report(tier=tier, checks=tuple(checks))


def _ids(sandbox: LauncherSandbox) -> str:
    return "ids of their own" if sandbox.tier == "A" else f"all with the worker's own id {os.geteuid()}"


async def _guarded(attempt: _Try, box: LauncherBox) -> Check:
    try:
        return await attempt(box)
    except SandboxError as error:
        return Check(name=attempt.__name__.removeprefix("_check_"), is_ok=False, detail=str(error))


def _check_cgroups() -> Check:
    try:
        found = cgroups.open_cgroups()
    except SandboxError as error:
        return Check(name="control groups", is_ok=False, detail=str(error), remedy=CGROUP_REMEDY)
    where = ", ".join(str(path.parent) for path in found.directories)
    found.close()
    return Check(name="control groups", is_ok=True, detail=f"{found.version} below {where}")


async def _check_privileges(box: LauncherBox) -> Check:
    wanted = {"CapEff": "0000000000000000", "CapBnd": "0000000000000000", "NoNewPrivs": "1", "Seccomp": "2"}
    outcome = await _run(box, "cat", "/proc/self/status")
    if not outcome.output:
        return Check(
            name="privileges",
            is_ok=False,
            detail="/proc is not there: runtimes such as Java may not start",
            remedy="the worker's own /proc must not be masked; in a container unmask it",
        )
    lines = (line.split(":", 1) for line in outcome.output.decode().splitlines())
    seen = {key: value.strip() for key, value in lines if key in wanted}
    return Check(name="privileges", is_ok=seen == wanted, detail=", ".join(f"{k} {v}" for k, v in seen.items()))


async def _check_network(box: LauncherBox) -> Check:
    outcome = await _run(box, "cat", "/proc/self/net/dev")
    others = [
        line for line in outcome.output.decode().splitlines() if ":" in line and not line.strip().startswith("lo")
    ]
    return Check(name="network", is_ok=not others, detail="none" if not others else "; ".join(others))


async def _check_freeze(box: LauncherBox) -> Check:
    await box.put({"kept": b"kept"})
    await box.freeze()
    for _ in range(2):
        outcome = await _run(box, "sh", "-c", "cat kept && ! test -e new && echo > new && echo > kept")
        if (outcome.exit_code, outcome.output) != (0, b"kept"):
            return Check(
                name="renewal", is_ok=False, detail=outcome.error.decode(errors="replace"), remedy="overlayfs is needed"
            )
    return Check(name="renewal", is_ok=True, detail="what a run writes is gone before the next one")


async def _check_cpu_limit(box: LauncherBox) -> Check:
    outcome = await _run(box, "sh", "-c", "while :; do :; done", cpu_s=0.1)
    is_ok = outcome.ending is Ending.KILLED_OUT_OF_CPU_TIME
    used = outcome.usage.cpu_time.total_seconds()
    return Check(name="CPU limit", is_ok=is_ok, detail=f"ended after {used:.3f} s of CPU time ({outcome.ending})")


async def _check_memory_limit(box: LauncherBox) -> Check:
    # tail keeps the last line in memory, and this one never ends.
    outcome = await _run(box, "sh", "-c", "exec tail /dev/zero", memory_mib=32)
    is_ok = outcome.ending is Ending.KILLED_OUT_OF_MEMORY
    used = outcome.usage.memory_bytes / MIB
    remedy = None if is_ok else CGROUP_REMEDY
    return Check(name="memory limit", is_ok=is_ok, detail=f"ended at {used:.1f} MiB ({outcome.ending})", remedy=remedy)


async def _run(box: LauncherBox, *argv: str, cpu_s: float = 5.0, memory_mib: int = 64) -> Outcome:
    limits = Limits(
        cpu_time=timedelta(seconds=cpu_s),
        wall_time=timedelta(seconds=10),
        memory_bytes=memory_mib * MIB,
        output_bytes=64 * 1024,
    )
    return await box.run(Command(argv=argv, limits=limits))
