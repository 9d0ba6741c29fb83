from collections.abc import AsyncIterator

import pytest

from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import LauncherBox


@pytest.fixture
async def sandbox() -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def box(sandbox: LauncherSandbox) -> AsyncIterator[LauncherBox]:
    async with sandbox.box() as box:
        yield box


@pytest.fixture
async def sandbox_boxes(sandbox: LauncherSandbox) -> AsyncIterator[tuple[LauncherBox, LauncherBox]]:
    async with sandbox.box() as first, sandbox.box() as second:
        yield first, second
