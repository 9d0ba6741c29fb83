from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits


def a_problem(*, submit_answer: bool = False, languages: tuple[str, ...] | None = None) -> Problem:
    return Problem(
        id=ProblemId("problem"),
        names={},
        statements={},
        limits=ProblemLimits(),
        comparison=Comparison(),
        cases=(),
        submit_answer=submit_answer,
        languages=languages,
    )


def test_where_the_output_itself_is_submitted_no_program_is_taken() -> None:
    assert a_problem(submit_answer=True).allowed_languages == ("text",)


def test_else_the_languages_are_those_that_the_package_names() -> None:
    assert a_problem().allowed_languages is None
    assert a_problem(languages=("cpp",)).allowed_languages == ("cpp",)
