"""The launcher under sanitizers: the suites of boxes once more, with a build that ends at any misuse of memory."""

import inspect
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType

import pytest

from contract.sandbox import test_box
from judgebox.domain.errors import SandboxError
from judgebox.sandbox import LauncherSandbox, open_sandbox
from launcher_builds import SANITIZED, Build, build
from sandboxing import a_script, some_limits


def reports_of(launcher: Build) -> str:
    (length,) = struct.unpack_from("<I", launcher.shared)
    return launcher.shared[4 : 4 + length].decode(errors="replace")


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(tmp_path_factory.mktemp("sanitized"), "sanitized.c", options=SANITIZED)


@pytest.fixture
def launcher(sanitized: Build) -> Iterator[Build]:
    """The sanitized launcher; fails the test if it has reported anything."""
    yield sanitized
    assert reports_of(sanitized) == ""


@pytest.fixture
async def sandbox(launcher: Build) -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox(launcher=launcher.program) as sandbox:
        yield sandbox


def suite_of(module: ModuleType) -> dict[str, Callable[..., object]]:
    """The tests of a module that take the sandbox from a fixture, which here is the sanitized one."""
    return {
        name: function
        for name, function in vars(module).items()
        if name.startswith("test_")
        and {"sandbox", "box", "sandbox_boxes"} & set(inspect.signature(function).parameters)
    }


globals().update(suite_of(test_box))
toolchain = test_box.toolchain  # a fixture of theirs


async def use_a_box(launcher: Build) -> None:
    async with open_sandbox(launcher=launcher.program) as sandbox, sandbox.box() as box:
        await box.run(a_script("", limits=some_limits()))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-DBUG_AT=0"], "address"),
        (["-DBUG_AT=0", "-DBUG_IS_UNDEFINED"], "undefined: "),
        (["-DBUG_AT=022"], "address"),
        (["-DBUG_AT=022", "-DBUG_IS_UNDEFINED"], "undefined: "),
    ],
)
async def test_a_bug_in_an_init_or_before_a_program_starts_is_reported(
    tmp_path_factory: pytest.TempPathFactory, options: list[str], told: str
) -> None:
    launcher = build(tmp_path_factory.mktemp("buggy"), "sanitized.c", "buggy.c", options=[*SANITIZED, *options])

    with pytest.raises(SandboxError):
        await use_a_box(launcher)

    assert told in reports_of(launcher)
