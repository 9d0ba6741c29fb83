"""Interaction: a submission talks with the author's interactor, and who ended first decides.

- The interactor rejects, or fails, before the submission has ended: that counts, whatever the submission does then.
- The submission ends badly before the interactor has ended: that is the verdict.
- A submission that finds nobody to talk to any more, because the interactor is done, has not failed by that.
- An interactor that finds nobody, because the submission has ended, has not failed by that: the output is wrong.

Source: judging study, 2.3.
"""

from dataclasses import replace
from datetime import timedelta
from signal import SIGPIPE

from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.domain.timing import Run
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.ports import Box, Sandbox
from judgebox.usecases.judging.assignment import ending_in_words
from judgebox.usecases.judging.validation import Judged

TRANSCRIPT_BYTES = 64 * 1024

PATIENCE = 2
"""How many times the wall limit of others an interacting submission has: it also waits for the interactor."""

SHORTEST_IDLE = timedelta(seconds=5)
"""So long an interactor may think without the submission counting as idle."""

CLEARLY = timedelta(seconds=1)
"""Two endings so far apart came in the order that the clock tells. Those of programs that end because the other one
has are milliseconds apart, and on a busy machine the later one may be noticed first: then the outputs tell, of which
the second was closed after the first had been seen to be."""

_BROKEN_PIPE = (b"BrokenPipe", b"Broken pipe", b"EPIPE")


def limits_of_talk(limits: Limits) -> Limits:
    """The limits of a submission that interacts."""
    idle = limits.idle_time
    return replace(
        limits, wall_time=limits.wall_time * PATIENCE, idle_time=None if idle is None else max(idle, SHORTEST_IDLE)
    )


class Transcript:
    """What was said, up to a limit, in the form of sample dialogues: ">" before a line of the submission, "<" else.

    Attributes:
        first_done: whose output was closed first; None before any was.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.first_done: int | None = None
        self._pieces: list[tuple[int, bytes]] = []
        self._limit_bytes = limit_bytes
        self._bytes = 0

    def add(self, speaker: int, piece: bytes) -> None:
        """Take note of what the submission (0) or the interactor (1) has written; called in threads."""
        if not piece and self.first_done is None:
            self.first_done = speaker
        room = self._limit_bytes - self._bytes
        if room > 0:
            self._pieces.append((speaker, piece[:room]))
        self._bytes += len(piece)

    def __str__(self) -> str:
        lines: list[str] = []
        begun = [b"", b""]
        for speaker, piece in self._pieces:
            *whole, begun[speaker] = (begun[speaker] + piece).split(b"\n")
            lines += (_line(speaker, content) for content in whole)
        lines += (_line(speaker, content) for speaker, content in enumerate(begun) if content)
        return "\n".join(lines) + ("\n…" if self._bytes > self._limit_bytes else "\n" if lines else "")


def _line(speaker: int, content: bytes) -> str:
    return "><"[speaker] + content.decode(errors="replace").replace("\0", "\N{SYMBOL FOR NULL}")


async def talk(
    sandbox: Sandbox, submission: tuple[Box, Command], interactor: tuple[Box, Command], transcript: Transcript
) -> tuple[Outcome, Outcome]:
    """Run both; the interactor has as long as the submission, and its own time."""
    box, command = interactor
    limits = replace(command.limits, wall_time=command.limits.wall_time + submission[1].limits.wall_time)
    return await sandbox.run_pair(submission, (box, replace(command, limits=limits)), transcript.add)


def judge_talk(run: Run, interactor: Outcome, decision: Judged, first_done: int | None) -> Judged:
    """Judge a talk.

    Args:
        run: of the submission.
        decision: of the interactor, by how it ended and what it left.
        first_done: as in `Transcript`.
    """
    ended = verdict_of_run(run.outcome, run.limits)
    later = run.outcome.ended_at - interactor.ended_at
    was_first = later <= timedelta() if first_done is None or abs(later) > CLEARLY else first_done == 0
    if decision.verdict in (Verdict.WRONG_ANSWER, Verdict.MISCONFIGURED) and not was_first:
        return decision
    if ended is not None and not (not was_first and _found_nobody(run.outcome)):
        return Judged(verdict=ended[0], reason=ended[1], message=ending_in_words(run.outcome, run.limits))
    if decision.verdict is Verdict.MISCONFIGURED and was_first and _found_nobody(interactor):
        words = "the submission ended before the interactor was done"
        return Judged(verdict=Verdict.WRONG_ANSWER, reason=Reason.PROTOCOL, message=words)
    return decision


def _found_nobody(outcome: Outcome) -> bool:
    """Whether a program ended because nobody read what it wrote."""
    if outcome.signal == SIGPIPE:
        return True
    is_failure = outcome.ending is Ending.EXITED and outcome.exit_code != 0
    return is_failure and any(word in outcome.error for word in _BROKEN_PIPE)
