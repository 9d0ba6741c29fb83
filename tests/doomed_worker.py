"""A worker that a test kills, at a step of its choice. Runs in a process of its own, made by `doomed_worker`."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from judgebox.domain.run import Command
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import LauncherBox
from judgebox.sandbox.cgroups import own_name
from judgebox.sandbox.resident import RESIDENTS
from sandboxing import MIB, children_of, some_limits

LIMITS = some_limits(cpu_s=10, wall_s=60)
COMPILING = Command(argv=("/bin/sh", "-c", "cat source > main.py"), limits=LIMITS)
RUNNING = Command(
    argv=RESIDENTS["python"].argv,
    limits=LIMITS,
    stdin=b"input",
    environment=tuple(RESIDENTS["python"].environment.items()),
    warm=True,
)
PLUMBED = Command(argv=("/bin/sh", "-c", "cat <&3 >&4"), limits=LIMITS, inputs=((3, b"given"),), outputs=(4,))
PROGRAM = b"print(input(), end=''); raise SystemExit(3)"

STEPS = ("os.mkdir", "os.rmdir", "socket.sendmsg", "socket.__new__", "subprocess.Popen", "os.truncate")
"""The audit events of Python that tell that a worker is about to change something; so does opening a file to write."""

NEVER = 0
"""No step has this number."""

_PR_SET_CHILD_SUBREAPER = 36


async def use(box: LauncherBox) -> bytes:
    """Take all the steps of a judging; gives what the program printed."""
    await box.put({"source": PROGRAM})
    await box.run(COMPILING)
    await box.collect(limit_bytes=MIB)
    await box.freeze()
    await box.run(PLUMBED)
    for _ in range(2):  # after which there is a child or a copy for the next one
        await box.run(RUNNING)
    return (await box.run(RUNNING)).output


async def use_a_box(sandbox: LauncherSandbox) -> bytes:
    """Use two, one of them with a resident interpreter."""
    async with sandbox.box() as box:
        await use(box)
    async with sandbox.box(resident="python") as box:
        return await use(box)


async def _work(launcher: Path) -> None:
    async with open_sandbox(launcher=launcher, pool_size=1) as sandbox:
        await use_a_box(sandbox)


class StepCounter:
    """Has this process killed when it is about to take a step. It cannot be undone."""

    def __init__(self, killed_at: int) -> None:
        self.taken = 0
        self._killed_at = killed_at
        sys.addaudithook(self._count)

    def _count(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS or (event == "open" and _is_to_write(arguments)):
            self.taken += 1
            if self.taken == self._killed_at:
                os.kill(os.getpid(), signal.SIGKILL)


def _is_to_write(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and flags & os.O_ACCMODE != os.O_RDONLY


def work(launcher: Path, directory: Path, killed_at: int, told: Connection) -> None:
    """Open a sandbox and use a box. Tells the name of its control groups, and at the end how many steps it took."""
    tempfile.tempdir = str(directory)
    told.send(own_name())
    steps = StepCounter(killed_at)
    asyncio.run(_work(launcher))
    told.send(steps.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoomedWorker:
    process: BaseProcess
    told: Connection
    name: str

    def kill(self) -> None:
        self.process.kill()
        self.process.join(10)

    def steps_taken(self) -> int | None:
        """Wait until it has ended: how many steps it took in all, or None if it was killed."""
        self.process.join(60)
        with contextlib.suppress(EOFError):
            return int(self.told.recv())
        return None


def start_server() -> None:
    """Start the process with everything imported that forks each worker in milliseconds, unless it runs."""
    get_context("forkserver").set_forkserver_preload([__name__])
    forkserver.ensure_running()


@contextlib.contextmanager
def doomed_worker(launcher: Path, directory: Path, *, killed_at: int = NEVER) -> Iterator[DoomedWorker]:
    context = get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(launcher, directory, killed_at, theirs))
    process.start()
    theirs.close()
    try:
        name = ours.recv()
        assert isinstance(name, str)
        yield DoomedWorker(process=process, told=ours, name=name)
    finally:
        process.kill()
        process.join(10)
        ours.close()


@contextlib.contextmanager
def orphans_come_here() -> Iterator[None]:
    """Become the parent of every descendant whose own parent ends, so that none is out of sight."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def living(pids: set[int]) -> set[int]:
    """Those that are still there; the ended ones among our children are waited for."""
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return pids & children_of(os.getpid())
