"""Schemathesis: requests made from the document, good and bad, and every answer held against it."""

import asyncio
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


schema = schemathesis.openapi.from_asgi("/openapi.json", quick_app())
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@schema.parametrize()
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)
