import subprocess
import sys

import pytest

from judgebox.cli.main import main
from judgebox.cli.status import ExitStatus

HEAVY = {"rich", "pydantic", "fastapi", "sqlalchemy", "redis", "uvicorn", "anyio", "msgspec", "structlog"}


def status_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    return int(exit_info.value.code or 0)


def test_help_loads_nothing_heavy_so_that_it_answers_at_once() -> None:
    script = (
        "import sys\nfrom judgebox.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "Usage: judgebox" in done.stdout
    assert HEAVY.isdisjoint(done.stderr.split())


@pytest.mark.parametrize(
    "command", ["up", "serve", "worker", "db", "judge", "run", "verify", "doctor", "bench", "bench latency"]
)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(*command.split(), "--help") == ExitStatus.OK
    assert f"Usage: judgebox {command}" in capsys.readouterr().out


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("--version") == ExitStatus.OK
    assert capsys.readouterr().out.startswith("judgebox ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["judge"],
        ["judge", "main.py"],
        ["run", "main.py", "--time-limit", "soon"],
        ["run", "main.py", "--time-limit", "-1"],
        ["run", "main.py", "--memory-limit", "0"],
        ["up", "--port", "65536"],
        ["verify"],
        ["db"],
    ],
)
def test_bad_usage_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(*arguments) == ExitStatus.USAGE
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert captured.err


def test_an_unknown_setting_ends_with_status_2_and_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUDGEBOX_PROT", "3000")

    assert status_of("run", "main.py") == ExitStatus.USAGE
    assert "JUDGEBOX_PROT is not a setting" in capsys.readouterr().err


def test_an_error_that_nobody_foresaw_is_one_sentence_that_asks_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(**options: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("judgebox.cli.run.read_settings", break_down)

    assert status_of("run", "main.py") == ExitStatus.FAILED
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError: division by zero" in said
    assert "please report" in said


def test_the_debug_option_shows_where_an_error_came_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(**options: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("judgebox.cli.run.read_settings", break_down)

    assert status_of("--debug", "run", "main.py") == ExitStatus.FAILED
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_ends_with_the_status_that_shells_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(**options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("judgebox.cli.run.read_settings", interrupt)

    assert status_of("run", "main.py") == ExitStatus.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


JUDGEBOX = [sys.executable, "-m", "judgebox"]
PRINTS = "import sys; from judgebox.cli import app; app.app.command('print')(lambda: print('x' * {size}))\n"
PRINTS += "from judgebox.cli.main import main; main(['print'])"


@pytest.mark.parametrize("size", [1, 100_000])
def test_a_reader_that_goes_away_is_not_taken_for_a_verdict(size: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PRINTS.format(size=size)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, error = process.communicate()

    assert process.returncode == ExitStatus.OUTPUT_CLOSED
    assert error == b""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_a_command_without_its_streams_still_tells_its_status(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *JUDGEBOX, "run", "missing.py", "--stdin", "-"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert done.returncode == ExitStatus.USAGE
    assert done.stderr == "judgebox: missing.py: No such file or directory\n"


@pytest.mark.parametrize("number", [0, 1])
def test_no_file_that_we_open_takes_the_place_of_a_closed_stream(number: int) -> None:
    script = "import os, sys; from judgebox.cli.main import open_closed_streams; open_closed_streams()\n"
    script += (
        f"print(os.readlink('/proc/self/fd/{number}'), (sys.stdin, sys.stdout)[{number}].fileno(), file=sys.stderr)"
    )

    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {number}>&-', "sh", sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert done.stderr == f"/dev/null {number}\n"
