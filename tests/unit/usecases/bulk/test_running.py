from collections.abc import Sequence
from functools import partial

import pytest

from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkTest, Stop, TestResult
from judgebox.usecases.bulk.running import judge_in_batches
from judgebox.usecases.bulk.scoring import may_run

PASSED = TestResult(verdict=Verdict.ACCEPTED)
FAILED = TestResult(verdict=Verdict.WRONG_ANSWER)


class Processes:
    """Runs tests of which some fail; `only_together` fail unless they are the first of a process."""

    def __init__(self, *failing: int, only_together: int | None = None, reach: int = 1000) -> None:
        self._failing = failing
        self._only_together = only_together
        self._reach = reach
        self.ran: list[range] = []

    async def run(self, numbers: range) -> Sequence[TestResult]:
        self.ran.append(numbers)
        return [self._result(number, numbers) for number in numbers][: self._reach]

    def _result(self, number: int, numbers: range) -> TestResult:
        is_spoilt = number == self._only_together and number != numbers[0]
        return FAILED if number in self._failing or is_spoilt else PASSED


async def judge(processes: Processes, count: int, stop: Stop = Stop.NEVER) -> list[bool | None]:
    tests = (BulkTest(),) * count
    results = await judge_in_batches(count, partial(may_run, tests, stop), processes.run)
    return [results[index].verdict is Verdict.ACCEPTED if index in results else None for index in range(count)]


async def test_tests_that_all_pass_take_one_process() -> None:
    processes = Processes()

    assert await judge(processes, 100) == [True] * 100
    assert processes.ran == [range(100)]


async def test_a_test_that_failed_is_run_again_as_the_first_of_a_process() -> None:
    processes = Processes(only_together=3)

    assert await judge(processes, 5) == [True] * 5
    assert processes.ran == [range(5), range(3, 4), range(4, 5)]


async def test_tests_that_all_fail_take_a_process_each_and_the_first_one() -> None:
    processes = Processes(*range(50))

    assert await judge(processes, 50) == [False] * 50
    assert len(processes.ran) == 50
    assert sum(map(len, processes.ran)) == 50 + 49


async def test_after_a_failure_processes_get_more_tests_again() -> None:
    processes = Processes(0)

    assert await judge(processes, 8) == [False] + [True] * 7
    assert list(map(len, processes.ran)) == [8, 1, 2, 4]


async def test_a_test_that_a_process_did_not_reach_is_the_first_of_another() -> None:
    processes = Processes(reach=2)

    assert await judge(processes, 5) == [True] * 5
    assert [numbers[0] for numbers in processes.ran] == [0, 2, 3]


@pytest.mark.parametrize("failing", [0, 2])
async def test_nothing_is_run_after_the_first_failure_if_that_is_where_to_stop(failing: int) -> None:
    processes = Processes(failing, 3)

    results = await judge(processes, 5, Stop.FIRST_FAILURE)

    assert results == [True] * failing + [False] + [None] * (4 - failing)
