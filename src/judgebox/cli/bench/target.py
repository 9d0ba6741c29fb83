"""The server that is measured: a `judgebox up` of its own, gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from judgebox.cli.bench.problem import write_problem
from judgebox.domain.errors import PlatformError

START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
POLL_S = 0.1


@contextmanager
def bench_server(*, slots: int) -> Iterator[str]:
    """Start a server with the problem and nothing else; yield its URL.

    Raises:
        PlatformError: it ends, or is not healthy within a minute; the message has what it said last.
    """
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        directory = Path(name)
        write_problem(directory / "problems")
        port = _free_port()
        log = directory / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "judgebox", "up"],
                env=_environment(directory, port=port, slots=slots),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is for us; we end it
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_healthy(url, process, log)
            yield url
        finally:
            _stop(process)


def _environment(directory: Path, *, port: int, slots: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JUDGEBOX_")}
    return kept | {
        "JUDGEBOX_DATA_DIR": str(directory / "data"),
        "JUDGEBOX_PROBLEMS_DIR": str(directory / "problems"),
        "JUDGEBOX_PORT": str(port),
        "JUDGEBOX_SLOTS": str(slots),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_healthy(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(f"{url}/api/v1/health", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(POLL_S)
    said = log.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing"]
    raise PlatformError(f"the server to be measured did not start; it said: {said[0]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
