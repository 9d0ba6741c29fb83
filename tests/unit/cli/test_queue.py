"""What operators see at a terminal, from a server that answers as the API's examples do."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from rich.console import Console, RenderableType

from judgebox.api import examples
from judgebox.cli import queue, workers
from judgebox.cli.remote import Server
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import age
from judgebox.domain.errors import PlatformError

WORKER = examples.WORKERS["items"][0]
SEEN_AT = datetime(2026, 11, 25, 16, 0, 2, tzinfo=UTC)


class StubServer(HTTPServer):
    """Answers by method and path, and remembers what was asked for.

    Attributes:
        answers: status and body by "METHOD path"; a list is used up from the front, but for its last one.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), StubHandler)
        self.answers: dict[str, list[tuple[int, object]]] = {}
        self.asked: list[tuple[str, object]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class StubHandler(BaseHTTPRequestHandler):
    server: StubServer

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self._answer(json.loads(body) if body else None)

    def _answer(self, body: object) -> None:
        key = f"{self.command} {self.path.partition('?')[0]}"
        self.server.asked.append((key, body))
        prepared = self.server.answers.get(key, [(404, {"detail": "there is nothing here"})])
        status, content = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode() if not isinstance(content, bytes) else content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[StubServer]:
    with StubServer() as stub:
        thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield stub
        stub.shutdown()
        thread.join()


def drawn(drawing: RenderableType, *, columns: int = 80) -> list[str]:
    console = Console(width=columns, force_terminal=False, markup=False)
    with console.capture() as capture:
        console.print(drawing)
    return [line.rstrip() for line in capture.get().splitlines()]


def a_queue(**changes: Any) -> dict[str, Any]:
    quiet = examples.BAND_FIGURES | {"waiting": 0, "judging": 0, "oldest_s": None, "wait_p50_s": None}
    bands = [quiet | {"band": "contest"}, examples.BAND_FIGURES, quiet | {"band": "bulk", "paused": True}]
    return examples.QUEUE | {"bands": bands} | changes


def test_the_queue_fits_a_terminal_of_80_columns_and_names_what_needs_somebody() -> None:
    lines = drawn(queue.draw_queue(Console(), a_queue(delayed=2, rejected=3)))

    assert lines[0] == "intake open; 8 of 8 slots busy, 12 wanted; an attempt takes 0.8 s"
    assert [line.split() for line in lines if line.startswith("practice")] == [
        ["practice", "412", "8", "41", "s", "9.80", "9.10", "32", "s", "41", "s"]
    ]
    assert any(line.startswith("bulk paused") for line in lines)
    assert lines[-4:] == [
        "java: 12 waiting, no living worker can judge it",
        "2 submissions not to be judged yet",
        "1 submission set aside as judge errors: judgebox queue dead",
        "3 messages set aside: judgebox queue rejected",
    ]


def test_a_queue_that_is_away_is_told() -> None:
    assert any("the queue is away" in line for line in drawn(queue.draw_queue(Console(), a_queue(rejected=None))))


def test_what_is_the_same_for_all_living_workers_is_told_once() -> None:
    other = WORKER | {"name": "judge-3", "judging": [], "tier": "C"}
    dead = WORKER | {"name": "judge-1", "state": "silent", "version": "0.0.9", "beat_at": "2026-11-25T15:00:02Z"}

    lines = drawn(workers.draw_workers(Console(), {"items": [dead, WORKER, other]}, now=SEEN_AT), columns=100)

    assert lines[0].startswith("2 workers live, 2 of 8 slots busy; version 0.1.0;")
    rows = [line.split() for line in lines if line.startswith("judge-")]
    submission = [examples.SUBMISSION_ID, "2.0", "s"]
    assert rows == [
        ["judge-2", "working", "1.0", "s", "ago", "1/4", "A", *submission],
        ["judge-3", "working", "1.0", "s", "ago", "1/4", "C"],
        ["judge-1", "silent", "60", "min", "ago", "-", "A", "-"],
    ]


def test_a_site_without_workers_says_so() -> None:
    assert "no worker" in drawn(workers.draw_workers(Console(), {"items": []}))[0]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-"), (0.04, "0.0 s"), (9.94, "9.9 s"), (41, "41 s"), (180, "3 min"), (9000, "2.5 h"), (4 * 86400, "4 d")],
)
def test_an_age_is_as_exact_as_one_needs_it(seconds: float | None, text: str) -> None:
    assert age(seconds) == text


def test_the_figures_are_printed_as_they_came(server: StubServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers["GET /api/v1/queue"] = [(200, examples.QUEUE)]

    queue.show_queue(server.url + "/", as_json=True, watch=False)

    assert json.loads(capsys.readouterr().out) == examples.QUEUE


def test_without_names_all_bands_are_resumed_and_the_intake_is_opened(
    server: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    board = {"paused": [], "intake": "open"}
    server.answers = {f"POST /api/v1/queue/{what}": [(200, board)] for what in ("resume", "intake", "pause")}

    queue.resume(server.url, [], as_json=False)
    queue.resume(server.url, ["bulk"], as_json=False)
    queue.pause(server.url, ["bulk"], as_json=True)

    assert server.asked == [
        ("POST /api/v1/queue/resume", {}),
        ("POST /api/v1/queue/intake", {"open": True}),
        ("POST /api/v1/queue/resume", {"bands": ["bulk"]}),
        ("POST /api/v1/queue/pause", {"bands": ["bulk"]}),
    ]
    assert capsys.readouterr().out.startswith("intake open; no band is paused\n")


def test_draining_closes_the_intake_and_tells_what_is_left(
    server: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["POST /api/v1/queue/intake"] = [(200, examples.SWITCHES)]
    server.answers["GET /api/v1/queue"] = [(200, a_queue(intake="closed"))]

    queue.drain(server.url, wait=False, as_json=False)

    assert server.asked[0] == ("POST /api/v1/queue/intake", {"open": False})
    assert "420 submissions unfinished (8 judging, 412 waiting, no worker for java)" in capsys.readouterr().out


@pytest.mark.parametrize(("wait", "says_so"), [(False, False), (True, True)])
def test_only_a_drain_that_waited_says_that_all_can_be_stopped(
    server: StubServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wait: bool,
    says_so: bool,
) -> None:
    monkeypatch.setattr(queue, "CLOSED_EVERYWHERE_S", 0.0)
    server.answers["POST /api/v1/queue/intake"] = [(200, examples.SWITCHES)]
    server.answers["GET /api/v1/queue"] = [(200, a_queue(intake="closed", bands=[], delayed=0))]

    queue.drain(server.url, wait=wait, as_json=False)

    assert ("can be stopped" in capsys.readouterr().out) is says_so


def test_a_drain_that_waits_ends_when_nothing_is_unfinished(
    server: StubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(queue, "CLOSED_EVERYWHERE_S", 0.0)
    server.answers["POST /api/v1/queue/intake"] = [(200, examples.SWITCHES)]
    server.answers["GET /api/v1/queue"] = [
        (200, a_queue(intake="closed")),
        (200, a_queue(intake="closed", bands=[], delayed=1)),
        (200, a_queue(intake="closed", bands=[], delayed=0)),
    ]

    queue.drain(server.url, wait=True, as_json=True)

    assert json.loads(capsys.readouterr().out) == {"intake": "closed", "unfinished": 0}
    assert len(server.asked) == 4


def test_of_several_that_are_retried_one_that_is_refused_does_not_stop_the_others(
    server: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["POST /api/v1/submissions/sub_1/retry"] = [(409, {"detail": "submission sub_1 is AC, not JE"})]
    server.answers["POST /api/v1/submissions/sub_2/retry"] = [(200, examples.SUBMISSION)]

    status = queue.retry(server.url, ["sub_1", "../x", "sub_2"], as_json=True)

    assert status is ExitStatus.USAGE
    told = json.loads(capsys.readouterr().out)
    assert told["queued"] == ["sub_2"]
    assert [each["id"] for each in told["refused"]] == ["sub_1", "../x"]
    assert told["refused"][0]["detail"] == "submission sub_1 is AC, not JE"


def test_what_was_set_aside_is_listed_without_steering_the_terminal(
    server: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = examples.REJECTED["items"][0] | {"message": "\x1b[2Jbad"}
    server.answers["GET /api/v1/queue/rejected"] = [(200, {"items": [rejected]})]
    server.answers["GET /api/v1/queue/dead"] = [(200, examples.DEAD)]

    queue.list_rejected(server.url, limit=20, as_json=False)
    queue.list_dead(server.url, limit=20, as_json=False)

    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "can't be read" in printed
    assert examples.SUBMISSION_ID in printed


def test_a_server_that_is_not_there_or_is_none_is_an_error_that_names_it(server: StubServer) -> None:
    server.answers["GET /page"] = [(200, b"<html>")]
    server.answers["GET /away"] = [(503, {"detail": "the database can't be reached, try again"})]
    found = Server(server.url)

    with pytest.raises(PlatformError, match="is no judgebox"):
        found.get("/page")
    with pytest.raises(PlatformError, match="database can't be reached"):
        found.get("/away")
    with pytest.raises(UsageError, match="nothing here"):
        found.get("/unknown")
    with pytest.raises(PlatformError, match="no judgebox answers"):
        Server("http://127.0.0.1:1").get("/")
    with pytest.raises(UsageError, match="no address of a server"):
        Server("judge.example.org:3000").get("/")


def test_the_server_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGEBOX_PORT", "4000")
    monkeypatch.setenv("JUDGEBOX_HOST", "::")
    assert Server(None).url == "http://127.0.0.1:4000"

    monkeypatch.setenv("JUDGEBOX_URL", "https://judge.example.org/")
    assert Server(None).url == "https://judge.example.org"
    assert Server("http://other").url == "http://other"
