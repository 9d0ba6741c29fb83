import json
from collections.abc import Mapping

from bulk_candidates import CATALOG
from judgebox.cli.batch.survey import Survey, survey_of


def survey(*lines: Mapping[str, object]) -> Survey:
    return survey_of([json.dumps(line).encode() for line in lines])


def test_the_packages_that_lines_name_are_known_beforehand() -> None:
    found = survey({"problem": "a"}, {"problem": "b"}, {"problem": "a"}, {"problem": 5}, {"source": '"problem"'})

    assert found.problems == {"a", "b"}
    assert found.total == 5


def test_a_compiler_is_prepared_for_many_programs_and_not_for_few() -> None:
    few = survey({"language": "cpp"}, {"lang": "c++"}, {"language": "python"})
    many = survey({"language": "cpp"}, {"lang": "c++"}, {"language": "cpp20"}, {"language": "cpp"})

    assert few.worth_preparing(CATALOG, "python") == []
    assert many.worth_preparing(CATALOG, "python") == ["cpp"]


def test_lines_that_name_no_language_count_for_the_default_one() -> None:
    assert survey(*[{"source": "x"}] * 4).worth_preparing(CATALOG, "cpp") == ["cpp"]


def test_lines_that_are_broken_are_left_for_later() -> None:
    assert survey_of([b'{"problem": ', b"\xff"]).total == 2
