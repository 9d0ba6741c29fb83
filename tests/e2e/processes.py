"""Starts judgebox's real processes for a test, and ends them after it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import httpx2

T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def shared_cache() -> "TemporaryDirectory[str]":
    """A cache for all processes of a session, so that the first alone precompiles; boxes must be able to read it."""
    directory = TemporaryDirectory(prefix="judgebox-tests-cache-", ignore_cleanup_errors=True)
    Path(directory.name).chmod(0o755)
    return directory


def environment_of(settings: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JUDGEBOX_")}
    settings = {"cache_dir": shared_cache().name} | settings
    return kept | {f"JUDGEBOX_{key.upper()}": value for key, value in settings.items()}


@contextmanager
def judgebox(command: str, log: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a judgebox command in a process group of its own; what it prints goes to `log`."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "judgebox", *command.split()],
            env=environment_of(settings),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]", *, within: float = 20) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def wait_until(holds: Callable[[], T], *, within: float, why: str) -> T:
    """Ask again and again until the answer is true; raise after so many seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within} s: {why}")
        time.sleep(0.05)


def wait_healthy(url: str, log: Path, process: "subprocess.Popen[bytes]") -> None:
    def healthy() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"judgebox ended with {process.returncode}:\n{log.read_text()}")
        try:
            return httpx2.get(f"{url}/api/v1/health", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    try:
        wait_until(healthy, within=60, why=f"{url} is healthy")
    except TimeoutError as error:
        raise RuntimeError(f"{error}\n{log.read_text()}") from error
