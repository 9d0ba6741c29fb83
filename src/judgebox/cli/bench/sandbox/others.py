"""Sandboxes of others, where they are installed: how each runs a program with its usual isolation."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from judgebox.cli.bench.figures import Unmeasured
from judgebox.cli.bench.sandbox.bare_process import BareProcess
from judgebox.cli.bench.sandbox.turns import Subject
from judgebox.domain.errors import PlatformError

BWRAP = "bwrap --unshare-all"
NSJAIL = "nsjail"
ISOLATE = "isolate"

ISOLATE_BOX = "--box-id=999"
"""The last of its boxes by its default settings: the one that is used least."""
ISOLATE_WITHIN_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Those that work here, and the rest."""

    subjects: Sequence[Subject]
    unmeasured: Sequence[Unmeasured]


@asynccontextmanager
async def find_others(program: Path) -> AsyncIterator[Others]:
    """Find who is installed and can run the program, each tried once; clear away after them on leaving.

    Without cgroups, filters of system calls or fresh file systems, they do less than our box does.
    """
    subjects: list[Subject] = []
    unmeasured: list[Unmeasured] = []
    makers: dict[str, Callable[[str, Path], BareProcess]] = {BWRAP: bwrap, NSJAIL: nsjail, ISOLATE: isolate}
    try:
        for name, make in makers.items():
            try:
                process = make(_path_of(name.split()[0]), program)
                process.prove()
                subjects.append(Subject(name, process.once))
            except PlatformError as error:
                unmeasured.append(Unmeasured(name=name, reason=str(error)))
        yield Others(subjects=subjects, unmeasured=unmeasured)
    finally:
        with suppress(PlatformError):  # it is not installed, or has made no box
            _isolate(_path_of(ISOLATE), "--cleanup")


def _path_of(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise PlatformError("not installed")
    return path


def bwrap(path: str, program: Path) -> BareProcess:
    options = ("--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc")
    return BareProcess(argv=[path, *options, str(program)])


def nsjail(path: str, program: Path) -> BareProcess:
    return BareProcess(argv=[path, "-Mo", "--really_quiet", "--chroot", "/", "--", str(program)])


def isolate(path: str, program: Path) -> BareProcess:
    """Make one of its boxes, as a judge would for a submission; what is measured are the runs in it."""
    root = Path(_isolate(path, "--init"))
    shutil.copy(program, root / "box" / program.name)
    return BareProcess(argv=[path, ISOLATE_BOX, "--silent", "--run", "--", f"./{program.name}"])


def _isolate(path: str, order: str) -> str:
    try:
        done = subprocess.run([path, ISOLATE_BOX, order], capture_output=True, timeout=ISOLATE_WITHIN_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise PlatformError(f"isolate {order} does not work: {error}") from error
    return done.stdout.decode(errors="replace").strip()
