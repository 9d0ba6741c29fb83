from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Limits, Outcome
from judgebox.ports import Box
from judgebox.testing import an_outcome
from judgebox.usecases.lasting_box import REPLACEMENTS, lasting_box

LIMITS = Limits(
    cpu_time=timedelta(seconds=1), wall_time=timedelta(seconds=3), memory_bytes=1 << 26, output_bytes=1 << 16
)
COMPILE, RUN = Command(argv=("cc",), limits=LIMITS), Command(argv=("./main",), limits=LIMITS)


class Boxes:
    """Boxes that write down what they are asked, and fail at runs as they are told."""

    def __init__(self, *failures: SandboxError | None) -> None:
        self.asked: list[list[object]] = []
        self.open = 0
        self._failures = list(failures)

    def make(self) -> AbstractAsyncContextManager[Box]:
        return self._box()

    @asynccontextmanager
    async def _box(self) -> AsyncIterator[Box]:
        self.asked.append([])
        self.open += 1
        try:
            yield _Box(self.asked[-1], self._failures)
        finally:
            self.open -= 1


class _Box:
    def __init__(self, asked: list[object], failures: list[SandboxError | None]) -> None:
        self._asked = asked
        self._failures = failures

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        self._asked.append(dict(files))

    async def run(self, command: Command) -> Outcome:
        self._asked.append(command.argv[0])
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure
        return an_outcome(output=b"fine")

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        return {}

    async def freeze(self) -> None:
        self._asked.append("freeze")


def died() -> SandboxError:
    return SandboxError("the box has ended", step="message")


async def test_a_run_whose_box_died_is_done_again_in_a_box_that_was_made_ready_alike() -> None:
    boxes = Boxes(None, died())
    async with lasting_box(boxes.make) as box:
        await box.put({"main.c": b"source"})
        await box.run(COMPILE)
        await box.freeze()

        outcome = await box.run(RUN)

    assert outcome.output == b"fine"
    assert boxes.asked == [[{"main.c": b"source"}, "cc", "freeze", "./main"]] * 2
    assert boxes.open == 0


async def test_runs_of_other_cases_are_not_repeated() -> None:
    boxes = Boxes(None, died())
    async with lasting_box(boxes.make) as box:
        await box.freeze()
        await box.run(RUN)
        await box.run(RUN)

    assert boxes.asked[1] == ["freeze", "./main"]


async def test_boxes_that_die_again_and_again_are_given_up() -> None:
    boxes = Boxes(*[died() for _ in range(REPLACEMENTS + 1)])
    async with lasting_box(boxes.make) as box:
        with pytest.raises(SandboxError, match="has ended"):
            await box.run(RUN)

    assert len(boxes.asked) == REPLACEMENTS + 1


async def test_what_would_fail_in_any_box_is_tried_once() -> None:
    boxes = Boxes(SandboxError("No such file or directory", step="exec"))
    async with lasting_box(boxes.make) as box:
        with pytest.raises(SandboxError, match="No such file"):
            await box.run(RUN)

    assert len(boxes.asked) == 1
