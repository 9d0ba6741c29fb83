"""Errors, sorted by who must act. They keep their facts as attributes and know no HTTP."""

from datetime import timedelta


class JudgeError(Exception):
    """The base of all errors of ours; `str()` of one is a sentence for its reader."""


class RequestError(JudgeError):
    """The caller must change what they asked; never retried.

    Attributes:
        code: a stable word for programs, such as "unknown_language".
        field: the part of the request that is at fault, such as "source"; None for the whole.
        index: where several things were asked for at once, which of them is at fault, from 0.
    """

    index: int | None = None

    def __init__(self, message: str, *, code: str = "invalid_request", field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class NotFoundError(RequestError):
    """The thing that was asked for does not exist."""


class ConflictError(RequestError):
    """What was asked contradicts what is already stored."""


class LaterError(RequestError):
    """Nothing is wrong with the request, but it comes at a bad time.

    Attributes:
        retry_after: when it may be taken; an estimate.
    """

    def __init__(self, message: str, *, code: str, retry_after: timedelta) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class TooManyError(LaterError):
    """So many submissions are unfinished that no more are taken in now."""

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message, code="too_many_unfinished", retry_after=retry_after)


class ClosedError(LaterError):
    """An operator has stopped the intake."""

    def __init__(self, *, retry_after: timedelta) -> None:
        super().__init__("the site is drained for maintenance", code="intake_closed", retry_after=retry_after)


class ProblemError(JudgeError):
    """A problem package is broken; its author must act.

    Attributes:
        path: the file at fault, relative to the package when it lies inside.
        line: the line in that file, from 1; None if the whole file is meant.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        place = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(place + message)
        self.path = path
        self.line = line


class PlatformError(JudgeError):
    """Something of ours or of the host failed; retried, then a judge error and an alert."""


class StoreError(PlatformError):
    """The database can't be reached or refuses to store."""


class QueueError(PlatformError):
    """The queue can't be reached."""


class SandboxError(PlatformError):
    """A box failed; nothing is known about the program, so never a verdict about it.

    Attributes:
        step: which step failed, such as "mount" or "exec".
    """

    def __init__(self, message: str, *, step: str | None = None) -> None:
        super().__init__(message if step is None else f"{step}: {message}")
        self.step = step


class LeaseLostError(PlatformError):
    """Another worker has the attempt: stop, write nothing."""
