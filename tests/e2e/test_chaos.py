"""`judgebox chaos`, as short as it can be: everything breaks once or twice, and nothing is lost, doubled or wrong."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from e2e.processes import environment_of, wait_until
from judgebox.cli.chaos.machines import LINKS, NAMESPACES, PREFIX

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="machines with networks of their own need root")


@pytest.fixture
def short_tmp() -> Iterator[Path]:
    """A directory that the database's own user may pass through."""
    with TemporaryDirectory(prefix="jbt-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def chaos(*options: str, directory: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "judgebox", "chaos", *options],
        env=environment_of({}) | {"TMPDIR": str(directory)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def left_of(pid: int) -> list[str]:
    """What a run has left of its networks."""
    names = [path.name for folder in (NAMESPACES, LINKS) if folder.is_dir() for path in folder.iterdir()]
    return [name for name in names if name.startswith(f"{PREFIX}{pid}")]


def servers_in(directory: Path) -> list[str]:
    """The servers that run in a directory."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if str(directory) in line]


def noted_in(directory: Path) -> list[str]:
    """The processes that a run has started, as it notes them for whoever comes after it."""
    notes = [path.read_text().splitlines() for path in directory.glob("judgebox-chaos-*/processes")]
    return [line.split()[0] for lines in notes for line in lines]


def test_nothing_is_lost_doubled_or_wrong_whatever_breaks(short_tmp: Path) -> None:
    kinds = ("kill-worker", "lose-redis", "kill-postgres", "kill-api")
    only = [part for kind in kinds for part in ("--only", kind)]
    run = chaos("--submissions", "40", "--faults", str(len(kinds)), "--seed", "2", "--json", *only, directory=short_tmp)
    said, told = run.communicate(timeout=240)

    assert run.returncode == 0, told.decode() + said.decode()
    ledger = json.loads(said)
    assert ledger["is_clean"]
    assert ledger["accepted"] >= 40
    assert ledger["judged"] >= ledger["accepted"]
    assert sorted(fault["kind"] for fault in ledger["faults"]) == sorted(kinds)
    assert all(fault["recovered_s"] is not None for fault in ledger["faults"])
    assert set(ledger["sent_by"]) == {"single", "batch", "classic", "list"}
    assert left_of(run.pid) == []
    assert servers_in(short_tmp) == []
    assert list(short_tmp.glob("judgebox-chaos-*")) == []


def test_a_run_that_is_ended_leaves_nothing(short_tmp: Path) -> None:
    run = chaos("--submissions", "5", "--faults", "0", directory=short_tmp)
    wait_until(lambda: left_of(run.pid), within=60, why="there are machines")
    os.kill(run.pid, signal.SIGTERM)
    run.communicate(timeout=60)

    assert run.returncode == 143
    assert left_of(run.pid) == []
    assert servers_in(short_tmp) == []
    assert list(short_tmp.glob("judgebox-chaos-*")) == []


def test_what_a_killed_run_has_left_is_removed_by_the_next(short_tmp: Path) -> None:
    run = chaos("--submissions", "5", "--faults", "0", directory=short_tmp)
    wait_until(lambda: len(noted_in(short_tmp)) > 5, within=60, why="servers and workers run")
    left = noted_in(short_tmp)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate(timeout=60)
    assert left_of(run.pid) != []
    assert any(Path(f"/proc/{pid}").exists() for pid in left)

    again = chaos("--submissions", "5", "--faults", "0", "--only", "kill-api", directory=short_tmp)
    again.communicate(timeout=120)

    assert again.returncode == 0
    assert left_of(run.pid) == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)
