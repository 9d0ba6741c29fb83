from random import Random

import pytest

from judgebox.cli.chaos.command import parse_kind
from judgebox.cli.chaos.programs import WEIGHTS, a_program
from judgebox.cli.chaos.schedule import FaultKind, schedule
from judgebox.cli.status import UsageError


def test_every_kind_comes_up_before_any_comes_up_again() -> None:
    kinds = list(FaultKind)

    chosen = schedule(kinds, 3 * len(kinds), seed=7)

    for start in range(0, len(chosen), len(kinds)):
        assert set(chosen[start : start + len(kinds)]) == set(kinds)


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    kinds = list(FaultKind)

    assert schedule(kinds, 20, seed=1) == schedule(kinds, 20, seed=1)
    assert schedule(kinds, 20, seed=1) != schedule(kinds, 20, seed=2)


def test_there_are_as_many_faults_as_asked_for() -> None:
    assert len(schedule([FaultKind.KILL_API], 5, seed=1)) == 5
    assert schedule(list(FaultKind), 0, seed=1) == []


def test_a_fault_that_is_unknown_is_answered_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="kill-worker"):
        parse_kind("earthquake")


def test_programs_are_of_all_kinds_and_some_are_known_to_no_cache() -> None:
    random = Random(1)
    programs = [a_program(random, number) for number in range(500)]

    assert {(each.language, each.verdict) for each in programs} == set(WEIGHTS)
    assert len({each.source for each in programs}) > 100
