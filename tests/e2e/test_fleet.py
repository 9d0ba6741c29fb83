"""Many processes on PostgreSQL and Redis: whatever is killed, nothing is lost and nothing judged twice."""

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from e2e.fleet import PROGRAMS, RIGHT, Fleet
from e2e.processes import end, wait_until


@pytest.fixture
def fleet(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Fleet]:
    with ExitStack() as stack:
        yield Fleet(tmp_path, postgres_url, redis_url, stack)


def test_workers_killed_at_random_lose_nothing_and_judge_nothing_twice(fleet: Fleet) -> None:
    promised = random.Random(2).choices(list(PROGRAMS), k=200)
    ids = fleet.submit([PROGRAMS[verdict] for verdict in promised])
    for _ in range(8):
        fleet.wait_progress(within=60)
        fleet.kill_a_worker()
    judged = fleet.wait_judged(ids, within=120)

    assert [each["verdict"] for each in judged] == promised
    counted = {str(verdict): count for verdict, count in fleet.rows("select verdict, count from counters")}
    assert counted == Counter(promised), "counters rise in the transaction of the verdict, so once for each"


def test_what_is_stored_is_judged_when_an_emptied_queue_is_back(fleet: Fleet, redis_url: str) -> None:
    ids = fleet.submit([RIGHT] * 20)

    redis.Redis.from_url(redis_url).flushall()

    judged = fleet.wait_judged(ids, within=60)
    assert {each["verdict"] for each in judged} == {"AC"}


def test_a_worker_that_is_asked_to_stop_hands_its_work_on(fleet: Fleet) -> None:
    fleet.wait_working(0)
    slow = fleet.submit(["import time; time.sleep(0.2); " + RIGHT] * 4)
    wait_until(lambda: any(fleet.get(each)["state"] == "judging" for each in slow), within=20, why="one is judging")

    end(fleet.workers[0])

    assert fleet.workers[0].returncode == 0
    judged = fleet.wait_judged(slow, within=90)
    assert {each["verdict"] for each in judged} <= {"AC", "TLE"}


def test_what_kills_its_worker_each_time_is_set_aside_and_the_rest_goes_on(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    with ExitStack() as stack:
        fleet = Fleet(tmp_path, postgres_url, redis_url, stack, lease_s="1")
        [poison] = fleet.submit(["import time; time.sleep(0.9); " + RIGHT])  # in each of its cases
        others = []
        for attempt in (1, 2, 3):
            fleet.kill_worker(fleet.wait_judging(poison, attempt=attempt))
            others += fleet.submit([RIGHT] * 3)
        [set_aside] = fleet.wait_judged([poison], within=60)
        judged = fleet.wait_judged(others, within=60)

        assert {each["verdict"] for each in judged} == {"AC"}
        assert (set_aside["verdict"], set_aside["reason"]) == ("JE", "lost_worker")
        [[attempts]] = fleet.rows(
            f"select count(*) from attempts where submission_id = '{poison}' and outcome = 'lost'"
        )
        assert attempts == 3


def test_a_worker_of_which_the_launcher_dies_gets_a_new_one_and_tries_again(fleet: Fleet) -> None:
    [submission_id] = fleet.submit(["import time; time.sleep(0.3); " + RIGHT])
    at = fleet.wait_judging(submission_id)

    os.kill(launcher_of(fleet.workers[at].pid), signal.SIGKILL)

    [judged] = fleet.wait_judged([submission_id], within=60)
    assert judged["verdict"] == "AC"
    after = fleet.submit([RIGHT] * 8)
    assert {each["verdict"] for each in fleet.wait_judged(after, within=60)} == {"AC"}
    assert fleet.workers[at].poll() is None


def launcher_of(worker_pid: int) -> int:
    """The child of a worker that makes its boxes."""
    for task in Path(f"/proc/{worker_pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if "judgebox-launch" in Path(f"/proc/{child}/comm").read_text():
                return int(child)
    raise AssertionError("the worker has no launcher")
