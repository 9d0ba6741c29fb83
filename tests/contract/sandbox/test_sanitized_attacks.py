"""Hostile programs against the launcher under sanitizers."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from attacks import stage
from attacks.attack import Attack
from attacks.stage import World, open_world, play_alone
from attacks.tables import ATTACKS
from attacks.workshop import Workshop
from judgebox.sandbox import open_sandbox
from launcher_builds import reports_of, sanitized_launcher

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERY = 11
"""The attacks that are tried are spread over all sections by taking every so-manyth of the table."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    launcher = sanitized_launcher()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "open_sandbox", partial(open_sandbox, launcher=launcher.program))
        workshop = Workshop(tmp_path_factory.mktemp("workshop"))
        async with open_world(tmp_path_factory.mktemp("attacks"), workshop) as world:
            yield world
    assert reports_of(launcher) == ""


@pytest.mark.parametrize("attack", ATTACKS[::EVERY], ids=lambda attack: attack.name)
async def test_an_attack_makes_the_launcher_misuse_nothing(world: World, attack: Attack) -> None:
    await play_alone(world, attack)
