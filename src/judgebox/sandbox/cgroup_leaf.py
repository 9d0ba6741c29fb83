"""The control group of runs, in version 1 and in version 2: limits, and what it tells."""

import errno
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

CONTROLLERS = ("memory", "pids", "cpuacct")
"""What we need of version 1; in version 2 `cpuacct` is part of every group."""

CHARGED_AHEAD_BYTES = 1024 * 1024
"""How far below its limit a group can be when a charge fails: kernels charge some pages ahead, for each CPU."""


RESIDUE_BYTES = 1024 * 1024
"""What an ended run may leave in its group, such as pages of programs that were read first by it, for the group
to be used again: the next run's figure begins with it."""


RUNNING = "R"


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
    """A control group for runs, one after the other. Holds descriptors until `close`."""

    JOIN_FILE: ClassVar[str]

    def __init__(self, directories: Sequence[Path]) -> None:
        self._directories = directories
        self._procs: list[int] = []
        self._made: list[Path] = []
        self._files: dict[str, int] = {}
        self._limits = (0, 0)
        self._cpu_ns_before = 0
        self._oom_kills_before = 0

    @property
    def procs_fds(self) -> Sequence[int]:
        """The files into which a process that joins writes itself."""
        return self._procs

    def make(self) -> None:
        """Make the group, without limits.

        Raises:
            OSError: the host refuses; what was made so far goes with `close`.
        """
        for directory in self._directories:
            directory.mkdir(mode=0o755)
            self._made.append(directory)
        self._open_files()
        for directory in self._directories:
            self._procs.append(os.open(directory / self.JOIN_FILE, os.O_WRONLY | os.O_CLOEXEC))

    @abstractmethod
    def _open_files(self) -> None: ...

    def begin(self, *, memory_bytes: int, processes: int) -> None:
        """Set the limits of the next run.

        Raises:
            OSError: the host refuses.
        """
        if self._limits != (memory_bytes, processes):
            self._limit(memory_bytes=memory_bytes, processes=processes)
            self._limits = (memory_bytes, processes)

    @abstractmethod
    def _limit(self, *, memory_bytes: int, processes: int) -> None: ...

    @abstractmethod
    def cpu_ns(self) -> int:
        """Read how much CPU time the run has used so far."""

    @abstractmethod
    def oom_kills(self) -> int:
        """Read how many of the run's processes were killed for want of memory so far."""

    @abstractmethod
    def memory_bytes(self) -> int:
        """Read how much memory is in use now."""

    @abstractmethod
    def evidence(self) -> Evidence: ...

    def has_running_thread(self) -> bool:
        """Whether any thread of the run has a CPU or waits for one at this moment."""
        for pid in read(self._directories[0] / "cgroup.procs").split():
            for status in Path("/proc", pid, "task").glob("*/stat"):
                with suppress(OSError):
                    if read(status).rpartition(")")[2].split()[0] == RUNNING:
                        return True
        return False

    def renew(self, last: Evidence) -> bool:
        """Make ready for another run; False if this group cannot tell its figures from those of the last one.

        Args:
            last: what it has told of that, since when it was empty.
        """
        if self.memory_bytes() > RESIDUE_BYTES or not self._forget_peak():
            return False
        self._cpu_ns_before += last.cpu_ns
        self._oom_kills_before += last.oom_kills
        return True

    @abstractmethod
    def _forget_peak(self) -> bool: ...

    def release_procs(self) -> None:
        """Close the files to join by, which the box has got."""
        for fd in self._procs:
            os.close(fd)
        self._procs.clear()

    def close(self) -> bool:
        """Remove the group; False while a process is still in it, so that it must be tried again."""
        self.release_procs()
        while self._files:
            os.close(self._files.popitem()[1])
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

    def _read(self, name: str) -> str:
        return os.pread(self._files[name], 4096, 0).decode()

    def _write(self, name: str, value: int | str) -> None:
        os.pwrite(self._files[name], str(value).encode(), 0)


class LeafV1(Leaf):
    """A leaf in each of several hierarchies, one a controller or several together."""

    JOIN_FILE = "tasks"
    """A thread that moves itself by `tasks`, and is alone in its process, is spared the lock that moving a process
    takes: that waits for all CPUs, often for 10 ms (measured on Linux 6.18)."""

    def __init__(self, directories: Mapping[str, Path]) -> None:
        super().__init__(list(dict.fromkeys(directories.values())))
        self._memory, self._pids, self._cpuacct = (directories[name] for name in CONTROLLERS)

    def _open_files(self) -> None:
        for name in ("memory.limit_in_bytes", "memory.max_usage_in_bytes"):
            self._files[name] = os.open(self._memory / name, os.O_RDWR | os.O_CLOEXEC)
        for name in ("memory.usage_in_bytes", "memory.oom_control"):
            self._files[name] = os.open(self._memory / name, os.O_RDONLY | os.O_CLOEXEC)
        self._files["pids.max"] = os.open(self._pids / "pids.max", os.O_WRONLY | os.O_CLOEXEC)
        self._files["cpuacct.usage"] = os.open(self._cpuacct / "cpuacct.usage", os.O_RDONLY | os.O_CLOEXEC)
        with_swap = self._memory / "memory.memsw.limit_in_bytes"
        if with_swap.exists():  # only where the kernel accounts swap
            self._files["memory.memsw.limit_in_bytes"] = os.open(with_swap, os.O_WRONLY | os.O_CLOEXEC)
        else:
            write(self._memory / "memory.swappiness", 0)

    def _limit(self, *, memory_bytes: int, processes: int) -> None:
        files = ["memory.limit_in_bytes"]
        if "memory.memsw.limit_in_bytes" in self._files:  # memory and swap together, so no swap; never below memory
            files.insert(
                1 if memory_bytes < self._limits[0] or not self._limits[0] else 0, "memory.memsw.limit_in_bytes"
            )
        for name in files:
            self._write(name, memory_bytes)
        self._write("pids.max", processes)

    def cpu_ns(self) -> int:
        return int(self._read("cpuacct.usage")) - self._cpu_ns_before

    def oom_kills(self) -> int:
        return parse_keys(self._read("memory.oom_control")).get("oom_kill", 0) - self._oom_kills_before

    def memory_bytes(self) -> int:
        return int(self._read("memory.usage_in_bytes"))

    def evidence(self) -> Evidence:
        peak = int(self._read("memory.max_usage_in_bytes"))
        # Not memory.failcnt: it stays 0 on some kernels (6.18). A peak at the limit says the same.
        return Evidence(
            cpu_ns=self.cpu_ns(),
            memory_bytes=peak,
            oom_kills=self.oom_kills(),
            limit_hits=int(peak + CHARGED_AHEAD_BYTES > self._limits[0]),
        )

    def _forget_peak(self) -> bool:
        self._write("memory.max_usage_in_bytes", 0)
        return True


class LeafV2(Leaf):
    """A leaf in the one hierarchy of version 2."""

    JOIN_FILE = "cgroup.procs"

    def __init__(self, directory: Path) -> None:
        super().__init__([directory])
        self._directory = directory
        self._limit_hits_before = 0

    def _open_files(self) -> None:
        for name in ("cpu.stat", "memory.current", "memory.events"):
            self._files[name] = os.open(self._directory / name, os.O_RDONLY | os.O_CLOEXEC)
        for name in ("memory.max", "pids.max"):
            self._files[name] = os.open(self._directory / name, os.O_WRONLY | os.O_CLOEXEC)
        peak = self._directory / "memory.peak"
        # It can be reset, for this descriptor alone, since Linux 6.12; before, it cannot be written.
        flags = os.O_RDWR if peak.stat().st_mode & 0o200 else os.O_RDONLY
        self._files["memory.peak"] = os.open(peak, flags | os.O_CLOEXEC)
        write(self._directory / "memory.oom.group", 1)
        if (swap := self._directory / "memory.swap.max").exists():  # only where the kernel accounts swap
            write(swap, 0)

    def _limit(self, *, memory_bytes: int, processes: int) -> None:
        self._write("memory.max", memory_bytes)
        self._write("pids.max", processes)

    def cpu_ns(self) -> int:
        return parse_keys(self._read("cpu.stat"))["usage_usec"] * 1000 - self._cpu_ns_before

    def oom_kills(self) -> int:
        return parse_keys(self._read("memory.events")).get("oom_kill", 0) - self._oom_kills_before

    def memory_bytes(self) -> int:
        return int(self._read("memory.current"))

    def evidence(self) -> Evidence:
        events = parse_keys(self._read("memory.events"))
        return Evidence(
            cpu_ns=self.cpu_ns(),
            memory_bytes=int(self._read("memory.peak")),
            oom_kills=events.get("oom_kill", 0) - self._oom_kills_before,
            limit_hits=events.get("oom", 0) - self._limit_hits_before,
        )

    def _forget_peak(self) -> bool:
        try:
            self._write("memory.peak", "reset")
        except OSError:  # an older kernel
            return False
        self._limit_hits_before = parse_keys(self._read("memory.events")).get("oom", 0)
        return True


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
