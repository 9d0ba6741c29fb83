"""Two machines with addresses of their own, a worker each, one Redis and one PostgreSQL between them."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from e2e.processes import shared_cache, wait_until
from judgebox.cli.chaos.fleet import Fleet, running_fleet

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="machines with networks of their own need root")

QUICK = "print(sum(map(int, input().split())))"
LASTING = f"import time; time.sleep(0.1); {QUICK}"


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with TemporaryDirectory(prefix="jbt-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        with running_fleet(Path(name), workers=2, slots=2, settings={"cache_dir": shared_cache().name}) as running:
            yield running


def send(fleet: Fleet, sources: list[str]) -> list[str]:
    body = {"submissions": [{"problem": "a-plus-b", "language": "python", "source": source} for source in sources]}
    answer = httpx2.post(f"{fleet.urls[0]}/api/v1/submissions/batch", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    return [each["id"] for each in answer.json()["submissions"]]


def rows(fleet: Fleet, statement: str) -> list[tuple[object, ...]]:
    with fleet.postgres.connect() as connection:
        return list(connection.execute(statement.encode()).fetchall())


def wait_judged(fleet: Fleet, count: int, *, within: float) -> None:
    judged = "SELECT count(*) FROM submissions WHERE state = 'judged' AND verdict = 'AC'"
    wait_until(lambda: rows(fleet, judged) == [(count,)], within=within, why=f"{count} are judged")


def test_both_machines_judge_and_one_that_is_cut_off_is_replaced_and_writes_nothing_late(fleet: Fleet) -> None:
    send(fleet, [QUICK] * 30)
    wait_judged(fleet, 30, within=60)
    judged_by = "SELECT count(DISTINCT worker) FROM attempts WHERE outcome = 'judged'"
    assert rows(fleet, judged_by) == [(2,)]

    send(fleet, [LASTING] * 10)
    cut_off = fleet.workers[0]
    assert cut_off.machine is not None
    under_way = "SELECT submission_id FROM attempts WHERE outcome IS NULL"
    wait_until(lambda: len(rows(fleet, under_way)) == 4, within=30, why="both are busy")
    cut_off.machine.cut()
    wait_judged(fleet, 40, within=60)
    cut_off.machine.heal()

    beats = "SELECT count(*) FROM workers WHERE state <> 'stopped' AND beat_at > now() - interval '4 seconds'"
    wait_until(lambda: rows(fleet, beats) == [(2,)], within=60, why="the worker is back")
    send(fleet, [QUICK] * 20)
    wait_judged(fleet, 60, within=60)
    lost_by = "SELECT DISTINCT substr(worker, 1, 8) FROM attempts WHERE outcome = 'lost'"
    assert (cut_off.name,) in rows(fleet, lost_by)
    twice = "SELECT submission_id FROM attempts WHERE outcome = 'judged' GROUP BY submission_id HAVING count(*) > 1"
    assert rows(fleet, twice) == []
    assert rows(fleet, "SELECT count FROM counters WHERE problem_id = 'a-plus-b' AND verdict = 'AC'") == [(60,)]
