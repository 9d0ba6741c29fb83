"""A weak box: the port's `Box` on a directory and a runner for each run."""

import asyncio
import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome, SyscallProfile, Usage
from judgebox.domain.timing import reach_of
from judgebox.sandbox.box import ENVIRONMENT, candidates_of
from judgebox.sandbox.memory_files import open_input
from judgebox.sandbox.plan import DEVICES
from judgebox.sandbox.rlimits import rlimits_of
from judgebox.sandbox.syscall_filter import filter_of
from judgebox.sandbox.syscall_policy import BASELINE, INIT, SPAWNER, STRICT
from judgebox.sandbox.weak.files import Folder
from judgebox.sandbox.weak.filter import denying_filter

RUNNER = Path(__file__).parent / "runner.py"
ENDS_WITHIN = 10.0
"""Seconds for a killed run to be over; it takes milliseconds."""
RESULT_MAX = 4096
PROVE_LIMITS = Limits(
    cpu_time=timedelta(seconds=5), wall_time=timedelta(seconds=10), memory_bytes=64 * 1024 * 1024, output_bytes=4096
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a runner says of a run that is over.

    Attributes:
        failure: the step at which the program could not be started, and the error number; empty if it was.
    """

    status: int
    cpu_ns: int
    rss_bytes: int
    involuntary_switches: int
    wall_ns: int
    ended_ns: int
    killed: bool
    failure: str


class WeakBox:
    """It does one thing at a time."""

    def __init__(self, folder: Folder, user_id: int, readable: Sequence[Path], writable_bytes: int) -> None:
        self._folder = folder
        self._user_id = user_id
        self._readable = readable
        self._writable_bytes = writable_bytes
        self._is_busy = False
        self._is_broken = False

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        for path in files:
            if not path.strip("/") or path.startswith("/") or ".." in Path(path).parts or "\0" in path:
                raise RequestError(f"{path!r} is no relative path inside of a box", code="invalid_path")
        with self._turn():
            for path, content in files.items():
                self._folder.put(path, content, mode=0o755 if executable else 0o644)

    async def freeze(self) -> None:
        with self._turn():
            await anyio.to_thread.run_sync(self._folder.freeze)

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        with self._turn():
            return self._folder.collect(directory, limit_bytes=limit_bytes, limit_files=limit_files)

    async def prove(self) -> None:
        """Run a program that does nothing.

        Raises:
            SandboxError: this host can't even do that.
        """
        outcome = await self.run(Command(argv=("true",), limits=PROVE_LIMITS))
        if outcome.exit_code != 0:
            raise SandboxError(f"a program that does nothing ended as {outcome.ending}", step="exec")

    async def run(self, command: Command) -> Outcome:
        _check(command)
        with self._turn():
            input_fd = await anyio.to_thread.run_sync(open_input, command.stdin)
            try:
                outcome = await self._run(command, input_fd)
            finally:
                os.close(input_fd)
            if not command.keeps:
                await anyio.to_thread.run_sync(self._folder.renew)
            return outcome

    async def _run(self, command: Command, input_fd: int) -> Outcome:
        run = _Run(command.limits)
        try:
            run.start(self._plan(command, run.theirs.fileno()), input_fd)
            report = await run.wait()
        finally:
            with anyio.CancelScope(shield=True):
                await run.close()
        return _outcome(report, run)

    def _plan(self, command: Command, worker: int) -> dict[str, Any]:
        temporary = str(self._folder.temporary)
        environment = {**ENVIRONMENT, "HOME": temporary, "TMPDIR": temporary, **dict(command.environment)}
        return {
            "worker": worker,
            "directory": str(self._folder.work),
            "user_id": self._user_id,
            "read": [str(path) for path in self._readable],
            "write": [str(self._folder.work), temporary],
            "devices": [f"/dev/{name}" for name in DEVICES],
            "rlimits": rlimits_of(command.limits, writable_bytes=self._writable_bytes, has_cgroup=False),
            "filters": [base64.b64encode(code).decode() for code in _filters(command.profile)],
            "candidates": candidates_of(command.argv[0], environment["PATH"]),
            "arguments": command.argv,
            "environment": environment,
        }

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if self._is_broken or self._is_busy:
            raise SandboxError("the box is " + ("not usable any more" if self._is_broken else "busy"), step="message")
        self._is_busy = True
        try:
            yield
        except RequestError:
            raise
        except BaseException:
            self._is_broken = True
            raise
        finally:
            self._is_busy = False


class _Run:
    """A run that is under way: its runner, and what it has written so far.

    Attributes:
        killed_for: why we asked to kill, if we did.
    """

    def __init__(self, limits: Limits) -> None:
        self.killed_for: Ending | None = None
        self.output, self.error = bytearray(), bytearray()
        self.limits = limits
        self._loop = asyncio.get_running_loop()
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        self._pipes: dict[int, bytearray] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, plan: Mapping[str, Any], input_fd: int) -> None:
        output, output_end = os.pipe()
        error, error_end = os.pipe()
        self._pipes = {output: self.output, error: self.error}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(RUNNER), json.dumps(plan)],
                stdin=input_fd,
                stdout=output_end,
                stderr=error_end,
                pass_fds=(self.theirs.fileno(),),
                cwd="/",
                env={},
            )
        except OSError as failure:
            raise SandboxError(f"the runner can't be started: {failure}", step="launcher") from failure
        finally:
            os.close(output_end)
            os.close(error_end)
            self.theirs.close()
        for fd in self._pipes:
            os.set_blocking(fd, False)
            self._loop.add_reader(fd, self._read, fd)
        wall_s = self.limits.wall_time.total_seconds()
        self._timer = self._loop.call_later(wall_s, self._kill, Ending.KILLED_OUT_OF_WALL_TIME)

    def _read(self, fd: int) -> None:
        """Read what a pipe has; what is beyond the limit ends the run."""
        stream = self._pipes[fd]
        try:
            part = os.read(fd, 64 * 1024)
        except BlockingIOError:
            return
        if not part:
            self._loop.remove_reader(fd)
        stream += part
        if len(stream) > self.limits.output_bytes:
            del stream[self.limits.output_bytes :]
            self._kill(Ending.KILLED_OUT_OF_OUTPUT)

    def _kill(self, reason: Ending) -> None:
        self.killed_for = self.killed_for or reason
        with contextlib.suppress(OSError):
            self._ours.send(b"k")

    async def wait(self) -> Report:
        """Wait for the runner's result; it comes when nothing of the run lives any more."""
        longest = self.limits.wall_time.total_seconds() + ENDS_WITHIN
        try:
            with anyio.fail_after(longest):
                packet = await self._loop.sock_recv(self._ours, RESULT_MAX)
        except (TimeoutError, OSError) as error:
            raise SandboxError("the runner gives no result", step="message") from error
        if not packet:
            raise SandboxError("the runner ended without a result", step="launcher")
        for fd in self._pipes:  # all writers are dead: what is in the pipes is the rest
            while self._has_more(fd):
                self._read(fd)
        return Report(**json.loads(packet))

    def _has_more(self, fd: int) -> bool:
        before = len(self._pipes[fd])
        self._read(fd)
        return len(self._pipes[fd]) > before

    async def close(self) -> None:
        """End the run if it is still under way, and wait for the runner."""
        if self._timer is not None:
            self._timer.cancel()
        self._ours.close()  # which its runner takes for an order to kill
        for fd in self._pipes:
            self._loop.remove_reader(fd)
            os.close(fd)
        if self._process is not None:
            await anyio.to_thread.run_sync(self._wait_for_runner)

    def _wait_for_runner(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _filters(profile: SyscallProfile) -> tuple[bytes, ...]:
    """Those that a program has in a box, its own last, and one in place of what mounts would keep from it there."""
    own = STRICT if profile is SyscallProfile.STRICT else BASELINE
    return denying_filter(), filter_of(SPAWNER), filter_of(INIT), filter_of(own)


def _outcome(report: Report, run: _Run) -> Outcome:
    """Say how a run ended; in the order of trust: why we killed, then what the program did."""
    if report.failure:
        step, error_number = report.failure.split()
        raise SandboxError(os.strerror(int(error_number)), step=step)
    cpu_time = timedelta(microseconds=report.cpu_ns // 1000)
    number = os.WTERMSIG(report.status) if os.WIFSIGNALED(report.status) else None
    ending = Ending.EXITED if number is None else Ending.SIGNALLED
    if run.killed_for is Ending.KILLED_OUT_OF_OUTPUT or (run.killed_for is not None and report.killed):
        ending = run.killed_for
    elif number in (signal.SIGXCPU, signal.SIGKILL) and cpu_time >= reach_of(run.limits.cpu_time):
        ending = Ending.KILLED_OUT_OF_CPU_TIME
    elif number == signal.SIGSYS:
        ending = Ending.KILLED_FORBIDDEN_CALL
    return Outcome(
        ending=ending,
        exit_code=os.WEXITSTATUS(report.status) if ending is Ending.EXITED else None,
        signal=number,
        usage=Usage(
            cpu_time=cpu_time,
            wall_time=timedelta(microseconds=report.wall_ns // 1000),
            memory_bytes=report.rss_bytes,
            involuntary_switches=report.involuntary_switches,
        ),
        output=bytes(run.output),
        error=bytes(run.error),
        ended_at=timedelta(microseconds=report.ended_ns // 1000),
    )


def _check(command: Command) -> None:
    """Refuse what makes no sense, and what can't be had here."""
    limits = command.limits
    values = {
        "CPU time limit": limits.cpu_time / timedelta(seconds=1),
        "wall limit": limits.wall_time / timedelta(seconds=1),
        "memory limit": limits.memory_bytes,
        "limit of processes": limits.processes,
    }
    for name, value in values.items():
        if not 0 < value < 2**62:
            raise SandboxError(f"the {name} is {value:g}, which makes no sense", step="limits")
    if not 0 <= limits.output_bytes < 2**62:
        raise SandboxError(f"the output limit is {limits.output_bytes}, which makes no sense", step="limits")
    if command.inputs or command.outputs:
        raise SandboxError("further descriptors can't be had with weak isolation", step="streams")
