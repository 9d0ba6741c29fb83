import pytest

from judgebox.cli.batch.results import Kept
from judgebox.cli.batch.summary import Summary, summary_of
from judgebox.cli.status import ExitStatus


def a_result(verdict: str | None, *, task: str | None = None, outcome: str = "judged") -> Kept:
    reward = None if verdict is None else float(verdict == "AC")
    return Kept(key="k", outcome=outcome, verdict=verdict, task=task, reward=reward)


def a_summary(*results: Kept) -> Summary:
    return summary_of(results, judged_now=len(results), elapsed_s=2.0)


def test_pass_at_k_is_the_mean_over_tasks_for_each_k_that_all_have_samples_for() -> None:
    results = [a_result("AC", task="a"), *[a_result("WA", task="a")] * 4, *[a_result("AC", task="b")] * 6]

    summary = a_summary(*results)

    assert summary.pass_at == {1: pytest.approx((0.2 + 1) / 2), 5: pytest.approx(1.0)}


def test_what_is_not_known_lowers_no_figure() -> None:
    summary = a_summary(a_result("AC", task="a"), a_result(None, task="a", outcome="infra_error"))

    assert summary.pass_at == {1: 1.0}
    assert summary.mean_reward == 1.0


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([a_result("AC")], ExitStatus.OK),
        ([], ExitStatus.OK),
        ([a_result("AC"), a_result("WA")], ExitStatus.NOT_ACCEPTED),
        ([a_result("WA"), a_result(None, outcome="invalid")], ExitStatus.USAGE),
        ([a_result(None, outcome="invalid"), a_result(None, outcome="infra_error")], ExitStatus.FAILED),
    ],
)
def test_the_exit_status_tells_the_worst(results: list[Kept], status: ExitStatus) -> None:
    assert a_summary(*results).status is status
