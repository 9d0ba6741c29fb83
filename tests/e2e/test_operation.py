"""A site as its operators see and switch it, by the command line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from e2e.processes import environment_of, free_port, judgebox, wait_healthy, wait_until
from redis_process import redis_process

RIGHT = "print(sum(map(int, input().split())))"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[httpx2.Client]:
    port, log = str(free_port()), tmp_path / "log"
    with redis_process() as redis:
        settings = {"data_dir": str(tmp_path / "data"), "port": port, "slots": "1", "unfinished_per_user": "3"}
        with judgebox("up", log, redis_url=redis.url, **settings) as process:
            url = f"http://127.0.0.1:{port}"
            wait_healthy(url, log, process)
            with httpx2.Client(base_url=url, timeout=30) as client:
                yield client


def operate(site: httpx2.Client, *command: str) -> Any:
    program = [sys.executable, "-m", "judgebox", *command, "--json", "--url", str(site.base_url)]
    done = subprocess.run(program, env=environment_of({}), capture_output=True, timeout=120, check=True)
    return json.loads(done.stdout)


def send(site: httpx2.Client) -> httpx2.Response:
    body = {"problem": "a-plus-b", "language": "python", "source": RIGHT, "user_id": "ada"}
    return site.post("/api/v1/submissions", json=body)


def test_a_site_is_paused_filled_drained_and_opened_again(site: httpx2.Client) -> None:
    assert operate(site, "queue", "pause", "practice") == {"paused": ["practice"], "intake": "open"}
    sent = [send(site) for _ in range(3)]
    assert [answer.status_code for answer in sent] == [201, 201, 201]

    refused = send(site)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_unfinished")
    assert "3 submissions of user 'ada' in band practice" in refused.json()["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 600
    depth = 'judgebox_queue_depth{band="practice"} 3.0'
    wait_until(lambda: depth in site.get("/metrics").text, within=5, why="the figures are new")
    metrics = site.get("/metrics").text
    assert 'judgebox_http_requests_total{method="POST",route="/api/v1/submissions",status="429"} 1.0' in metrics

    left = operate(site, "queue", "drain")
    assert left == {"intake": "closed", "unfinished": 3}
    wait_until(lambda: send(site).json()["code"] == "intake_closed", within=5, why="the intake is closed")
    operate(site, "queue", "resume", "practice")
    assert operate(site, "queue", "drain", "--wait") == {"intake": "closed", "unfinished": 0}
    ids = [answer.json()["id"] for answer in sent]
    assert {site.get(f"/api/v1/submissions/{each}").json()["verdict"] for each in ids} == {"AC"}

    assert operate(site, "queue", "resume") == {"paused": [], "intake": "open"}
    wait_until(lambda: send(site).status_code == 201, within=5, why="the intake is open")
    [worker] = operate(site, "workers")["items"]
    assert (worker["state"], worker["slots"]) == ("working", 1)
    bands = {band["band"]: band for band in operate(site, "queue")["bands"]}
    assert bands["practice"]["rate_5m"] > 0
