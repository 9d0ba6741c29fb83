"""Answers from our models, written once: FastAPI would validate what we have just built."""

from collections.abc import Mapping

from fastapi import Response
from pydantic import BaseModel


def answer(model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Write a model as JSON; by its aliases, if it has any."""
    return Response(model.model_dump_json(by_alias=True), status, headers, media_type="application/json")
