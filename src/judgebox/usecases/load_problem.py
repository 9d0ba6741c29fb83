"""Load a problem: keep its test data and make it known."""

import structlog

from judgebox.domain.problem import Package
from judgebox.ports import Blobs, Store

log = structlog.get_logger()


async def load_problem(package: Package, *, store: Store, blobs: Blobs) -> bool:
    """Store a problem and its test data; return whether anything changed.

    The data comes first and the problem last, so that a known problem can always be judged.
    """
    known = await store.problem(package.problem.id)
    if known is not None and known.version == package.problem.version:
        return False
    for path in package.blobs.values():
        await blobs.put_file(path)
    await store.save_problem(package.problem)
    log.info("problem_loaded", problem_id=package.problem.id, cases=len(package.problem.cases))
    return True
