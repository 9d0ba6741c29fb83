"""Problems: what can be solved here. Of test data only the samples are shown."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.openapi import answers, errors
from judgebox.api.schemas import ProblemDetail, ProblemList, SampleData, problem_detail, problem_item
from judgebox.api.services import Given
from judgebox.domain.errors import NotFoundError
from judgebox.domain.problem import ProblemId, TestCase
from judgebox.ports import Blobs

router = APIRouter(tags=["problems"])

PROBLEM_ID = re.compile(r"[a-z0-9_-]{1,64}")
SAMPLE_LIMIT_BYTES = 64 * 1024
"""Samples are for reading; whoever makes larger ones gets them cut here."""


@router.get(
    "/problems",
    response_model=ProblemList,
    responses={**answers(200, ProblemList, examples.PROBLEM_LIST, "All problems."), **errors()},
)
async def list_problems(services: Given) -> Response:
    """List all problems."""
    problems = await services.store.problems()
    return answer(ProblemList(items=[problem_item(problem) for problem in problems]))


@router.get(
    "/problems/{id}",
    response_model=ProblemDetail,
    responses={**answers(200, ProblemDetail, examples.PROBLEM, "The problem."), **errors(404)},
)
async def read_problem(
    services: Given,
    problem_id: Annotated[str, Path(alias="id", examples=["a-plus-b"], description="Id of a problem.")],
) -> Response:
    """Read a problem: its statement, kind, limits and samples; of a function problem what its starters are."""
    known = PROBLEM_ID.fullmatch(problem_id) is not None
    problem = await services.store.problem(ProblemId(problem_id)) if known else None
    if problem is None:
        raise NotFoundError(f"problem {problem_id[:64]} is unknown", code="unknown_problem")
    samples = [await sample_data(case, services.blobs) for case in problem.samples]
    return answer(problem_detail(problem, samples, services.catalog, source_limit_bytes=services.source_limit_bytes))


async def sample_data(case: TestCase, blobs: Blobs) -> SampleData:
    """Read a sample's input and answer.

    Raises:
        StoreError: the blobs are away or broken.
    """
    data = [await blobs.get(blob_id) for blob_id in (case.input, case.answer)]
    shown_input, shown_answer = (each[:SAMPLE_LIMIT_BYTES].decode(errors="replace") for each in data)
    cut = any(len(each) > SAMPLE_LIMIT_BYTES for each in data)
    return SampleData(name=case.name, input=shown_input, answer=shown_answer, cut=cut)
