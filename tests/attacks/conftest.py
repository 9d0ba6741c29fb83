"""A worker with its sandbox, for all attacks of a module."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from attacks.stage import World, open_world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(tmp_path_factory.mktemp("attacks")) as world:
        yield world
