"""The launcher's parsers under damaged messages. `make fuzz` does the same for as long as one likes."""

from pathlib import Path

from judgebox.sandbox.wire import Kind
from launcher_fuzz import corpus, fuzz

ROUNDS = 200_000
"""Some seconds of work. Each round is a box, and what it is told until it ends."""


async def test_no_damaged_message_makes_the_launcher_misuse_memory(tmp_path: Path) -> None:
    seen = fuzz(await corpus(), tmp_path, seed=1, rounds=ROUNDS)

    assert seen["rounds"] == ROUNDS
    for kind in (Kind.READY, Kind.FAILED, Kind.DONE, Kind.FILE, Kind.RESULT):  # so it went deep enough
        assert seen[f"sent-{kind}"] > 100, kind
    assert seen["executed"] > 100
    assert seen["spares"] > 100
