"""Re-verify: judge a few submissions again every day, to see that verdicts are still the same.

How it works: the sample is a rejudge like any other, so it is judged when nothing else is to be. If nothing differs
it is dropped by itself. Else it stays, with another reason, for an operator to look at, to apply or to drop.
"""

from collections.abc import Callable, Sequence

import structlog

from judgebox.domain.rejudge import Rejudge, RejudgeKind, RejudgeState, Selection, differences_in
from judgebox.domain.submission import SubmissionId
from judgebox.usecases.rejudge import Rejudger

log = structlog.get_logger()

NEWEST = 1000
"""Among so many of the newest submissions the sample is chosen."""

REASON = "re-verification"
FOUND = "re-verification found differences"

Choose = Callable[[Sequence[SubmissionId], int], Sequence[SubmissionId]]
"""Chooses so many of some, as `random.sample` does."""


async def reverify(rejudger: Rejudger, *, size: int, choose: Choose) -> str:
    """Start a sample, unless one is under way; say in words what was done."""
    if any(_is_under_way(each) for each in await rejudger.rejudges.unfinished()):
        return "the sample before is not judged yet"
    newest = await rejudger.rejudges.sample(judged_until=rejudger.clock.now(), newest=NEWEST)
    if not newest:
        return "nothing is judged yet"
    chosen = tuple(choose(newest, min(size, len(newest))))
    rejudge = await rejudger.start(Selection(submission_ids=chosen), reason=REASON, kind=RejudgeKind.SAMPLE)
    return f"{rejudge.submissions} submissions are judged again as {rejudge.id}"


async def has_work(rejudger: Rejudger) -> bool:
    """Whether there is anything for `continue_rejudges`."""
    return await rejudger.has_work() or any(_is_under_way(each) for each in await rejudger.rejudges.unfinished())


async def continue_rejudges(rejudger: Rejudger) -> str:
    """Do what is left to do at rejudges, and look at samples that are judged; say in words what was done."""
    parts = await rejudger.continue_all()
    settled = [await _settle(rejudger, each) for each in await rejudger.rejudges.unfinished() if _is_under_way(each)]
    return f"{parts} parts, {sum(settled)} samples"


async def _settle(rejudger: Rejudger, sample: Rejudge) -> bool:
    if (await rejudger.known(sample.id)).state is not RejudgeState.READY:
        return False
    differences = differences_in(await rejudger.rejudges.matrix(sample.id))
    if not differences and not await rejudger.rejudges.changes(sample.id, limit=1):
        await rejudger.drop(sample.id)
        return True
    log.warning("reverification_found_differences", rejudge_id=sample.id, differences=differences)
    await rejudger.rejudges.set_reason(sample.id, FOUND)
    return True


def _is_under_way(rejudge: Rejudge) -> bool:
    return rejudge.kind is RejudgeKind.SAMPLE and rejudge.state.is_open and rejudge.reason == REASON
