from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from judgebox.cli.chaos.evidence import Evidence
from judgebox.private_directories import PrivateDirectory


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "judgebox-chaos-1"
    (home / "postgres" / "data").mkdir(parents=True)
    for name in ("worker-0.log", "postgres/log", "postgres/password", "postgres/data/1", "attempts.csv"):
        (home / name).write_text(name)
    return home


def console() -> Console:
    return Console(file=StringIO())


def test_of_a_clean_run_nothing_is_kept(home: Path) -> None:
    with Evidence(home, None, console()):
        pass

    assert list(home.parent.iterdir()) == [home]


def test_the_logs_and_tables_of_a_run_that_was_not_clean_outlive_the_next_run(home: Path) -> None:
    with Evidence(home, None, console()) as evidence:
        evidence.is_needed = True

    PrivateDirectory("chaos", home.parent).close()  # as the next run does, which removes what dead ones have left
    [kept] = home.parent.iterdir()
    assert sorted(str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()) == [
        "attempts.csv",
        "postgres/log",
        "worker-0.log",
    ]


def test_a_run_that_breaks_off_keeps_its_logs_and_one_that_is_interrupted_does_not(home: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Evidence(home, None, console()):
        raise KeyboardInterrupt
    assert list(home.parent.iterdir()) == [home]

    with pytest.raises(ValueError, match="broken"), Evidence(home, None, console()):
        raise ValueError("broken")
    assert len(list(home.parent.iterdir())) == 2


def test_a_directory_that_is_named_gets_the_logs_in_any_case(home: Path, tmp_path: Path) -> None:
    out = StringIO()

    with Evidence(home, tmp_path / "a" / "kept", Console(file=out)):
        pass

    assert (tmp_path / "a" / "kept" / "worker-0.log").read_text() == "worker-0.log"
    assert str(tmp_path / "a" / "kept") in out.getvalue()
