"""What operators see and switch."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from api_world import UNFINISHED_PER_USER, World, a_new_submission
from judgebox.domain.submission import Band, State
from judgebox.domain.verdict import Result, Verdict
from judgebox.domain.worker import Judging, WorkerId, WorkerReport, WorkerState
from judgebox.ports import Ability

BROKEN = Result(verdict=Verdict.JUDGE_ERROR, detail="mount: no space left on device")


def a_report(world: World, *, languages: dict[str, str | None]) -> WorkerReport:
    return WorkerReport(
        id=WorkerId("judge-1-00000000"),
        name="judge-1",
        state=WorkerState.WORKING,
        version="0.1.0",
        host="judge-1.example.org",
        tier="A",
        slots=4,
        free=3,
        languages=languages,
        judging=(),
        started_at=world.clock.now(),
        beat_at=world.clock.now(),
    )


async def test_the_queue_is_told_by_band(client: httpx2.AsyncClient, world: World) -> None:
    judged = await world.submit()
    world.clock.advance(timedelta(seconds=3))
    await world.judge(judged.id)
    await world.submit()
    world.clock.advance(timedelta(seconds=5))
    await world.workers.beat(a_report(world, languages={"python": None}))

    queue = (await client.get("/api/v1/queue")).json()

    practice = next(band for band in queue["bands"] if band["band"] == "practice")
    assert (practice["waiting"], practice["offered"], practice["judging"], practice["oldest_s"]) == (1, 2, 0, 5.0)
    assert (practice["wait_p50_s"], practice["wait_p90_s"]) == (3.0, 3.0)
    assert practice["rate_1m"] == pytest.approx(1 / 60, abs=0.001)
    assert (queue["slots"], queue["busy_slots"], queue["wanted_slots"], queue["unserved"]) == (4, 1, 1, [])


async def test_what_no_worker_can_judge_is_told(client: httpx2.AsyncClient, world: World) -> None:
    await world.submit()
    await world.workers.beat(a_report(world, languages={"java": None}))

    queue = (await client.get("/api/v1/queue")).json()

    assert queue["unserved"] == [{"route": "python", "waiting": 1, "wanted_slots": 1}]


async def test_a_queue_that_is_away_leaves_out_its_own_figures(client: httpx2.AsyncClient, world: World) -> None:
    await world.submit()
    world.dispatcher.is_away = True

    queue = (await client.get("/api/v1/queue")).json()

    assert (queue["bands"][1]["waiting"], queue["bands"][1]["offered"], queue["rejected"]) == (1, None, None)


async def test_bands_are_paused_and_resumed_by_name(client: httpx2.AsyncClient, world: World) -> None:
    await client.post("/api/v1/queue/pause", json={"bands": ["bulk", "contest"]})
    answer = await client.post("/api/v1/queue/resume", json={"bands": ["contest"]})

    assert answer.json() == {"paused": ["bulk"], "intake": "open"}
    assert (await world.dispatcher.stats()).paused == {Band.BULK}
    assert (await client.post("/api/v1/queue/pause", json={})).json()["paused"] == [
        "contest",
        "practice",
        "bulk",
        "rejudge",
    ]


async def test_an_unknown_band_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/queue/pause", json={"bands": ["fast"]})

    assert answer.status_code == 422


async def test_a_closed_intake_answers_503_with_the_reason(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/queue/intake", json={"open": False})

    for path, body in (
        ("/api/v1/submissions", a_new_submission()),
        ("/submit", {"problemId": "sum", "code": "x", "language": "python"}),
    ):
        answer = await client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
            503,
            "intake_closed",
            "30",
        )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/submissions", a_new_submission(user_id="ada")),
        ("/submit", {"problemId": "sum", "code": "x", "language": "python", "userId": "ada"}),
    ],
)
async def test_whoever_has_too_much_unfinished_gets_429_with_limit_and_wait(
    client: httpx2.AsyncClient, world: World, path: str, body: dict[str, object]
) -> None:
    for _ in range(UNFINISHED_PER_USER):
        await world.submit(user_id="ada")

    answer = await client.post(path, json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(answer.headers["retry-after"]) <= 600
    problem = answer.json()
    assert problem["code"] == "too_many_unfinished"
    assert problem["detail"] == ("100 submissions of user 'ada' in band practice are unfinished; the limit is 100")
    assert (await world.store.counts())[State.QUEUED] == UNFINISHED_PER_USER


async def test_a_judge_error_is_listed_with_its_evidence_and_judged_again_on_retry(
    client: httpx2.AsyncClient, world: World
) -> None:
    submission = await world.submit(user_id="ada")
    await world.judge(submission.id, BROKEN)

    [dead] = (await client.get("/api/v1/queue/dead")).json()["items"]
    assert (dead["id"], dead["detail"], dead["attempts"]) == (submission.id, BROKEN.detail, 1)
    [attempt] = (await client.get(f"/api/v1/submissions/{submission.id}/attempts")).json()["items"]
    assert (attempt["worker"], attempt["outcome"]) == ("worker", "judged")

    retried = await client.post(f"/api/v1/submissions/{submission.id}/retry")

    assert (retried.json()["state"], retried.json()["generation"]) == ("queued", 2)
    assert (await client.get("/api/v1/queue/dead")).json()["items"] == []
    again = await client.post(f"/api/v1/submissions/{submission.id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "not_a_judge_error")


async def test_a_submission_is_moved_to_another_band(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()

    answer = await client.post(f"/api/v1/submissions/{submission.id}/band", json={"band": "contest"})

    assert answer.status_code == 200
    stats = await world.dispatcher.stats()
    assert (stats.waiting_in(Band.CONTEST), stats.waiting_in(Band.PRACTICE)) == (1, 0)


@pytest.mark.parametrize(("method", "what"), [("POST", "retry"), ("POST", "band"), ("GET", "attempts")])
async def test_an_unknown_submission_is_404(client: httpx2.AsyncClient, method: str, what: str) -> None:
    body = {"band": "bulk"} if what == "band" else None

    answer = await client.request(method, f"/api/v1/submissions/sub_unknown/{what}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_submission")


async def test_messages_that_were_set_aside_are_listed(client: httpx2.AsyncClient, world: World) -> None:
    await world.submit()
    lease = await world.dispatcher.take("w", Ability(routes=["python"]), wait=timedelta())
    assert lease is not None
    await world.dispatcher.reject(lease, "it is forged")

    [rejected] = (await client.get("/api/v1/queue/rejected")).json()["items"]

    assert rejected["reason"] == "it is forged"


async def test_workers_are_listed_with_what_they_judge(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    report = a_report(world, languages={"python": "Python 3.11.2"})
    judging = Judging(submission_id=submission.id, attempt=1, since=world.clock.now())
    await world.workers.beat(replace(report, judging=(judging,)))

    [worker] = (await client.get("/api/v1/workers")).json()["items"]

    assert (worker["name"], worker["state"], worker["slots"], worker["busy"]) == ("judge-1", "working", 4, 1)
    assert worker["languages"] == {"python": "Python 3.11.2"}
    assert worker["judging"][0]["submission"] == submission.id


async def test_a_worker_that_fell_silent_is_told_so(client: httpx2.AsyncClient, world: World) -> None:
    await world.workers.beat(a_report(world, languages={}))
    world.clock.advance(timedelta(minutes=1))

    [worker] = (await client.get("/api/v1/workers")).json()["items"]

    assert worker["state"] == "silent"
