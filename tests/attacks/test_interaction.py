"""Section G: programs that hurt the program which talks with them, and callers who ask for what can't be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import anyio
import pytest

from attacks.attack import QUICK, Attack, Ends, attack, dies, exits, is_killed
from attacks.stage import World, must_be_fine
from attacks.workshop import Built
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.sandbox.box import LauncherBox
from sandboxing import some_limits

pytestmark = pytest.mark.asyncio(loop_scope="module")

CPU, WALL, IDLE = Ending.KILLED_OUT_OF_CPU_TIME, Ending.KILLED_OUT_OF_WALL_TIME, Ending.KILLED_IDLE
PATIENT = some_limits(cpu_s=0.5, wall_s=10)
WAITING = some_limits(cpu_s=0.5, wall_s=1)
FINDS_IT_WRONG = exits(1)
IS_CONTENT = exits(0)
WAITS_IN_VAIN = is_killed(WALL, IDLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A program that talks with an interactor, and how both must end."""

    program: str
    must: tuple[Ends, ...]
    interactor: tuple[Ends, ...] = (FINDS_IT_WRONG,)
    limits: Limits = PATIENT
    arguments: tuple[str, ...] = ()
    variant: str = ""
    questions: int = 20
    other: str = "interactor.python"

    @property
    def name(self) -> str:
        return f"{self.program}:{self.variant}" if self.variant else self.program


ODD = {
    "nan": "nan\\n",
    "huge": "9" * 90 + "\\n",
    "long": "9" * 5000,
    "zero bytes": "\\x00" * 50 + "\\n",
    "no text": "\\xff\\xfe\\xc3\\n",
    "empty": "\\n",
    "hexadecimal": "0x0\\n",
    "ends": "0\\n\\x04\\x1a\\n",
}
TALKS = [
    Talk(program="honest.python", must=(exits(0),), interactor=(IS_CONTENT,)),
    Talk(program="closes_output.python", must=(exits(0),), limits=WAITING),
    Talk(program="closes_input.python", must=(exits(0), dies()), interactor=(FINDS_IT_WRONG, IS_CONTENT)),
    Talk(program="closes_both.python", must=(is_killed(CPU),), limits=some_limits(cpu_s=0.2, wall_s=10)),
    Talk(program="dies.python", must=(dies(9),)),
    Talk(program="says_nothing.python", must=(WAITS_IN_VAIN, exits(0)), interactor=(WAITS_IN_VAIN,), limits=WAITING),
    Talk(program="half_lines.python", must=(WAITS_IN_VAIN, exits(0)), interactor=(WAITS_IN_VAIN,), limits=WAITING),
    Talk(program="floods.c", must=(exits(0),)),
    Talk(program="tampers_with_pipes.c", must=(exits(0, error=b""),), interactor=(IS_CONTENT,)),
    Talk(
        program="endless_talk.python",
        must=(is_killed(CPU, WALL), exits(0), exits(1)),
        interactor=(is_killed(CPU, WALL), exits(0), exits(1)),
        other="endless_talk.python",
        limits=QUICK,
    ),
    Talk(
        program="floods.c",
        variant="both",
        must=(WAITS_IN_VAIN, exits(0)),
        interactor=(WAITS_IN_VAIN, exits(0)),
        limits=WAITING,
        other="floods.c",
    ),
    *(
        Talk(program="odd_answers.python", must=(exits(0),), arguments=(text,), variant=name)
        for name, text in ODD.items()
    ),
]


async def build(world: World, program: str, arguments: tuple[str, ...]) -> tuple[Attack, Built]:
    one = attack(f"interaction/{program}", exits(), arguments=arguments)
    return one, await world.workshop.build(one)


async def put(box: LauncherBox, built: Built) -> None:
    await box.put(built.files, executable=built.is_executable)
    await box.freeze()


async def let_them_talk(world: World, talk: Talk) -> tuple[Outcome, Outcome]:
    _, program = await build(world, talk.program, talk.arguments)
    _, other = await build(world, talk.other, (str(talk.questions),))
    async with world.sandbox.box() as box, world.sandbox.box() as other_box:
        await put(box, program)
        await put(other_box, other)
        outcomes = await world.sandbox.run_pair(
            (box, Command(argv=program.argv, limits=talk.limits)),
            (other_box, Command(argv=other.argv, limits=talk.limits)),
        )
        await must_be_fine(box)
        await must_be_fine(other_box)
        return outcomes


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
async def test_whatever_a_program_does_its_interactor_ends_in_order_and_nothing_is_left(
    world: World, talk: Talk
) -> None:
    outcome, other = await let_them_talk(world, talk)

    assert any(ends.covers(outcome) for ends in talk.must), outcome
    assert any(ends.covers(other) for ends in talk.interactor), other
    assert outcome.usage.wall_time <= talk.limits.wall_time + timedelta(seconds=1)
    await world.must_be_clean()


# --- The platform -------------------------------------------------------------------------------

NEVER = timedelta()
ABSURD: Mapping[str, Mapping[str, object]] = {
    "no CPU time": {"cpu_time": NEVER},
    "negative CPU time": {"cpu_time": timedelta(seconds=-1)},
    "no wall time": {"wall_time": NEVER},
    "negative wall time": {"wall_time": timedelta.min},
    "no memory": {"memory_bytes": 0},
    "negative memory": {"memory_bytes": -1},
    "absurd memory": {"memory_bytes": 2**62},
    "memory of no number": {"memory_bytes": 2**100},
    "negative output": {"output_bytes": -1},
    "absurd output": {"output_bytes": 2**63},
    "no processes": {"processes": 0},
    "negative processes": {"processes": -5},
    "absurd processes": {"processes": 2**62},
    "no idle time": {"idle_time": NEVER},
    "negative idle time": {"idle_time": timedelta(seconds=-1)},
}


@pytest.mark.parametrize("change", ABSURD.values(), ids=ABSURD.keys())
async def test_limits_that_make_no_sense_are_refused_before_anything_starts(
    world: World, change: Mapping[str, object]
) -> None:
    limits: Limits = replace(some_limits(), **change)  # type: ignore[arg-type]
    async with world.sandbox.box() as box:
        with pytest.raises(SandboxError) as refused:
            await box.run(Command(argv=("/usr/bin/touch", "/box/started"), limits=limits))

        assert refused.value.step == "limits"
        assert await box.collect(limit_bytes=1000) == {}
        await must_be_fine(box)


@pytest.mark.parametrize(
    "program", ["processes/fork_bomb_endless.c", "processes/stopper.c", "processes/daemon.c", "memory/spike.c"]
)
async def test_a_hostile_run_that_is_cancelled_leaves_nothing(world: World, program: str) -> None:
    built = await world.workshop.build(attack(program, exits()))
    for delay_s in (0.0, 0.02, 0.1):
        async with world.sandbox.box() as box:
            await put(box, built)
            with anyio.move_on_after(delay_s):
                await box.run(Command(argv=built.argv, limits=some_limits(cpu_s=5, wall_s=20)))

    await world.must_be_clean()
