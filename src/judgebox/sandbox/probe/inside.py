"""Tries inside of a box: each runs a program that uses, or attacks, one feature."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.ports import Box
from judgebox.sandbox.probe.check import Check, Level
from judgebox.sandbox.sandbox import LauncherSandbox

MIB = 1024 * 1024
NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")
NO_CAPABILITIES = "0000000000000000"

PROC_REMEDY = (
    "the worker's own /proc must not be masked; in a container unmask it "
    "(Docker: --security-opt systempaths=unconfined; Kubernetes: procMount: Unmasked)"
)
BROKEN_REMEDY = "a wall does not stand: judge no strangers' programs on this host, and report it (docs/security.md)"
CGROUP_REMEDY = (
    "give the worker control groups with memory and pids: run it as root, or as a service with Delegate=yes, or by "
    "`systemd-run --user --scope -p Delegate=yes`; without them memory limits are approximate"
)
SPECULATION_REMEDY = (
    "something outside forces the mitigation on every program with a filter, a container engine perhaps; "
    "boot with spec_store_bypass_disable=prctl, or use a newer kernel or engine"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a boxed process says of itself.

    Attributes:
        status: the fields of its `/proc/self/status`; empty if there is no /proc.
        namespaces: what its namespaces are called, by kind.
    """

    status: dict[str, str]
    namespaces: dict[str, str]
    id_map: str
    limits: str


_Try = Callable[[Box], Awaitable[Check]]


async def check_inside(sandbox: LauncherSandbox) -> list[Check]:
    """Try everything that can be tried in a box; each try has one of its own."""
    async with sandbox.box() as box:
        inside = await look_inside(box)
    has_cgroups = sandbox.tier in ("A", "B")
    checks = [
        check_namespaces(inside, wanted=NAMESPACES if has_cgroups else NAMESPACES[:-1]),
        check_ids(inside, own_id=os.geteuid()),
        check_privileges(inside),
        check_proc(inside),
    ]
    tries = [("filter", _try_filter), ("network", _try_network), ("renewal", _try_renewal)]
    checks += [await _guarded(sandbox, name, "isolation", attempt) for name, attempt in tries]
    checks += [
        await _guarded(sandbox, "CPU limit", "limits", _try_cpu_limit),
        await _guarded(sandbox, "memory limit", "limits", _try_memory_limit),
        await _guarded(sandbox, "process limit", "limits", _try_process_limit),
    ]
    return [*checks, check_core_limit(inside), check_speculation(inside)]


async def look_inside(box: Box) -> Inside:
    """Ask a boxed process what it is."""
    links = " ".join(f"/proc/self/ns/{name}" for name in NAMESPACES)
    names = await run(box, "sh", "-c", f"exec readlink {links}")
    status = await run(box, "cat", "/proc/self/status")
    fields = (line.split(":", 1) for line in status.output.decode(errors="replace").splitlines() if ":" in line)
    return Inside(
        status={key: value.strip() for key, value in fields},
        namespaces=dict(zip(NAMESPACES, names.output.decode(errors="replace").split(), strict=False)),
        id_map=(await run(box, "cat", "/proc/self/uid_map")).output.decode(errors="replace"),
        limits=(await run(box, "cat", "/proc/self/limits")).output.decode(errors="replace"),
    )


async def _guarded(sandbox: LauncherSandbox, name: str, group: str, attempt: _Try) -> Check:
    try:
        async with sandbox.box() as box:
            return await attempt(box)
    except SandboxError as error:
        return Check(name=name, group=group, level=Level.FAILED, detail=str(error))


# --- What it says ------------------------------------------------------------------------------


def check_namespaces(inside: Inside, *, wanted: tuple[str, ...]) -> Check:
    """Compare a boxed process's namespaces with ours: none may be shared."""
    if not inside.namespaces:
        return _isolation("namespaces", Level.NOTE, "can't be seen, for want of /proc")
    ours = {name: str(Path("/proc/self/ns", name).readlink()) for name in wanted}
    shared = [name for name in wanted if inside.namespaces.get(name) == ours[name]]
    if shared:
        detail = f"shared with the host: {', '.join(shared)}"
        return _isolation("namespaces", Level.FAILED, detail, BROKEN_REMEDY)
    return _isolation("namespaces", Level.FINE, f"its own {', '.join(wanted)}")


def check_ids(inside: Inside, *, own_id: int) -> Check:
    """Say whom the host takes a program for."""
    outside = [int(fields[1]) for fields in (line.split() for line in inside.id_map.splitlines()) if len(fields) == 3]
    if not outside:
        return _isolation("ids", Level.NOTE, "can't be seen, for want of /proc")
    if own_id in outside:
        level = Level.FAILED if own_id == 0 else Level.NOTE
        detail = f"programs have the worker's own id {own_id} on the host: the namespaces alone part them from it"
        return _isolation("ids", level, detail, "as root each box gets ids that nobody else has")
    return _isolation("ids", Level.FINE, f"each box has ids that nobody else has, such as {outside[-1]}")


def check_privileges(inside: Inside) -> Check:
    """A program must have no capability, no way to gain one, and a filter."""
    wanted = dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), NO_CAPABILITIES)
    wanted |= {"NoNewPrivs": "1", "Seccomp": "2"}
    if not inside.status:
        return _isolation("privileges", Level.NOTE, "can't be seen, for want of /proc")
    wrong = [
        f"{name} is {inside.status.get(name)}" for name, value in wanted.items() if inside.status.get(name) != value
    ]
    if wrong:
        return _isolation("privileges", Level.FAILED, "; ".join(wrong), BROKEN_REMEDY)
    return _isolation("privileges", Level.FINE, "no capabilities, no way to new ones")


def check_proc(inside: Inside) -> Check:
    if inside.status:
        return _isolation("/proc", Level.FINE, "there, and shows a box its own processes only")
    return _isolation("/proc", Level.WARNING, "not there: runtimes such as Java may not start", PROC_REMEDY)


def check_core_limit(inside: Inside) -> Check:
    """A limit of 1 byte keeps the kernel from piping a core dump to a program of the host; 0 would not."""
    rows = [line for line in inside.limits.splitlines() if line.startswith("Max core file size")]
    if not rows:
        return Check(name="core dumps", group="limits", level=Level.NOTE, detail="can't be seen, for want of /proc")
    if rows[0].split()[4:6] == ["1", "1"]:
        return Check(name="core dumps", group="limits", level=Level.FINE, detail="none: the limit is 1 byte")
    return Check(name="core dumps", group="limits", level=Level.WARNING, detail=f"not stopped: {rows[0]}")


def check_speculation(inside: Inside) -> Check:
    """A filter must not slow programs down by a mitigation that they do not need (SPEC_ALLOW)."""
    state = inside.status.get("Speculation_Store_Bypass", "unknown")
    if "mitigated" in state:
        detail = f"programs are slowed down: Speculation_Store_Bypass is {state!r}"
        return Check(name="speculation", group="timing", level=Level.WARNING, detail=detail, remedy=SPECULATION_REMEDY)
    detail = f"not slowed down by the filter (store bypass: {state})"
    return Check(name="speculation", group="timing", level=Level.FINE, detail=detail)


# --- What it can do ----------------------------------------------------------------------------


async def _try_filter(box: Box) -> Check:
    """A new user namespace, which every kernel allows to a program that has no filter."""
    outcome = await run(box, "unshare", "--user", "true")
    if outcome.exit_code == 0:
        return _isolation("filter", Level.FAILED, "a program could make a namespace of its own", BROKEN_REMEDY)
    return _isolation("filter", Level.FINE, "forbidden system calls fail")


async def _try_network(box: Box) -> Check:
    outcome = await run(box, "cat", "/proc/self/net/dev")
    if not outcome.output:
        return _isolation("network", Level.NOTE, "can't be seen, for want of /proc")
    names = [line.split(":")[0].strip() for line in outcome.output.decode().splitlines() if ":" in line]
    others = [name for name in names if name != "lo"]
    if others:
        return _isolation("network", Level.FAILED, f"a program sees {', '.join(others)}", BROKEN_REMEDY)
    return _isolation("network", Level.FINE, "none")


async def _try_renewal(box: Box) -> Check:
    await box.put({"kept": b"kept"})
    await box.freeze()
    for _ in range(2):
        outcome = await run(box, "sh", "-c", "cat kept && ! test -e new && echo > new && echo > kept")
        if (outcome.exit_code, outcome.output) != (0, b"kept"):
            detail = f"a run finds what the one before it wrote: {outcome.error.decode(errors='replace').strip()}"
            return _isolation("renewal", Level.FAILED, detail, "the kernel needs overlayfs: modprobe overlay")
    return _isolation("renewal", Level.FINE, "what a run writes is gone before the next one")


async def _try_cpu_limit(box: Box) -> Check:
    outcome = await run(box, "sh", "-c", "while :; do :; done", cpu_s=0.1)
    detail = f"a limit of 0.1 s ended a busy loop after {outcome.usage.cpu_time.total_seconds():.3f} s"
    # Later than at the limit, on purpose: so that a program near it has a true figure.
    if outcome.ending is Ending.KILLED_OUT_OF_CPU_TIME:
        return _limit("CPU limit", Level.FINE, detail)
    if outcome.ending is Ending.SIGNALLED:  # by the limit of whole seconds, which is there in case all else fails
        return _limit("CPU limit", Level.WARNING, f"approximate without control groups: {detail}")
    return _limit("CPU limit", Level.FAILED, f"a busy loop ended as {outcome.ending} alone")


async def _try_memory_limit(box: Box) -> Check:
    # tail keeps the last line in memory, and this one never ends.
    outcome = await run(box, "sh", "-c", "exec tail /dev/zero", memory_mib=32)
    used = outcome.usage.memory_bytes / MIB
    if outcome.ending is Ending.KILLED_OUT_OF_MEMORY:
        return _limit("memory limit", Level.FINE, f"a limit of 32 MiB ended a hungry program at {used:.1f} MiB")
    detail = f"approximate without control groups: a hungry program ended as {outcome.ending} at {used:.1f} MiB"
    return _limit("memory limit", Level.WARNING, detail)


async def _try_process_limit(box: Box) -> Check:
    script = "for each in 1 2 3 4 5 6 7 8 9 10; do sleep 2 & done; exit 0"
    outcome = await run(box, "sh", "-c", script, processes=4)
    if b"ork" in outcome.error:  # "Cannot fork", "fork: ..."
        return _limit("process limit", Level.FINE, "a fork beyond the limit fails")
    return _limit("process limit", Level.WARNING, "a program can have more processes than its limit says")


async def run(box: Box, *argv: str, cpu_s: float = 5.0, memory_mib: int = 64, processes: int = 16) -> Outcome:
    """Run a program of the system in a box, with limits that it does not reach unless it is made to."""
    limits = Limits(
        cpu_time=timedelta(seconds=cpu_s),
        wall_time=timedelta(seconds=10),
        memory_bytes=memory_mib * MIB,
        output_bytes=64 * 1024,
        processes=processes,
    )
    return await box.run(Command(argv=argv, limits=limits))


def _isolation(name: str, level: Level, detail: str, remedy: str | None = None) -> Check:
    return Check(name=name, group="isolation", level=level, detail=detail, remedy=remedy)


def _limit(name: str, level: Level, detail: str, remedy: str | None = None) -> Check:
    return Check(name=name, group="limits", level=level, detail=detail, remedy=remedy)
