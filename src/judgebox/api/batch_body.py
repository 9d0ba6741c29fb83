"""Bodies of batches: one JSON document, or a line of JSON for each item.

Read by msgspec and not by the web framework's models: ten thousand items are to be read in milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from judgebox.api.errors import Refusal
from judgebox.domain.submission import Scope
from judgebox.usecases.batch import ItemRequest
from judgebox.usecases.submit import SubmitRequest

T = TypeVar("T")

NDJSON = "application/x-ndjson"
SHOWN = 200

LINES_AN_ITEM = 2
"""An empty line after each is let pass."""


class Defaults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for all items that don't say it themselves."""

    problem: str | None = None
    language: str | None = None
    scope: Scope = Scope.ALL
    input: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One program."""

    source: str
    problem: str | None = None
    language: str | None = None
    scope: Scope | None = None
    input: str | None = None
    name: str | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a first line may say of all lines."""

    user_id: str | None = None
    defaults: Defaults = Defaults()


class Document(Head, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole batch as one document."""

    items: list[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchBody:
    """A batch as it was asked for."""

    user_id: str | None
    items: Sequence[ItemRequest]


def parse_batch(body: bytes, *, is_lines: bool, limit: int) -> BatchBody:
    """Read a batch.

    Raises:
        Refusal: 400, it is not JSON; 422, a field is missing, wrong or unknown, or there are none or too many items.
    """
    head, items = _parse_lines(body, limit) if is_lines else _parse_document(body)
    if not items:
        raise Refusal(422, "invalid_request", "the batch has no items")
    if len(items) > limit:
        raise _too_large(f"the batch has {len(items)} items, the limit is {limit}")
    return BatchBody(
        user_id=head.user_id, items=[_request(number, item, head.defaults) for number, item in enumerate(items)]
    )


def _parse_document(body: bytes) -> tuple[Head, Sequence[Item]]:
    document = _decoded(body, Document, "#")
    return document, document.items


def _parse_lines(body: bytes, limit: int) -> tuple[Head, Sequence[Item]]:
    lines = body.count(b"\n")
    if lines > LINES_AN_ITEM * limit + 1:  # counted before they are split: millions of them would fill the memory
        raise _too_large(f"the batch has {lines} lines, the limit is {limit} items")
    head = Head()
    items: list[Item] = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        if not line.strip():
            continue
        if number == 1 and _is_head(line):
            head = _decoded(line, Head, "line 1")
        else:
            items.append(_decoded(line, Item, f"line {number}"))
    return head, items


def _too_large(detail: str) -> Refusal:
    return Refusal(422, "batch_too_large", detail, errors=[{"detail": detail, "pointer": "#/items"}])


def _is_head(line: bytes) -> bool:
    found = _decoded(line, dict[str, Any], "line 1")
    return "source" not in found and not found.keys().isdisjoint({"defaults", "user_id"})


def _decoded(data: bytes, kind: type[T], place: str) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:  # names the field by its path
        detail = f"{place}: {str(error)[:SHOWN]}"
        raise Refusal(422, "invalid_request", detail, errors=[{"detail": detail, "pointer": "#"}]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, "invalid_json", f"{place}: {str(error)[:SHOWN]}") from error


def _request(number: int, item: Item, defaults: Defaults) -> ItemRequest:
    language = item.language or defaults.language
    if language is None:
        detail = f"item {number} has no language, and there is no default"
        raise Refusal(
            422, "invalid_request", detail, errors=[{"detail": detail, "pointer": f"#/items/{number}/language"}]
        )
    scope = item.scope or defaults.scope
    given = item.input if item.input is not None else defaults.input
    request = SubmitRequest(
        source=item.source,
        language=language,
        problem_id=item.problem or defaults.problem,
        scope=scope,
        input=(given or "") if scope is Scope.INPUT else None,
    )
    return ItemRequest(request=request, name=item.name)
