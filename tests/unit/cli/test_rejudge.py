"""What operators see of rejudges at a terminal."""

from typing import Any

import pytest
from rich.console import Console, RenderableType

from judgebox.api import rejudge_schemas as schemas
from judgebox.cli import rejudge
from judgebox.cli.status import UsageError


def drawn(drawing: RenderableType) -> list[str]:
    console = Console(width=80, force_terminal=False, markup=False)
    with console.capture() as capture:
        console.print(drawing)
    return [line.rstrip() for line in capture.get().splitlines()]


def a_rejudge(**changes: Any) -> dict[str, Any]:
    return dict(schemas.REJUDGE_EXAMPLE) | changes


def test_a_rejudge_says_what_it_is_of_and_what_can_be_done_with_it() -> None:
    assert drawn(rejudge.draw_rejudge(Console(), a_rejudge(judge_errors=3)))[1:] == [
        "reason: case secret/07 was wrong",
        "chosen: problem a-plus-b, created_from 2026-11-01T00:00:00Z",
        "412 of 412 judged",
        "3 judge errors: judgebox rejudge retry",
        "look with judgebox rejudge matrix, then judgebox rejudge apply or drop",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "judging", "judged": 7}, "7 of 412 judged"),
        (
            {"state": "applied", "applied": 9, "changed": 1, "skipped": 2},
            "9 of 412 applied, 1 of them changed; 2 skipped",
        ),
        ({"state": "dropped"}, "412 submissions, of which none changed"),
    ],
)
def test_its_progress_is_that_of_its_state(changes: dict[str, Any], expected: str) -> None:
    assert expected in drawn(rejudge.draw_rejudge(Console(), a_rejudge(**changes)))


def test_the_matrix_has_a_row_for_each_old_verdict_and_a_column_for_each_new_one() -> None:
    lines = drawn(rejudge.draw_matrix(Console(), dict(schemas.MATRIX_EXAMPLE) | {"judge_errors": 2}))

    assert [line.split() for line in lines if line.strip() and "─" not in line] == [
        ["old", "\\", "new", "AC", "WA"],
        ["AC", "300"],
        ["WA", "12", "100"],
        ["12", "get", "another", "verdict,", "400", "the", "same;", "2", "ended", "as", "judge", "errors"],
    ]


def test_what_is_no_id_is_asked_of_no_server() -> None:
    with pytest.raises(UsageError, match="is no id of a rejudge"):
        rejudge.show_matrix("http://127.0.0.1:1", "../queue/intake", as_json=True)
