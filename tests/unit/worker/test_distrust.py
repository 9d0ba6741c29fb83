from judgebox.worker.distrust import FAILURES_IN_A_ROW, Distrust


def a_distrust(*, failures: int) -> Distrust:
    distrust = Distrust(random=lambda: 0.5)
    for _ in range(failures):
        distrust.failed("python", now=100)
    return distrust


def test_some_failures_say_nothing_about_this_host() -> None:
    assert a_distrust(failures=FAILURES_IN_A_ROW - 1).quiet_routes(now=100) == {}


def test_a_route_on_which_box_after_box_fails_is_left_alone_for_longer_and_longer() -> None:
    pauses = [a_distrust(failures=FAILURES_IN_A_ROW + more).quiet_routes(now=100) for more in range(3)]

    assert pauses == [{"python": 101}, {"python": 102}, {"python": 104}]


def test_after_the_pause_it_is_tried_again() -> None:
    assert a_distrust(failures=FAILURES_IN_A_ROW).quiet_routes(now=101) == {}


def test_a_success_brings_back_the_trust() -> None:
    distrust = a_distrust(failures=FAILURES_IN_A_ROW)

    distrust.succeeded("python")
    distrust.failed("python", now=100)

    assert distrust.quiet_routes(now=100) == {}
