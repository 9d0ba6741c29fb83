"""Many processes on PostgreSQL and Redis: whatever is killed, nothing is lost and nothing judged twice."""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import psycopg
import pytest
import redis

from e2e.processes import end, free_port, judgebox, wait_healthy, wait_until

RIGHT = "print(sum(map(int, input().split())))"
PROGRAMS = {
    "AC": RIGHT,
    "WA": "a, b = map(int, input().split()); print(a - b - 1)",
    "RTE": "raise SystemExit(7)",
    "CE": "print(",
}


class Fleet:
    """One `judgebox serve` and two `judgebox worker`, which a test may kill and start again."""

    def __init__(self, directory: Path, database_url: str, redis_url: str, stack: ExitStack) -> None:
        self._stack = stack
        self._log = directory / "log"
        self._settings = {"data_dir": str(directory / "data"), "database_url": database_url, "redis_url": redis_url}
        with judgebox("db upgrade", self._log, **self._settings) as upgrading:
            assert upgrading.wait(60) == 0, self._log.read_text()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.server = stack.enter_context(judgebox("serve", self._log, port=str(port), **self._settings))
        wait_healthy(self.url, self._log, self.server)
        self._client = stack.enter_context(httpx2.Client(base_url=self.url, timeout=60))
        self.workers = [self._start_worker() for _ in range(2)]

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        return self._stack.enter_context(judgebox("worker", self._log, slots="2", **self._settings))

    def kill_a_worker(self) -> None:
        at = random.randrange(len(self.workers))
        os.kill(self.workers[at].pid, signal.SIGKILL)
        self.workers[at].wait(5)
        self.workers[at] = self._start_worker()

    def submit(self, sources: list[str]) -> list[str]:
        batch = [{"problem": "a-plus-b", "language": "python", "source": source} for source in sources]
        answer = self._client.post("/api/v1/submissions/batch", json={"submissions": batch})
        assert answer.status_code == 201, answer.text
        return [each["id"] for each in answer.json()["submissions"]]

    def get(self, submission_id: str) -> dict[str, object]:
        found: dict[str, object] = self._client.get(f"/api/v1/submissions/{submission_id}").json()
        return found

    def wait_progress(self, *, within: float) -> None:
        before = self._judged_count()
        wait_until(lambda: self._judged_count() > before, within=within, why="judging goes on after a kill")

    def _judged_count(self) -> int:
        counts = self._client.get("/api/v1/health").json()["store"]["submissions"]
        return int(counts["judged"])

    def wait_judged(self, ids: list[str], *, within: float) -> list[dict[str, object]]:
        waiting = dict.fromkeys(ids)
        found: dict[str, dict[str, object]] = {}

        def all_judged() -> bool:
            for each in list(waiting):
                submission = self.get(each)
                if submission["state"] not in ("judged", "cancelled"):
                    return False
                found[each] = submission
                del waiting[each]
            return True

        wait_until(all_judged, within=within, why=f"{len(ids)} submissions are judged")
        return [found[each] for each in ids]


@pytest.fixture
def fleet(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Fleet]:
    with ExitStack() as stack:
        yield Fleet(tmp_path, postgres_url, redis_url, stack)


def test_workers_killed_at_random_lose_nothing_and_judge_nothing_twice(fleet: Fleet, postgres_url: str) -> None:
    promised = random.Random(2).choices(list(PROGRAMS), k=200)
    ids = fleet.submit([PROGRAMS[verdict] for verdict in promised])
    for _ in range(8):
        fleet.wait_progress(within=60)
        fleet.kill_a_worker()
    judged = fleet.wait_judged(ids, within=120)

    assert [each["verdict"] for each in judged] == promised
    with psycopg.connect(postgres_url.replace("postgresql+psycopg", "postgresql")) as connection:
        counted: dict[str, int] = dict(connection.execute("select verdict, count from counters").fetchall())
    assert counted == Counter(promised), "counters rise in the transaction of the verdict, so once for each"


def test_what_is_stored_is_judged_when_an_emptied_queue_is_back(fleet: Fleet, redis_url: str) -> None:
    ids = fleet.submit([RIGHT] * 20)

    redis.Redis.from_url(redis_url).flushall()

    judged = fleet.wait_judged(ids, within=60)
    assert {each["verdict"] for each in judged} == {"AC"}


def test_a_worker_that_is_asked_to_stop_hands_its_work_on(fleet: Fleet) -> None:
    slow = fleet.submit(["import time; time.sleep(0.2); " + RIGHT] * 4)
    wait_until(lambda: any(fleet.get(each)["state"] == "judging" for each in slow), within=20, why="one is judging")

    end(fleet.workers[0])

    assert fleet.workers[0].returncode in (0, -signal.SIGTERM, 143)
    judged = fleet.wait_judged(slow, within=90)
    assert {each["verdict"] for each in judged} <= {"AC", "TLE"}
