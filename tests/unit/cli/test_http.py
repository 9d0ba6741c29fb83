import socket

import anyio
import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from judgebox.cli import http
from judgebox.cli.http import check_address, listen, serve_http, url_of
from judgebox.config import Settings, SettingsError
from judgebox.domain.errors import PlatformError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_no_permission(host: str) -> None:
    check_address(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "judge.example.org"])
def test_an_address_that_others_reach_is_refused_unless_it_is_meant(host: str) -> None:
    with pytest.raises(SettingsError, match="--allow-public"):
        check_address(Settings(host=host))

    check_address(Settings(host=host, allow_public=True))


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PlatformError, match=f"port {port} on 127.0.0.1 is in use"):
            listen("127.0.0.1", port)


def test_a_host_that_is_no_address_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="no address"):
        listen("no such host", 0)


def test_the_url_is_one_for_a_browser() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert url_of(listener) == f"http://localhost:{listener.getsockname()[1]}"


async def test_a_request_that_is_under_way_is_answered_before_the_server_ends() -> None:
    started, release = anyio.Event(), anyio.Event()

    async def slow(request: Request) -> Response:
        started.set()
        await release.wait()
        return PlainTextResponse("done")

    app = Starlette(routes=[Route("/", slow)])
    answers: list[str] = []

    async def ask(port: int) -> None:
        async with httpx2.AsyncClient() as client:
            answers.append((await client.get(f"http://127.0.0.1:{port}/")).text)

    with anyio.fail_after(10), listen("127.0.0.1", 0) as listener:
        async with anyio.create_task_group() as asking, anyio.create_task_group() as serving:
            serving.start_soon(lambda: serve_http(app, listener, body_limit_bytes=1024))
            asking.start_soon(ask, listener.getsockname()[1])
            await started.wait()
            serving.cancel_scope.cancel()
            release.set()

    assert answers == ["done"]


async def nothing() -> Message:
    return {"type": "http.request"}


async def test_an_open_stream_ends_when_the_server_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FINISH_WITHIN_S", 0)
    sent: list[Message] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await anyio.sleep_forever()

    async def send(message: Message) -> None:
        sent.append(message)

    requests = http.OpenRequests(stream)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(requests, {"type": "http"}, nothing, send)
        await anyio.wait_all_tasks_blocked()
        await requests.end()

    assert sent[-1] == {"type": "http.response.body", "body": b""}


async def test_a_request_without_an_answer_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FINISH_WITHIN_S", 0)
    sent: list[Message] = []

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.sleep_forever()

    async def send(message: Message) -> None:
        sent.append(message)

    requests = http.OpenRequests(wait)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(requests, {"type": "http"}, nothing, send)
        await anyio.wait_all_tasks_blocked()
        await requests.end()

    assert sent[0]["status"] == 503
