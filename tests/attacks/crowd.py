"""Plays attacks with all slots busy."""

import os

import anyio

from attacks.attack import Attack
from attacks.stage import World, describe, play, play_innocently

SLOTS = 2 * (os.cpu_count() or 1)
BUSY_WALL_FACTOR = 3.0
"""With every core taken twice, a program gets half of one, and its start waits too."""


async def play_together(world: World, attacks: list[Attack]) -> list[str]:
    """Play attacks beside each other and beside an innocent program; return what went wrong."""
    failures: list[str] = []

    async def keep_busy() -> None:
        while attacks:
            attack = attacks.pop()
            try:
                await play(world, attack)
            except Exception as error:  # all are told: one failure must not hide another
                failures.append(f"{attack.name}: {describe(error)}")

    async def stay_innocent() -> None:
        while attacks:
            await play_innocently(world)
            await anyio.sleep(0.05)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(stay_innocent)
        for _ in range(SLOTS):
            tasks.start_soon(keep_busy)
    return failures
