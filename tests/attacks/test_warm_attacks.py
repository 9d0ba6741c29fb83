"""Hostile Python programs in copies of an interpreter that was started ahead."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from attacks.attack import Attack
from attacks.crowd import BUSY_WALL_FACTOR, play_together
from attacks.stage import World, open_world
from attacks.tables import ATTACKS
from attacks.workshop import Workshop
from judgebox.sandbox.resident import RESIDENTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_THE_ENVIRONMENT = ("escape/leaks.python",)
"""Scripts that look at what a language's own command adds to their environment."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Without a pool: boxes of two kinds take turns in it, so that nothing could be said about what is left."""
    async with open_world(tmp_path_factory.mktemp("attacks"), workshop, pool_size=0) as world:
        yield world


async def test_hostile_python_ends_the_same_in_an_interpreter_that_was_started_ahead(world: World) -> None:
    scripts = [attack for attack in ATTACKS if attack.source.suffix == ".python" and attack.argv is None]
    attacks = [warmly(attack) for attack in scripts if not attack.arguments and not attack.environment]

    failures = await play_together(world, attacks)

    assert not failures, "\n\n".join(failures)
    await world.must_be_clean()


def warmly(attack: Attack) -> Attack:
    """The same, run by a copy of a resident interpreter, in that one's environment."""
    environment = tuple(RESIDENTS["python"].environment.items())
    also = None if attack.program in OF_THE_ENVIRONMENT else attack.also
    roomy = attack.with_wall_time(BUSY_WALL_FACTOR)
    return replace(roomy, resident="python", environment=environment, also=also)
