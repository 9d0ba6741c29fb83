"""What a checker says, and how it quotes the program's output for a reader."""

from dataclasses import dataclass

from judgebox.domain.verdict import Reason

QUOTED_BYTES = 60
"""How much of a token is quoted: enough to recognise it, short enough for a line of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Whether the output is right, and if not, why.

    Attributes:
        reason: `MISMATCH` or `NO_OUTPUT`; None if accepted.
        message: a sentence with the place of the first difference; it quotes answer and output, so it
            is for eyes that may see both.
        score: the share of the points that an accepted output is worth, 0 to 1; None if the checker gives none.
    """

    accepted: bool
    reason: Reason | None = None
    message: str | None = None
    score: float | None = None


ACCEPTED = CheckResult(accepted=True)


def mismatch(message: str) -> CheckResult:
    return CheckResult(accepted=False, reason=Reason.MISMATCH, message=message)


def no_output(message: str) -> CheckResult:
    return CheckResult(accepted=False, reason=Reason.NO_OUTPUT, message=message)


def partly(share: float, message: str) -> CheckResult:
    """Accept a part; nothing of it is wrong."""
    if share <= 0:
        return mismatch(message)
    return CheckResult(accepted=True, message=message, score=share)


def quote(token: bytes) -> str:
    """Write a token so that it can be shown: cut when long, what isn't printable as an escape."""
    text = token[:QUOTED_BYTES].decode("utf-8", "backslashreplace")
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return f"{shown}… ({len(token)} bytes)" if len(token) > QUOTED_BYTES else shown
