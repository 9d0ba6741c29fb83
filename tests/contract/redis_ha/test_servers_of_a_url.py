"""Which servers are refused, and what is said of them."""

from pathlib import Path

import pytest

from judgebox.dispatch import BullDispatcher
from judgebox.dispatch.keys import PREFIX
from judgebox.domain.errors import QueueError
from redis_fleet import HOST, cluster, encrypted_server, free_port, make_certificate, sentinel_fleet


async def test_a_replica_is_refused_at_the_start() -> None:
    with sentinel_fleet() as fleet:
        with pytest.raises(QueueError, match="is a replica"):
            await BullDispatcher.connect(f"redis://{HOST}:{fleet.replica.port}")


async def test_a_server_that_becomes_a_replica_is_left_for_whoever_answers_there_then() -> None:
    with sentinel_fleet() as fleet:
        fleet.sentinel.kill()  # nobody else moves the roles
        queue = await BullDispatcher.connect(f"redis://{HOST}:{fleet.primary.port}")
        with fleet.primary.client() as client:
            client.execute_command("REPLICAOF", HOST, fleet.replica.port)
            connected = client.info("stats")["total_connections_received"]

            with pytest.raises(QueueError, match="is a replica now"):
                await queue.incarnation()

            assert client.info("stats")["total_connections_received"] > connected
            client.execute_command("REPLICAOF", "NO", "ONE")
        assert await queue.incarnation()
        await queue.close()


async def test_a_wrong_password_is_said_but_not_shown(tmp_path: Path) -> None:
    make_certificate(tmp_path / "other", name="another CA")
    with encrypted_server("~*", "&*", "+@all") as server:
        for url in (server.url(password="guessed"), server.url(ca_file=tmp_path / "other.pem")):
            with pytest.raises(QueueError) as caught:
                await BullDispatcher.connect(url)
            assert "judge:***@" in str(caught.value)
            assert "guessed" not in str(caught.value)
            assert server.password not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "service", "reason"),
    [("redis+sentinel", "/judge?sentinel_password=hidden", "no Sentinel names"), ("redis+cluster", "", "")],
)
async def test_nobody_there_is_an_error_in_time(kind: str, service: str, reason: str) -> None:
    with pytest.raises(QueueError, match=rf"ann:\*\*\*@.*is away: .*{reason}") as caught:
        await BullDispatcher.connect(f"{kind}://ann:secret@{HOST}:{free_port()},{HOST}:{free_port()}{service}")
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


async def test_a_cluster_of_which_a_node_may_evict_is_refused() -> None:
    with cluster(PREFIX) as nodes:
        odd = next(node for node in nodes.nodes if node is not nodes.replica)
        with odd.client() as client:
            client.config_set("maxmemory-policy", "allkeys-lru")

        with pytest.raises(QueueError, match=rf"{HOST}:{odd.port} of .*allkeys-lru"):
            await BullDispatcher.connect(nodes.url)
