"""What the host is set to: hints for safe and for exact judging, read from /proc and /sys."""

import ctypes
import grp
import os
import re
from collections.abc import Iterable
from pathlib import Path

from judgebox.sandbox.probe.check import Check, Level

SYS_LANDLOCK_CREATE_RULESET = 444
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_USED_FROM = 2
"""The first version forbids every move of a file between directories, so boxes do without it."""

STALLS_BEFORE = (6, 3)
"""Older kernels hold locks of control groups for seconds while others are removed; sandbox study 2.9, row 37."""

DANGEROUS_GROUPS = frozenset(
    ("root", "docker", "podman", "lxd", "incus", "libvirt", "kvm", "disk", "sudo", "wheel", "adm", "shadow", "kmem")
)
"""Groups that are as good as root, or open a device that is; who is in one keeps it inside of a box."""


def check_host(root: Path = Path("/")) -> list[Check]:
    """Look at the settings of the host that matter.

    Args:
        root: where its /proc and /sys are.
    """
    return [
        check_landlock(landlock_abi()),
        check_groups(os.geteuid(), [os.getegid(), *os.getgroups()]),
        check_kernel(os.uname().release),
        check_core_pattern(_text(root / "proc/sys/kernel/core_pattern")),
        *check_settings(root),
    ]


# --- For safety --------------------------------------------------------------------------------


def landlock_abi() -> int:
    """Ask the kernel for its version of Landlock; 0 if it has none, or was booted without."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_CREATE_RULESET_VERSION)
    return max(int(version), 0)


def check_landlock(abi: int) -> Check:
    """Landlock is a second wall around files, beside the mounts."""
    if abi >= LANDLOCK_USED_FROM:
        return Check(name="Landlock", group="isolation", level=Level.FINE, detail=f"version {abi} of its interface")
    seen = "not in this kernel, or not switched on" if abi == 0 else f"version {abi} of its interface is too old"
    return Check(
        name="Landlock",
        group="isolation",
        level=Level.WARNING,
        detail=f"{seen}: the second wall around files is missing",
        remedy="Linux 5.19 or newer; add landlock to the list in the kernel's lsm= parameter",
    )


def check_groups(user_id: int, group_ids: Iterable[int]) -> Check:
    """Warn of the groups that a worker without root carries into its boxes: the kernel lets nobody drop them."""
    if user_id == 0:
        return Check(name="groups", group="isolation", level=Level.FINE, detail="programs are in no group of the host")
    names = sorted({_group_name(group_id) for group_id in group_ids} & DANGEROUS_GROUPS)
    if not names:
        return Check(name="groups", group="isolation", level=Level.FINE, detail="the worker is in no dangerous group")
    return Check(
        name="groups",
        group="isolation",
        level=Level.WARNING,
        detail=f"programs in boxes keep the worker's groups, and {', '.join(names)} would be fatal if a wall fell",
        remedy="run the worker as a user of its own that is in no such group (useradd --system judgebox)",
    )


def _group_name(group_id: int) -> str:
    try:
        return grp.getgrgid(group_id).gr_name
    except KeyError:
        return str(group_id)


def check_core_pattern(pattern: str | None) -> Check:
    """A piped core dump starts a program of the host, as root, for a stranger's crash."""
    if pattern is None or not pattern.startswith("|"):
        return Check(name="core pattern", group="isolation", level=Level.FINE, detail="core dumps go to no program")
    return Check(
        name="core pattern",
        group="isolation",
        level=Level.NOTE,
        detail=f"core dumps go to {pattern[1:].split()[0] if pattern[1:].split() else 'a program'}, "
        "but none of a boxed program's: its limit of 1 byte stops the pipe",
    )


# --- For exact times ---------------------------------------------------------------------------


def check_kernel(release: str) -> Check:
    version = parse_release(release)
    if version >= STALLS_BEFORE:
        return Check(name="kernel", group="timing", level=Level.FINE, detail=release)
    return Check(
        name="kernel",
        group="timing",
        level=Level.NOTE,
        detail=f"{release}: before 6.3, removing control groups can stall all runs of a host for seconds",
        remedy="a newer kernel, where verdicts near the limit matter",
    )


def parse_release(release: str) -> tuple[int, int]:
    """Read the first two numbers of a kernel's release, such as 6.1.0-18-amd64."""
    match = re.match(r"(\d+)\.(\d+)", release)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def check_settings(root: Path) -> list[Check]:
    """Compare settings that make times vary with what makes them steady; those that can't be read are left out."""
    swaps = _text(root / "proc/swaps")
    found = [
        _setting(
            "swap", None if swaps is None else "on" if len(swaps.splitlines()) > 1 else "off", "off", "swapoff -a"
        ),
        _setting("SMT", _smt(root), "off", "echo off > /sys/devices/system/cpu/smt/control"),
        _setting("governor", _governors(root), "performance", "cpupower frequency-set -g performance"),
        _setting("turbo", _turbo(root), "off", "echo 0 > /sys/devices/system/cpu/cpufreq/boost, or 1 > .../no_turbo"),
        _setting(
            "huge pages",
            _chosen(_text(root / "sys/kernel/mm/transparent_hugepage/enabled")),
            ("madvise", "never"),
            "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
        ),
        _setting("ASLR", _aslr(root), "off", "sysctl kernel.randomize_va_space=0, on hosts that only judge"),
    ]
    return [check for check in found if check is not None]


def _setting(name: str, value: str | None, steady: str | tuple[str, ...], remedy: str) -> Check | None:
    if value is None:
        return None
    if value in steady if isinstance(steady, tuple) else value == steady:
        return Check(name=name, group="timing", level=Level.FINE, detail=value)
    wanted = steady if isinstance(steady, str) else " or ".join(steady)
    detail = f"{value}; times vary less with {wanted}"
    return Check(name=name, group="timing", level=Level.NOTE, detail=detail, remedy=remedy)


def _smt(root: Path) -> str | None:
    active = _text(root / "sys/devices/system/cpu/smt/active")
    return None if active is None else "on" if active == "1" else "off"


def _governors(root: Path) -> str | None:
    files = sorted(root.glob("sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor"))
    names = {text for file in files if (text := _text(file)) is not None}
    return ", ".join(sorted(names)) or None


def _turbo(root: Path) -> str | None:
    boost = _text(root / "sys/devices/system/cpu/cpufreq/boost")
    if boost is not None:
        return "on" if boost == "1" else "off"
    no_turbo = _text(root / "sys/devices/system/cpu/intel_pstate/no_turbo")
    return None if no_turbo is None else "off" if no_turbo == "1" else "on"


def _aslr(root: Path) -> str | None:
    value = _text(root / "proc/sys/kernel/randomize_va_space")
    return None if value is None else "off" if value == "0" else "on"


def _chosen(text: str | None) -> str | None:
    """Read which of several values is set, as in `always [madvise] never`."""
    match = re.search(r"\[(\w+)\]", text or "")
    return match[1] if match else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
