"""Section C: output and files."""

import re
import signal
from functools import partial

from attacks.attack import (
    BRIEF,
    MEMORY,
    OUTPUT,
    WALL,
    Attack,
    attack,
    dies,
    exits,
    is_killed,
    run_and_collect,
    run_thrice,
)
from attacks.stage import Bait, Stage
from judgebox.domain.run import Outcome
from sandboxing import MIB, some_limits

ROOMY = some_limits(cpu_s=3, wall_s=10, memory_mib=512)
_ODD_NAME = "-rf \n\xff".encode().decode(errors="surrogateescape")
_ODD_NAMES = ("...", " ", "-", "~", "*", "a\\b", "%2e%2e%2f", "name\n2", "\u202egnp", "$(id)", "'; --", "\x1b[2J")
_ODD_BYTES = (
    bytes(range(256))
    + b"\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xff\xfe\x00\x00"
    + b"\x1b[2J\x1b]0;title\x07\x1b[31m\r\b\x7f\x9b31m"
    + "\u202e\u2066\u200b\ufeff\u0000".encode()
    + b"<script>alert(1)</script>\r\n\r\nHTTP/1.1 200 OK\n\0"
)
_USABLE = b"['0o1777', 'Operation not permitted', '0o1777', 'Operation not permitted', '0o755']\n"
MUCH_INPUT = 100 * MIB


def _much_input(_: Bait) -> bytes:
    return bytes(MUCH_INPUT)


def _paths_of(bait: Bait) -> bytes:
    return " ".join(str(path) for path in bait.files).encode()


def _is_not_charged(outcome: Outcome) -> None:
    """Output and input are the judge's, and cost a program no memory."""
    assert outcome.usage.memory_bytes < 4 * MIB


def _has_output(length: int, outcome: Outcome) -> None:
    assert len(outcome.output) == length


def _is_not_charged_and_has_all(outcome: Outcome) -> None:
    _is_not_charged(outcome)
    _has_output(32 * MIB, outcome)


async def _collect_what_moves(stage: Stage) -> None:
    """What is collected is the program's own, and does not change between two looks."""
    stage.must(await stage.run())
    files = await stage.collect()
    assert b"root:" not in b"".join(files.values())
    assert files == await stage.collect()
    assert set(files) - set(stage.files) <= {"directory/passwd", "link/passwd", "result"}, sorted(files)


ATTACKS: list[Attack] = [
    attack(
        "files/output_flood.c",
        is_killed(OUTPUT, output=re.compile(rb"42\n(more\n)+m?o?r?e?")),
        limits=some_limits(output_bytes=10_000),
        also=partial(_has_output, 10_000),
    ),
    attack(
        "files/output_flood.c",
        is_killed(OUTPUT),
        limits=some_limits(memory_mib=8, output_bytes=32 * MIB),
        also=_is_not_charged_and_has_all,
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
    # Streams.
    attack("files/floods_both.c", is_killed(OUTPUT)),
    attack("files/floods_by_child.c", exits(), is_killed(OUTPUT)),
    *(
        attack("files/floods_without_writing.c", is_killed(OUTPUT), arguments=(way,), variant=name)
        for way, name in (("0", "vmsplice"), ("1", "splice"), ("2", "sendfile"))
    ),
    attack("files/floods_further.c", is_killed(OUTPUT, output=b"input"), inputs=((3, b"input"),), outputs=(4,)),
    attack("files/odd_bytes.python", exits(output=_ODD_BYTES)),
    attack(
        "files/long_line.c",
        exits(),
        limits=some_limits(output_bytes=16 * MIB),
        also=partial(_has_output, 16 * MIB),
    ),
    attack("files/long_line.c", is_killed(OUTPUT), also=partial(_has_output, 64 * 1024), variant="cut"),
    attack("files/byte_by_byte.c", exits(), also=partial(_has_output, 60_000), limits=some_limits(cpu_s=3)),
    attack("files/closes_streams.c", is_killed(WALL), limits=BRIEF),
    attack("files/abuses_streams.c", exits(output=re.compile(rb"before\n(after\n)?")), is_killed(WALL)),
    attack("files/steals_streams.c", exits(output=b"read the input\n", error=b""), stdin=b"the input"),
    attack("files/maps_input.c", exits(output=b"read the input\n"), stdin=b"the input"),
    attack("files/ignores_input.c", exits(output=b"42\n"), stdin=_much_input, also=_is_not_charged),
    attack("files/reads_some_input.python", exits(output=b"1000\ndone\n"), stdin=_much_input),
    attack(
        "files/strange_offsets.c", exits(), dies(signal.SIGXFSZ), is_killed(OUTPUT, MEMORY), limits=some_limits(cpu_s=3)
    ),
    attack("files/terminal.c", exits(output=b"done\n")),
    # What is written, and what is collected of it.
    attack("files/beyond_size.c", dies(signal.SIGXFSZ, output=b"refused\n")),
    attack("files/sparse_files.python", exits(), play=run_and_collect(refused="files_too_large")),
    attack("files/sparse_file.python", exits(), play=run_and_collect({"sparse": bytes(4 * MIB)})),
    attack(
        "files/long_names.python",
        exits(),
        play=run_and_collect({"a" * 255 + "/" + "b" * 255: b"long", **dict.fromkeys(_ODD_NAMES, b"odd")}),
    ),
    attack("files/long_paths.python", exits(), play=run_and_collect(refused="too_many_files")),
    attack(
        "files/hard_links.python",
        exits(output=b"done\n"),
        play=run_and_collect({"own": b"own", **{f"link{number}": b"own" for number in range(20)}}),
    ),
    attack("files/links_to_secrets.python", exits(), stdin=_paths_of, play=run_and_collect()),
    attack("files/devices.c", exits(output=b"done\n"), play=run_and_collect({"empty": b""})),
    attack("files/swaps_parent.c", exits(output=b"swapping\n"), play=_collect_what_moves),
    attack("files/writes_after_exit.c", exits(output=b"done\n"), play=_collect_what_moves),
    attack("files/dumps_core.c", dies(signal.SIGABRT), play=run_and_collect()),
    attack("files/setuid_file.python", exits(output=b"done\n")),
    attack("files/overlay_tricks.python", exits(output=b"seen [] True\n"), play=run_thrice),
    attack("files/tries_all_places.bash", exits(output=b"done\n")),
    # What is there for the next run.
    attack("files/fills_inodes.python", exits(output=b"No space left on device True\n"), play=run_thrice, limits=ROOMY),
    attack("files/forges_itself.c", exits(output=b"original\n"), play=run_thrice),
    attack("files/leaves_modes.python", exits(output=_USABLE), play=run_thrice),
    attack("files/leaves_more.python", exits(output=b"found []\n"), play=run_thrice),
]
