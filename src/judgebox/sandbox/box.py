"""A box, as the worker sees it: the port's `Box` on the channel to an init."""

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path, PurePosixPath

import anyio
import anyio.to_thread

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome, SyscallProfile
from judgebox.sandbox.cgroup_leaf import Evidence, Leaf
from judgebox.sandbox.cgroups import Cgroups
from judgebox.sandbox.channel import Channel, close_fds
from judgebox.sandbox.evidence import ending_of, exit_code_of, signal_of, usage_of
from judgebox.sandbox.memory_files import LARGE_BYTES, copy_start, is_large, open_input, read_start
from judgebox.sandbox.resident import Resident
from judgebox.sandbox.rlimits import rlimits_of
from judgebox.sandbox.supervisor import ENDS_WITHIN, Supervisor
from judgebox.sandbox.wire import (
    PUT_BYTES,
    Failed,
    Kind,
    Result,
    ResultFlag,
    RunPlan,
    SyscallFilter,
    WireError,
    encode_collect,
    encode_put,
    encode_run,
    encode_simple,
)

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108
"""What every program has, unless the command says otherwise: without these, many do not start."""

ANSWER_WITHIN = 10.0
"""Seconds in which an init answers anything but a run: it takes milliseconds."""


LEAST_WARM_BYTES = 16 * 1024 * 1024

RESIDENT_BYTES = 256 * 1024 * 1024
RESIDENT_PROCESSES = 16

FILTERS = {
    SyscallProfile.BASELINE: SyscallFilter.BASELINE,
    SyscallProfile.STRICT: SyscallFilter.STRICT,
}


class LauncherBox:
    """A box that the launcher has made. It does one thing at a time."""

    def __init__(
        self, channel: Channel, *, output: int, error: int, cgroups: Cgroups | None, writable_bytes: int
    ) -> None:
        self._channel = channel
        self._output = output
        self._error = error
        self._cgroups = cgroups
        self._writable_bytes = writable_bytes
        self._leaf: Leaf | None = None
        self._resident: Resident | None = None
        self._resident_leaf: Leaf | None = None
        self._encoded: tuple[object, bytes] | None = None
        self._supervisor: Supervisor | None = None
        self._is_busy = False
        self._is_broken = False
        self._is_closed = False

    @property
    def is_usable(self) -> bool:
        return not (self._is_broken or self._is_closed or self._channel.has_ended)

    @property
    def has_resident(self) -> bool:
        return self._resident is not None

    # --- The port ------------------------------------------------------------------------------

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        mode = 0o755 if executable else 0o644
        for path, content in files.items():
            _check_path(path)
            view = memoryview(content)
            for start in range(0, max(len(view), 1), PUT_BYTES):
                part = view[start : start + PUT_BYTES]
                await self._ask(encode_put(path, part, is_first=start == 0, mode=mode))

    async def freeze(self) -> None:
        await self._ask(encode_simple(Kind.FREEZE))

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        if directory != ".":
            _check_path(directory)
        files: dict[str, bytes] = {}
        left = limit_bytes
        refused: RequestError | None = None
        with self._turn():
            await self._channel.send(encode_collect(directory, file_limit=limit_files, entry_limit=4 * limit_files))
            while True:
                kind, body, fds = await self._answer()
                try:
                    if kind is Kind.DONE:
                        break
                    if kind is Kind.FAILED and isinstance(body, Failed):
                        if body.step == "collect" and body.error_number in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                            break
                        raise _too_many_files(body, limit_files)
                    if kind is not Kind.FILE or not isinstance(body, str) or len(fds) != 1:
                        raise SandboxError(f"{kind.name} is no answer to COLLECT", step="message")
                    if len(files) < limit_files and refused is None:
                        try:
                            files[body] = _read_file(fds[0], left, limit_bytes)
                            left -= len(files[body])
                        except RequestError as error:  # the box goes on sending; it must be heard out
                            refused = error
                finally:
                    close_fds(fds)
        if refused is not None:
            raise refused
        return files

    async def run(self, command: Command) -> Outcome:
        return await self._run(command, [await _open_input(command.stdin)])

    async def run_between(self, command: Command, *, input_fd: int, output_fd: int) -> Outcome:
        """Run a program between two descriptors, which are closed here as soon as the program has them."""
        return await self._run(command, [input_fd, output_fd], is_output_given=True)

    def end_when_idle(self, idle: timedelta) -> None:
        """Allow the run that goes on, if one does, no more idle time than that."""
        if self._supervisor is not None:
            self._supervisor.end_when_idle(idle)

    # --- Running -------------------------------------------------------------------------------

    async def _run(self, command: Command, given: list[int], *, is_output_given: bool = False) -> Outcome:
        files: dict[int, int] = {}
        try:
            _check_limits(command.limits)
            for _, content in command.inputs:
                given.append(await _open_input(content))
            for number in command.outputs:
                files[number] = os.memfd_create("output", os.MFD_CLOEXEC)
            with self._turn():
                is_warm = self._runs_warm(command)
                leaf = await self._ready_leaf(command.limits)
                packet = self._encode_run(command, is_output_given=is_output_given, is_warm=is_warm)
                await self._channel.send(packet, [*given, *files.values()])
                close_fds(given)
                given.clear()
                result, killed_for = await self._result(command.limits, leaf)
                self._check_warm(result, is_warm=is_warm)
                evidence = None if leaf is None else leaf.evidence()
                outcome = await self._outcome(command, result, killed_for, evidence, files)
                if self._look_after(leaf, evidence) and is_warm:
                    self._prepare()
            return outcome
        finally:
            close_fds([*given, *files.values()])

    def _runs_warm(self, command: Command) -> bool:
        """Whether the resident runs a command.

        Pages that a copy shares with it are not charged to the copy. There are few, since an interpreter writes
        to nearly all of its pages, but with a tiny limit they would decide.
        """
        return (
            command.warm
            and self._resident is not None
            and self._resident.fits(command)
            and command.limits.memory_bytes >= LEAST_WARM_BYTES
        )

    def _check_warm(self, result: Result, *, is_warm: bool) -> None:
        if is_warm and not result.flags & ResultFlag.WARM:
            raise SandboxError("the resident interpreter is gone", step="resident")

    async def _ready_leaf(self, limits: Limits) -> Leaf | None:
        """The control group with the limits of the next run, known to the box."""
        if self._cgroups is None:
            return None
        if self._leaf is None:
            self._leaf = self._cgroups.new_leaf()
        leaf = self._leaf
        try:
            leaf.begin(memory_bytes=limits.memory_bytes, processes=limits.processes)
        except OSError as error:
            raise SandboxError(f"setting limits: {error}", step="cgroup") from error
        if leaf.procs_fds:
            await self._channel.send(encode_simple(Kind.CGROUPS), leaf.procs_fds)
            leaf.release_procs()
        return leaf

    def make_leaf(self) -> None:
        """Make the control group of the next run, ahead of it."""
        if self._cgroups is not None and self._leaf is None and not self._is_busy and not self._is_closed:
            self._leaf = self._cgroups.new_leaf()

    def _look_after(self, leaf: Leaf | None, evidence: Evidence | None) -> bool:
        """Keep a control group for the next run if it is as good as new; else have another one made meanwhile."""
        if leaf is None or evidence is None or leaf.renew(evidence):
            return True
        self._drop_leaf()
        asyncio.get_running_loop().call_soon(self._make_leaf_if_possible)
        return False

    def _make_leaf_if_possible(self) -> None:
        with contextlib.suppress(SandboxError):  # the next run will say so
            self.make_leaf()

    def _drop_leaf(self) -> None:
        if self._leaf is not None and self._cgroups is not None:
            leaf, self._leaf = self._leaf, None
            self._cgroups.remove(leaf)

    def _encode_run(self, command: Command, *, is_output_given: bool, is_warm: bool) -> bytes:
        key = (
            command.argv,
            command.limits,
            command.environment,
            command.profile,
            tuple(fd for fd, _ in command.inputs),
            command.outputs,
            command.keeps,
            is_output_given,
            is_warm,
        )
        if self._encoded is None or self._encoded[0] != key:
            self._encoded = (key, self._encode_new_run(command, is_output_given=is_output_given, is_warm=is_warm))
        return self._encoded[1]

    def _encode_new_run(self, command: Command, *, is_output_given: bool, is_warm: bool) -> bytes:
        environment = {**ENVIRONMENT, **dict(command.environment)}
        plan = RunPlan(
            candidates=candidates_of(command.argv[0], environment["PATH"]),
            arguments=command.argv,
            environment=tuple(environment.items()),
            rlimits=rlimits_of(
                command.limits, writable_bytes=self._writable_bytes, has_cgroup=self._cgroups is not None
            ),
            syscall_filter=FILTERS[command.profile],
            output_limit=command.limits.output_bytes,
            error_limit=command.limits.output_bytes,
            extra_inputs=[fd for fd, _ in command.inputs],
            extra_outputs=command.outputs,
            is_output_given=is_output_given,
            is_warm=is_warm,
            is_kept=command.keeps,
        )
        try:
            return encode_run(plan)
        except WireError as error:
            raise SandboxError(str(error), step="message") from error

    async def _result(self, limits: Limits, leaf: Leaf | None) -> tuple[Result, Ending | None]:
        self._supervisor = supervisor = Supervisor(limits, leaf, self._kill, self._give_up)
        try:
            kind, body, fds = await self._channel.receive()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._end_run()
            raise
        finally:
            supervisor.stop()
            self._supervisor = None
        close_fds(fds)
        if kind is not Kind.RESULT or not isinstance(body, Result):
            raise SandboxError(f"{kind.name} is no answer to RUN", step="message")
        return body, supervisor.killed_for

    async def _outcome(
        self,
        command: Command,
        result: Result,
        killed_for: Ending | None,
        evidence: Evidence | None,
        files: Mapping[int, int],
    ) -> Outcome:
        ending = ending_of(result, evidence, killed_for)
        limit = command.limits.output_bytes
        outputs = {
            number: await _read_stream(fd, min(length, limit))
            for (number, fd), length in zip(files.items(), result.extra_bytes, strict=False)
        }
        output_bytes = min(result.output_bytes, limit)
        output_file = command.output_file if output_bytes > LARGE_BYTES else None
        if output_file is not None:
            await anyio.to_thread.run_sync(copy_start, self._output, output_bytes, output_file)
            output_bytes = LARGE_BYTES
        return Outcome(
            ending=ending,
            exit_code=exit_code_of(result) if ending is Ending.EXITED else None,
            signal=signal_of(result),
            usage=usage_of(result, evidence),
            output=await _read_stream(self._output, output_bytes, empty=output_file is not None),
            error=await _read_stream(self._error, min(result.error_bytes, limit)),
            outputs=outputs,
            ended_at=timedelta(microseconds=result.ended_ns // 1000),
            output_file=output_file,
        )

    def _prepare(self) -> None:
        """Have the resident's copy for the next run made: now that what the last one left was looked at."""
        with contextlib.suppress(SandboxError):  # the next run will say so
            self._channel.try_send(encode_simple(Kind.PREPARE))

    def _kill(self) -> None:
        try:
            self._channel.try_send(encode_simple(Kind.KILL))
        except SandboxError:
            return  # the box is gone, which whoever waits for the result is told too

    def _give_up(self) -> None:
        self._channel.abandon(f"a run was not over {ENDS_WITHIN:g} s after it was killed")

    async def _end_run(self) -> None:
        """Kill what runs, and wait until nothing of it is left; or give the box up."""
        self._kill()
        with anyio.move_on_after(ANSWER_WITHIN):
            try:
                _, _, fds = await self._channel.receive()
            except SandboxError:
                return
            close_fds(fds)

    # --- A resident interpreter ------------------------------------------------------------------

    async def start_resident(self, resident: Resident) -> None:
        """Start the interpreter that will run warm commands.

        Raises:
            SandboxError: it cannot be had; the box is as good as without.
        """
        leaf = None if self._cgroups is None else self._cgroups.new_leaf()
        self._resident_leaf = leaf
        if leaf is None:
            raise SandboxError("a resident needs control groups", step="resident")
        leaf.begin(memory_bytes=RESIDENT_BYTES, processes=RESIDENT_PROCESSES)
        await self._ask(resident.message(ENVIRONMENT), leaf.procs_fds)
        leaf.release_procs()
        self._resident = resident

    # --- Asking --------------------------------------------------------------------------------

    async def _ask(self, packet: bytes, fds: Sequence[int] = ()) -> None:
        with self._turn():
            await self._channel.send(packet, fds)
            kind, body, received = await self._answer()
            close_fds(received)
            if isinstance(body, Failed):
                detail = f"{body.detail}: " if body.detail else ""
                raise SandboxError(f"{detail}{os.strerror(body.error_number)}", step=body.step)
            if kind not in (Kind.DONE, Kind.READY):
                raise SandboxError(f"{kind.name} is no answer", step="message")

    async def _answer(self) -> tuple[Kind, object, list[int]]:
        try:
            with anyio.fail_after(ANSWER_WITHIN):
                return await self._channel.receive()
        except TimeoutError as error:
            raise SandboxError(f"the box said nothing for {ANSWER_WITHIN:g} s", step="message") from error

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the channel for one request and its answer; whatever comes between them spoils the box."""
        if self._is_broken or self._is_busy:
            raise SandboxError("the box is " + ("not usable any more" if self._is_broken else "busy"), step="message")
        self._is_busy = True
        try:
            yield
        except RequestError:
            raise
        except BaseException:
            self._is_broken = True
            self._drop_leaf()
            raise
        finally:
            self._is_busy = False

    def close(self) -> None:
        """End the box: its init reads the end of the socket, and all processes end with it."""
        if self._is_closed:
            return
        self._is_closed = True
        self._channel.close()
        close_fds([self._output, self._error])
        self._drop_leaf()
        if self._resident_leaf is not None and self._cgroups is not None:
            self._cgroups.remove(self._resident_leaf)


def candidates_of(program: str, path: str) -> list[str]:
    """List where a program may be: as it is named, or by the search path and in the working directory."""
    if "/" in program:
        return [program]
    return [*(f"{directory}/{program}" for directory in path.split(":")), f"./{program}"]


@lru_cache(maxsize=1024)
def _check_limits(limits: Limits) -> None:
    values = {
        "CPU time limit": limits.cpu_time / timedelta(seconds=1),
        "wall limit": limits.wall_time / timedelta(seconds=1),
        "memory limit": limits.memory_bytes,
        "limit of processes": limits.processes,
    }
    for name, value in values.items():
        if not 0 < value < 2**62:
            raise SandboxError(f"the {name} is {value:g}, which makes no sense", step="limits")
    if limits.idle_time is not None and limits.idle_time <= timedelta():
        raise SandboxError(
            f"the idle limit is {limits.idle_time.total_seconds():g}, which makes no sense", step="limits"
        )
    if not 0 <= limits.output_bytes < 2**62:
        raise SandboxError(f"the output limit is {limits.output_bytes}, which makes no sense", step="limits")


def _check_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\0" in path:
        raise RequestError(f"{path!r} is no relative path inside of a box", code="invalid_path")


async def _open_input(content: bytes | Path) -> int:
    if is_large(content):
        return await anyio.to_thread.run_sync(open_input, content)
    return open_input(content)


async def _read_stream(fd: int, length: int, *, empty: bool = False) -> bytes:
    if length <= LARGE_BYTES and not empty:
        return read_start(fd, length) if length else b""
    content = await anyio.to_thread.run_sync(read_start, fd, length)
    os.ftruncate(fd, 0)  # not to hold the memory until the next run
    return content


def _read_file(fd: int, left: int, limit_bytes: int) -> bytes:
    """Read a collected file, unless it is larger than what is left of the limit.

    Raises:
        RequestError: it is larger.
        SandboxError: it is no regular file, which an init never sends.
    """
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise SandboxError("a collected file is not a regular one", step="collect")
    if status.st_size > left:
        raise RequestError(f"the files have more than {limit_bytes} bytes", code="files_too_large")
    return read_start(fd, status.st_size)


def _too_many_files(failed: Failed, limit_files: int) -> Exception:
    if failed.step == "collect" and failed.error_number == errno.E2BIG:
        return RequestError(f"there are more than {limit_files} files, or too deep ones", code="too_many_files")
    return SandboxError(f"{failed.detail}: {os.strerror(failed.error_number)}", step=failed.step)
