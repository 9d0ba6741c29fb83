"""What came of a batch as a whole."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from judgebox.cli.batch.results import Kept
from judgebox.cli.status import ExitStatus
from judgebox.cli.terminal import make_table, verdict_text
from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkOutcome, pass_at_k

SHOWN_K = (1, 5, 10, 25, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts over all results of a batch.

    Attributes:
        judged_now: of this run, those taken over from the same ones included.
        elapsed_s: of this run.
    """

    total: int
    outcomes: Counter[str]
    verdicts: Counter[str]
    pass_at: dict[int, float]
    tasks: int
    mean_reward: float | None
    judged_now: int
    elapsed_s: float

    @property
    def per_second(self) -> float:
        return self.judged_now / self.elapsed_s if self.elapsed_s else 0.0

    @property
    def status(self) -> ExitStatus:
        if self.outcomes[BulkOutcome.INFRA_ERROR]:
            return ExitStatus.FAILED
        if self.outcomes[BulkOutcome.INVALID]:
            return ExitStatus.USAGE
        return ExitStatus.OK if self.verdicts[Verdict.ACCEPTED] == self.total else ExitStatus.NOT_ACCEPTED


def summary_of(results: Sequence[Kept], *, judged_now: int, elapsed_s: float) -> Summary:
    """Count results. What is not judged counts for no task, so that a fault of ours lowers nobody's figures."""
    judged = [each for each in results if each.outcome == BulkOutcome.JUDGED]
    samples: dict[str, list[bool]] = defaultdict(list)
    for each in judged:
        if each.task is not None:
            samples[each.task].append(each.verdict == Verdict.ACCEPTED)
    rewards = [each.reward for each in judged if each.reward is not None]
    return Summary(
        total=len(results),
        outcomes=Counter(each.outcome for each in results),
        verdicts=Counter(str(each.verdict) for each in judged),
        pass_at=_pass_at(list(samples.values())),
        tasks=len(samples),
        mean_reward=sum(rewards) / len(rewards) if rewards else None,
        judged_now=judged_now,
        elapsed_s=elapsed_s,
    )


def _pass_at(samples: Sequence[Sequence[bool]]) -> dict[int, float]:
    """For each k up to the least number of samples that a task has, the mean over the tasks."""
    fewest = min(map(len, samples), default=0)
    return {
        k: sum(pass_at_k(len(each), sum(each), k) for each in samples) / len(samples) for k in SHOWN_K if k <= fewest
    }


def summary_as_json(summary: Summary, out: str) -> dict[str, Any]:
    return {
        "results": out,
        "total": summary.total,
        "outcomes": dict(summary.outcomes),
        "verdicts": dict(summary.verdicts),
        "accepted": summary.verdicts[Verdict.ACCEPTED],
        "tasks": summary.tasks,
        "pass_at": {str(k): value for k, value in summary.pass_at.items()},
        "mean_reward": summary.mean_reward,
        "judged_now": summary.judged_now,
        "elapsed_s": round(summary.elapsed_s, 3),
        "per_second": round(summary.per_second, 2),
    }


def print_summary(console: Console, summary: Summary, out: str) -> None:
    """Print verdicts and what else is known, the most important last."""
    table = make_table(console, "verdict", "candidates", "share", numbers=("candidates", "share"))
    for verdict, count in summary.verdicts.most_common():
        table.add_row(verdict_text(Verdict(verdict)), str(count), f"{count / summary.total:.1%}")
    for outcome in (BulkOutcome.INFRA_ERROR, BulkOutcome.INVALID):
        if summary.outcomes[outcome]:
            count = summary.outcomes[outcome]
            table.add_row(Text(outcome, style="magenta"), str(count), f"{count / summary.total:.1%}")
    if summary.total:
        console.print(table)
    for k, value in summary.pass_at.items():
        console.print(Text(f"pass@{k}: {value:.4f} over {summary.tasks} tasks"))
    accepted = summary.verdicts[Verdict.ACCEPTED]
    console.print(
        Text(
            f"{accepted} of {summary.total} accepted; {summary.judged_now} judged now in {summary.elapsed_s:.1f} s, "
            f"{summary.per_second:.1f} a second; results in {out}"
        )
    )
