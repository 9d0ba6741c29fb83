"""Read the inputs of a package that its input validators are to refuse.

Source: Kattis problem package format 2025-09, "Invalid Input".
"""

from pathlib import Path

from judgebox.domain.problem import BlobId, TestCase
from judgebox.packages.folder import Folder

DIRECTORIES = ("data/invalid_input", "data/invalid_inputs")
"""Where they lie; the second name is that of older packages."""


def read_invalid_inputs(folder: Folder, blobs: dict[BlobId, Path]) -> tuple[TestCase, ...]:
    """Read them by name, and note where each lies. Their answers, which say nothing, are their inputs again."""
    cases = []
    for directory in DIRECTORIES:
        for name in sorted(folder.names(directory)):
            if name.endswith(".in") and folder.has_file(f"{directory}/{name}"):
                blob_id, place = folder.hash(f"{directory}/{name}")
                blobs[blob_id] = place
                shown = f"{directory}/{name}".removeprefix("data/").removesuffix(".in")
                cases.append(TestCase(name=shown, input=blob_id, answer=blob_id, visible=False))
    return tuple(cases)
