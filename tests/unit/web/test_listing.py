from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits
from judgebox.web.listing import Search, all_tags, list_problems


def a_problem(name: str, *keywords: str) -> Problem:
    return Problem(
        id=ProblemId(name.lower().replace(" ", "-")),
        names={"en": name},
        statements={},
        limits=ProblemLimits(),
        comparison=Comparison(),
        cases=(),
        keywords=keywords,
    )


PROBLEMS = [
    a_problem("Zigzag", "hard", "graphs"),
    a_problem("Unknown"),
    a_problem("Sum", "easy", "math"),
    a_problem("Median", "Medium", "heaps", "math"),
]


def found(search: Search) -> list[str]:
    return [row.name for row in list_problems(PROBLEMS) if search.finds(row)]


def test_easier_problems_come_first_and_those_of_unknown_difficulty_last() -> None:
    assert found(Search()) == ["Sum", "Median", "Zigzag", "Unknown"]


def test_each_word_of_a_search_must_be_found_in_name_id_or_tags() -> None:
    assert found(Search(text="MATH med")) == ["Median"]
    assert found(Search(text="math graphs")) == []


def test_filters_hold_together() -> None:
    assert found(Search(difficulty="easy", tag="math")) == ["Sum"]
    assert found(Search(difficulty="hard", tag="math")) == []


def test_difficulties_are_no_tags() -> None:
    assert all_tags(list_problems(PROBLEMS)) == ["graphs", "heaps", "math"]
