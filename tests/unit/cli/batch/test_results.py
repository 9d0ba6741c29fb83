import json
from pathlib import Path

import pytest

from bulk_candidates import a_candidate
from judgebox.cli.batch.results import Detail, invalid_record, open_results, record_of
from judgebox.cli.status import UsageError
from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkOutcome, Candidate, Judgement, TestResult

ACCEPTED = Judgement(verdict=Verdict.ACCEPTED, score=1.0, tests=(TestResult(verdict=Verdict.ACCEPTED, output="7"),))
BROKEN = Judgement(outcome=BulkOutcome.INFRA_ERROR, message="no box")


def add(path: Path, candidate: Candidate, judgement: Judgement) -> None:
    with open_results(path, fresh=False) as results:
        results.add(record_of(candidate, judgement, same_as=None, detail=Detail.PER_TEST, codes=None))


def has(path: Path, candidate: Candidate) -> bool:
    with open_results(path, fresh=False) as results:
        return results.has(candidate.id, candidate.key)


def test_what_is_there_need_not_be_judged_again(tmp_path: Path) -> None:
    path = tmp_path / "results"
    add(path, a_candidate("x"), ACCEPTED)

    assert has(path, a_candidate("x"))
    assert not has(path, a_candidate("x", id="other"))
    assert not has(path, a_candidate("y"))


def test_a_fault_of_ours_is_judged_again_and_the_later_line_counts(tmp_path: Path) -> None:
    path = tmp_path / "results"
    add(path, a_candidate("x"), BROKEN)

    assert not has(path, a_candidate("x"))

    add(path, a_candidate("x"), ACCEPTED)

    assert has(path, a_candidate("x"))


def test_a_line_that_makes_no_sense_is_written_down_once(tmp_path: Path) -> None:
    with open_results(tmp_path / "results", fresh=False) as results:
        results.add(invalid_record("line-3", "k", 3, "no JSON"))

    with open_results(tmp_path / "results", fresh=False) as results:
        assert results.has("line-3", "k")


def test_a_last_line_that_was_cut_off_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "results"
    add(path, a_candidate("x"), ACCEPTED)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])

    add(path, a_candidate("y", id="two"), ACCEPTED)

    assert [json.loads(line)["custom_id"] for line in path.read_bytes().splitlines()] == ["one", "two"]


def test_former_results_are_forgotten_if_one_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "results"
    add(path, a_candidate("x"), ACCEPTED)

    with open_results(path, fresh=True) as results:
        assert not results.kept


def test_two_runs_do_not_write_to_one_file(tmp_path: Path) -> None:
    with open_results(tmp_path / "results", fresh=False):
        with pytest.raises(UsageError, match="another run"), open_results(tmp_path / "results", fresh=True):
            pass


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "results"
    path.write_text('{"task_id": 1}\n')

    with pytest.raises(UsageError, match="line 1 is no result"), open_results(path, fresh=False):
        pass

    assert path.read_text() == '{"task_id": 1}\n'


def test_a_fault_of_ours_has_no_reward() -> None:
    record = record_of(a_candidate("x"), BROKEN, same_as=None, detail=Detail.FULL, codes=None)

    assert (record["outcome"], record["reward"], record["verdict"]) == ("infra_error", None, None)


@pytest.mark.parametrize(
    ("detail", "keys"),
    [(Detail.SUMMARY, None), (Detail.PER_TEST, {"verdict", "cpu_ms"}), (Detail.FULL, {"verdict", "cpu_ms", "stdout"})],
)
def test_results_say_as_much_as_one_asks_for(detail: Detail, keys: set[str] | None) -> None:
    record = record_of(a_candidate("x"), ACCEPTED, same_as="other", detail=detail, codes=None)

    assert record["same_as"] == "other"
    assert "tests" not in record if keys is None else keys <= record["tests"][0].keys()
    assert detail is not Detail.PER_TEST or "stdout" not in record["tests"][0]
