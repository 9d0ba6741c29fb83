from pathlib import Path

import pytest

from judgebox.domain.problem import BlobId
from judgebox.packages.folder import Folder
from judgebox.packages.invalid_inputs import read_invalid_inputs


@pytest.mark.parametrize("directory", ["invalid_input", "invalid_inputs"])
def test_inputs_that_are_to_be_refused_are_read_by_name(tmp_path: Path, directory: str) -> None:
    place = tmp_path / "data" / directory
    place.mkdir(parents=True)
    for name in ("b.in", "a.in", "a.desc"):
        (place / name).write_text(name)

    blobs: dict[BlobId, Path] = {}
    cases = read_invalid_inputs(Folder(tmp_path), blobs)

    assert [case.name for case in cases] == [f"{directory}/a", f"{directory}/b"]
    assert [blobs[case.input].name for case in cases] == ["a.in", "b.in"]


def test_a_package_may_have_none(tmp_path: Path) -> None:
    assert read_invalid_inputs(Folder(tmp_path), {}) == ()
