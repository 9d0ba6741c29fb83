from collections.abc import AsyncIterator

import pytest

from judgebox.sandbox import LauncherSandbox, open_sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox() as sandbox:
        yield sandbox
