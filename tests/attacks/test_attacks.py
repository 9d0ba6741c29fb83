"""Hostile programs: each is one file in `programs/`, its demanded outcome a row of a table.

What must hold after every one of them, whatever it is, is in `stage.py`.
"""

import os
from dataclasses import replace

import pytest

from attacks.attack import Attack, Ends, run_frozen
from attacks.crowd import BUSY_WALL_FACTOR, play_together
from attacks.stage import World, play_alone
from attacks.tables import ATTACKS
from judgebox.domain.run import Ending, SyscallProfile
from sandboxing import some_limits

PLAYS_ALL = os.environ.get("ATTACKS_ALL") == "1"
"""`make attacks` says so; all tests together must not take for ever."""
BUSY_STRIDE = 3

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_attack_has_a_name_of_its_own() -> None:
    names = [attack.name for attack in ATTACKS]

    assert sorted(set(names)) == sorted(names)
    assert all(attack.source.is_file() for attack in ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_an_attack_alone_ends_as_it_must_and_leaves_nothing(world: World, attack: Attack) -> None:
    await play_alone(world, attack)


async def test_attacks_with_all_slots_busy_end_as_they_do_alone(world: World) -> None:
    drawn = ATTACKS if PLAYS_ALL else ATTACKS[::BUSY_STRIDE]
    attacks = [attack.with_wall_time(BUSY_WALL_FACTOR) for attack in drawn if not attack.is_timed]

    failures = await play_together(world, attacks)

    assert not failures, "\n\n".join(failures)
    await world.must_be_clean()


async def test_under_the_strict_profile_no_attack_does_any_harm(world: World) -> None:
    compiled = {attack.program: attack for attack in ATTACKS if attack.source.suffix in (".c", ".cpp")}

    failures = await play_together(world, [strictly(attack) for attack in compiled.values() if attack.argv is None])

    assert not failures, "\n\n".join(failures)
    await world.must_be_clean()


def strictly(attack: Attack) -> Attack:
    """The same with fewer system calls and little time: it may end in any way, but nothing may come of it."""
    anyhow, little = Ends(endings=frozenset(Ending)), some_limits(cpu_s=0.3, wall_s=1)
    return replace(attack, profile=SyscallProfile.STRICT, limits=little, must=(anyhow,), also=None, play=run_frozen)
