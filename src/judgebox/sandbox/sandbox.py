"""The sandbox: makes boxes through the launcher. Adapter of the port `Sandbox`."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import anyio.abc
import anyio.to_thread
import structlog

import judgebox
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.ports import Box, Listener, Mount
from judgebox.sandbox import cgroups as control_groups
from judgebox.sandbox.box import ANSWER_WITHIN, LauncherBox
from judgebox.sandbox.cgroups import Cgroups
from judgebox.sandbox.channel import Channel, close_fds, socket_pair
from judgebox.sandbox.plan import DEFAULT_WRITABLE_BYTES, Identity, box_plan, first_free_id, identity_of
from judgebox.sandbox.pool import Pool, Recipe
from judgebox.sandbox.relay import relay
from judgebox.sandbox.resident import RESIDENTS, Resident
from judgebox.sandbox.spawner import LAUNCHER, Spawner
from judgebox.sandbox.wire import Failed, Kind, encode_new_box, with_id_map

log = structlog.get_logger()

CLEAN_WITHIN = 5.0
"""Seconds for the kernel to end what cancelled runs have left, when the sandbox closes."""
_CLEAN_EVERY = 0.01

IDLE_ALONE = timedelta(seconds=2)
"""How long the one of two programs that talk may be idle once the other one has ended."""

REMEDIES = {
    "clone": "user namespaces are not allowed here: as root set the sysctls user.max_user_namespaces > 0 and, "
    "where they exist, kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0; "
    "in a container allow clone, unshare and mount in its seccomp profile; and the worker must not be in a chroot",
    "mount": "the launcher needs Linux 5.12 or newer, and the directory must be readable for everybody",
    "scratch": "the launcher needs Linux 5.12 or newer, with tmpfs and overlayfs",
    "root": "mounting is not allowed here: a container needs a seccomp and AppArmor profile that allows it",
}
"""What an operator can do, by the step that fails when a box is made."""


class LauncherSandbox:
    """Boxes of this host. Made by `open_sandbox`."""

    def __init__(self, cgroups: Cgroups | None, hidden: Sequence[Path], launcher: Path, pool_size: int) -> None:
        self._cgroups = cgroups
        self._hidden = hidden
        self._launcher = launcher
        self._spawner = Spawner(launcher)
        self._first_id = first_free_id() if os.geteuid() == 0 else None
        self._serial = 0
        self._packets: dict[Recipe, bytes] = {}
        self._pool = Pool(self._make, pool_size)

    @property
    def tier(self) -> str:
        if self._cgroups is None:
            return "C"
        return "B" if self._first_id is None else "A"

    @property
    def cgroup_version(self) -> str | None:
        return None if self._cgroups is None else self._cgroups.version

    @property
    def launcher_pid(self) -> int:
        return self._spawner.pid

    def box(
        self, *, mounts: Sequence[Mount] = (), writable_bytes: int | None = None, resident: str | None = None
    ) -> AbstractAsyncContextManager[LauncherBox]:
        kind = resident if self.tier == "A" else None  # the others cannot shield it from programs
        return self._box(
            Recipe(mounts=tuple(mounts), writable_bytes=writable_bytes or DEFAULT_WRITABLE_BYTES, resident=kind)
        )

    @property
    def idle_boxes(self) -> int:
        """How many boxes are ready for whoever needs one."""
        return self._pool.ready_count

    @asynccontextmanager
    async def _box(self, recipe: Recipe) -> AsyncIterator[LauncherBox]:
        box = await self._pool.take(recipe)
        try:
            yield box
        finally:
            box.close()

    async def run_pair(
        self, first: tuple[Box, Command], second: tuple[Box, Command], listener: Listener | None = None
    ) -> tuple[Outcome, Outcome]:
        outcomes: dict[int, Outcome] = {}
        errors: list[Exception] = []

        async def run(index: int, pair: tuple[Box, Command], other: Box, input_fd: int, output_fd: int) -> None:
            box, command = pair
            try:
                if not isinstance(box, LauncherBox):
                    close_fds([input_fd, output_fd])
                    raise SandboxError("the box is another sandbox's", step="message")
                outcomes[index] = await box.run_between(command, input_fd=input_fd, output_fd=output_fd)
                if isinstance(other, LauncherBox):
                    other.end_when_idle(IDLE_ALONE)
            except Exception as error:
                errors.append(error)
                tasks.cancel_scope.cancel()

        forth, back = os.pipe2(os.O_CLOEXEC), os.pipe2(os.O_CLOEXEC)
        async with anyio.create_task_group() as tasks:
            if listener is not None:
                forth = _relayed(forth, partial(listener, 0), tasks)
                back = _relayed(back, partial(listener, 1), tasks)
            tasks.start_soon(run, 0, first, second[0], back[0], forth[1])
            tasks.start_soon(run, 1, second, first[0], forth[0], back[1])
        if errors:
            raise errors[0]
        return outcomes[0], outcomes[1]

    async def _make(self, recipe: Recipe) -> LauncherBox:
        packet = self._new_box(recipe)
        ours, theirs = socket_pair()
        output, error = (os.memfd_create(name, os.MFD_CLOEXEC) for name in ("output", "error"))
        channel = Channel(ours)
        box = LauncherBox(
            channel, output=output, error=error, cgroups=self._cgroups, writable_bytes=recipe.writable_bytes
        )
        try:
            with theirs:
                await self._living_spawner().send(packet, [theirs.fileno(), output, error])
            box.make_leaf()  # while the launcher is at work
            await _wait_until_ready(channel)
            if recipe.resident is not None:
                await self._start_resident(box, RESIDENTS[recipe.resident])
        except BaseException:
            box.close()
            raise
        return box

    def _new_box(self, recipe: Recipe) -> bytes:
        """The message that makes a box of a kind; all but the ids is the same for each."""
        identity = self._next_identity()
        packet = self._packets.get(recipe)
        if packet is None:
            resident = RESIDENTS[recipe.resident] if recipe.resident is not None else None
            plan = box_plan(
                identity,
                mounts=recipe.mounts,
                hidden=self._hidden,
                writable_bytes=recipe.writable_bytes,
                extra=resident.operations() if resident is not None else (),
            )
            packet = self._packets[recipe] = encode_new_box(plan)
        return with_id_map(packet, identity.id_map)

    async def _start_resident(self, box: LauncherBox, resident: Resident) -> None:
        try:
            await box.start_resident(resident)
        except SandboxError as error:
            log.warning("resident_not_started", argv=resident.argv, error=str(error))
            if not box.is_usable:
                raise

    def _living_spawner(self) -> Spawner:
        if not self._spawner.is_alive:  # whoever used its boxes has been told by their sockets
            self._spawner = Spawner(self._launcher)
        return self._spawner

    def _next_identity(self) -> Identity:
        self._serial += 1
        return identity_of(self._first_id, self._serial)

    async def close(self) -> None:
        await self._pool.close()
        await self._spawner.close()
        if self._cgroups is not None:
            for _ in range(round(CLEAN_WITHIN / _CLEAN_EVERY)):
                if self._cgroups.is_clean:
                    break
                await anyio.sleep(_CLEAN_EVERY)
            self._cgroups.close()


def _relayed(pipe: tuple[int, int], listen: Callable[[bytes], None], tasks: anyio.abc.TaskGroup) -> tuple[int, int]:
    """Put a relay behind a pipe: what is written to it comes out of another one."""
    further = os.pipe2(os.O_CLOEXEC)
    copy = partial(relay, pipe[0], further[1], listen)
    tasks.start_soon(partial(anyio.to_thread.run_sync, copy, limiter=anyio.CapacityLimiter(1)))  # it must not wait
    return further[0], pipe[1]


async def _wait_until_ready(channel: Channel) -> None:
    try:
        with anyio.fail_after(ANSWER_WITHIN):
            kind, body, fds = await channel.receive()
    except TimeoutError as error:
        raise SandboxError(f"making a box took more than {ANSWER_WITHIN:g} s", step="clone") from error
    close_fds(fds)
    if isinstance(body, Failed):
        remedy = REMEDIES.get(body.step)
        detail = f"{body.detail}: " if body.detail else ""
        hint = f" ({remedy})" if remedy else ""
        raise SandboxError(f"{detail}{os.strerror(body.error_number)}{hint}", step=body.step)
    if kind is not Kind.READY:
        raise SandboxError(f"{kind.name} from a new box", step="message")


@asynccontextmanager
async def open_sandbox(
    *, hidden: Sequence[Path] = (), launcher: Path = LAUNCHER, pool_size: int = 0
) -> AsyncIterator[LauncherSandbox]:
    """Start the launcher, and on leaving end it with every box, and remove the worker's control groups.

    Args:
        hidden: directories of the host that no box may show, such as the one with the test data, in case
            they lie in a directory that boxes do show. judgebox's own is always hidden: it holds the
            sample problems with their answers.
        pool_size: how many boxes are kept ready.

    Raises:
        SandboxError: the launcher is not built, or this host allows no boxes; the message names the remedy.
    """
    try:
        cgroups = control_groups.open_cgroups()
    except SandboxError:  # tier C: resource limits must do
        cgroups = None
    own = Path(judgebox.__file__).parent
    try:
        sandbox = LauncherSandbox(cgroups, [own, *hidden], launcher, pool_size)
    except BaseException:
        if cgroups is not None:
            cgroups.close()
        raise
    try:
        async with sandbox.box():  # so that a host that cannot make any says so now
            pass
        yield sandbox
    finally:
        with anyio.CancelScope(shield=True):
            await sandbox.close()
