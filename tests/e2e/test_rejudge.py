"""A case was wrong: it is put right, and what was judged by it is judged again."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from e2e.processes import environment_of, free_port, judgebox, wait_healthy, wait_until
from judgebox.blobs import CachedBlobs, DatabaseBlobs
from judgebox.packages import read_package
from judgebox.store import open_store
from judgebox.usecases.load_problem import load_problem

COUNT = 12
PROBLEM = "a-plus-b"


@pytest.fixture
def package(tmp_path: Path, problems_dir: Path) -> Path:
    """A package of which the answer of one case is wrong."""
    copied = tmp_path / "problems" / PROBLEM
    shutil.copytree(problems_dir / PROBLEM, copied)
    answers = sorted((copied / "data" / "secret").glob("*.ans"))
    answers[-1].write_text("0\n")
    return copied


@pytest.fixture
def site(tmp_path: Path, package: Path) -> Iterator[httpx2.Client]:
    log, port = tmp_path / "log", str(free_port())
    settings = {"data_dir": str(tmp_path / "data"), "problems_dir": str(package.parent), "port": port, "slots": "1"}
    with judgebox("up", log, **settings) as process:
        url = f"http://127.0.0.1:{port}"
        wait_healthy(url, log, process)
        with httpx2.Client(base_url=url, timeout=60) as client:
            yield client


def operate(site: httpx2.Client, *command: str) -> Any:
    program = [sys.executable, "-m", "judgebox", "rejudge", *command, "--json", "--url", str(site.base_url)]
    done = subprocess.run(program, env=environment_of({}), capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)


def a_program(number: int) -> dict[str, str]:
    source = f"# {number}\nprint(sum(map(int, input().split())))"
    return {"problem": PROBLEM, "language": "python", "source": source, "user_id": "ada"}


def put_right(tmp_path: Path, problems_dir: Path) -> None:
    async def load() -> None:
        async with open_store(f"sqlite:///{tmp_path}/data/judgebox.sqlite3") as store:
            blobs = CachedBlobs(tmp_path / "blobs", DatabaseBlobs(store.engine))
            await load_problem(read_package(problems_dir / PROBLEM), store=store, blobs=blobs)

    anyio.run(load)


def test_all_that_a_wrong_case_spoiled_is_put_right(site: httpx2.Client, tmp_path: Path, problems_dir: Path) -> None:
    body = {"submissions": [a_program(number) for number in range(COUNT)]}
    ids = [each["id"] for each in site.post("/api/v1/submissions/batch", json=body).json()["submissions"]]

    def verdicts() -> set[str]:
        return {site.get(f"/api/v1/submissions/{each}", params={"wait": 60}).json()["verdict"] for each in ids}

    assert verdicts() == {"WA"}
    put_right(tmp_path, problems_dir)

    assert operate(site, "start", "--problem", PROBLEM, "--reason", "a case was wrong", "--dry-run") == {
        "submissions": COUNT
    }
    rejudge = operate(site, "start", "--problem", PROBLEM, "--reason", "a case was wrong")["id"]

    def judged() -> int:
        return int(site.get(f"/api/v1/rejudges/{rejudge}").json()["judged"])

    wait_until(judged, within=30, why="the first copy is judged")
    before = judged()
    live = site.post("/api/v1/submissions", params={"wait": 60}, json=a_program(COUNT)).json()
    assert live["verdict"] == "AC"
    assert judged() - before <= 3  # what was under way, and a turn of the lower bands: it did not wait for the rest
    wait_until(lambda: judged() == COUNT, within=60, why="all copies are judged")
    assert verdicts() == {"WA"}  # nobody sees anything yet
    assert operate(site, "matrix", rejudge)["cells"] == [{"old": "WA", "new": "AC", "count": COUNT}]

    applied = operate(site, "apply", rejudge)

    assert (applied["state"], applied["applied"], applied["changed"]) == ("applied", COUNT, COUNT)
    assert verdicts() == {"AC"}
    assert {site.get(f"/api/v1/submissions/{each}").json()["generation"] for each in ids} == {2}
    events = site.get(f"/api/v1/submissions/{ids[0]}/events").text
    assert '"verdict":"AC"' in events.replace(": ", ":")
    assert len(site.get("/api/v1/submissions").json()["items"]) == COUNT + 1
