from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import httpx2
import pytest

from api_world import VISIBLE_CASE, World
from judgebox.domain.submission import Scope, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict


async def test_a_program_for_a_known_problem_is_judged(client: httpx2.AsyncClient, world: World) -> None:
    body = {"problemId": "sum", "code": "print(3)", "language": "python", "userId": "ada"}
    answer = await client.post("/submit", json=body)

    accepted = answer.json()
    assert answer.status_code == 202
    assert accepted == {"submissionId": accepted["submissionId"], "problemId": "sum", "state": "queued"}
    stored = await world.store.submission(SubmissionId(accepted["submissionId"]))
    assert stored is not None
    assert (stored.scope, stored.problem_id, stored.user_id) == (Scope.ALL, "sum", "ada")


@pytest.mark.parametrize(("given", "stored_as"), [("Two Sum/2", "Two Sum/2"), (17, "17"), ("日本", "日本")])
async def test_a_program_for_an_unknown_problem_is_run_on_its_input(
    client: httpx2.AsyncClient, world: World, given: object, stored_as: str
) -> None:
    body = {"problemId": given, "code": "print(input())", "language": "python", "input": "x", "userId": 5}
    answer = await client.post("/submit", json=body)

    assert (answer.status_code, answer.json()["problemId"]) == (202, stored_as)
    stored = await world.store.submission(SubmissionId(answer.json()["submissionId"]))
    assert stored is not None
    assert (stored.scope, stored.input, stored.user_id) == (Scope.INPUT, "x", "5")


async def test_a_run_without_an_input_reads_nothing(client: httpx2.AsyncClient, world: World) -> None:
    answer = await client.post("/submit", json={"problemId": "1", "code": "x", "language": "python"})

    stored = await world.store.submission(SubmissionId(answer.json()["submissionId"]))
    assert stored is not None
    assert stored.input == ""


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"problemId": ""}, "#/problemId"),
        ({"problemId": "x" * 129}, "#/problemId"),
        ({"problemId": "a\0"}, "#/problemId"),
        ({"problemId": None}, "#/problemId"),
        ({"problemId": True}, "#/problemId"),
        ({"problemId": 1.5}, "#/problemId"),
        ({"code": ""}, "#/code"),
        ({"code": "x" * 65537}, "#/code"),
        ({"code": "\0"}, "#/code"),
        ({"code": 1}, "#/code"),
        ({"language": "klingon"}, "#/language"),
        ({"language": ["python"]}, "#/language"),
        ({"userId": "x" * 129}, "#/userId"),
    ],
)
async def test_bad_input_is_refused_in_the_names_of_the_caller(
    client: httpx2.AsyncClient, changes: dict[str, object], pointer: str
) -> None:
    body = {"problemId": "sum", "code": "x", "language": "python"} | changes
    answer = await client.post("/submit", json=body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_what_old_clients_send_besides_is_ignored(client: httpx2.AsyncClient) -> None:
    body = {"problemId": "sum", "code": "x", "language": "python", "timestamp": 5}

    assert (await client.post("/submit", json=body)).status_code == 202


async def test_a_result_is_found_by_submission_and_by_problem(client: httpx2.AsyncClient, world: World) -> None:
    await world.submit()
    newest = await world.submit()
    await world.judge(newest.id)

    by_submission = await client.get(f"/result/{newest.id}")
    by_problem = await client.get("/result/sum")

    assert by_submission.status_code == 200
    assert by_problem.json() == by_submission.json()
    result = by_submission.json()
    assert (result["submissionId"], result["problemId"], result["state"]) == (newest.id, "sum", "judged")
    assert (result["verdict"], result["cpuTimeMs"], result["memoryKiB"]) == ("WA", 12.5, 2048)
    assert (result["output"], result["error"]) == ("4\n", "line 1, token 1: expected 3, got 4")
    assert [case["verdict"] for case in result["cases"]] == ["WA", "WA"]
    assert "secret-" not in by_submission.text


async def test_before_the_verdict_a_result_has_its_state_alone(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()

    result = (await client.get(f"/result/{submission.id}")).json()

    assert (result["state"], result["verdict"], result["output"], result["cases"]) == ("queued", None, None, [])


@pytest.mark.parametrize("problem_id", ["Two Sum/2", "17", "日本", "a?b#c"])
async def test_any_problem_id_can_be_asked_for(client: httpx2.AsyncClient, world: World, problem_id: str) -> None:
    sent = await client.post("/submit", json={"problemId": problem_id, "code": "x", "language": "python"})

    answer = await client.get(f"/result/{quote(problem_id, safe='')}")

    assert answer.json()["submissionId"] == sent.json()["submissionId"]


@pytest.mark.parametrize("result_id", ["unknown", "sub_01kaxm3s8gz4q7d2n5w9t1v6bc", "a%00b"])
async def test_an_unknown_result_is_404(client: httpx2.AsyncClient, result_id: str) -> None:
    assert (await client.get(f"/result/{result_id}")).status_code == 404


async def test_the_output_of_a_run_is_its_result(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    case = replace(VISIBLE_CASE, name="input", verdict=Verdict.ACCEPTED, reason=None, message=None, error="warned")
    await world.judge(submission.id, Result(verdict=Verdict.ACCEPTED, cases=(replace(case, output="hello\n"),)))

    result = (await client.get(f"/result/{submission.id}")).json()

    assert (result["verdict"], result["output"], result["error"]) == ("AC", "hello\n", "warned")


async def test_of_a_program_that_does_not_compile_the_error_is_the_compilers(
    client: httpx2.AsyncClient, world: World
) -> None:
    submission = await world.submit()
    verdict = Result(
        verdict=Verdict.COMPILE_ERROR, reason=Reason.COMPILER, compile_output="line 1: no", cpu_time=timedelta()
    )
    await world.judge(submission.id, verdict)

    result = (await client.get(f"/result/{submission.id}")).json()

    assert (result["verdict"], result["error"], result["output"]) == ("CE", "line 1: no", None)
