"""Attacks in random order in boxes that are used again and again: nothing may drift.

`make soak` plays many more of them than the tests do.
"""

import gc
import os
import random
from collections.abc import Mapping
from pathlib import Path

import anyio
import pytest

from attacks.attack import Attack, run_frozen
from attacks.stage import Stage, World, describe, heartbeat, must_be_fine
from attacks.tables import ATTACKS
from attacks.workshop import Built
from judgebox.sandbox.box import LauncherBox
from sandboxing import MIB

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = int(os.environ.get("ATTACK_SOAK_RUNS", "160"))
SEED = int(os.environ.get("ATTACK_SOAK_SEED", "20230"))
LANES = 2 * (os.cpu_count() or 1)
RUNS_IN_A_BOX = 25
WARM_UP_PART = 0.25
"""After this part of the runs, what is kept for good is in memory: modules, buffers, the allocator's reserves."""
WORKER_MAY_GROW_BYTES = 24 * MIB
"""An allocator does not give everything back: some inputs and outputs have tens of MiB."""
LAUNCHER_MAY_GROW_BYTES = MIB // 4
WALL_FACTOR = 3.0

REPEATABLE = [attack for attack in ATTACKS if attack.play is run_frozen and not attack.mounts and not attack.is_timed]


def resident_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def memory_of(world: World) -> tuple[int, int]:
    """What worker and launcher have in memory."""
    gc.collect()
    return resident_bytes(os.getpid()), resident_bytes(world.sandbox.launcher_pid)


async def play_in(box: LauncherBox, world: World, attack: Attack, built: Built) -> None:
    stage = Stage(world, box, attack, built)
    stage.must(await stage.run())
    await must_be_fine(box)


async def play_all(world: World, attacks: list[Attack], built: Mapping[str, Built]) -> list[str]:
    """Play attacks, a few beside each other, in boxes that have all programs; return what went wrong."""
    failures: list[str] = []

    async def play_some() -> None:
        while attacks:
            async with world.sandbox.box() as box:
                for is_executable in (True, False):
                    files = {
                        name: content
                        for one in built.values()
                        if one.is_executable is is_executable
                        for name, content in one.files.items()
                    }
                    await box.put(files, executable=is_executable)
                await box.freeze()
                for _ in range(min(RUNS_IN_A_BOX, len(attacks))):
                    attack = attacks.pop() if attacks else None
                    if attack is None:
                        break
                    try:
                        await play_in(box, world, attack, built[attack.name])
                    except Exception as error:  # the rest goes on, in another box
                        failures.append(f"{attack.name}: {describe(error)}")
                        break

    async with heartbeat(), anyio.create_task_group() as tasks:
        for _ in range(LANES):
            tasks.start_soon(play_some)
    return failures


async def test_attacks_in_random_order_in_used_boxes_let_nothing_drift(world: World) -> None:
    built = {attack.name: await world.workshop.build(attack) for attack in REPEATABLE}
    order = random.Random(SEED)
    drawn = [order.choice(REPEATABLE).with_wall_time(WALL_FACTOR) for _ in range(RUNS)]
    warm_up = drawn[: int(RUNS * WARM_UP_PART)]
    rest = drawn[len(warm_up) :]

    failures = await play_all(world, warm_up, built)
    await world.must_be_clean()
    worker, launcher = memory_of(world)
    failures += await play_all(world, rest, built)
    await world.must_be_clean()
    worker_after, launcher_after = memory_of(world)

    assert not failures, "\n\n".join(failures)
    assert worker_after <= worker + WORKER_MAY_GROW_BYTES, f"the worker grew from {worker} to {worker_after} bytes"
    assert launcher_after <= launcher + LAUNCHER_MAY_GROW_BYTES, f"the launcher: {launcher} to {launcher_after} bytes"
