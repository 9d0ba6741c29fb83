"""Candidates for tests of bulk judging."""

from judgebox.config import read_languages, read_settings
from judgebox.usecases.bulk import BulkTest, Candidate, Comparator, Entry, Scoring, Stop, parse_comparator

CATALOG = read_languages(read_settings())


def a_candidate(
    source: str | None,
    *,
    id: str = "one",
    language: str = "python",
    entry: Entry = Entry.STDIN,
    tests: tuple[BulkTest, ...] = (),
    function: str | None = None,
    given: str = "",
    setup: str = "",
    comparator: str = "trim",
    stop: Stop = Stop.NEVER,
    scoring: Scoring = Scoring.PASS_FAIL,
) -> Candidate:
    """Build a candidate."""
    rule: Comparator = parse_comparator(comparator)
    return Candidate(
        id=id,
        task=None,
        source=source,
        language_id=language,
        language=CATALOG.languages[language],
        entry=entry,
        tests=tests,
        function=function,
        given=given,
        setup=setup,
        comparator=rule,
        stop=stop,
        scoring=scoring,
    )
