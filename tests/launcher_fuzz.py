"""Fuzzes the launcher with damaged messages, by `launcher/fuzz.c`. As a program: `launcher_fuzz.py SECONDS`."""

import asyncio
import random
import re
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from doomed_worker import LIMITS, use_a_box
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command
from judgebox.sandbox import open_sandbox
from judgebox.sandbox.channel import Channel
from judgebox.sandbox.wire import Kind, encode_simple
from launcher_builds import SANITIZED, build

FOREVER = 2**62
RUN_WARM = 2
LARGE = (
    Command(argv=("/bin/true",), limits=LIMITS, inputs=tuple((fd, b"") for fd in range(3, 7)), outputs=(7, 8, 9, 10)),
    Command(argv=("/bin/true", "x" * 70_000), limits=LIMITS),
    Command(argv=("/bin/true", *"x" * 1000), limits=LIMITS),
)
"""Runs that use up what a message may hold."""


@contextmanager
def recorded_messages() -> Iterator[list[tuple[bytes, int]]]:
    """Every message that is sent to a launcher meanwhile, with the number of its descriptors."""
    messages: list[tuple[bytes, int]] = []
    send = Channel.try_send

    def record(channel: Channel, packet: bytes, fds: Sequence[int] = ()) -> bool:
        messages.append((packet, len(fds)))
        return send(channel, packet, fds)

    with patch.object(Channel, "try_send", record):
        yield messages


async def corpus() -> bytes:
    """What a worker says to its launcher when it judges: real messages, to be damaged."""
    with recorded_messages() as messages:
        async with open_sandbox() as sandbox:
            await use_a_box(sandbox)
            async with sandbox.box(resident="python") as box:
                for command in LARGE:
                    await box.run(command)
            for length in (900, 2000):  # beside the longest path that is allowed
                async with sandbox.box() as box:
                    with suppress(SandboxError):
                        await box.put({("d" * 99 + "/") * (length // 100) + "file": b"x"})
    messages += [(warm(packet), fds) for packet, fds in messages if kind_of(packet) == Kind.RUN]
    messages.append((encode_simple(Kind.KILL), 0))
    return b"".join(struct.pack("<II", len(packet), fds) + packet for packet, fds in messages)


def kind_of(packet: bytes) -> int:
    return int.from_bytes(packet[:4], "little")


def warm(packet: bytes) -> bytes:
    """A RUN for the resident, which a worker never asks to run what is not its own: the first field are the flags."""
    return packet[:8] + bytes([packet[8] | RUN_WARM]) + packet[9:]


def fuzz(
    messages: bytes, directory: Path, *, seed: int, first: int = 0, rounds: int = FOREVER, seconds: int = 600
) -> Mapping[str, int]:
    """Build the harness and run it.

    Args:
        directory: an empty one, for what is built.
        rounds, seconds: it ends after either.

    Returns:
        What happened how often: `rounds`, messages `received`, programs `executed`, runs given to `spares`,
        and `sent-N`, the messages of each kind that the launcher has sent.

    Raises:
        AssertionError: a sanitizer found something; the message has its report.
    """
    harness = build(directory, "fuzz.c", options=SANITIZED, is_service=False)
    (directory / "corpus").write_bytes(messages)
    arguments = [str(harness.program), str(directory / "corpus"), *map(str, (seed, first, rounds, seconds))]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stderr}"
    return {name: int(count) for name, count in re.findall(r"^(\S+) (\d+)$", done.stdout, re.MULTILINE)}


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        chosen = random.SystemRandom().randrange(2**32)
        print(fuzz(asyncio.run(corpus()), Path(name), seed=chosen, seconds=int(sys.argv[1])))
