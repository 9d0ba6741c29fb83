"""Sections D and E where a row of a table is not enough: two boxes, several runs, and what a compiler leaves."""

import anyio
import pytest

from attacks.attack import PROGRAMS
from attacks.stage import World, must_be_fine
from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.sandbox.box import LauncherBox
from sandboxing import PYTHON, some_limits

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEETING = some_limits(cpu_s=2, wall_s=20)
TRAPS = ("link", "loop", "directory", "pipe", "outside", "empty", "garbage", "script", "self", "header", "unreadable")


async def put_program(box: LauncherBox, name: str) -> None:
    await box.put({"program": (PROGRAMS / name).read_bytes()})


def the_program(*arguments: str) -> Command:
    return Command(argv=(PYTHON, "-I", "-S", "program", *arguments), limits=MEETING)


async def outputs_of_two_runs(world: World, name: str) -> list[bytes]:
    """What a program prints in two runs of one box: equal unless the second finds what the first has left."""
    async with world.sandbox.box() as box:
        await put_program(box, name)
        await box.freeze()
        return [(await box.run(the_program())).output for _ in range(2)]


async def test_two_programs_that_run_at_once_notice_nothing_of_each_other(world: World) -> None:
    outcomes: dict[str, Outcome] = {}

    async def run(box: LauncherBox, role: str) -> None:
        outcomes[role] = await box.run(the_program(role))

    async with world.sandbox.box() as box, world.sandbox.box() as other_box:
        for each in (box, other_box):
            await put_program(each, "escape/meets.python")
            await each.freeze()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run, box, "tells")
            tasks.start_soon(run, other_box, "looks")

    assert outcomes["tells"].exit_code == 0, outcomes["tells"].error
    assert outcomes["looks"].output == b"[]\n", outcomes["looks"]
    await world.must_be_clean()


async def test_a_program_notices_nothing_of_an_earlier_run_of_its_box(world: World) -> None:
    async with world.sandbox.box() as box:
        await put_program(box, "escape/meets.python")
        await box.freeze()
        for role in ("tells", "looks"):
            outcome = await box.run(the_program(role))

            assert outcome.output == b"[]\n", (role, outcome)


async def test_the_map_of_project_ids_is_as_it_was_in_the_next_run(world: World) -> None:
    assert await outputs_of_two_runs(world, "escape/remembers_project_map.python") == [b"False\n"] * 2


async def test_a_flow_label_is_free_in_the_next_run(world: World) -> None:
    assert await outputs_of_two_runs(world, "escape/remembers_flow_label.python") == [b"False\n"] * 2


async def test_counters_of_the_network_tell_nothing_of_an_earlier_run(world: World) -> None:
    first, second = await outputs_of_two_runs(world, "escape/remembers_counters.python")

    assert first == second


@pytest.mark.parametrize("trap", TRAPS)
async def test_what_a_compiler_leaves_in_place_of_a_program_is_collected_or_left_and_never_followed(
    world: World, trap: str
) -> None:
    async with world.sandbox.box() as box:
        await box.put({"compiler": (PROGRAMS / "compilers/leaves_traps.bash").read_bytes()})
        left = await box.run(Command(argv=("/usr/bin/bash", "compiler", trap), limits=MEETING))
        assert left.output == b"left\n"

        collected = await box.collect(limit_bytes=1 << 20)

        assert not any(b"root:" in content or b"PATH=" in content for content in collected.values())
        await box.freeze()
        assert await step_that_fails(box) in ("exec", None)
    await world.must_be_clean()


async def step_that_fails(box: LauncherBox) -> str | None:
    """Run what lies in the program's place; None if it ran, which then printed nothing."""
    try:
        outcome = await box.run(Command(argv=("./main",), limits=some_limits(wall_s=5)))
    except SandboxError as error:
        return error.step
    assert outcome.output == b"", outcome
    await must_be_fine(box)
    return None


@pytest.mark.parametrize("place", ["/tmp", "/usr/bin", "/proc/1/root", "../..", "/box", "."])
async def test_files_are_not_put_through_a_link_that_a_program_has_left(world: World, place: str) -> None:
    async with world.sandbox.box() as box:
        await box.run(Command(argv=("/usr/bin/ln", "-s", place, "link"), limits=MEETING))

        try:
            await box.put({"link/owned": b"x"})
        except (SandboxError, RequestError):
            return
        assert "link/owned" in await box.collect(limit_bytes=1000)
