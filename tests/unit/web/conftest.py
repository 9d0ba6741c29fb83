from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from web_world import PageWorld, make_page_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[PageWorld]:
    async with make_page_world(tmp_path) as made:
        yield made
