"""A first look at the lines of a batch: how many there are, and what has to be ready before the first is judged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from judgebox.cli.batch.line import LineError, read_object
from judgebox.languages import Catalog

TELLING = (b'"problem"', b'"language"', b'"lang"')
"""Only lines with one of these are read at this point."""

WORTH_PRECOMPILING = 4
"""With so many programs to compile it pays to prepare their compiler first; what is prepared is kept for later."""


@dataclass(slots=True, kw_only=True)
class Survey:
    """What is known of a batch beforehand.

    Attributes:
        languages: how many lines name each, in whatever spelling; those that name none are not counted.
    """

    total: int = 0
    problems: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, line: bytes) -> None:
        self.total += 1
        if not any(word in line for word in TELLING):
            return
        try:
            said = read_object(line)
        except LineError:  # it is told when its turn comes
            return
        problem, language = said.get("problem"), said.get("language") or said.get("lang")
        if isinstance(problem, str):
            self.problems.add(problem)
        if isinstance(language, str):
            self.languages[language] += 1

    def worth_preparing(self, catalog: Catalog, default: str) -> list[str]:
        """List languages, available here, of which the compiler is slow and has much to do."""
        counts: Counter[str | None] = Counter({catalog.find(default): self.total - self.languages.total()})
        for name, count in self.languages.items():
            counts[catalog.find(name)] += count
        return [
            key
            for key, language in catalog
            if language.precompile is not None
            and counts[key] >= WORTH_PRECOMPILING
            and not catalog.missing_programs(key)
        ]


def survey_of(lines: Iterable[bytes]) -> Survey:
    survey = Survey()
    for line in lines:
        survey.add(line)
    return survey
