"""The benchmark of the sandbox, as short as it can be, with the real sandbox."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.processes import environment_of


def bench(*options: str, directory: Path) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "judgebox", "bench", "sandbox", "--rounds", "1", "--runs", "20", *options]
    environment = environment_of({"data_dir": str(directory)})
    return subprocess.run(command, env=environment, capture_output=True, timeout=300)


def test_the_benchmark_of_the_sandbox_measures_each_part_that_is_asked_for(tmp_path: Path) -> None:
    done = bench("--json", "--only", "run", "--only", "box", "--only", "pool", "--only", "python", directory=tmp_path)

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [part["part"] for part in report["parts"]] == ["run", "box", "pool", "python"]
    run, box, pool, python = ({timing["name"]: timing for timing in part["timings"]} for part in report["parts"])
    assert {"bare", "in a warm box"} <= run.keys()
    assert {"box made", "box made and ended"} <= box.keys()
    assert "box taken from the pool" in pool
    assert python == {} or {"python3 bare", "python3 started in a box"} <= python.keys()
    assert all(timing["p50_ms"] > 0 for timing in (*run.values(), *box.values(), *pool.values(), *python.values()))
    assert report["tier"] in ("A", "B", "C")


@pytest.mark.parametrize("form", ["--json", "--markdown"])
def test_many_runs_in_one_process_leave_nothing(tmp_path: Path, form: str) -> None:
    done = bench(form, "--only", "leaks", directory=tmp_path)

    assert done.returncode == 0, done.stderr
    if form == "--json":
        [part] = json.loads(done.stdout)["parts"]
        growth = [aim for aim in part["aims"] if aim["name"].startswith("more ")]
        assert growth
        assert [aim["name"] for aim in growth if not aim["is_met"]] == []
    else:
        assert "| mounts of the box |" in done.stdout.decode()
