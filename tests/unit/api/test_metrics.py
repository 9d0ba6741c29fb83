"""What Prometheus reads."""

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api_world import World

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def read(client: httpx2.AsyncClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


async def test_the_queue_is_told_by_band(client: httpx2.AsyncClient, world: World) -> None:
    await world.judge((await world.submit()).id)
    await world.submit()

    samples = await read(client)

    practice = (("band", "practice"),)
    assert samples["judgebox_queue_depth", practice] == 1
    assert samples["judgebox_queue_depth", (("band", "contest"),)] == 0
    assert samples["judgebox_verdicts", (("verdict", "WA"),)] == 1
    assert samples["judgebox_recent_attempts", (("outcome", "judged"),)] == 1
    assert (samples["judgebox_wanted_slots", ()], samples["judgebox_intake_open", ()]) == (1, 1)
    assert samples["judgebox_unserved", (("route", "python"),)] == 1
    assert samples["judgebox_info", (("version", "0.1.0"),)] == 1


@pytest.mark.parametrize(("what", "up"), [("store", "judgebox_store_up"), ("dispatcher", "judgebox_queue_up")])
async def test_what_is_away_is_said_to_be_and_left_out(
    client: httpx2.AsyncClient, world: World, what: str, up: str
) -> None:
    assert (await read(client))[up, ()] == 1
    getattr(world, what).is_away = True

    samples = await read(client)

    assert samples[up, ()] == 0
    assert ("judgebox_queue_offered", (("band", "practice"),)) not in samples


async def test_requests_are_counted_by_the_pattern_of_their_route(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await client.get(f"/api/v1/submissions/{submission.id}")
    await client.get("/api/v1/submissions/sub_unknown")
    await client.get("/some/invented/path")
    await client.request("INVENTED", "/another")

    counted = {
        labels: value for (name, labels), value in (await read(client)).items() if name.endswith("requests_total")
    }

    route = ("route", "/api/v1/submissions/{id}")
    assert counted[("method", "GET"), route, ("status", "200")] == 1
    assert counted[("method", "GET"), route, ("status", "404")] == 1
    assert counted[("method", "GET"), ("route", "other"), ("status", "404")] == 1
    assert counted[("method", "other"), ("route", "other"), ("status", "404")] == 1
