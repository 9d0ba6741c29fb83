"""A box, as the worker sees it: the port's `Box` on the channel to an init."""

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import PurePosixPath

import anyio
import anyio.to_thread

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.sandbox.cgroup_leaf import Leaf
from judgebox.sandbox.cgroups import Cgroups
from judgebox.sandbox.channel import Channel, close_fds
from judgebox.sandbox.evidence import ending_of, exit_code_of, signal_of, usage_of
from judgebox.sandbox.memory_files import LARGE_BYTES, is_large, open_input, read_start
from judgebox.sandbox.rlimits import rlimits_of
from judgebox.sandbox.supervisor import Supervisor
from judgebox.sandbox.wire import (
    PUT_BYTES,
    Failed,
    Kind,
    Result,
    RunPlan,
    WireError,
    encode_collect,
    encode_put,
    encode_run,
    encode_simple,
)

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108
"""What every program has, unless the command says otherwise: without these, many do not start."""

ANSWER_WITHIN = 10.0
"""Seconds in which an init answers anything but a run, and in which a killed run is over: it takes milliseconds,
and longer only when the kernel cannot end a process."""


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
        self._is_busy = False
        self._is_broken = False

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

    async def collect(self, *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        files: dict[str, bytes] = {}
        left = limit_bytes
        refused: RequestError | None = None
        with self._turn():
            await self._channel.send(encode_collect(file_limit=limit_files, entry_limit=4 * limit_files))
            while True:
                kind, body, fds = await self._answer()
                try:
                    if kind is Kind.DONE:
                        break
                    if kind is Kind.FAILED and isinstance(body, Failed):
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
        _check_limits(command.limits)
        with self._turn():
            input_fd = await _open_input(command)
            leaf: Leaf | None = None
            try:
                if self._cgroups is not None:
                    leaf = self._new_leaf(self._cgroups, command.limits)
                fds = [input_fd, *(leaf.procs_fds if leaf else ())]
                await self._channel.send(self._encode_run(command, len(fds) - 1), fds)
                os.close(input_fd)
                input_fd = -1
                if leaf:
                    leaf.release_procs()
                return await self._outcome(command.limits, leaf)
            finally:
                if input_fd >= 0:
                    os.close(input_fd)
                if leaf and self._cgroups:
                    # Off the way of the caller; a group that is still in use is tried again later.
                    asyncio.get_running_loop().call_soon(self._cgroups.remove, leaf)

    # --- Running -------------------------------------------------------------------------------

    def _new_leaf(self, cgroups: Cgroups, limits: Limits) -> Leaf:
        return cgroups.new_leaf(memory_bytes=limits.memory_bytes, processes=limits.processes)

    def _encode_run(self, command: Command, cgroup_count: int) -> bytes:
        environment = {**ENVIRONMENT, **dict(command.environment)}
        plan = RunPlan(
            candidates=candidates_of(command.argv[0], environment["PATH"]),
            arguments=command.argv,
            environment=tuple(environment.items()),
            rlimits=rlimits_of(
                command.limits, writable_bytes=self._writable_bytes, has_cgroup=self._cgroups is not None
            ),
            cgroup_count=cgroup_count,
            output_limit=command.limits.output_bytes,
            error_limit=command.limits.output_bytes,
            renew_after=True,
        )
        try:
            return encode_run(plan)
        except WireError as error:
            raise SandboxError(str(error), step="message") from error

    async def _outcome(self, limits: Limits, leaf: Leaf | None) -> Outcome:
        supervisor = Supervisor(limits, leaf, self._kill)
        try:
            kind, body, fds = await self._channel.receive()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._end_run()
            raise
        finally:
            supervisor.stop()
        close_fds(fds)
        if kind is not Kind.RESULT or not isinstance(body, Result):
            raise SandboxError(f"{kind.name} is no answer to RUN", step="message")
        evidence = None if leaf is None else leaf.evidence()
        ending = ending_of(body, evidence, supervisor.killed_for)
        return Outcome(
            ending=ending,
            exit_code=exit_code_of(body) if ending is Ending.EXITED else None,
            signal=signal_of(body),
            usage=usage_of(body, evidence),
            output=await _read_stream(self._output, min(body.output_bytes, limits.output_bytes)),
            error=await _read_stream(self._error, min(body.error_bytes, limits.output_bytes)),
        )

    def _kill(self) -> None:
        try:
            self._channel.try_send(encode_simple(Kind.KILL))
        except SandboxError:
            return  # the box is gone, which whoever waits for the result is told too

    async def _end_run(self) -> None:
        """Kill what runs, and wait until nothing of it is left; or give the box up."""
        self._kill()
        with anyio.move_on_after(ANSWER_WITHIN):
            try:
                _, _, fds = await self._channel.receive()
            except SandboxError:
                return
            close_fds(fds)

    # --- Asking --------------------------------------------------------------------------------

    async def _ask(self, packet: bytes) -> None:
        with self._turn():
            await self._channel.send(packet)
            kind, body, fds = await self._answer()
            close_fds(fds)
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
            raise
        finally:
            self._is_busy = False

    def close(self) -> None:
        """End the box: its init reads the end of the socket, and all processes end with it."""
        self._channel.close()
        close_fds([self._output, self._error])


def candidates_of(program: str, path: str) -> list[str]:
    """List where a program may be: as it is named, or by the search path and in the working directory."""
    if "/" in program:
        return [program]
    return [*(f"{directory}/{program}" for directory in path.split(":")), f"./{program}"]


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
    if not 0 <= limits.output_bytes < 2**62:
        raise SandboxError(f"the output limit is {limits.output_bytes}, which makes no sense", step="limits")


def _check_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\0" in path:
        raise RequestError(f"{path!r} is no relative path inside of a box", code="invalid_path")


async def _open_input(command: Command) -> int:
    if is_large(command.stdin):
        return await anyio.to_thread.run_sync(open_input, command.stdin)
    return open_input(command.stdin)


async def _read_stream(fd: int, length: int) -> bytes:
    if length <= LARGE_BYTES:
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
