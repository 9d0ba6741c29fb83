"""The API: everything under /api/v1. Changes only add."""

from fastapi import APIRouter

from judgebox.api.json_body import JsonRoute
from judgebox.api.v1 import (
    batches,
    events,
    health,
    languages,
    operated,
    problems,
    queue,
    rejudges,
    submissions,
    workers,
)

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", route_class=JsonRoute)
for part in (submissions, batches, events, problems, languages, operated, queue, rejudges, workers, health):
    router.include_router(part.router)
