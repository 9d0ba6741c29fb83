from dataclasses import replace

import httpx2
import pytest

from api_world import World
from judgebox.domain.problem import ProblemId, Program
from judgebox.domain.scoring import Aggregation, TestGroup

PAIR = """kind: function
name: pair
params: [{name: values, type: "int[]"}, {name: target, type: long}]
returns: "int[]"
"""


async def change_problem(world: World, **changes: object) -> None:
    problem = await world.store.problem(ProblemId("sum"))
    assert problem is not None
    await world.store.save_problem(replace(problem, **changes))  # type: ignore[arg-type]


async def test_problems_are_listed_with_their_limits(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/problems")

    assert answer.json()["items"] == [
        {
            "id": "sum",
            "name": "Sum",
            "time_limit_s": 1.0,
            "memory_limit_mib": 256,
            "scores": False,
            "author": None,
            "keywords": ["easy"],
        }
    ]


async def test_a_problem_shows_its_statement_and_samples_and_no_secret_case(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/problems/sum")

    problem = answer.json()
    assert (problem["statement"], problem["names"]) == ("Add $a$ and $b$.", {"en": "Sum", "de": "Summe"})
    assert problem["samples"] == [{"name": "sample/1", "input": "1 2\n", "answer": "3\n", "cut": False}]
    assert (problem["case_count"], problem["source_limit_bytes"]) == (2, 65536)
    assert "secret" not in answer.text


async def test_a_function_problem_tells_what_to_write_and_how_to_start(
    client: httpx2.AsyncClient, world: World
) -> None:
    await change_problem(world, signature=PAIR, languages=("python",))

    problem = (await client.get("/api/v1/problems/sum")).json()

    assert problem["kind"] == "function"
    assert problem["function"]["methods"] == [
        {
            "name": "pair",
            "parameters": [{"name": "values", "type": "int[]"}, {"name": "target", "type": "long"}],
            "returns": "int[]",
            "mutates": None,
        }
    ]
    assert list(problem["function"]["starters"]) == ["python"]
    assert "def pair(self, values: List[int], target: int) -> List[int]:" in problem["function"]["starters"]["python"]


async def test_a_problem_that_scores_tells_its_groups_and_points(client: httpx2.AsyncClient, world: World) -> None:
    group = TestGroup(name="secret/small", members=(1,), aggregation=Aggregation.PASS_FAIL, max_score=40)
    whole = TestGroup(name="", members=(TestGroup(name="secret", members=(group,), max_score=40),), max_score=40)
    await change_problem(world, scores=True, groups=whole)

    problem = (await client.get("/api/v1/problems/sum")).json()

    assert problem["max_score"] == 40
    assert problem["groups"] == [
        {"name": "secret", "cases": 1, "max_score": 40, "requires": []},
        {"name": "secret/small", "cases": 1, "max_score": 40, "requires": []},
    ]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "program"),
        ({"interactor": Program(name="output_validators/judge.py", files=())}, "interactive"),
        ({"submit_answer": True}, "output"),
    ],
)
async def test_a_problem_tells_its_kind(
    client: httpx2.AsyncClient, world: World, changes: dict[str, object], kind: str
) -> None:
    await change_problem(world, **changes)

    assert (await client.get("/api/v1/problems/sum")).json()["kind"] == kind


async def test_limits_are_told_of_the_languages_that_have_their_own(client: httpx2.AsyncClient, world: World) -> None:
    await change_problem(world, time_factors={"python": 2.5})

    problem = (await client.get("/api/v1/problems/sum")).json()

    assert problem["language_limits"] == {"python": {"time_limit_s": 2.5, "memory_limit_mib": 256}}


async def test_a_missing_language_is_listed_with_the_package_to_install(client: httpx2.AsyncClient) -> None:
    python, cobol = (await client.get("/api/v1/languages")).json()["items"]

    assert (python["available"], python["package"], python["version"]) == (True, None, "Python 3.11.2")
    assert (cobol["available"], cobol["package"], cobol["version"]) == (False, "gnucobol", None)


async def test_health_counts_what_is_stored_and_what_waits(client: httpx2.AsyncClient, world: World) -> None:
    await world.submit()

    answer = await client.get("/api/v1/health")

    health = answer.json()
    assert (answer.status_code, health["healthy"], health["tier"]) == (200, True, "A")
    assert health["store"]["submissions"]["queued"] == 1
    assert health["queue"]["waiting"]["practice"] == 1


@pytest.mark.parametrize(("what", "part"), [("store", "store"), ("dispatcher", "queue")])
async def test_health_is_503_while_something_is_away(
    client: httpx2.AsyncClient, world: World, what: str, part: str
) -> None:
    getattr(world, what).is_away = True

    answer = await client.get("/api/v1/health")

    assert answer.status_code == 503
    assert (answer.json()["healthy"], answer.json()[part]["reachable"]) == (False, False)


async def test_answers_of_the_api_are_not_kept_by_caches(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/problems")

    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
