"""Processes that must not outlive us: noted in a file, so that whoever comes after a killed run can end them."""

import os
import signal
from contextlib import suppress
from pathlib import Path

FILE = "processes"


def note(home: Path, pid: int) -> None:
    """Remember that a process is ours."""
    with (home / FILE).open("a") as file:
        file.write(f"{pid} {_started(pid)}\n")


def end_noted(home: Path) -> None:
    """End what is still running of the processes that were noted; a number that was given anew is left alone."""
    with suppress(FileNotFoundError):
        for line in (home / FILE).read_text().splitlines():
            pid, _, started = line.partition(" ")
            if started and _started(int(pid)) == started:
                with suppress(ProcessLookupError):
                    os.killpg(int(pid), signal.SIGKILL)


def _started(pid: int) -> str:
    """When a process was started, in ticks since the boot: proc(5), field 22 of /proc/PID/stat."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (FileNotFoundError, ProcessLookupError):
        return ""
