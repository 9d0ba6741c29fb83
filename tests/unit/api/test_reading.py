import httpx2
import pytest

from api_world import World


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
