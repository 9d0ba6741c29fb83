import subprocess
import sys
from pathlib import Path

from judgebox.private_directories import PrivateDirectory

KILLED = """
import os, signal, sys
from pathlib import Path
from judgebox.private_directories import PrivateDirectory
(PrivateDirectory("test", Path(sys.argv[1])).path / "file").touch()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_private_directory_is_ours_alone_and_goes_with_all_in_it(tmp_path: Path) -> None:
    directory = PrivateDirectory("test", tmp_path)
    (directory.path / "file").touch()

    assert directory.path.stat().st_mode & 0o777 == 0o700
    directory.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next_one_to_make_such_a_directory(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, tmp_path])
    (left,) = tmp_path.iterdir()

    PrivateDirectory("other", tmp_path).close()
    assert left.exists()
    PrivateDirectory("test", tmp_path).close()

    assert list(tmp_path.iterdir()) == []


def test_the_directory_of_a_living_process_stays(tmp_path: Path) -> None:
    first = PrivateDirectory("test", tmp_path)

    second = PrivateDirectory("test", tmp_path)

    assert first.path.exists()
    for directory in (first, second):
        directory.close()


def test_links_and_files_of_that_name_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "judgebox-test-link").symlink_to(other)
    (tmp_path / "judgebox-test-file").touch()

    PrivateDirectory("test", tmp_path).close()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["judgebox-test-file", "judgebox-test-link", "other"]
