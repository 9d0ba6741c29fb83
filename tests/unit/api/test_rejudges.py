from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from api_world import WRONG, World, a_new_submission
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.rejudge import copy_id_of
from judgebox.domain.submission import RejudgeId, Submission, SubmissionId
from judgebox.domain.verdict import Result, Verdict

URL = "/api/v1/rejudges"
BODY = {"reason": "a case was wrong", "problem": "sum"}
RIGHT = Result(verdict=Verdict.ACCEPTED)
FAULT = Result(verdict=Verdict.JUDGE_ERROR)


async def judged(world: World, count: int) -> Sequence[Submission]:
    submissions = [await world.submit(user_id="ada") for _ in range(count)]
    for each in submissions:
        await world.judge(each.id)
    return submissions


async def judge_copies(world: World, rejudge: str, originals: Sequence[Submission], *results: Result) -> None:
    for original, result in zip(originals, results, strict=True):
        copy = copy_id_of(original.id, RejudgeId(rejudge))
        now = world.clock.now()
        claimed = await world.store.claim(copy, 2, owner="w", at=now, lease_until=now + timedelta(seconds=5))
        assert claimed is not None
        event = event_of(claimed[1], EventKind.FINISHED, attempt=1, result=result)
        assert await world.store.commit(claimed[0], result, at=now, event=event)


async def start(client: httpx2.AsyncClient, **more: object) -> Any:
    answer = await client.post(URL, json=BODY | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_rejudge_is_started_and_says_what_it_is_of(client: httpx2.AsyncClient, world: World) -> None:
    await judged(world, 2)

    answer = await client.post(URL, json=BODY | {"language": "py", "created_from": "2026-11-25T15:00:00+00:00"})

    started = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{started['id']}"
    assert (started["state"], started["kind"], started["submissions"]) == ("judging", "ordered", 2)
    assert started["reason"] == "a case was wrong"
    assert (started["chosen"]["problem"], started["chosen"]["language"]) == ("sum", "python")
    assert started["chosen"]["created_from"] == "2026-11-25T15:00:00Z"
    assert (await client.get(answer.headers["location"])).json() == started


async def test_a_dry_run_counts_and_starts_nothing(client: httpx2.AsyncClient, world: World) -> None:
    await judged(world, 2)

    answer = await client.post(URL, json=BODY | {"dry_run": True})

    assert (answer.status_code, answer.json()) == (200, {"submissions": 2})
    assert (await client.get(URL)).json() == {"items": [], "has_more": False, "next": None}


async def test_submissions_may_be_named_one_by_one(client: httpx2.AsyncClient, world: World) -> None:
    first, _, third = await judged(world, 3)

    body = {"reason": "r", "submissions": [first.id, third.id], "dry_run": True}

    assert (await client.post(URL, json=body)).json() == {"submissions": 2}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": "r"}, "empty_selection"),
        ({"reason": "", "problem": "sum"}, "invalid_request"),
        ({"problem": "sum"}, "invalid_request"),
        ({"reason": "r", "submissions": []}, "invalid_request"),
        ({"reason": "r", "submissions": ["rej_1"]}, "invalid_request"),
        ({"reason": "r", "problem": "sum", "created_from": "yesterday"}, "invalid_request"),
        ({"reason": "r", "problem": "sum", "created_from": "2026-11-25T16:00:00"}, "invalid_request"),
        ({"reason": "r", "problem": "sum", "created_from": 1}, "invalid_request"),
        ({"reason": "r", "problem": "sum", "created_from": "9999-12-31T23:59:59-23:00"}, "invalid_request"),
        ({"reason": "r", "problem": "other"}, "nothing_to_rejudge"),
        ({"reason": "r", "problem": "sum", "verdikt": "AC"}, "invalid_request"),
    ],
)
async def test_what_can_not_be_meant_is_refused(client: httpx2.AsyncClient, body: object, code: str) -> None:
    answer = await client.post(URL, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_until_it_is_applied_users_see_what_they_saw(client: httpx2.AsyncClient, world: World) -> None:
    originals = await judged(world, 1)
    shown = (await client.get(f"/api/v1/submissions/{originals[0].id}")).json()
    rejudge = await start(client)
    await judge_copies(world, rejudge["id"], originals, RIGHT)

    assert (await client.get(f"/api/v1/submissions/{originals[0].id}")).json() == shown
    assert [each["id"] for each in (await client.get("/api/v1/submissions")).json()["items"]] == [originals[0].id]
    copy = copy_id_of(originals[0].id, RejudgeId(rejudge["id"]))
    assert (await client.get(f"/api/v1/submissions/{copy}")).status_code == 404


async def test_the_preview_shows_what_would_change(client: httpx2.AsyncClient, world: World) -> None:
    originals = await judged(world, 4)
    rejudge = await start(client)
    await judge_copies(world, rejudge["id"], originals, RIGHT, WRONG, RIGHT, FAULT)

    read = (await client.get(f"{URL}/{rejudge['id']}")).json()
    matrix = (await client.get(f"{URL}/{rejudge['id']}/matrix")).json()

    assert (read["state"], read["judged"], read["judge_errors"]) == ("ready", 4, 1)
    assert matrix == {
        "cells": [{"old": "WA", "new": "AC", "count": 2}, {"old": "WA", "new": "WA", "count": 1}],
        "same": 1,
        "different": 2,
        "judge_errors": 1,
    }


async def test_changes_come_in_pages(client: httpx2.AsyncClient, world: World) -> None:
    originals = await judged(world, 3)
    rejudge = await start(client)
    await judge_copies(world, rejudge["id"], originals, RIGHT, WRONG, replace(WRONG, score=10.0))

    url = f"{URL}/{rejudge['id']}/changes"
    first = (await client.get(url, params={"limit": 1})).json()
    rest = (await client.get(url, params={"after": first["next"]})).json()

    assert first["has_more"]
    assert [(each["submission"], each["old"], each["new"]) for each in first["items"]] == [
        (originals[0].id, "WA", "AC")
    ]
    assert [(each["submission"], each["old_score"], each["new_score"]) for each in rest["items"]] == [
        (originals[2].id, None, 10.0)
    ]
    assert (rest["has_more"], rest["next"]) == (False, None)
    assert (await client.get(url, params={"after": "x"})).status_code == 422


async def test_applied_the_submission_has_its_new_verdict_and_generation(
    client: httpx2.AsyncClient, world: World
) -> None:
    [original] = await judged(world, 1)
    rejudge = await start(client)
    early = await client.post(f"{URL}/{rejudge['id']}/apply", json={})
    await judge_copies(world, rejudge["id"], [original], RIGHT)

    answer = await client.post(f"{URL}/{rejudge['id']}/apply", json={})

    assert (early.status_code, early.json()["code"]) == (409, "rejudge_not_ready")
    assert (answer.json()["state"], answer.json()["applied"], answer.json()["changed"]) == ("applied", 1, 1)
    shown = (await client.get(f"/api/v1/submissions/{original.id}")).json()
    assert (shown["verdict"], shown["generation"], shown["user_id"]) == ("AC", 2, "ada")


async def test_judge_errors_are_retried_or_need_force(client: httpx2.AsyncClient, world: World) -> None:
    [original] = await judged(world, 1)
    rejudge = await start(client)
    await judge_copies(world, rejudge["id"], [original], FAULT)
    url = f"{URL}/{rejudge['id']}"

    refused = await client.post(f"{url}/apply", json={"force": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "rejudge_has_faults")
    assert (await client.post(f"{url}/retry")).json()["state"] == "judging"
    assert (await client.post(f"{url}/retry")).status_code == 409
    await judge_copies(world, rejudge["id"], [original], FAULT)
    assert (await client.post(f"{url}/apply", json={"force": True})).json()["skipped"] == 1


async def test_dropped_it_stays_in_the_list(client: httpx2.AsyncClient, world: World) -> None:
    await judged(world, 1)
    rejudge = await start(client)

    answer = await client.post(f"{URL}/{rejudge['id']}/drop")

    assert answer.json()["state"] == "dropped"
    refused = await client.post(f"{URL}/{rejudge['id']}/apply", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "rejudge_decided")
    [listed] = (await client.get(URL)).json()["items"]
    assert listed == answer.json()


@pytest.mark.parametrize("rejudge_id", ["rej_none", "sub_1", "rej_%00"])
async def test_an_unknown_rejudge_is_not_found(client: httpx2.AsyncClient, rejudge_id: str) -> None:
    for answer in (
        await client.get(f"{URL}/{rejudge_id}"),
        await client.get(f"{URL}/{rejudge_id}/matrix"),
        await client.get(f"{URL}/{rejudge_id}/changes"),
        await client.post(f"{URL}/{rejudge_id}/apply", json={}),
        await client.post(f"{URL}/{rejudge_id}/drop"),
        await client.post(f"{URL}/{rejudge_id}/retry"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_rejudge")


async def test_another_site_can_not_have_a_browser_apply_one(client: httpx2.AsyncClient) -> None:
    answer = await client.post(f"{URL}/rej_1/apply", content=b"{}", headers={"content-type": "text/plain"})

    assert answer.status_code == 415


# --- Submissions for later ---------------------------------------------------------------------


async def test_a_submission_for_later_is_not_offered_and_says_so(client: httpx2.AsyncClient, world: World) -> None:
    later = world.clock.now() + timedelta(days=31)

    answer = await client.post("/api/v1/submissions", json=a_new_submission(not_before=later.isoformat()))

    created = answer.json()
    assert answer.status_code == 201
    assert created["not_before"] == later.isoformat().replace("+00:00", "Z")
    stored = await world.store.submission(SubmissionId(created["id"]))
    assert stored is not None
    assert stored.not_before == later
    assert sum((await world.dispatcher.stats()).waiting.values()) == 0


async def test_a_time_that_is_past_is_none(client: httpx2.AsyncClient, world: World) -> None:
    answer = await client.post("/api/v1/submissions", json=a_new_submission(not_before="1999-01-01T00:00:00+01:00"))

    assert (answer.status_code, answer.json()["not_before"]) == (201, None)
    assert sum((await world.dispatcher.stats()).waiting.values()) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-12-26T16:00:01Z", "not_before_too_late"),
        ("9998-12-26T16:00:01Z", "not_before_too_late"),
        ("2026-11-25T17:00:00", "invalid_request"),
        ("soon", "invalid_request"),
        (1764090000, "invalid_request"),
    ],
)
async def test_a_time_that_is_none_or_too_late_is_refused(client: httpx2.AsyncClient, text: object, code: str) -> None:
    answer = await client.post("/api/v1/submissions", json=a_new_submission(not_before=text))

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "#/not_before"
