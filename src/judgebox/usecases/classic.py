"""Submit as the classic interface does: by POST /submit and by the Redis list."""

from judgebox.domain.problem import ProblemId
from judgebox.domain.submission import Scope, Submission
from judgebox.usecases.submit import SubmitRequest, Submitter


async def submit_classic(
    submitter: Submitter,
    *,
    problem_id: str,
    source: str,
    language: str,
    user_id: str | None = None,
    input: str | None = None,
) -> Submission:
    """Judge a program for a known problem; for any other, run it once on the input. Raises as `submit`."""
    is_known = await submitter.store.problem(ProblemId(problem_id)) is not None
    request = SubmitRequest(
        source=source,
        language=language,
        problem_id=problem_id,
        user_id=user_id,
        scope=Scope.ALL if is_known else Scope.INPUT,
        input=None if is_known else input or "",
    )
    return await submitter.submit(request)
