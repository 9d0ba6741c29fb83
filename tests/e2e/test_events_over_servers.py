"""Two servers on one queue: what is told through one is heard at the other, and a listener may change between them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.sync.client import connect

from e2e.processes import free_port, judgebox, wait_healthy

RIGHT = {"problem": "a-plus-b", "language": "python", "source": "print(sum(map(int, input().split())))"}


@pytest.fixture
def servers(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[list[str]]:
    settings = {"data_dir": str(tmp_path / "data"), "database_url": postgres_url, "redis_url": redis_url}
    log = tmp_path / "log"
    with ExitStack() as stack:
        with judgebox("db upgrade", log, **settings) as upgrading:
            assert upgrading.wait(60) == 0, log.read_text()
        urls = []
        for _ in range(2):
            port = free_port()
            server = stack.enter_context(judgebox("serve", log, port=str(port), **settings))
            urls.append(f"http://127.0.0.1:{port}")
            wait_healthy(urls[-1], log, server)
        stack.enter_context(judgebox("worker", log, slots="1", **settings))
        yield urls


def events_of(text: str) -> list[Mapping[str, Any]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]
    return [json.loads(block["data"]) | {"id": block["id"]} for block in blocks if "id" in block]


def test_a_submission_is_followed_at_another_server_and_resumed_at_a_third_place(servers: list[str]) -> None:
    sent_to, other = servers
    with connect(other.replace("http", "ws") + "/ws") as socket:
        socket.send("ada")
        submission = httpx2.post(f"{sent_to}/api/v1/submissions", json={**RIGHT, "user_id": "ada"}).json()["id"]
        heard = [json.loads(socket.recv(timeout=30))]
        while heard[-1]["event"] != "finished":
            heard.append(json.loads(socket.recv(timeout=30)))

    whole = events_of(httpx2.get(f"{other}/api/v1/submissions/{submission}/events", timeout=30).text)
    same = events_of(httpx2.get(f"{sent_to}/api/v1/submissions/{submission}/events", timeout=30).text)
    rest = httpx2.get(
        f"{sent_to}/api/v1/submissions/{submission}/events", headers={"Last-Event-ID": whole[3]["id"]}, timeout=30
    )

    assert [each["position"] for each in heard] == [each["id"] for each in whole]
    assert same == whole
    assert events_of(rest.text) == whole[4:]
    assert [each["kind"] for each in whole][-1] == "finished"
    with connect(sent_to.replace("http", "ws") + "/ws") as socket:
        socket.send(json.dumps({"userId": "ada", "after": {submission: whole[-2]["id"]}}))
        assert json.loads(socket.recv(timeout=10))["event"] == "finished"
