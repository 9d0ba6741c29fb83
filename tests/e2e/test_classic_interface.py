"""The classic interface to the letter, with the clients that people use for it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.sync.client import connect

from e2e.processes import free_port, judgebox, wait_healthy, wait_until
from redis_process import RedisProcess, redis_process

SUM = "a, b = map(int, input().split())\nprint(a + b)\n"


@dataclass(frozen=True)
class Classic:
    """A judgebox on a Redis that the tests can reach, too."""

    url: str
    redis: RedisProcess

    def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        return curl(self.url + path, "-H", "Content-Type: application/json", "-d", json.dumps(body))

    def result(self, result_id: str) -> dict[str, Any]:
        """Poll the result, as these clients do, until there is a verdict."""

        def judged() -> dict[str, Any] | None:
            status, result = curl(f"{self.url}/result/{result_id}")
            return result if status == 200 and result["verdict"] else None

        found = wait_until(judged, within=30, why=f"{result_id} is judged")
        assert found is not None
        return found


def curl(url: str, *options: str) -> tuple[int, dict[str, Any]]:
    """Call curl; return the status and the JSON that came."""
    done = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", *options, url], capture_output=True, check=True)
    body, _, status = done.stdout.decode().rpartition("\n")
    return int(status), json.loads(body)


@pytest.fixture(scope="module")
def classic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classic]:
    directory = tmp_path_factory.mktemp("classic")
    port = free_port()
    settings = {"data_dir": str(directory / "data"), "port": str(port)}
    with redis_process() as redis, judgebox("up", directory / "log", redis_url=redis.url, **settings) as process:
        url = f"http://127.0.0.1:{port}"
        wait_healthy(url, directory / "log", process)
        yield Classic(url, redis)


def redis_cli(redis: RedisProcess) -> list[str]:
    return ["redis-cli", "-s", redis.url.removeprefix("unix://")]


@contextmanager
def subscribed(redis: RedisProcess) -> Iterator["subprocess.Popen[str]"]:
    """Run `redis-cli SUBSCRIBE problem_done`, from when it has said that it is subscribed."""
    with subprocess.Popen(
        [*redis_cli(redis), "SUBSCRIBE", "problem_done"], stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        try:
            assert [client.stdout.readline().strip() for _ in range(3)] == ["subscribe", "problem_done", "1"]
            yield client
        finally:
            client.kill()


def next_done(client: "subprocess.Popen[str]") -> dict[str, Any]:
    assert client.stdout is not None
    kind, channel, message = (client.stdout.readline().strip() for _ in range(3))
    assert (kind, channel) == ("message", "problem_done")
    found: dict[str, Any] = json.loads(message)
    return found


def test_a_submission_is_accepted_judged_and_found_by_its_id_and_by_its_problem(classic: Classic) -> None:
    status, accepted = classic.post("/submit", {"problemId": "a-plus-b", "code": SUM, "language": "python"})

    assert status == 202
    assert accepted == {"submissionId": accepted["submissionId"], "problemId": "a-plus-b", "state": "queued"}
    result = classic.result(accepted["submissionId"])
    assert (result["state"], result["verdict"], result["problemId"]) == ("judged", "AC", "a-plus-b")
    assert result["cpuTimeMs"] > 0
    assert result["memoryKiB"] > 0
    assert {case["verdict"] for case in result["cases"]} == {"AC"}
    assert curl(f"{classic.url}/result/a-plus-b") == (200, result)


def test_with_an_unknown_problem_the_program_is_run_on_its_input(classic: Classic) -> None:
    body = {"problemId": "my own 1", "code": "print(input()[::-1])", "language": "python", "input": "stressed"}
    status, accepted = classic.post("/submit", body)

    assert status == 202
    result = classic.result(accepted["submissionId"])
    assert (result["verdict"], result["output"]) == ("AC", "desserts\n")
    assert curl(f"{classic.url}/result/my%20own%201") == (200, result)


def test_an_unknown_result_is_404(classic: Classic) -> None:
    assert curl(f"{classic.url}/result/never-seen")[0] == 404


def test_a_user_is_told_their_own_events(classic: Classic) -> None:
    with connect(f"ws{classic.url.removeprefix('http')}/ws") as socket:
        socket.send("ada")
        classic.post("/submit", {"problemId": "a-plus-b", "code": SUM, "language": "python", "userId": "grace"})
        events: list[dict[str, Any]] = []

        def is_told() -> bool:  # /ws does not say when it listens, so one is sent after another until it does
            classic.post("/submit", {"problemId": "a-plus-b", "code": SUM, "language": "python", "userId": "ada"})
            try:
                events.append(json.loads(socket.recv(timeout=2)))
            except TimeoutError:
                return False
            return True

        wait_until(is_told, within=20, why="the first event arrives")
        while events[-1]["event"] != "finished":
            events.append(json.loads(socket.recv(timeout=20)))

    assert {event["userId"] for event in events} == {"ada"}
    assert "case" in {event["event"] for event in events}
    assert (events[-1]["problemId"], events[-1]["status"]) == ("a-plus-b", "AC")


@pytest.mark.parametrize(("source", "status"), [(SUM, "AC"), ("while True: pass", "TLE"), ("1/0", "RTE")])
def test_each_verdict_is_told_on_the_channel_problem_done(classic: Classic, source: str, status: str) -> None:
    with subscribed(classic.redis) as client:
        body = {"problemId": "a-plus-b", "code": source, "language": "python", "userId": "ada"}
        submission_id = classic.post("/submit", body)[1]["submissionId"]
        done = next_done(client)
        while done["submissionId"] != submission_id:  # of the test before
            done = next_done(client)

    assert done == {"problemId": "a-plus-b", "submissionId": submission_id, "userId": "ada", "status": status}


def test_what_is_pushed_to_the_list_problems_is_judged(classic: Classic) -> None:
    message = json.dumps({"problemId": "pushed", "code": "print(input() * 2)", "language": "python", "input": "ab"})
    with subscribed(classic.redis) as client:
        subprocess.run([*redis_cli(classic.redis), "LPUSH", "problems", message], check=True)
        done = next_done(client)
        while done["problemId"] != "pushed":
            done = next_done(client)

    assert done["status"] == "AC"
    assert classic.result("pushed")["output"] == "abab\n"


def test_a_bad_entry_of_the_list_is_set_aside_and_the_next_is_judged(classic: Classic) -> None:
    good = json.dumps({"problemId": "after-bad", "code": "print(1)", "language": "python"})
    for entry in ("not json", '{"problemId": "x"}', good):
        subprocess.run([*redis_cli(classic.redis), "LPUSH", "problems", entry], check=True)

    assert classic.result("after-bad")["output"] == "1\n"
