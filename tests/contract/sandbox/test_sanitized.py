"""The launcher under sanitizers: the suites of boxes once more, with a build that ends at any misuse of memory."""

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType

import pytest

from contract.sandbox import test_box, test_lifecycle, test_pairs, test_profiles
from doomed_worker import use_a_box
from judgebox.domain.errors import SandboxError
from judgebox.sandbox import LauncherSandbox, open_sandbox
from launcher_builds import SANITIZED, Build, build, reports_of, sanitized_launcher
from sandboxing import a_script


@pytest.fixture
def launcher() -> Iterator[Build]:
    """The sanitized launcher; fails the test if it has reported anything."""
    yield sanitized_launcher()
    assert reports_of(sanitized_launcher()) == ""


@pytest.fixture
async def sandbox(launcher: Build) -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox(launcher=launcher.program) as sandbox:
        yield sandbox


def suite_of(module: ModuleType) -> dict[str, Callable[..., object]]:
    """The tests of a module that take the sandbox from a fixture, which here is the sanitized one.

    Without those about idle programs: they need a quiet machine, and tell nothing of the launcher.
    """
    return {
        name: function
        for name, function in vars(module).items()
        if name.startswith("test_")
        and "idle" not in name
        and {"sandbox", "box", "sandbox_boxes"} & set(inspect.signature(function).parameters)
    }


for module in (test_box, test_lifecycle, test_pairs, test_profiles):
    globals().update(suite_of(module))
toolchain = test_box.toolchain  # a fixture of theirs


async def test_a_whole_judging_with_a_resident_misuses_nothing(sandbox: LauncherSandbox) -> None:
    assert await use_a_box(sandbox) == b"input"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-DBUG_AT=0"], "address"),
        (["-DBUG_AT=022", "-DBUG_IS_UNDEFINED"], "undefined: "),
    ],
)
async def test_a_bug_in_an_init_or_before_a_program_starts_is_reported(
    tmp_path_factory: pytest.TempPathFactory, options: list[str], told: str
) -> None:
    launcher = build(tmp_path_factory.mktemp("buggy"), "sanitized.c", "buggy.c", options=[*SANITIZED, *options])

    with pytest.raises(SandboxError):
        async with open_sandbox(launcher=launcher.program) as sandbox, sandbox.box() as box:
            await box.run(a_script(""))

    assert told in reports_of(launcher)
