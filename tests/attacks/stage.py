"""Where attacks are played, and the invariants that hold after every one of them.

The numbers are those of the study of sandboxes, section 4:

    I1  no process of the run is alive                        `Traces`, and the control, which counts processes
    I2  nothing is changed outside, nothing left for the next `host_state`, and the control, which lists files
    I3  an innocent program gets its normal outcome           the control, afterwards and in a neighbouring box
    I4  a canary shows up nowhere                             `Bait`, in every stream and collected file
    I5  processes, mounts, control groups, descriptors        `Traces`
    I6  no packet left                                        listening sockets of `Bait`, and the box's devices
    I7  it is never an error of ours                          a SandboxError fails the test
    I8  the wall limit holds                                  `Stage.run`
    I9  the worker answers throughout                         `heartbeat`
"""

import contextlib
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from attacks.attack import COLLECT_BYTES, Attack
from attacks.workshop import Built, Workshop
from judgebox.domain.run import Command, Ending, Outcome
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import LauncherBox
from judgebox.sandbox.plan import FIRST_OUTSIDE_ID
from sandboxing import PYTHON, SLOWNESS, Traces, children_of, some_limits, wait_until_traces_are

OVER_THE_WALL_LIMIT_S = 0.5 * SLOWNESS
"""How much later than its wall limit a run may be over."""
SILENCE_S = 1.0 * SLOWNESS
"""How long the worker's event loop may not answer."""

CONTROL = (
    "import os\n"
    "processes = sorted(int(name) for name in os.listdir('/proc') if name.isdigit())\n"
    "print(input(), os.listdir('/tmp'), os.listdir('/dev/shm'), processes == [os.getpid()], os.getcwd(), os.nice(0),"
    " len(os.sched_getaffinity(0)), len(os.listdir('/proc/self/fd')))\n"
)
"""An innocent program. It adds what an attack before it may have left or changed."""


# --- What the host has for an attack to find ----------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bait:
    """Secrets of the host, and places where a packet would arrive.

    Attributes:
        canary: is in the worker's environment, and in each of the files.
        files: a key file, a hidden answer and one that everybody may read; absolute paths of the host.
    """

    canary: str
    files: tuple[Path, ...]
    tcp: socket.socket
    udp: socket.socket
    abstract: socket.socket

    @property
    def tcp_port(self) -> int:
        port = self.tcp.getsockname()[1]
        assert isinstance(port, int)
        return port

    @property
    def udp_port(self) -> int:
        port = self.udp.getsockname()[1]
        assert isinstance(port, int)
        return port

    @property
    def abstract_name(self) -> str:
        name = self.abstract.getsockname()
        assert isinstance(name, bytes)
        return name[1:].decode()

    def must_not_be_in(self, what: str, text: bytes) -> None:
        assert self.canary.encode() not in text, f"{what} holds the canary"

    def must_be_untouched(self) -> None:
        """No packet and no connection has come, and the files are as they were."""
        for listening in (self.tcp, self.abstract):
            with contextlib.suppress(BlockingIOError):
                listening.accept()
                raise AssertionError("a connection came out of a box")
        with contextlib.suppress(BlockingIOError):
            self.udp.recv(100)
            raise AssertionError("a packet came out of a box")
        assert [path.read_text() for path in self.files] == [self.canary] * len(self.files)


@contextlib.contextmanager
def lay_bait(directory: Path) -> Iterator[Bait]:
    """Plant the secrets, and listen. The canary is in this process's environment meanwhile."""
    canary = f"canary-{secrets.token_hex(16)}"
    files = tuple(directory / name for name in ("id_ed25519", "case.ans", "readable"))
    for path, mode in zip(files, (0o600, 0o640, 0o644), strict=True):
        path.write_text(canary)
        path.chmod(mode)
    os.environ["JUDGEBOX_SECRET"] = canary
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket(socket.AF_UNIX) as abstract,
        ):
            udp.bind(("127.0.0.1", 0))
            abstract.bind(f"\0judgebox-bait-{os.getpid()}-{secrets.token_hex(4)}")
            abstract.listen()
            for listening in (tcp, udp, abstract):
                listening.setblocking(False)
            yield Bait(canary=canary, files=files, tcp=tcp, udp=udp, abstract=abstract)
    finally:
        del os.environ["JUDGEBOX_SECRET"]


# --- The invariants -----------------------------------------------------------------------------

HOST_DIRECTORIES = (
    "/",
    "/bin",
    "/boot",
    "/etc",
    "/lib",
    "/opt",
    "/srv",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
)
HOST_FILES = ("/etc/passwd", "/etc/hosts", "/etc/ld.so.cache", "/usr/bin/bash", PYTHON, "/dev/null", "/dev/zero")
SHARED_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")


def host_state() -> Mapping[str, object]:
    """What a run must not have changed: system directories, devices, and that no file is owned by a box."""
    state: dict[str, object] = {}
    for path in HOST_DIRECTORIES + HOST_FILES:
        with contextlib.suppress(FileNotFoundError):
            status = Path(path).stat()
            changed = 0 if path.startswith("/dev/") else status.st_ctime_ns
            state[path] = (status.st_ino, status.st_mode, status.st_uid, changed)
    for place in SHARED_PLACES:
        for entry in os.scandir(place) if Path(place).is_dir() else ():
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid >= FIRST_OUTSIDE_ID:
                    state[entry.path] = "of a box"
    return state


def must_have_no_network(sandbox: LauncherSandbox) -> None:
    """No process of a box has a network device but its own loopback."""
    for pid in children_of(sandbox.launcher_pid):
        try:
            lines = Path(f"/proc/{pid}/net/dev").read_text().splitlines()
        except OSError:  # ended since, or another user's
            continue
        assert [line.partition(":")[0].strip() for line in lines[2:]] == ["lo"], lines


@contextlib.asynccontextmanager
async def heartbeat() -> AsyncIterator[None]:
    """Fail if the event loop did not answer for too long meanwhile."""
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        last = time.monotonic()
        while True:
            await anyio.sleep(0.02)
            now = time.monotonic()
            longest = max(longest, now - last)
            last = now

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(beat)
        yield
        tasks.cancel_scope.cancel()
    assert longest < SILENCE_S, f"the event loop said nothing for {longest:g} s"


async def must_be_fine(box: LauncherBox) -> None:
    """Run the control: an innocent program, which also looks for traces of the attack."""
    mark = secrets.token_hex(4)
    control = Command(
        argv=(PYTHON, "-I", "-S", "-c", CONTROL), limits=some_limits(cpu_s=2, wall_s=20), stdin=mark.encode()
    )
    outcome = await box.run(control)
    priority = os.getpriority(os.PRIO_PROCESS, 0)  # of whoever runs the tests
    usual = f"{mark} [] [] True /box {priority} {len(os.sched_getaffinity(0))} 4\n".encode()
    assert (outcome.ending, outcome.exit_code, outcome.output) == (Ending.EXITED, 0, usual), outcome


# --- The stage ----------------------------------------------------------------------------------


@dataclass(slots=True)
class World:
    """A worker with its sandbox, as attacks meet it."""

    sandbox: LauncherSandbox
    bait: Bait
    workshop: Workshop
    before: Traces
    host: Mapping[str, object] = field(default_factory=host_state)

    async def must_be_clean(self) -> None:
        await wait_until_traces_are(self.before, self.sandbox)
        assert host_state() == self.host
        self.bait.must_be_untouched()


@contextlib.asynccontextmanager
async def open_world(directory: Path, workshop: Workshop, *, pool_size: int = 2) -> AsyncIterator[World]:
    """Open a sandbox with bait around it, which lies in a directory."""
    with lay_bait(directory) as bait:
        async with open_sandbox(pool_size=pool_size) as sandbox:
            async with sandbox.box() as box:
                await must_be_fine(box)
            before = await settled_traces(sandbox)
            yield World(sandbox, bait, workshop, before)


async def settled_traces(sandbox: LauncherSandbox) -> Traces:
    """What is there once nothing changes any more: a box that was tried out has ended, those in stock are made."""
    traces, since = Traces.of(sandbox), time.monotonic()
    while time.monotonic() - since < 0.3 * SLOWNESS:
        await anyio.sleep(0.02)
        now = Traces.of(sandbox)
        if now != traces:
            traces, since = now, time.monotonic()
    return traces


@dataclass(slots=True)
class Stage:
    """An attack in its box."""

    world: World
    box: LauncherBox
    attack: Attack
    built: Built

    @property
    def files(self) -> Mapping[str, bytes]:
        return self.built.files

    @property
    def bait(self) -> Bait:
        return self.world.bait

    def command(self) -> Command:
        attack = self.attack
        stdin = attack.stdin(self.bait) if callable(attack.stdin) else attack.stdin
        return Command(
            argv=self.built.argv,
            limits=attack.limits,
            stdin=stdin,
            environment=attack.environment,
            warm=attack.resident is not None,
            profile=attack.profile,
            inputs=attack.inputs,
            outputs=attack.outputs,
        )

    async def run(self, command: Command | None = None, *, box: LauncherBox | None = None) -> Outcome:
        """Run the attack (or another command) and see to the wall limit and the canary."""
        command = command or self.command()
        started = time.monotonic()
        outcome = await (box or self.box).run(command)
        elapsed = time.monotonic() - started
        allowed = command.limits.wall_time.total_seconds() + OVER_THE_WALL_LIMIT_S
        assert elapsed <= allowed, f"{self.attack.name} took {elapsed:g} s of {allowed:g}"
        for what, text in (("output", outcome.output), ("error", outcome.error), *outcome.outputs.items()):
            self.bait.must_not_be_in(str(what), text)
        return outcome

    async def collect(self) -> Mapping[str, bytes]:
        files = await self.box.collect(limit_bytes=COLLECT_BYTES)
        for name, content in files.items():
            self.bait.must_not_be_in(name, content)
        return files

    def must(self, outcome: Outcome) -> None:
        self.attack.check(outcome)


async def play(world: World, attack: Attack) -> None:
    """Play an attack in a fresh box; see that it ends as it must and that the box is fine afterwards."""
    built = await world.workshop.build(attack)
    async with heartbeat(), world.sandbox.box(mounts=attack.mounts, resident=attack.resident) as box:
        await box.put(built.files, executable=built.is_executable)
        await attack.play(Stage(world, box, attack, built))
        must_have_no_network(world.sandbox)
        await must_be_fine(box)


async def play_innocently(world: World) -> None:
    """Play the control in a box of its own: whoever is attacked meanwhile, it must not notice."""
    async with world.sandbox.box() as box:
        await must_be_fine(box)


async def play_alone(world: World, attack: Attack) -> None:
    """Play an attack beside a neighbour who must not notice, and see that nothing is left of it."""
    await world.workshop.build(attack)  # now, so that a compiler is not beside it
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(play_innocently, world)
            tasks.start_soon(play, world, attack)
    except ExceptionGroup as group:
        raise AssertionError(describe(group)) from group
    await world.must_be_clean()


def describe(error: BaseException) -> str:
    """What went wrong, through the groups in which task groups wrap it."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe(inner) for inner in error.exceptions)
    return f"{type(error).__name__}: {error}"
