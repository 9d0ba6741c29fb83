"""The list of problems: what is searched, and in which order it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from judgebox.domain.problem import Problem
from judgebox.web.text import one_line

DIFFICULTIES = ("easy", "medium", "hard")
"""Keywords that tell how hard a problem is, easiest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of the list."""

    id: str
    name: str
    difficulty: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a reader looks for; empty means anything."""

    text: str = ""
    difficulty: str = ""
    tag: str = ""

    def finds(self, row: Listed) -> bool:
        words = f"{row.id} {row.name} {' '.join(row.tags)}".casefold()
        return (
            all(word in words for word in self.text.casefold().split())
            and self.difficulty in ("", row.difficulty)
            and (not self.tag or self.tag in row.tags)
        )


def difficulty_of(problem: Problem) -> str | None:
    return next((word.lower() for word in problem.keywords if word.lower() in DIFFICULTIES), None)


def tags_of(problem: Problem) -> tuple[str, ...]:
    return tuple(one_line(word) for word in problem.keywords if word.lower() not in DIFFICULTIES)


def list_problems(problems: Iterable[Problem]) -> list[Listed]:
    """Turn problems into rows, the easiest first, those of unknown difficulty last."""
    rows = [
        Listed(id=problem.id, name=problem.name, difficulty=difficulty_of(problem), tags=tags_of(problem))
        for problem in problems
    ]
    return sorted(rows, key=lambda row: (_rank(row.difficulty), row.name.casefold(), row.id))


def all_tags(rows: Iterable[Listed]) -> Sequence[str]:
    return sorted({tag for row in rows for tag in row.tags})


def _rank(difficulty: str | None) -> int:
    return DIFFICULTIES.index(difficulty) if difficulty in DIFFICULTIES else len(DIFFICULTIES)
