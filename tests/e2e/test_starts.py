"""A start that can't succeed ends with one sentence and an exit status; one that does keeps secrets."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.processes import environment_of

USAGE, FAILED = 2, 3


def start(*command: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "judgebox", *command]
    return subprocess.run(program, env=environment_of(settings), capture_output=True, text=True, timeout=60)


def assert_one_sentence(done: "subprocess.CompletedProcess[str]", status: int, *words: str) -> None:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0], lines[0]


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = start("up", data_dir=str(tmp_path), port=port)

    assert_one_sentence(done, FAILED, port, "in use")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_queue_that_is_away(tmp_path: Path, command: str) -> None:
    settings = {"data_dir": str(tmp_path), "redis_url": "redis://127.0.0.1:9/0", "port": "0"}
    assert start("db", "upgrade", **settings).returncode == 0

    done = start(command, **settings)

    assert_one_sentence(done, FAILED, "redis://127.0.0.1:9/0", "away")


def test_a_database_that_is_away(tmp_path: Path) -> None:
    done = start("up", data_dir=str(tmp_path), database_url="postgresql://ada:secret@127.0.0.1:9/judgebox", port="0")

    assert_one_sentence(done, FAILED, "127.0.0.1:9", "away")
    assert "secret" not in done.stderr


def test_a_database_that_was_not_set_up(tmp_path: Path) -> None:
    done = start("serve", data_dir=str(tmp_path), redis_url="redis://127.0.0.1:9/0", port="0")

    assert_one_sentence(done, FAILED, "judgebox db upgrade")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"slots": "many"}, "JUDGEBOX_SLOTS"),
        ({"slots": "0"}, "JUDGEBOX_SLOTS"),
        ({"port": "70000"}, "JUDGEBOX_PORT"),
        ({"slot": "2"}, "JUDGEBOX_SLOT is not a setting"),
        ({"host": "0.0.0.0"}, "0.0.0.0"),
    ],
)
def test_a_wrong_setting(tmp_path: Path, settings: dict[str, str], word: str) -> None:
    done = start("up", **({"data_dir": str(tmp_path), "port": "0"} | settings))

    assert_one_sentence(done, USAGE, word)


def test_a_broken_package_is_named_with_file_and_line(tmp_path: Path) -> None:
    package = tmp_path / "problems" / "broken"
    package.mkdir(parents=True)
    (package / "problem.yaml").write_text("problem_format_version: 2025-09\nname: [\n")

    done = start("verify", str(package))

    assert_one_sentence(done, USAGE, "problem.yaml:")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    mount = f"mount -t tmpfs -o size=64k small {data} && exec {sys.executable} -m judgebox up"
    environment = environment_of({"data_dir": str(data), "port": "0"})

    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mount], env=environment, capture_output=True, text=True, timeout=60
    )

    assert_one_sentence(done, FAILED, "full")


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    done = start("db", "upgrade", data_dir=str(tmp_path / "data"))

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "judgebox.sqlite3").stat().st_mode & 0o077 == 0
