"""What is put into a frozen box, and what runs leave there."""

from pathlib import Path

import pytest

from judgebox.domain.run import Command
from judgebox.sandbox import LauncherSandbox
from sandboxing import MIB, some_limits

READ = "cat note.txt 2>&1"


def a_shell_line(line: str, *, keeps: bool = False, output_file: Path | None = None) -> Command:
    limits = some_limits(output_bytes=16 * MIB)
    return Command(argv=("/bin/sh", "-c", line), limits=limits, keeps=keeps, output_file=output_file)


async def test_what_is_put_into_a_frozen_box_is_there_for_the_next_run_only(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box:
        await box.freeze()
        await box.put({"note.txt": b"for this run"})

        first = await box.run(a_shell_line(READ))
        second = await box.run(a_shell_line(READ))

    assert first.output == b"for this run"
    assert b"No such file" in second.output


async def test_what_a_run_keeps_is_there_for_the_next_until_the_box_is_frozen_again(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box:
        await box.freeze()

        await box.run(a_shell_line("echo kept > note.txt", keeps=True))
        kept = await box.run(a_shell_line(READ, keeps=True))
        await box.freeze()
        gone = await box.run(a_shell_line(READ))

    assert kept.output == b"kept\n"
    assert b"No such file" in gone.output


async def test_what_a_run_keeps_can_be_collected_from_one_directory(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box:
        await box.put({"binary": b"large", "feedback/.keep": b""})
        await box.freeze()

        await box.run(a_shell_line("echo why > feedback/message; ln -s /etc/passwd feedback/link", keeps=True))
        found = await box.collect("feedback", limit_bytes=MIB)

    assert found == {".keep": b"", "message": b"why\n"}


@pytest.mark.parametrize(
    "line", ["true", "rmdir feedback", "rm -r feedback; ln -s /etc feedback", "rm -r feedback; touch feedback"]
)
async def test_a_directory_that_is_not_there_holds_nothing(sandbox: LauncherSandbox, line: str) -> None:
    async with sandbox.box() as box:
        await box.run(a_shell_line("mkdir feedback"))
        await box.freeze()

        await box.run(a_shell_line(line, keeps=True))

        assert await box.collect("feedback", limit_bytes=MIB) == {}


async def test_a_large_output_goes_to_a_file_with_its_beginning_in_hand(
    sandbox: LauncherSandbox, tmp_path: Path
) -> None:
    file = tmp_path / "output"
    async with sandbox.box() as box:
        large = await box.run(a_shell_line("head -c 3000000 /dev/zero", output_file=file))
        small = await box.run(a_shell_line("echo small", output_file=tmp_path / "other"))

    assert (large.output_file, file.stat().st_size, large.output) == (file, 3_000_000, bytes(MIB))
    assert (small.output_file, small.output) == (None, b"small\n")
