import json
from collections.abc import Sequence
from typing import Any

import anyio
import httpx2
import pytest

from api_world import World
from judgebox.api.v1 import batches
from judgebox.domain.submission import Band
from judgebox.domain.verdict import Result, Verdict

URL = "/api/v1/batches"
RIGHT = Result(verdict=Verdict.ACCEPTED, memory_bytes=2048 * 1024)


def a_batch(*sources: str, **changes: object) -> dict[str, Any]:
    items = [{"source": source, "name": f"item {number}"} for number, source in enumerate(sources)]
    return {"defaults": {"problem": "sum", "language": "python"}, "items": items} | changes


async def send(client: httpx2.AsyncClient, *sources: str, **changes: object) -> dict[str, Any]:
    answer = await client.post(URL, json=a_batch(*sources, **changes))
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def lines(text: str) -> Sequence[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


async def submission_of(client: httpx2.AsyncClient, world: World, number: int) -> str:
    """The id of a submission, by its place among those that are stored."""
    found = (await client.get("/api/v1/submissions")).json()["items"]
    return str(found[::-1][number]["id"])


async def test_a_batch_is_stored_as_a_whole_in_the_bulk_band(client: httpx2.AsyncClient, world: World) -> None:
    created = await send(client, "print(1)", "print(2)", user_id="ada")

    assert (created["state"], created["items"], created["submissions"], created["finished"]) == ("judging", 2, 2, 0)
    assert {line.band for line in await world.store.lines()} == {Band.BULK}
    assert (await client.get(f"{URL}/{created['id']}")).json() == created
    listed = (await client.get("/api/v1/submissions?user=ada")).json()["items"]
    assert len(listed) == 2


async def test_items_that_are_the_same_are_judged_once_and_each_has_its_result(
    client: httpx2.AsyncClient, world: World
) -> None:
    created = await send(client, "print(1)", "print(2)", "print(1)")
    assert (created["items"], created["submissions"]) == (3, 2)

    await world.judge(await submission_of(client, world, 0), RIGHT)
    found = lines((await client.get(f"{URL}/{created['id']}/results")).text)

    assert [(each["item"], each["name"], each["verdict"]) for each in found] == [
        (0, "item 0", "AC"),
        (2, "item 2", "AC"),
    ]
    assert found[0]["submission"] == found[1]["submission"]
    assert found[0]["memory_kib"] == 2048


async def test_a_batch_may_come_as_lines(client: httpx2.AsyncClient) -> None:
    body = '{"defaults": {"problem": "sum", "language": "python"}}\n{"source": "1"}\n\n{"source": "2"}\n'
    answer = await client.post(URL, content=body, headers={"Content-Type": "application/x-ndjson"})

    assert answer.status_code == 201
    assert answer.json()["items"] == 2


async def test_lines_need_no_head(client: httpx2.AsyncClient) -> None:
    body = '{"source": "1", "problem": "sum", "language": "python"}'
    answer = await client.post(URL, content=body, headers={"Content-Type": "application/x-ndjson"})

    assert answer.json()["items"] == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "said"),
    [
        (a_batch(), 422, "invalid_request", "no items"),
        (a_batch(*"123456"), 422, "batch_too_large", "6 items, the limit is 5"),
        (a_batch("1", "", "3"), 422, "empty_source", "source is empty"),
        (a_batch("1", defaults={"problem": "none", "language": "python"}), 404, "unknown_problem", "none"),
        (a_batch("1", defaults={"problem": "sum"}), 422, "invalid_request", "item 0 has no language"),
        (a_batch("1", typo=True), 422, "invalid_request", "typo"),
        ({"items": [{"sauce": "1"}]}, 422, "invalid_request", "$.items[0]"),
    ],
)
async def test_a_bad_item_refuses_the_whole_batch_and_is_named(
    client: httpx2.AsyncClient, world: World, body: dict[str, Any], status: int, code: str, said: str
) -> None:
    answer = await client.post(URL, json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.json()["detail"]
    assert await world.store.lines() == []


async def test_the_place_of_a_bad_item_is_a_pointer(client: httpx2.AsyncClient) -> None:
    answer = await client.post(URL, json=a_batch("1", ""))

    assert answer.json()["errors"][0]["pointer"] == "#/items/1/source"


async def test_a_bad_line_is_named_by_its_number(client: httpx2.AsyncClient) -> None:
    body = '{"source": "1", "language": "python", "problem": "sum"}\n{"source": '
    answer = await client.post(URL, content=body, headers={"Content-Type": "application/x-ndjson"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")
    assert "line 2" in answer.json()["detail"]


async def test_a_form_is_no_batch(client: httpx2.AsyncClient) -> None:
    answer = await client.post(URL, content="{}", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415


async def test_a_repeated_request_is_the_same_batch(client: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await client.post(URL, json=a_batch("1"), headers=headers)
    again = await client.post(URL, json=a_batch("1"), headers=headers)
    other = await client.post(URL, json=a_batch("2"), headers=headers)

    assert again.json() == first.json()
    assert other.status_code == 409


async def test_reading_resumes_after_a_cursor(client: httpx2.AsyncClient, world: World) -> None:
    created = await send(client, "1", "2", "3")
    ids = [await submission_of(client, world, number) for number in range(3)]
    for each in ids[::-1]:
        await world.judge(each, RIGHT)

    first = lines((await client.get(f"{URL}/{created['id']}/results?limit=2")).text)
    rest = lines((await client.get(f"{URL}/{created['id']}/results?after={first[-1]['cursor']}")).text)

    assert [each["item"] for each in (*first, *rest)] == [2, 1, 0]


async def test_whoever_follows_gets_all_until_the_end(
    client: httpx2.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LOOK_EVERY_SECONDS", 0.001)
    created = await send(client, "1", "2")
    ids = [await submission_of(client, world, number) for number in range(2)]
    found: list[Sequence[dict[str, Any]]] = []

    async def follow() -> None:
        found.append(lines((await client.get(f"{URL}/{created['id']}/results?follow=true")).text))

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            await anyio.wait_all_tasks_blocked()
            for each in ids:
                await world.judge(each, RIGHT)

    assert [each["item"] for each in found[0]] == [0, 1]


async def test_a_batch_is_cancelled_as_a_whole_but_for_what_is_judged(client: httpx2.AsyncClient, world: World) -> None:
    created = await send(client, "1", "2", "3")
    await world.judge(await submission_of(client, world, 0), RIGHT)

    cancelled = (await client.post(f"{URL}/{created['id']}/cancel")).json()

    assert (cancelled["state"], cancelled["finished"], cancelled["verdicts"]) == ("cancelled", 3, {"AC": 1, "CA": 2})
    assert (await client.post(f"{URL}/{created['id']}/cancel")).status_code == 409


async def test_an_unknown_batch_is_not_found(client: httpx2.AsyncClient) -> None:
    for path in ("bat_none", "x", "bat_none/results"):
        assert (await client.get(f"{URL}/{path}")).status_code == 404


async def test_nothing_is_taken_in_while_the_queue_is_away_but_the_rows(
    client: httpx2.AsyncClient, world: World
) -> None:
    world.dispatcher.is_away = True

    assert (await send(client, "1"))["items"] == 1


async def test_the_submissions_of_a_batch_are_listed(client: httpx2.AsyncClient) -> None:
    created = await send(client, "1", "2")
    await send(client, "3")

    listed = (await client.get(f"/api/v1/submissions?batch={created['id']}")).json()["items"]

    assert len(listed) == 2


async def test_a_name_that_cannot_be_stored_is_named_by_its_place(client: httpx2.AsyncClient) -> None:
    body = {"defaults": {"problem": "sum", "language": "python"}, "items": [{"source": "1", "name": "\0"}]}
    answer = await client.post(URL, json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/items/0/name"


async def test_whoever_was_cut_off_between_items_that_are_the_same_resumes_there(
    client: httpx2.AsyncClient, world: World
) -> None:
    created = await send(client, "1", "1", "1")
    await world.judge(await submission_of(client, world, 0), RIGHT)
    url = f"{URL}/{created['id']}/results"

    [seen] = lines((await client.get(f"{url}?limit=1")).text)
    rest = lines((await client.get(f"{url}?after={seen['cursor']}&follow=true")).text)

    assert [each["item"] for each in (seen, *rest)] == [0, 1, 2]


@pytest.mark.parametrize("after", ["1", "x", "1.", "-1.0", "1.0.0", "1.9999999999"])
async def test_what_is_no_cursor_is_refused(client: httpx2.AsyncClient, after: str) -> None:
    created = await send(client, "1")

    answer = await client.get(f"{URL}/{created['id']}/results?after={after}")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "after")


async def test_whoever_waits_hears_of_the_end(
    client: httpx2.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LOOK_EVERY_SECONDS", 0.001)
    created = await send(client, "1")
    found: list[dict[str, Any]] = []

    async def wait() -> None:
        found.append((await client.get(f"{URL}/{created['id']}?wait=60")).json())

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            await world.judge(await submission_of(client, world, 0), RIGHT)

    assert (found[0]["state"], found[0]["verdicts"]) == ("finished", {"AC": 1})


async def test_waiting_ends_in_time_though_the_batch_does_not(client: httpx2.AsyncClient) -> None:
    created = await send(client, "1")

    with anyio.fail_after(5):
        answer = await client.get(f"{URL}/{created['id']}?wait=0.01")

    assert answer.json()["state"] == "judging"


@pytest.mark.parametrize(
    ("line", "said"), [("\n", "12 lines, the limit is 5 items"), ('{"source": "1"}\n', "12 lines")]
)
async def test_lines_beyond_the_limit_are_refused_before_any_is_read(
    client: httpx2.AsyncClient, line: str, said: str
) -> None:
    answer = await client.post(URL, content=line * 12, headers={"Content-Type": "application/x-ndjson"})

    assert (answer.status_code, answer.json()["code"]) == (422, "batch_too_large")
    assert said in answer.json()["detail"]


async def test_an_empty_line_after_each_is_let_pass(client: httpx2.AsyncClient) -> None:
    line = '{"source": "1", "problem": "sum", "language": "python"}\r\n\r\n'
    answer = await client.post(
        URL, content='{"user_id": "ada"}\n' + 5 * line, headers={"Content-Type": "application/x-ndjson"}
    )

    assert (answer.status_code, answer.json()["items"]) == (201, 5)
