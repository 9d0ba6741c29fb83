"""Processes that are asked to stop: nothing is lost, and nothing of it counts as a fault."""

import signal
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from e2e.fleet import PROGRAMS, RIGHT, Fleet
from e2e.processes import wait_until

SLOW = "import time; time.sleep(0.8); " + RIGHT
"""In each of its cases, so that it takes some seconds."""

SERVICE_RESTART = 1012
"""A WebSocket's close code by which clients know that they may connect again."""


def test_a_rolling_restart_of_everything_under_load_loses_nothing(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    with ExitStack() as stack:
        fleet = Fleet(tmp_path, postgres_url, redis_url, stack)
        promised = list(PROGRAMS) * 25
        ids = fleet.submit([PROGRAMS[verdict] for verdict in promised])
        fleet.wait_judged_count(1, within=60)

        fleet.restart_worker(0)
        fleet.restart_server()
        fleet.restart_worker(1)
        fleet.restart_server()

        assert [each["verdict"] for each in fleet.wait_judged(ids, within=120)] == promised
        assert fleet.rows("select id from submissions where faults > 0") == []
        assert fleet.rows("select worker from attempts where outcome in ('failed', 'lost')") == []
        stopped = fleet.rows("select name from workers where state = 'stopped' order by name")
        assert stopped == [("worker-0",), ("worker-1",)]


def test_what_is_not_judged_within_the_grace_time_is_handed_on_at_once(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    with ExitStack() as stack:
        fleet = Fleet(tmp_path, postgres_url, redis_url, stack, lease_s="30", grace_s="0")
        [slow] = fleet.submit([SLOW])
        first = fleet.wait_judging(slow)
        began = time.monotonic()

        fleet.workers[first].send_signal(signal.SIGTERM)

        assert fleet.wait_judging(slow, attempt=2) != first
        assert time.monotonic() - began < 20, "long before the lease runs out"
        fleet.cancel(slow)
        assert fleet.rows(f"select faults from submissions where id = '{slow}'") == [(0,)]
        assert fleet.workers[first].wait(20) == 0


def test_a_worker_that_is_told_twice_stops_at_once(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    with ExitStack() as stack:
        fleet = Fleet(tmp_path, postgres_url, redis_url, stack, grace_s="600")
        [slow] = fleet.submit([SLOW])
        first = fleet.wait_judging(slow)

        fleet.workers[first].send_signal(signal.SIGTERM)
        wait_until(
            lambda: fleet.rows(f"select state from workers where name = 'worker-{first}'") == [("draining",)],
            within=20,
            why="it drains",
        )
        fleet.workers[first].send_signal(signal.SIGINT)

        assert fleet.workers[first].wait(20) == 0
        fleet.cancel(slow)
        assert fleet.rows(f"select outcome from attempts where submission_id = '{slow}' and attempt = 1") == [
            ("stopped",)
        ]


def test_listeners_of_a_server_that_stops_are_told_to_come_back(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    with ExitStack() as stack:
        fleet = Fleet(tmp_path, postgres_url, redis_url, stack, grace_s="0")
        [slow] = fleet.submit([SLOW])
        socket = stack.enter_context(connect(f"{fleet.url.replace('http', 'ws')}/ws"))
        socket.send("ada")
        events = stack.enter_context(httpx2.stream("GET", f"{fleet.url}/api/v1/submissions/{slow}/events", timeout=30))
        told = events.iter_lines()
        next(told)

        fleet.server.send_signal(signal.SIGTERM)

        assert list(told)[-1] == "", "the stream ends in order, so that its reader resumes after its last event"
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == SERVICE_RESTART
        assert fleet.server.wait(20) == 0
