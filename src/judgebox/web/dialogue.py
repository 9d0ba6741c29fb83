"""Dialogues of interactive problems: who said what, as samples and transcripts of runs have it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the judge or the program said; of `speaker` None is what stands between two runs, or after the end."""

    speaker: str | None
    text: str


_SPEAKERS = {"<": "judge", ">": "program", "judge: ": "judge", "you:   ": "program"}


def read_dialogue(text: str) -> list[Line]:
    """Read the lines of a transcript, or of a statement's sample dialogue."""
    return [_line(line) for line in text.rstrip("\n").split("\n")] if text.strip() else []


def _line(line: str) -> Line:
    for mark, speaker in _SPEAKERS.items():
        if line.startswith(mark):
            return Line(speaker=speaker, text=line.removeprefix(mark))
    return Line(speaker=None, text=line)
