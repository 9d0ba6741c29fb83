"""A fleet of judgebox's real processes on PostgreSQL and Redis."""

import os
import random
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import httpx2
import psycopg

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

    def __init__(
        self, directory: Path, database_url: str, redis_url: str, stack: ExitStack, *, slots: int = 2, **settings: str
    ) -> None:
        self._stack = stack
        self._log = directory / "log"
        self._slots = slots
        self._database_url = database_url
        places = {"data_dir": str(directory / "data"), "database_url": database_url, "redis_url": redis_url}
        self._settings = places | settings
        with judgebox("db upgrade", self._log, **self._settings) as upgrading:
            assert upgrading.wait(60) == 0, self._log.read_text()
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.server = self._start_server()
        self._client = stack.enter_context(httpx2.Client(base_url=self.url, timeout=60))
        self.workers = [self._start_worker(at) for at in range(2)]

    def _start_server(self) -> "subprocess.Popen[bytes]":
        server = self._stack.enter_context(judgebox("serve", self._log, port=str(self._port), **self._settings))
        wait_healthy(self.url, self._log, server)
        return server

    def _start_worker(self, at: int) -> "subprocess.Popen[bytes]":
        """Start the worker `worker-AT`."""
        slots, name = str(self._slots), f"worker-{at}"
        return self._stack.enter_context(judgebox("worker", self._log, slots=slots, worker_name=name, **self._settings))

    def kill_worker(self, at: int) -> None:
        """Kill a worker, and start it again."""
        os.kill(self.workers[at].pid, signal.SIGKILL)
        self.workers[at].wait(5)
        self.workers[at] = self._start_worker(at)

    def kill_a_worker(self) -> None:
        self.kill_worker(random.randrange(len(self.workers)))

    def wait_working(self, at: int) -> None:
        """Wait until a worker has started; before that a signal ends it like any other program."""
        working = f"select id from workers where name = 'worker-{at}' and state = 'working'"
        wait_until(lambda: self.rows(working), within=60, why=f"worker-{at} has started")

    def restart_worker(self, at: int) -> None:
        self.wait_working(at)
        end(self.workers[at])
        assert self.workers[at].returncode == 0, self._log.read_text()
        self.workers[at] = self._start_worker(at)

    def restart_server(self) -> None:
        end(self.server)
        assert self.server.returncode == 0, self._log.read_text()
        self.server = self._start_server()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self._database_url.replace("postgresql+psycopg", "postgresql")) as connection:
            return list(connection.execute(statement).fetchall())

    def wait_judging(self, submission_id: str, *, attempt: int = 1) -> int:
        """Wait until a worker makes an attempt at a submission; return which worker."""
        judging = f"id = '{submission_id}' and state = 'judging' and attempt = {attempt}"

        def owner() -> list[tuple[object, ...]]:
            return self.rows(f"select owner from submissions where {judging}")

        [[found]] = wait_until(owner, within=30, why=f"{submission_id} is being judged")
        return int(str(found).split("-")[1])

    def wait_judged_count(self, count: int, *, within: float) -> None:
        wait_until(lambda: self._judged_count() >= count, within=within, why=f"{count} are judged")

    def submit(self, sources: list[str]) -> list[str]:
        batch = [{"problem": "a-plus-b", "language": "python", "source": source} for source in sources]
        answer = self._client.post("/api/v1/submissions/batch", json={"submissions": batch})
        assert answer.status_code == 201, answer.text
        return [each["id"] for each in answer.json()["submissions"]]

    def cancel(self, submission_id: str) -> None:
        answer = self._client.post(f"/api/v1/submissions/{submission_id}/cancel")
        assert answer.status_code == 200, answer.text

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
