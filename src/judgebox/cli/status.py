"""How a command ends: its exit status, and the sentence that an error becomes."""

import errno
from collections.abc import Iterator
from enum import IntEnum

from judgebox.domain.errors import JudgeError, ProblemError, RequestError


class ExitStatus(IntEnum):
    """What a command's exit status means, the same for all of them."""

    OK = 0
    NOT_ACCEPTED = 1
    """A verdict other than AC, a broken promise, a failed check."""
    USAGE = 2
    """Whoever called it must change something: an argument, a file, a setting."""
    FAILED = 3
    """Judgebox or its host failed; nothing is known about the program."""
    INTERRUPTED = 130
    """Ctrl-C, as shells count it."""
    OUTPUT_CLOSED = 141
    """Whoever read our output went away before its end (`| head -1`); as shells count SIGPIPE."""
    TERMINATED = 143
    """SIGTERM, as shells count it."""


class UsageError(Exception):
    """The command line asks for what can't be done; the message says what and why."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came: end in order, as at a Ctrl-C."""


class OutputClosedError(Exception):
    """Nobody reads what we print any more."""


def sentence_of(error: BaseException) -> tuple[ExitStatus, str] | None:
    """Turn a foreseen error into its exit status and one sentence; None if it was not foreseen.

    Of a group of errors, the first one that was not foreseen decides, so that none gets lost; if all
    were, the first.
    """
    from judgebox.config import SettingsError  # pydantic is too slow to load for `judgebox --help`

    if isinstance(error, BaseExceptionGroup):
        sentences = [sentence_of(each) for each in _leaves(error)]
        return None if None in sentences else sentences[0]
    match error:
        case RequestError() | ProblemError() | SettingsError() | UsageError():
            return ExitStatus.USAGE, str(error)
        case JudgeError():
            return ExitStatus.FAILED, str(error)
        case Terminated():
            return ExitStatus.TERMINATED, "terminated"
        case KeyboardInterrupt():
            return ExitStatus.INTERRUPTED, "interrupted"
        case OSError():
            return ExitStatus.FAILED, _os_sentence(error)
    return None


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _os_sentence(error: OSError) -> str:
    what = error.strerror or str(error)
    if error.errno == errno.ENOSPC:
        what = "the disk is full"
    return what if error.filename is None else f"{error.filename}: {what}"
