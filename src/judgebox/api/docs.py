"""The reference at /docs: our OpenAPI document as a page, made here, with nothing from elsewhere.

It has no script, so it is also readable where none is allowed, and its policy forbids everything
but its own style sheet.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import cycle
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from judgebox.api.errors import TITLES

router = APIRouter(include_in_schema=False)

PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
BASE_URL = "http://localhost:3000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    tag: str
    summary: str
    text: str
    parameters: list[Mapping[str, Any]]
    request: str
    answers: list[tuple[str, str, str]]


@router.get("/docs")
async def read_reference(request: Request) -> Response:
    if not hasattr(request.app.state, "reference_page"):
        request.app.state.reference_page = reference_page(request.app.openapi())
    headers = {"Content-Security-Policy": PAGE_POLICY}
    return Response(request.app.state.reference_page, headers=headers, media_type="text/html")


@router.get("/docs/reference.css")
async def read_style() -> Response:
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(style_sheet(), headers=headers, media_type="text/css")


@cache
def style_sheet() -> bytes:
    return resources.files("judgebox.api").joinpath("assets/reference.css").read_bytes()


def reference_page(document: Mapping[str, Any]) -> str:
    """Write an OpenAPI document as HTML."""
    pages = Environment(
        loader=PackageLoader("judgebox.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    calls = list(calls_of(document))
    parts = [(tag, [call for call in calls if call.tag == tag["name"]]) for tag in document["tags"]]
    pages.filters["with_code"] = with_code
    schemas = [
        (name, schema.get("description", ""), json.dumps(schema, indent=2, ensure_ascii=False))
        for name, schema in document["components"]["schemas"].items()
    ]
    return pages.get_template("reference.html").render(
        info=document["info"], parts=parts, schemas=schemas, codes=TITLES
    )


def with_code(text: str) -> Markup:
    """Show what stands between backticks as code."""
    shapes = cycle((Markup("{}"), Markup("<code>{}</code>")))
    return Markup("").join(shape.format(part) for shape, part in zip(shapes, text.split("`"), strict=False))


def calls_of(document: Mapping[str, Any]) -> Iterator[Call]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield Call(
                anchor=operation["operationId"],
                method=method.upper(),
                path=path,
                tag=operation["tags"][0],
                summary=operation["summary"],
                text=operation["description"],
                parameters=operation.get("parameters", []),
                request=curl(method.upper(), path, operation),
                answers=[answer_of(status, answer) for status, answer in operation["responses"].items()],
            )


def answer_of(status: str, answer: Mapping[str, Any]) -> tuple[str, str, str]:
    """An answer's status, its description, and its example as text."""
    for content in answer.get("content", {}).values():
        example = content.get("example", "")
        text = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
        return status, answer["description"], text
    return status, answer["description"], ""


def curl(method: str, path: str, operation: Mapping[str, Any]) -> str:
    """Write the call as one that can be pasted into a terminal."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", example_of(parameter))
    words = ["curl", *(["-N"] if path.endswith("/events") else []), *(["-X", method] if method != "GET" else [])]
    lines = [shlex.join([*words, BASE_URL + path])]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    if body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    return " \\\n  ".join(lines)


def example_of(parameter: Mapping[str, Any]) -> str:
    return str(parameter["schema"].get("examples", [parameter["name"]])[0])
