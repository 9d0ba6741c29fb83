"""`judgebox batch run` as a process: stopped and started again, and over lines of every kind."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROBLEMS = Path(__file__).parents[3] / "problems"
WITHIN_S = 60.0


def line(number: int) -> dict[str, Any]:
    source = f"print({number} + int(input()))"
    return {"custom_id": str(number), "source": source, "tests": [{"input": "1", "output": str(number + 1)}]}


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in lines))
    return path


def command(file: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "judgebox", "batch", "run", str(file), "--json", *options]


def run(file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    ended = subprocess.run(command(file, *options), capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert ended.stdout, ended.stderr
    return ended.returncode, json.loads(ended.stdout)


def results_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(each) for each in file.with_suffix(".results.jsonl").read_bytes().splitlines()]


def wait_for_results(path: Path, count: int) -> None:
    end = time.monotonic() + WITHIN_S
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    file = write(tmp_path / "many.jsonl", [line(number) for number in range(60)])
    with subprocess.Popen(command(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        wait_for_results(tmp_path / "many.results.jsonl", 5)
        first.kill()

    status, summary = run(file)

    ids = [result["custom_id"] for result in results_of(file)]
    assert sorted(ids, key=int) == [str(number) for number in range(60)]
    assert (status, summary["accepted"]) == (0, 60)
    assert summary["judged_now"] <= 55


def test_only_what_changed_is_judged_again(tmp_path: Path) -> None:
    lines = [line(number) for number in range(3)]
    file = write(tmp_path / "some.jsonl", lines)
    run(file)
    write(file, [lines[0], {**lines[1], "source": "print(0)"}, lines[2], line(3)])

    status, summary = run(file)

    assert (status, summary["judged_now"], summary["accepted"], summary["total"]) == (1, 2, 3, 4)


def test_a_line_that_makes_no_sense_stops_no_other(tmp_path: Path) -> None:
    file = write(tmp_path / "some.jsonl", [line(0), {"source": "x"}, line(1)])

    status, summary = run(file)

    assert (status, summary["outcomes"]) == (2, {"judged": 2, "invalid": 1})


def test_submissions_for_packages_are_judged_with_all_that_these_bring(tmp_path: Path) -> None:
    package = str(PROBLEMS / "a-plus-b")
    right = {"source": "print(sum(map(int, input().split())))", "problem": package}
    lines = [right, {"source": "print(3)", "problem": package}, {**right, "problem": str(tmp_path / "nothing")}]
    file = write(tmp_path / "some.jsonl", lines)

    _, summary = run(file, "--codes", "verl")

    assert (summary["verdicts"], summary["outcomes"]["invalid"]) == ({"AC": 1, "WA": 1}, 1)
    assert all(result["codes"] for result in results_of(file) if result["outcome"] == "judged")
