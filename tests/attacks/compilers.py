"""Section E: compilers, which run what the author of a source wants."""

from attacks.attack import COMPILER, CPU, MEMORY, WALL, Attack, attack, exits, is_killed
from judgebox.domain.run import Outcome
from sandboxing import some_limits

STINGY = some_limits(cpu_s=1, wall_s=6, memory_mib=256)


def _fails(outcome: Outcome) -> None:
    assert outcome.exit_code != 0


def _sees_nothing_of_the_host(outcome: Outcome) -> None:
    assert b"/etc/shadow: No such file or directory" in outcome.error
    assert b"found" not in outcome.error


ATTACKS: list[Attack] = [
    attack(
        "compilers/includes_device.c",
        is_killed(MEMORY, CPU, WALL),
        exits(None),
        limits=STINGY,
        argv=("gcc", "{source}"),
        also=_fails,
    ),
    attack(
        "compilers/compile_bomb.cpp",
        is_killed(CPU),
        exits(None),
        limits=STINGY,
        argv=("g++", "-fconstexpr-ops-limit=1000000000000", "{source}"),
        also=_fails,
    ),
    attack(
        "compilers/reads_compiler_host.c",
        exits(None),
        limits=COMPILER,
        argv=("gcc", "{source}"),
        also=_sees_nothing_of_the_host,
    ),
]
