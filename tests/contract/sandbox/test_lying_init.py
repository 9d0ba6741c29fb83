"""An init that a program has got hold of can say anything. It spoils its own run, and nothing else."""

from pathlib import Path, PurePosixPath

import anyio

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Ending
from judgebox.sandbox import LauncherSandbox, open_sandbox
from lying_launcher import write_liar
from sandboxing import MIB, a_script, some_limits

BOXES = 200
LIMITS = some_limits(output_bytes=1000, wall_s=5)


async def use_a_lying_box(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box:
        await box.put({"source": b"x"})
        files = await box.collect(limit_bytes=MIB, limit_files=10)
        assert len(files) <= 10
        assert sum(map(len, files.values())) <= MIB
        assert not any(path.startswith("/") or ".." in PurePosixPath(path).parts for path in files)
        outcome = await box.run(a_script("", limits=LIMITS))
        assert max(len(outcome.output), len(outcome.error)) <= LIMITS.output_bytes
        assert isinstance(outcome.ending, Ending)


async def test_whatever_an_init_says_only_its_own_run_is_lost(tmp_path: Path) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    refused = 0
    async with open_sandbox(launcher=write_liar(tmp_path)) as sandbox:
        before = descriptors()
        for _ in range(BOXES):
            with anyio.fail_after(20):
                try:
                    await use_a_lying_box(sandbox)
                except (SandboxError, RequestError):
                    refused += 1
        assert descriptors() <= before

    assert BOXES / 2 < refused < BOXES
