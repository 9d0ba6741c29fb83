from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from api_world import World, make_world
from judgebox.api import create_app


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
def app(world: World) -> FastAPI:
    return create_app(world.services)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://judgebox") as client:
        yield client
