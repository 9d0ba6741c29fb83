import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from api_world import World, a_new_submission, http_scope
from judgebox.api import middleware

URL = "/api/v1/submissions"
JSON = {"Content-Type": "application/json"}
UNKNOWN_ID = "sub_01kaxm3s8gz4q7d2n5w9t1v6bc"


def assert_problem(answer: httpx2.Response, status: int, code: str, *words: str) -> dict[str, Any]:
    """Hold an error against RFC 9457 and ours, and look for what its detail must name."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/docs#error-{code}"
    assert problem["title"]
    assert problem["instance"].endswith(answer.headers["x-request-id"])
    for word in words:
        assert word in problem["detail"]
    return problem


@pytest.mark.parametrize(
    ("changes", "code", "pointer", "words"),
    [
        ({"language": "klingon"}, "unknown_language", "#/language", ["klingon", "python"]),
        ({"language": "cobol"}, "language_unavailable", "#/language", ["gnucobol"]),
        ({"source": ""}, "empty_source", "#/source", ["source is empty"]),
        ({"source": "x" * 65537}, "source_too_large", "#/source", ["65537", "65536"]),
        ({"source": "é" * 32769}, "source_too_large", "#/source", ["65538", "65536"]),
        ({"source": "a\0b"}, "invalid_text", "#/source", ["NUL", "character 2"]),
        ({"scope": "input", "input": "x" * 1025}, "input_too_large", "#/input", ["1025", "1024"]),
        ({"scope": "input", "input": "\0"}, "invalid_text", "#/input", ["NUL"]),
        ({"input": "x"}, "unexpected_input", "#/input", ["scope"]),
        ({"problem": None}, "missing_problem", "#/problem", ["problem"]),
        ({"source": 5}, "invalid_request", "#/source", ["string"]),
        ({"scope": "some"}, "invalid_request", "#/scope", ["'all', 'samples' or 'input'"]),
        ({"user_id": "a\nb"}, "invalid_request", "#/user_id", []),
        ({"user_id": ""}, "invalid_request", "#/user_id", []),
        ({"sorce": "x"}, "invalid_request", "#/sorce", ["Extra inputs"]),
    ],
)
async def test_a_bad_field_is_refused_with_its_name_and_its_limit(
    client: httpx2.AsyncClient, world: World, changes: dict[str, object], code: str, pointer: str, words: list[str]
) -> None:
    answer = await client.post(URL, json=a_new_submission(**changes))

    problem = assert_problem(answer, 422, code, *words)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert sum((await world.store.counts()).values()) == 0


async def test_a_source_of_exactly_the_limit_is_taken(client: httpx2.AsyncClient) -> None:
    assert (await client.post(URL, json=a_new_submission(source="x" * 65536))).status_code == 201


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"{", "invalid_json", []),
        (b"not json", "invalid_json", ["byte"]),
        (b'{"source": NaN}', "invalid_json", []),
        (b'{"source": "\\ud800"}', "invalid_json", []),
        (b"[" * 100_000, "invalid_json", ["deep"]),
        (b"9" * 10_000, "invalid_json", []),
        (b'{"source": "\xff"}', "invalid_utf8", ["byte 13"]),
        ('{"source": "x"}'.encode("utf-16"), "invalid_utf8", []),
    ],
)
@pytest.mark.parametrize("url", [URL, f"{URL}/batch", "/submit"])
async def test_what_is_not_json_is_refused_with_the_place(
    client: httpx2.AsyncClient, url: str, body: bytes, code: str, words: list[str]
) -> None:
    assert_problem(await client.post(url, content=body, headers=JSON), 400, code, *words)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5", b""])
@pytest.mark.parametrize("url", [URL, f"{URL}/batch", "/submit"])
async def test_json_that_is_no_object_is_refused(client: httpx2.AsyncClient, url: str, body: bytes) -> None:
    assert_problem(await client.post(url, content=body, headers=JSON), 422, "invalid_request")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "nonsense", ""])
async def test_a_body_that_does_not_say_that_it_is_json_is_refused(client: httpx2.AsyncClient, media_type: str) -> None:
    answer = await client.post(URL, content=b"{}", headers={"Content-Type": media_type})

    assert_problem(answer, 415, "unsupported_media_type", "application/json")


async def test_a_body_announced_as_too_large_is_refused_unread(client: httpx2.AsyncClient) -> None:
    answer = await client.post(URL, content=b"x" * (256 * 1024 + 1), headers=JSON)

    assert_problem(answer, 413, "body_too_large", "262145", "262144")
    assert answer.headers["connection"] == "close"


async def test_a_body_of_unknown_size_is_read_no_further_than_the_limit(client: httpx2.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 64 * 1024

    answer = await client.post(URL, content=endless(), headers=JSON)

    assert_problem(answer, 413, "body_too_large", "262144")
    assert sent <= 6


async def test_a_body_that_stalls_is_given_up(
    client: httpx2.AsyncClient, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "BODY_PART_WITHIN_SECONDS", 0.01)
    sent: list[Any] = []
    scope = http_scope("POST", "/submit", {"content-type": "application/json", "content-length": "10"})

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)

    assert sent[0]["status"] == 408


@pytest.mark.parametrize("path", ["", "/events", "?wait=0"])
@pytest.mark.parametrize("submission_id", [UNKNOWN_ID, "nonsense", "%00", "sub_%FF", "..%2F..%2Fetc"])
async def test_an_unknown_submission_is_404(client: httpx2.AsyncClient, submission_id: str, path: str) -> None:
    answer = await client.get(f"{URL}/{submission_id}{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_cancelling_an_unknown_submission_is_404(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.post(f"{URL}/{UNKNOWN_ID}/cancel"), 404, "unknown_submission", UNKNOWN_ID)


async def test_an_unknown_problem_is_404(client: httpx2.AsyncClient) -> None:
    answer = await client.post(URL, json=a_new_submission(problem="nothing"))

    assert_problem(answer, 404, "unknown_problem", "nothing")
    for problem_id in ("nothing", "UPPER", "a%00b", "x" * 300):
        assert_problem(await client.get(f"/api/v1/problems/{problem_id}"), 404, "unknown_problem")


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"after": "x"}, "after"),
        ({"state": "lost"}, "state"),
        ({"verdict": "OK"}, "verdict"),
        ({"user": "\0"}, "user"),
        ({"problem": "x" * 129}, "problem"),
    ],
)
async def test_a_bad_parameter_is_refused_with_its_name(
    client: httpx2.AsyncClient, parameters: dict[str, str], parameter: str
) -> None:
    problem = assert_problem(await client.get(URL, params=parameters), 422, "invalid_request", parameter)

    assert problem["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("wait", ["-1", "nan", "inf", "long"])
async def test_a_wait_that_is_no_duration_is_refused(client: httpx2.AsyncClient, wait: str) -> None:
    assert_problem(await client.get(f"{URL}/{UNKNOWN_ID}", params={"wait": wait}), 422, "invalid_request", "wait")


@pytest.mark.parametrize("key", ["", "x" * 256, "two words"])
async def test_a_bad_idempotency_key_is_refused(client: httpx2.AsyncClient, key: str) -> None:
    answer = await client.post(URL, json=a_new_submission(), headers={"Idempotency-Key": key})

    assert_problem(answer, 422, "invalid_request", "Idempotency-Key")


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.get("/api/v1/nothing"), 404, "not_found", "/api/v1/nothing")
    refused = await client.delete(URL)
    assert_problem(refused, 405, "method_not_allowed", "DELETE")
    assert refused.headers["allow"]


async def test_while_the_database_is_away_callers_are_told_when_to_come_again(
    client: httpx2.AsyncClient, world: World
) -> None:
    world.store.is_away = True

    for answer in (
        await client.post(URL, json=a_new_submission()),
        await client.post("/submit", json={"problemId": "sum", "code": "x", "language": "python"}),
        await client.get(f"{URL}/{UNKNOWN_ID}"),
        await client.get("/api/v1/problems"),
        await client.get("/result/sum"),
    ):
        assert_problem(answer, 503, "store_away", "database")
        assert int(answer.headers["retry-after"]) > 0


async def test_an_unforeseen_error_tells_the_client_nothing_but_its_id(
    client: httpx2.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError("password=hunter2")

    monkeypatch.setattr(world.store, "problems", fail)

    with capture_logs() as logs:
        answer = await client.get("/api/v1/problems", headers={"X-Request-Id": "mine-1"})

    assert_problem(answer, 500, "internal_error")
    assert [(each["event"], each["exc_info"]) for each in logs] == [("request_failed", True)]
    assert answer.headers["x-request-id"] == "mine-1"
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("given", ["two words", "x" * 129, "a\tb"])
async def test_a_request_id_that_could_forge_a_log_line_is_replaced(client: httpx2.AsyncClient, given: str) -> None:
    answer = await client.get("/api/v1/languages", headers={"X-Request-Id": given})

    assert answer.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize(("fields", "words"), [(25, "(and 24 more)"), (5000, "5003 fields, the limit is 32")])
async def test_a_body_with_very_many_errors_gets_a_short_answer(
    client: httpx2.AsyncClient, fields: int, words: str
) -> None:
    unknown = {f"field-{number}": 1 for number in range(fields)}
    answer = await client.post(URL, json=a_new_submission(**unknown))

    assert_problem(answer, 422, "invalid_request", words)
    assert len(answer.content) < 4096
