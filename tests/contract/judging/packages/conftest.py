from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from judgebox.packages import keep, read_package
from judgebox.usecases.generate import complete_package
from judgebox.usecases.package_check import Soundness
from judgebox.usecases.verify import verify_package
from judgebox.usecases.verify_submission import Verifier
from judgebox.worker import WorkerSlots
from judging_world import World, open_world
from packages_world import Verdicts, Verify


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, slots=2) as world:
        yield world


@pytest.fixture
def verify(world: World) -> Verify:
    slots = world.judge.slots
    assert isinstance(slots, WorkerSlots)
    slots.release()  # the one that other users of the world hold
    verifier = Verifier(judge=world.judge, catalog=world.catalog, slots=slots)

    async def verify(path: Path) -> Verdicts:
        package = read_package(path)
        world.blobs.paths.update(package.blobs)
        if package.to_generate:
            package = await complete_package(package, world.judge, world.catalog, keep)
            world.blobs.paths.update(package.blobs)
        verified = await verify_package(path, package, verifier)
        assert [check for check in verified.checks if check.soundness is Soundness.BROKEN] == []
        told: dict[str, str] = {}
        for each in verified.submissions:
            verdict = "-" if each.result is None else str(each.result.verdict)
            broken = "" if each.is_kept else f", promised {' '.join(each.submission.promised)}: {each.note}"
            told[each.submission.path.removeprefix("submissions/")] = verdict + broken
        return told

    return verify
