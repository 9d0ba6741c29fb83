"""A command that is ended from outside leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.processes import environment_of, wait_until

HELLO = "import time\nprint('x', flush=True)\ntime.sleep(600)\n"


def groups_of(pid: int) -> list[str]:
    """The control groups that a process has made, by their name."""
    return [path for path, _, _ in os.walk("/sys/fs/cgroup") if f"-{pid}-" in Path(path).name]


@pytest.mark.parametrize(
    ("number", "status", "said"), [(signal.SIGTERM, 143, b"terminated"), (signal.SIGINT, 130, b"")], ids=str
)
def test_a_run_that_is_told_to_end_removes_its_control_groups(
    tmp_path: Path, number: signal.Signals, status: int, said: bytes
) -> None:
    source = tmp_path / "main.py"
    source.write_text(HELLO)
    command = [sys.executable, "-m", "judgebox", "run", str(source), "--time-limit", "600"]
    environment = environment_of({"data_dir": str(tmp_path / "data")})
    in_background = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"]  # as a script's background jobs are started
    process = subprocess.Popen(
        in_background + command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        wait_until(lambda: len(groups_of(process.pid)) >= 1, within=60, why="the command opens a sandbox")
        process.send_signal(number)
        _, error = process.communicate(timeout=20)
    finally:
        process.kill()

    assert process.returncode == status, error
    assert said in error
    assert groups_of(process.pid) == []
