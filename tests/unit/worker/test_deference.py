from judgebox.domain.submission import SubmissionId
from judgebox.ports import Lease
from judgebox.worker.deference import FORGET_AFTER_S, LEAVE_FOR_S, LEAVE_TIMES, Deference


def a_lease(number: int = 1, *, avoid: str | None = "me") -> Lease:
    return Lease(submission_id=SubmissionId(f"sub_{number}"), generation=1, token="t", handle=None, avoid=avoid)


def a_deference(*, others: set[str] | None = None) -> Deference:
    return Deference(worker="me", others_can=lambda route: route in ({"python"} if others is None else others))


def test_what_failed_here_is_left_to_others_a_few_times_and_then_judged() -> None:
    deference = a_deference()

    left = [deference.leaves(a_lease(), "python", now=float(at)) for at in range(LEAVE_TIMES + 1)]

    assert left == [True] * LEAVE_TIMES + [False]


def test_what_failed_elsewhere_or_nowhere_is_judged_at_once() -> None:
    deference = a_deference()

    assert not deference.leaves(a_lease(avoid="other"), "python", now=0)
    assert not deference.leaves(a_lease(avoid=None), "python", now=0)


def test_the_only_live_worker_with_a_route_judges_at_once() -> None:
    assert not a_deference(others={"java"}).leaves(a_lease(), "python", now=0)


def test_the_route_of_what_was_left_is_kept_away_from_for_a_moment_and_no_other() -> None:
    deference = a_deference()
    deference.leaves(a_lease(), "python", now=10)

    assert deference.quiet_routes(now=10) == {"python": 10 + LEAVE_FOR_S}
    assert deference.quiet_routes(now=10 + LEAVE_FOR_S) == {}


def test_what_others_have_taken_is_forgotten() -> None:
    deference = a_deference()
    deference.leaves(a_lease(1), "python", now=0)
    deference.leaves(a_lease(2), "python", now=FORGET_AFTER_S)

    left = [deference.leaves(a_lease(1), "python", now=FORGET_AFTER_S) for _ in range(LEAVE_TIMES + 1)]

    assert left == [True] * LEAVE_TIMES + [False], "counted anew"
