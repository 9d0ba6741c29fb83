"""The ledger decides on an installation, so each way of being unclean is told."""

from dataclasses import replace

from judgebox.cli.chaos.ledger import Channel, FaultRecord, Found, Ledger, Sent, TakeOver, balance, differences

SENT = Sent(user="chaos-1", channel=Channel.SINGLE, verdict="AC", submission_id="sub_1", is_accepted=True)
FOUND = Found(
    submission_id="sub_1",
    user="chaos-1",
    state="judged",
    verdict="AC",
    attempts=1,
    judged_attempts=1,
    waited_s=2.0,
)
PUSHED = Sent(user="chaos-2", channel=Channel.LIST, verdict="WA", is_accepted=True)


def ledger(sent: list[Sent], found: list[Found], miscounted: list[str] | None = None) -> Ledger:
    return balance(sent, found, miscounted=miscounted or [], faults=[])


def test_what_was_accepted_and_judged_as_it_deserves_is_clean() -> None:
    drawn = ledger([SENT], [FOUND])

    assert drawn.is_clean
    assert (drawn.sent, drawn.accepted, drawn.judged, drawn.longest_wait_s) == (1, 1, 1, 2.0)


def test_what_was_accepted_and_is_unknown_is_lost() -> None:
    assert ledger([SENT], []).lost == ["sub_1"]


def test_what_was_accepted_and_is_not_judged_is_lost() -> None:
    for state in ("queued", "judging", "cancelled"):
        drawn = ledger([SENT], [replace(FOUND, state=state, verdict=None)])
        assert drawn.lost == ["sub_1"]
        assert not drawn.is_clean


def test_what_was_sent_with_a_key_and_never_accepted_was_not_served() -> None:
    for channel in (Channel.SINGLE, Channel.BATCH):
        drawn = ledger([replace(SENT, channel=channel, submission_id=None, is_accepted=False)], [])
        assert drawn.unserved == [f"{channel} of chaos-1"]
        assert not drawn.is_clean


def test_what_broke_off_without_a_key_is_not_lost() -> None:
    refused = replace(SENT, channel=Channel.CLASSIC, submission_id=None, is_accepted=False)

    assert ledger([refused], []).is_clean
    assert ledger([refused], []).refused == 1


def test_what_was_pushed_to_the_list_is_found_by_its_user() -> None:
    taken_in = replace(FOUND, submission_id="sub_2", user="chaos-2", verdict="WA")

    assert ledger([PUSHED], [taken_in]).is_clean
    assert ledger([PUSHED], []).lost == ["list of chaos-2"]


def test_what_was_taken_in_twice_is_no_error() -> None:
    twice = [replace(FOUND, submission_id=name, user="chaos-2", verdict="WA") for name in ("sub_2", "sub_3")]

    assert ledger([PUSHED], twice).is_clean
    assert ledger([PUSHED], twice).extra == 1


def test_what_was_sent_once_or_with_a_key_and_is_stored_twice_is_doubled() -> None:
    for channel in (Channel.SINGLE, Channel.BATCH, Channel.CLASSIC):
        drawn = ledger([replace(SENT, channel=channel)], [FOUND, replace(FOUND, submission_id="sub_2")])
        assert drawn.doubled == [f"{channel} of chaos-1: stored 2 times"]
        assert not drawn.is_clean


def test_another_verdict_is_wrong_also_where_nobody_was_told_of_it() -> None:
    wrong = replace(FOUND, verdict="JE")

    assert ledger([SENT], [wrong]).wrong == ["sub_1: JE instead of AC"]
    assert ledger([replace(SENT, is_accepted=False, submission_id=None)], [wrong]).wrong


def test_two_stored_verdicts_are_one_too_many() -> None:
    assert ledger([SENT], [replace(FOUND, judged_attempts=2)]).doubled == ["sub_1"]


def test_counters_that_differ_from_the_rows_make_it_unclean() -> None:
    found = differences({("p", "AC"): 2, ("p", "TLE"): 1}, [("p", "AC"), ("p", "WA"), ("p", "AC")])

    assert found == [
        "p TLE: the counter says 1, the rows 0",
        "p WA: the counter says 0, the rows 1",
    ]
    assert not ledger([SENT], [FOUND], miscounted=list(found)).is_clean


def test_waits_are_told_by_their_ranks() -> None:
    found = [replace(FOUND, submission_id=f"sub_{number}", waited_s=float(number)) for number in range(1, 101)]

    drawn = ledger([SENT], found)

    assert (drawn.wait_p50_s, drawn.wait_p99_s, drawn.longest_wait_s) == (50.0, 99.0, 100.0)


def test_a_fault_lasts_until_the_last_of_what_its_target_was_judging_is_begun_anew() -> None:
    fault = FaultRecord(kind="kill-worker", target="worker-1", at_s=10.0, recovered_s=0.4)
    under_way = TakeOver(worker="worker-1-0a1b2c3d", started_s=9.0, ended_s=14.8, at_s=15.0)
    take_overs = [
        replace(under_way, at_s=12.0),
        under_way,
        replace(under_way, worker="worker-10-0a1b2c3d", at_s=30.0),
        replace(under_way, ended_s=9.5, at_s=40.0),  # ended before the fault
        replace(under_way, started_s=10.5, at_s=50.0),  # of the worker that was started after it
    ]

    drawn = balance([SENT], [FOUND], miscounted=[], faults=[fault], take_overs=take_overs)

    assert [each.taken_over_s for each in drawn.faults] == [5.0]


def test_a_fault_that_hit_nothing_was_taken_over_by_nobody() -> None:
    fault = FaultRecord(kind="kill-worker", target="worker-1", at_s=10.0, recovered_s=0.4)

    assert balance([SENT], [FOUND], miscounted=[], faults=[fault]).faults[0].taken_over_s is None
