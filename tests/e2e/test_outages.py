"""Queue or database away while judgebox runs: what is stored is judged, what can't be is refused."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from e2e.processes import free_port, judgebox, wait_healthy, wait_until
from postgres_process import PostgresProcess, postgres_process
from redis_process import RedisProcess, redis_process

PROGRAM = {"problem": "a-plus-b", "language": "python", "source": "print(sum(map(int, input().split())))"}


class Site:
    """One `judgebox up` on a PostgreSQL and a Redis of its own."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self.redis: RedisProcess = stack.enter_context(redis_process())
        self.postgres: PostgresProcess = stack.enter_context(postgres_process())
        log = directory / "log"
        port = free_port()
        process = stack.enter_context(
            judgebox(
                "up",
                log,
                data_dir=str(directory / "data"),
                port=str(port),
                redis_url=self.redis.url,
                database_url=self.postgres.new_database(),
            )
        )
        wait_healthy(f"http://127.0.0.1:{port}", log, process)
        self.client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60))

    def verdict(self, submission_id: str) -> str | None:
        answer = self.client.get(f"/submissions/{submission_id}")
        found: str | None = answer.json().get("verdict")
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path_factory.mktemp("site"), stack)


def test_a_submission_sent_while_the_queue_is_away_is_judged_when_it_is_back(site: Site) -> None:
    site.redis.kill()
    try:
        created = site.client.post("/submissions", json=PROGRAM)
        health = site.client.get("/health")
    finally:
        site.redis.start()

    assert created.status_code == 201, created.text
    assert health.status_code == 503
    submission_id = created.json()["id"]
    assert wait_until(lambda: site.verdict(submission_id), within=60, why="the submission is judged") == "AC"


def test_what_cannot_be_stored_is_refused_with_the_time_to_try_again(site: Site) -> None:
    site.postgres.stop()
    try:
        refused = site.client.post("/submissions", json=PROGRAM)
    finally:
        site.postgres.start()

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Content-Type"] == "application/problem+json"

    def accepted() -> str | None:
        answer = site.client.post("/submissions", json=PROGRAM, params={"wait": 20})
        found: str | None = answer.json().get("verdict") if answer.status_code == 201 else None
        return found

    assert wait_until(accepted, within=60, why="the database is back") == "AC"
