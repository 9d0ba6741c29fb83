import errno

import pytest

from judgebox.cli.status import ExitStatus, UsageError, sentence_of
from judgebox.config import SettingsError
from judgebox.domain.errors import ProblemError, QueueError, RequestError, SandboxError, StoreError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RequestError("source is empty"), ExitStatus.USAGE),
        (ProblemError("no name", path="problem.yaml", line=3), ExitStatus.USAGE),
        (SettingsError("JUDGEBOX_PORT: too high"), ExitStatus.USAGE),
        (UsageError("no such file"), ExitStatus.USAGE),
        (SandboxError("failed", step="mount"), ExitStatus.FAILED),
        (StoreError("away"), ExitStatus.FAILED),
        (QueueError("away"), ExitStatus.FAILED),
        (OSError(errno.ENOSPC, "No space left on device"), ExitStatus.FAILED),
    ],
)
def test_who_must_act_decides_the_exit_status(error: Exception, status: ExitStatus) -> None:
    foreseen = sentence_of(error)

    assert foreseen is not None
    assert foreseen[0] is status


def test_a_broken_package_is_named_by_file_and_line() -> None:
    assert sentence_of(ProblemError("no name", path="problem.yaml", line=3)) == (
        ExitStatus.USAGE,
        "problem.yaml:3: no name",
    )


def test_a_full_disk_is_called_that() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/data/judgebox.sqlite3")

    assert sentence_of(error) == (ExitStatus.FAILED, "/data/judgebox.sqlite3: the disk is full")


def test_of_a_group_of_foreseen_errors_the_first_is_told() -> None:
    group = ExceptionGroup("tasks", [ExceptionGroup("inner", [QueueError("queue")]), StoreError("store")])

    assert sentence_of(group) == (ExitStatus.FAILED, "queue")


def test_an_error_that_nobody_foresaw_is_not_hidden_by_its_group() -> None:
    assert sentence_of(ExceptionGroup("tasks", [StoreError("store"), ValueError("what?")])) is None
    assert sentence_of(ValueError("what?")) is None
