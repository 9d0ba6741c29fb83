"""What the OpenAPI document needs beyond the types: examples, and errors as problem+json."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from judgebox.api.errors import PROBLEM_TYPE, TITLES
from judgebox.api.examples import problem_example

TAGS: list[dict[str, Any]] = [
    {"name": "submissions", "description": "Send programs, wait for verdicts, follow the judging."},
    {"name": "batches", "description": "Thousands of programs at once, judged when nobody waits."},
    {"name": "problems", "description": "What can be solved here."},
    {"name": "languages", "description": "What programs can be written in."},
    {"name": "operation", "description": "How the queue and the workers are doing, and the operators' switches."},
    {"name": "health", "description": "Whether this server works."},
    {
        "name": "classic",
        "description": "The interface that people know from tutorials. Beside these two calls there is the WebSocket "
        "`/ws`: its first message is the user's id, and from then on it tells each event of that user's submissions "
        "as JSON.",
    },
]

ERRORS: Mapping[int, tuple[str, str]] = {
    400: ("invalid_json", "JSON is malformed: invalid character (byte 17)"),
    404: ("unknown_submission", "submission sub_01kaxm3s8gz4q7d2n5w9t1v6bc is unknown"),
    409: ("submission_final", "submission sub_01kaxm3s8gz4q7d2n5w9t1v6bc is judged already"),
    413: ("body_too_large", "the body has 20000000 bytes, the limit is 16777216"),
    415: ("unsupported_media_type", "the body must be JSON: send it with Content-Type: application/json"),
    422: ("source_too_large", "source has 70000 bytes, the limit is 65536"),
    429: (
        "too_many_unfinished",
        "100 submissions of user 'ada' in band practice are unfinished; the limit is 100",
    ),
    503: ("store_away", "the database can't be reached, try again"),
}
"""A typical error of each status."""

PROBLEM_SCHEMA: Mapping[str, Any] = {
    "title": "Problem details",
    "description": "An error, RFC 9457.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the code is explained."},
        "title": {"type": "string", "description": "What the code means."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What exactly went wrong, for people."},
        "instance": {"type": "string", "description": "The request's id, as in `X-Request-Id`."},
        "code": {"type": "string", "description": "What went wrong, for programs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "The place in the body, RFC 6901."},
                    "parameter": {"type": "string", "description": "Or the name of the parameter."},
                },
            },
        },
    },
}


def answers(status: int, model: type[BaseModel], example: Mapping[str, Any], description: str) -> dict[int | str, Any]:
    """Document an answer with an example."""
    content = {"application/json": {"example": json.dumps(example)}}
    return {status: {"model": model, "description": description, "content": content}}


def errors(*statuses: int) -> dict[int | str, Any]:
    """Document errors, each with a typical one; 422 and 503 can happen everywhere."""
    return {status: error_answer(status) for status in sorted({*statuses, 422, 503})}


def error_answer(status: int) -> dict[str, Any]:
    code, detail = ERRORS[status]
    answer: dict[str, Any] = {
        "description": TITLES[code],
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                "example": problem_example(status, code, TITLES[code], detail),
            }
        },
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return answer


def body_example(example: Mapping[str, Any]) -> dict[str, Any]:
    """Document a body with an example."""
    return {"requestBody": {"content": {"application/json": {"example": json.dumps(example)}}}}


def install_openapi(app: FastAPI) -> None:
    """Serve the document with our error schema in the place of FastAPI's own."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = make_document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def make_document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description="Errors are problem details (RFC 9457); `X-Request-Id` is taken over, or made, and repeated.",
        tags=app.openapi_tags,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["ProblemDetails"] = dict(PROBLEM_SCHEMA)
    for operation in (operation for methods in document["paths"].values() for operation in methods.values()):
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            content = part.get("content", {}).get("application/json")
            if content is not None:
                content["example"] = json.loads(content["example"])  # text until here: FastAPI drops nulls
    return document
