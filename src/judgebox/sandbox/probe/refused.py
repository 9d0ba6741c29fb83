"""Where a host refuses boxes: which of the kernel's doors is shut, each tried alone in a process that ends after."""

import os
import subprocess
import sys
from collections.abc import Mapping

from judgebox.sandbox.probe.check import Check, Level

TRIED_WITHIN = 5.0
"""Seconds for a try, which takes milliseconds."""

NAMESPACE_FLAGS: Mapping[str, int] = {
    "user": 0x10000000,
    "mnt": 0x10020000,
    "pid": 0x30000000,
    "net": 0x50000000,
    "ipc": 0x18000000,
    "uts": 0x14000000,
}
"""CLONE_NEWUSER, alone and with each of the others, which a plain user gets only together with it."""

# In a process of its own: what it enters cannot be left again. Without imports of ours, which take long.
_UNSHARE = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
sys.exit(ctypes.get_errno() if libc.unshare(int(sys.argv[1])) else 0)
"""
_MOUNT = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
failed = libc.unshare(0x10020000) or libc.mount(b"none", b"/", None, 0x44000, None)
sys.exit(ctypes.get_errno() if failed else 0)
"""

USER_REMEDY = (
    "sysctl user.max_user_namespaces must not be 0 nor, where they exist, kernel.unprivileged_userns_clone 0 or "
    "kernel.apparmor_restrict_unprivileged_userns 1; in a container use the profiles of deploy/ (docs/security.md)"
)
CONTAINER_REMEDY = "in a container use the seccomp and AppArmor profiles of deploy/ (docs/security.md)"


def check_refusals() -> list[Check]:
    """Try each namespace, and a mount; says what was refused."""
    errors = {name: _try(_UNSHARE, str(flags)) for name, flags in NAMESPACE_FLAGS.items()}
    refused = {name: error for name, error in errors.items() if error}
    checks = [check_namespaces(refused)]
    if not refused:
        checks.append(check_mount(_try(_MOUNT)))
    return checks


def check_namespaces(refused: Mapping[str, int]) -> Check:
    """Say which namespaces were refused, by kind with the error number."""
    if not refused:
        detail = f"can be made: {', '.join(NAMESPACE_FLAGS)}"
        return Check(name="namespaces", group="isolation", level=Level.FINE, detail=detail)
    reasons = [
        f"{', '.join(name for name in refused if refused[name] == number)} refused: {os.strerror(number)}"
        for number in dict.fromkeys(refused.values())
    ]
    detail = "; ".join(reasons)
    remedy = USER_REMEDY if "user" in refused else CONTAINER_REMEDY
    return Check(name="namespaces", group="isolation", level=Level.FAILED, detail=detail, remedy=remedy)


def check_mount(error_number: int) -> Check:
    """Say whether a namespace's own root may mount."""
    if not error_number:
        return Check(name="mounts", group="isolation", level=Level.FINE, detail="can be made in a namespace")
    detail = f"refused in a namespace: {os.strerror(error_number)}"
    return Check(name="mounts", group="isolation", level=Level.FAILED, detail=detail, remedy=CONTAINER_REMEDY)


def _try(script: str, *arguments: str) -> int:
    """Run a try; returns its error number, 0 if it went well."""
    command = [sys.executable, "-I", "-S", "-c", script, *arguments]
    return subprocess.run(command, check=False, timeout=TRIED_WITHIN, stdin=subprocess.DEVNULL).returncode
