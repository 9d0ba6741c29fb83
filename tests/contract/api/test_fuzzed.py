"""Schemathesis: requests made from the document, good and bad, and every answer held against it."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api_world import make_world
from judgebox.api import create_app


def quick_app() -> FastAPI:
    """The application with fakes around it, in which nobody waits for verdicts that don't come."""
    services = asyncio.run(make_world()).services
    return create_app(replace(services, wait_limit=timedelta(milliseconds=1)))


@schemathesis.serializer("application/x-ndjson")
def as_lines(_: object, value: object) -> bytes:
    """Write what was made up as a line for each thing; what is no list is a line by itself."""
    lines = value if isinstance(value, list) else [value]
    return b"\n".join(json.dumps(line).encode() for line in lines)


# A closed intake answers 503 to all that comes after, as it should: it has tests of its own.
schema = schemathesis.openapi.from_asgi("/openapi.json", quick_app()).exclude(path="/api/v1/queue/intake")
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@schema.parametrize()
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)
