"""The control group of one run, in version 1 and in version 2: its limits, and what it tells."""

import errno
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONTROLLERS = ("memory", "pids", "cpuacct")
"""What we need of version 1; in version 2 `cpuacct` is part of every group."""

CHARGED_AHEAD_BYTES = 1024 * 1024
"""How far below its limit a group can be when a charge fails: kernels charge some pages ahead, for each CPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a control group knows of a run that has ended.

    Attributes:
        oom_kills: processes that the kernel killed for want of memory.
        limit_hits: how often the group's own limit was the cause, so that zero beside kills means
            that the host had no memory.
    """

    cpu_ns: int
    memory_bytes: int
    oom_kills: int
    limit_hits: int


class Leaf(ABC):
    """The control group of one run. Holds descriptors until `close`."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self._directories = directories
        self._procs: list[int] = []
        self._made: list[Path] = []

    @property
    def procs_fds(self) -> Sequence[int]:
        """The files into which a process that joins writes itself."""
        return self._procs

    def make(self, *, memory_bytes: int, processes: int) -> None:
        """Make the group with its limits.

        Raises:
            OSError: the host refuses; what was made so far goes with `close`.
        """
        for directory in self._directories:
            directory.mkdir(mode=0o755)
            self._made.append(directory)
        self._limit(memory_bytes=memory_bytes, processes=processes)
        for directory in self._directories:
            self._procs.append(os.open(directory / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC))

    @abstractmethod
    def _limit(self, *, memory_bytes: int, processes: int) -> None: ...

    @abstractmethod
    def cpu_ns(self) -> int:
        """Read how much CPU time was used so far."""

    @abstractmethod
    def oom_kills(self) -> int:
        """Read how many processes were killed for want of memory so far."""

    @abstractmethod
    def evidence(self) -> Evidence: ...

    def release_procs(self) -> None:
        """Close the files to join by, which the box has got."""
        for fd in self._procs:
            os.close(fd)
        self._procs.clear()

    def close(self) -> bool:
        """Remove the group; False while a process is still in it, so that it must be tried again."""
        self.release_procs()
        while self._made:
            try:
                self._made[-1].rmdir()
            except FileNotFoundError:
                pass
            except OSError as error:
                if error.errno == errno.EBUSY:
                    return False
                raise
            self._made.pop()
        return True


class LeafV1(Leaf):
    """A leaf in each of several hierarchies, one a controller or several together."""

    def __init__(self, directories: Mapping[str, Path]) -> None:
        super().__init__(list(dict.fromkeys(directories.values())))
        self._memory, self._pids, self._cpuacct = (directories[name] for name in CONTROLLERS)

    def _limit(self, *, memory_bytes: int, processes: int) -> None:
        write(self._memory / "memory.limit_in_bytes", memory_bytes)
        with_swap = self._memory / "memory.memsw.limit_in_bytes"
        if with_swap.exists():  # only where the kernel accounts swap: memory and swap together, so no swap
            write(with_swap, memory_bytes)
        else:
            write(self._memory / "memory.swappiness", 0)
        write(self._pids / "pids.max", processes)

    def cpu_ns(self) -> int:
        return int(read(self._cpuacct / "cpuacct.usage"))

    def oom_kills(self) -> int:
        return parse_keys(read(self._memory / "memory.oom_control")).get("oom_kill", 0)

    def evidence(self) -> Evidence:
        peak = int(read(self._memory / "memory.max_usage_in_bytes"))
        limit = int(read(self._memory / "memory.limit_in_bytes"))
        # Not memory.failcnt: it stays 0 on some kernels (6.18). A peak at the limit says the same.
        return Evidence(
            cpu_ns=self.cpu_ns(),
            memory_bytes=peak,
            oom_kills=self.oom_kills(),
            limit_hits=int(peak + CHARGED_AHEAD_BYTES > limit),
        )


class LeafV2(Leaf):
    """A leaf in the one hierarchy of version 2."""

    def __init__(self, directory: Path) -> None:
        super().__init__([directory])
        self._directory = directory

    def _limit(self, *, memory_bytes: int, processes: int) -> None:
        write(self._directory / "memory.max", memory_bytes)
        write(self._directory / "memory.oom.group", 1)
        if (swap := self._directory / "memory.swap.max").exists():  # only where the kernel accounts swap
            write(swap, 0)
        write(self._directory / "pids.max", processes)

    def cpu_ns(self) -> int:
        return parse_keys(read(self._directory / "cpu.stat"))["usage_usec"] * 1000

    def oom_kills(self) -> int:
        return parse_keys(read(self._directory / "memory.events")).get("oom_kill", 0)

    def evidence(self) -> Evidence:
        events = parse_keys(read(self._directory / "memory.events"))
        return Evidence(
            cpu_ns=self.cpu_ns(),
            memory_bytes=int(read(self._directory / "memory.peak")),
            oom_kills=events.get("oom_kill", 0),
            limit_hits=events.get("oom", 0),
        )


def parse_keys(text: str) -> dict[str, int]:
    """Read a file of control groups that holds a "key number" pair a line."""
    return {key: int(value) for key, value in (line.split(" ", 1) for line in text.splitlines())}


def read(path: Path | str) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return b"".join(iter(lambda: os.read(fd, 65536), b"")).decode(errors="replace")
    finally:
        os.close(fd)


def write(path: Path | str, value: int | str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, str(value).encode())
    finally:
        os.close(fd)
