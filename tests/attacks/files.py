"""Section C: output and files."""

import re

from attacks.attack import OUTPUT, Attack, attack, exits, is_killed, run_and_collect, run_thrice
from judgebox.domain.run import Outcome
from sandboxing import MIB, some_limits

_ODD_NAME = "-rf \n\xff".encode().decode(errors="surrogateescape")


def _is_not_charged(outcome: Outcome) -> None:
    """Output is the judge's, and costs a program no memory."""
    assert outcome.usage.memory_bytes < 4 * MIB
    assert len(outcome.output) == 32 * MIB


def _is_cut(outcome: Outcome) -> None:
    assert len(outcome.output) == 10_000


ATTACKS: list[Attack] = [
    attack(
        "files/output_flood.c",
        is_killed(OUTPUT, output=re.compile(rb"42\n(more\n)+m?o?r?e?")),
        limits=some_limits(output_bytes=10_000),
        also=_is_cut,
    ),
    attack(
        "files/output_flood.c",
        is_killed(OUTPUT),
        limits=some_limits(memory_mib=8, output_bytes=32 * MIB),
        also=_is_not_charged,
        variant="memory",
    ),
    attack(
        "files/error_flood.python",
        is_killed(OUTPUT, output=b"42\n", error=b"x" * 100_000),
        limits=some_limits(output_bytes=100_000),
    ),
    attack("files/many_files.python", exits(output=b"No space left on device True\n")),
    attack("files/large_file.python", exits(output=b"made\n")),
    attack(
        "files/large_file.python",
        exits(output=b"made\n"),
        play=run_and_collect(refused="files_too_large"),
        variant="collected",
    ),
    attack("files/deep_tree.python", exits(output=b"True\n")),
    attack(
        "files/deep_tree.python",
        exits(output=b"True\n"),
        play=run_and_collect(refused="too_many_files"),
        variant="collected",
    ),
    attack(
        "files/odd_results.python",
        exits(),
        play=run_and_collect({"directory/below/fine.txt": b"fine", _ODD_NAME: b"odd name"}),
    ),
    attack(
        "files/leaves_state.python",
        exits(output=b"found [] segment False queue False program True\n"),
        play=run_thrice,
    ),
    attack(
        "files/tampers_with_input.python",
        exits(output=b"b'the input' /memfd:input (deleted)\n"),
        stdin=b"the input",
    ),
]
