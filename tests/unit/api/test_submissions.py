from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from api_world import SECRET_CASE, VISIBLE_CASE, WRONG, World, a_new_submission
from judgebox.domain.submission import Scope, State, SubmissionId
from judgebox.domain.verdict import Doubt, GroupResult, TimedRun, Timing, Verdict

URL = "/api/v1/submissions"


async def test_a_submission_is_stored_and_offered_before_it_is_answered(
    client: httpx2.AsyncClient, world: World
) -> None:
    answer = await client.post(URL, json=a_new_submission(user_id="ada"))

    created = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{created['id']}"
    assert (created["state"], created["problem"], created["user_id"], created["verdict"]) == (
        "queued",
        "sum",
        "ada",
        None,
    )
    stored = await world.store.submission(SubmissionId(created["id"]))
    assert stored is not None
    assert stored.source == "print(3)"
    assert sum((await world.dispatcher.stats()).waiting.values()) == 1


async def test_an_alias_of_a_language_is_stored_as_its_id(client: httpx2.AsyncClient) -> None:
    answer = await client.post(URL, json=a_new_submission(language="py"))

    assert answer.json()["language"] == "python"


async def test_a_program_runs_on_an_own_input_without_a_problem(client: httpx2.AsyncClient, world: World) -> None:
    body = {"language": "python", "source": "print(input())", "scope": "input", "input": "x"}
    answer = await client.post(URL, json=body)

    stored = await world.store.submission(SubmissionId(answer.json()["id"]))
    assert stored is not None
    assert (stored.scope, stored.input, stored.problem_id) == (Scope.INPUT, "x", None)


async def test_a_judged_submission_shows_its_judgement_in_named_units(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await world.judge(submission.id)

    shown = (await client.get(f"{URL}/{submission.id}")).json()

    assert (shown["state"], shown["verdict"], shown["reason"], shown["tier"]) == ("judged", "WA", "mismatch", "A")
    assert (shown["cpu_time_s"], shown["memory_kib"], shown["attempt"]) == (0.0125, 2048, 1)
    assert shown["compile_output"] == "warning: unused"
    assert shown["first_failing"] == shown["cases"][0]
    assert shown["cases"][0]["message"] == "line 1, token 1: expected 3, got 4"


async def test_the_evidence_for_a_judgement_on_time_is_shown_of_every_case_that_has_it(
    client: httpx2.AsyncClient, world: World
) -> None:
    submission = await world.submit()
    run = TimedRun(
        cpu_time=timedelta(seconds=1.04),
        wall_time=timedelta(seconds=1.5),
        involuntary_switches=152,
        is_alone=False,
    )
    late = replace(SECRET_CASE, timing=Timing(doubt=Doubt.NEAR_LIMIT, runs=(run, replace(run, is_alone=True))))
    await world.judge(submission.id, replace(WRONG, cases=(VISIBLE_CASE, late)))

    in_time, out_of_time = (await client.get(f"{URL}/{submission.id}")).json()["cases"]

    assert in_time["timing"] is None
    assert out_of_time["timing"]["doubt"] == "near_limit"
    first = {"cpu_time_s": 1.04, "wall_time_s": 1.5, "involuntary_switches": 152, "alone": False}
    assert out_of_time["timing"]["runs"] == [first, first | {"alone": True}]


async def test_nothing_of_a_secret_case_is_shown_but_how_it_went(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await world.judge(submission.id)

    answer = await client.get(f"{URL}/{submission.id}")

    assert answer.json()["cases"][1]["verdict"] == "WA"
    for word in ("secret-input", "secret-answer", "secret-output", "secret-error"):
        assert word not in answer.text


async def test_a_source_is_not_given_out(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit("print('mine')")

    assert "mine" not in (await client.get(f"{URL}/{submission.id}")).text


async def test_a_repeated_request_with_its_key_creates_nothing(client: httpx2.AsyncClient, world: World) -> None:
    headers = {"Idempotency-Key": "key-1"}
    first = await client.post(URL, json=a_new_submission(), headers=headers)
    again = await client.post(URL, json=a_new_submission(), headers=headers)

    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]
    assert (await world.store.counts())[State.QUEUED] == 1


async def test_another_request_under_the_same_key_is_a_conflict(client: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": "key-1"}
    await client.post(URL, json=a_new_submission(), headers=headers)
    other = await client.post(URL, json=a_new_submission(source="print(4)"), headers=headers)

    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


async def test_a_batch_is_stored_in_its_order(client: httpx2.AsyncClient) -> None:
    batch = [a_new_submission(user_id=name) for name in ("ada", "grace", "edsger")]
    answer = await client.post(f"{URL}/batch", json={"submissions": batch})

    assert answer.status_code == 201
    assert [each["user_id"] for each in answer.json()["submissions"]] == ["ada", "grace", "edsger"]


async def test_of_a_batch_with_one_bad_submission_nothing_is_stored(client: httpx2.AsyncClient, world: World) -> None:
    batch = [a_new_submission(), a_new_submission(language="klingon")]
    answer = await client.post(f"{URL}/batch", json={"submissions": batch})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_language")
    assert sum((await world.store.counts()).values()) == 0


async def test_a_batch_above_the_limit_is_refused_with_the_limit(client: httpx2.AsyncClient) -> None:
    answer = await client.post(f"{URL}/batch", json={"submissions": [a_new_submission()] * 4})

    assert (answer.status_code, answer.json()["code"]) == (422, "batch_too_large")
    assert "the limit is 3" in answer.json()["detail"]


async def test_pages_follow_one_another_from_the_newest(client: httpx2.AsyncClient, world: World) -> None:
    ids = [(await world.submit()).id for _ in range(3)]

    first = (await client.get(URL, params={"limit": 2})).json()
    second = (await client.get(URL, params={"limit": 2, "after": first["next"]})).json()

    assert [each["id"] for each in first["items"]] == [ids[2], ids[1]]
    assert first["has_more"]
    assert [each["id"] for each in second["items"]] == [ids[0]]
    assert (second["has_more"], second["next"]) == (False, None)


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"user": "ada"}, 1),
        ({"user": "nobody"}, 0),
        ({"problem": "sum"}, 2),
        ({"problem": "other"}, 0),
        ({"state": "judged"}, 1),
        ({"verdict": "WA"}, 1),
        ({"verdict": "AC"}, 0),
        ({"language": "py"}, 2),
    ],
)
async def test_a_list_is_filtered(
    client: httpx2.AsyncClient, world: World, parameters: dict[str, str], count: int
) -> None:
    await world.submit(user_id="ada")
    await world.judge((await world.submit(user_id="grace")).id)

    answer = await client.get(URL, params=parameters)

    assert len(answer.json()["items"]) == count


async def test_a_queued_submission_is_cancelled_once(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()

    first = await client.post(f"{URL}/{submission.id}/cancel")
    second = await client.post(f"{URL}/{submission.id}/cancel")

    assert (first.status_code, first.json()["state"]) == (200, "cancelled")
    assert (second.status_code, second.json()["code"]) == (409, "submission_final")


async def test_while_the_queue_is_away_submissions_are_still_stored(client: httpx2.AsyncClient, world: World) -> None:
    world.dispatcher.is_away = True
    world.events.is_away = True

    answer = await client.post(URL, json=a_new_submission())

    assert answer.status_code == 201
    assert (await world.store.counts())[State.QUEUED] == 1


async def test_test_groups_are_shown_with_their_points(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    group = GroupResult(name="secret/a", verdict=Verdict.ACCEPTED, score=40, max_score=40, accepted=3, cases=3)
    await world.judge(submission.id, replace(WRONG, score=40, max_score=100, groups=(group,)))

    shown = (await client.get(f"{URL}/{submission.id}")).json()

    assert (shown["score"], shown["max_score"]) == (40, 100)
    assert shown["groups"] == [
        {
            "name": "secret/a",
            "verdict": "AC",
            "reason": None,
            "score": 40,
            "max_score": 40,
            "accepted": 3,
            "cases": 3,
        }
    ]
