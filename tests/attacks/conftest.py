"""A worker with its sandbox, for all attacks of a module."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from attacks.stage import World, open_world
from attacks.workshop import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(tmp_path_factory.mktemp("attacks"), workshop) as world:
        yield world
