"""The commands at a terminal, with the real sandbox."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.processes import environment_of

RIGHT = "print(sum(map(int, input().split())))"


def judgebox(*command: object, directory: Path, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    program = [sys.executable, "-m", "judgebox", *map(str, command)]
    environment = environment_of({"data_dir": str(directory / "data")})
    return subprocess.run(program, env=environment, capture_output=True, input=stdin, timeout=900)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "main.py"


@pytest.mark.parametrize(
    ("text", "status", "verdict"),
    [(RIGHT, 0, "AC"), ("print(3)", 1, "WA"), ("raise SystemExit(1)", 1, "RTE"), ("print(", 1, "CE")],
)
def test_judge_tells_the_verdict_by_its_exit_status(
    tmp_path: Path, problems_dir: Path, source: Path, text: str, status: int, verdict: str
) -> None:
    source.write_text(text)

    done = judgebox("judge", source, "--problem", problems_dir / "a-plus-b", "--json", directory=tmp_path)

    assert done.returncode == status, done.stderr
    assert json.loads(done.stdout)["verdict"] == verdict


def test_judge_shows_a_table_of_cases(tmp_path: Path, problems_dir: Path, source: Path) -> None:
    source.write_text(RIGHT)

    done = judgebox("judge", source, "--problem", problems_dir / "a-plus-b", directory=tmp_path)

    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert sum("secret/" in line and "AC" in line for line in lines) >= 10
    assert lines[-1].startswith("AC")


@pytest.mark.parametrize(
    "command",
    [
        ["judge", "nowhere.py", "--problem", "nowhere"],
        ["judge", "--problem", "x"],
        ["run", "nowhere.py"],
        ["run", "nowhere.py", "--time-limit", "0"],
        ["verify", "nowhere"],
    ],
)
def test_bad_usage_has_its_own_exit_status(tmp_path: Path, command: list[str]) -> None:
    done = judgebox(*command, directory=tmp_path)

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_run_passes_the_bytes_of_the_output_through(tmp_path: Path, source: Path) -> None:
    source.write_text(r"import sys; sys.stdout.buffer.write(b'\x00\xff' + sys.stdin.buffer.read())")
    given = tmp_path / "input"
    given.write_bytes(b"\xfe\n")

    done = judgebox("run", source, "--stdin", given, directory=tmp_path)

    assert (done.returncode, done.stdout) == (0, b"\x00\xff\xfe\n")


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        (RIGHT, [], {"verdict": "AC", "exit_code": 0, "signal": None, "output": "3\n", "error": ""}),
        ("import sys; sys.exit('bad')", [], {"verdict": "RTE", "reason": "exit", "exit_code": 1, "error": "bad\n"}),
        ("import os; os.kill(os.getpid(), 11)", [], {"verdict": "RTE", "reason": "signal", "signal": 11}),
        ("while True: pass", ["--time-limit", "0.3"], {"verdict": "TLE"}),
        ("x = bytearray(1 << 28)", ["--memory-limit", "64"], {"verdict": "MLE", "reason": "oom_kill"}),
        ("print('x' * (3 << 20))", ["--output-limit", "1"], {"verdict": "OLE", "reason": "output"}),
        ("import os; [os.fork() for _ in range(9)]", ["--processes", "4"], {"verdict": "RTE"}),
        ("print(", [], {"verdict": "CE"}),
    ],
)
def test_run_tells_how_it_ended_as_json(
    tmp_path: Path, source: Path, text: str, options: list[str], found: dict[str, object]
) -> None:
    source.write_text(text)

    done = judgebox("run", source, "--stdin", "-", "--json", *options, directory=tmp_path, stdin=b"1 2\n")

    told = json.loads(done.stdout)
    assert {key: told[key] for key in found} == found
    assert set(told) == {
        "verdict",
        "reason",
        "exit_code",
        "signal",
        "cpu_time_s",
        "wall_time_s",
        "memory_kib",
        "output",
        "error",
    }
    assert done.returncode == (0 if told["verdict"] == "AC" else 1)


def test_every_graded_program_gets_the_verdict_that_its_folder_promises(tmp_path: Path, problems_dir: Path) -> None:
    # Of function problems one, solved in eight languages, stands for the others: they take minutes to compile.
    everything = sorted(each.parent for each in problems_dir.glob("*/problem.yaml"))
    packages = [each for each in everything if not (each / "signature.yaml").exists()]
    done = judgebox("verify", "--fresh", *packages, problems_dir / "largest-stack", "--json", directory=tmp_path)

    verified = json.loads(done.stdout)["packages"]
    submissions = [each for package in verified for each in package["submissions"]]
    assert [each for each in submissions if not each["kept"]] == []
    assert done.returncode == 0
    assert len(verified) == 9
    assert {each["verdict"] for each in submissions} == {"AC", "WA", "TLE", "MLE", "OLE", "RTE", "CE"}


def test_doctor_proves_every_language_by_its_sample(tmp_path: Path) -> None:
    done = judgebox("doctor", "--json", directory=tmp_path)

    assert done.returncode == 0, done.stdout
    checks = {check["name"]: check["health"] for check in json.loads(done.stdout)["checks"]}
    languages = ("c", "cpp", "java", "javascript", "python")
    assert [checks[f"language {language}"] for language in languages] == ["fine"] * 5
    assert checks["sandbox"] == "fine"
