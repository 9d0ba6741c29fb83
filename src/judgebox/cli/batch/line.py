"""A line of a batch: what it may say, in the words of the data sets that people have."""

import json
from typing import Any

import msgspec


class LineError(Exception):
    """A line means no candidate; the message says why.

    Attributes:
        id: of what it would have been, as far as that is known.
    """

    def __init__(self, message: str, id: str | None = None) -> None:
        super().__init__(message)
        self.id = id


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line may say; it may say more, which is let pass, since data sets do."""

    custom_id: str | int | None = None
    id: str | int | None = None
    task_id: str | int | None = None
    group: str | int | None = None
    source: str | None = None
    solution: str | None = None
    completion: str | None = None
    canonical_solution: str | None = None
    prompt: str | None = None
    language: str | None = None
    lang: str | None = None
    entry: str | None = None
    entry_point: str | None = None
    fn_name: str | None = None
    tests: Any = None
    test: str | list[str] | None = None
    test_list: list[str] | None = None
    test_setup_code: str = ""
    test_imports: list[str] = []
    input_output: Any = None
    problem: str | None = None
    tests_sample: int | None = None
    time_limit: float | None = None
    memory_mib: int | None = None
    extract: str | None = None
    comparator: str | dict[str, Any] | None = None
    prelude: str | None = None
    stop: str | None = None
    scoring: str | None = None


def read_object(text: bytes) -> dict[str, Any]:
    """Read a line of JSON. By the standard library: numbers of any length stay what they are.

    Raises:
        LineError: it is no object of JSON.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LineError(f"no JSON: {str(error)[:200]}") from error
    if not isinstance(said, dict):
        raise LineError("no JSON object")
    return said
