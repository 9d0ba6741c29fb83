"""Clients of one server, of the primary behind Sentinels, and of a cluster: all are used in the same way.

How it works: whoever uses a client names, with each command and script, a key by which a cluster finds the
node. All keys of ours that are used together have a common part in braces, so they lie on one node.

When a primary dies, its Sentinels or the cluster make a replica the new one, which takes seconds. Until
then commands fail, and whoever sent them tries again later. A connection that is lost is made anew, to
whoever is the primary then. A server that was made a replica while we were connected says READONLY; that
too is a reason to connect anew.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import anyio
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import SSLConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool, SentinelManagedConnection
from redis.backoff import ConstantBackoff
from redis.exceptions import AuthenticationError, ReadOnlyError, RedisClusterException, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError

from judgebox.domain.errors import QueueError
from judgebox.redis_clients.addresses import BehindSentinels, InCluster, OneServer, parse_redis_url, redacted

CONNECT_WITHIN = timedelta(seconds=2)
ANSWER_WITHIN = timedelta(seconds=5)

SENTINEL_ANSWERS_WITHIN = timedelta(seconds=1)
"""They are asked one after the other, and each dead one costs us this."""

RETRY_PAUSE = timedelta(milliseconds=200)
"""Flat, since the library's own exponential pauses lag seconds behind a Redis that is back again."""

RETRIES = 3
"""Enough to bridge a restart of the embedded server, few enough to fail within a second."""

PING_WHEN_IDLE_S = 30

CLIENT_ERRORS = (RedisError, RedisClusterException, OSError)
"""What a client raises if Redis is away or refuses; a limit on a wait that was passed is an OSError too."""


def make_client(url: str, *, decode: bool = False, blocks: bool = False, retries: int = RETRIES) -> Redis:
    """Make a client; it connects when it is first used.

    Args:
        url: see `parse_redis_url`.
        decode: whether answers are text instead of bytes.
        blocks: whether it sends commands that wait in Redis. The library's limit of 5 s on an answer
            would cut those off, so there is none; whoever waits sets a limit.

    Raises:
        QueueError: the URL is wrong.
    """
    common: dict[str, Any] = {
        "protocol": 2,  # hiredis leaks with each pushed message of RESP3, and BullMQ expects the flat replies of 2
        "decode_responses": decode,
        "socket_connect_timeout": CONNECT_WITHIN.total_seconds(),
        "socket_timeout": None if blocks else ANSWER_WITHIN.total_seconds(),
        "retry": Retry(ConstantBackoff(RETRY_PAUSE.total_seconds()), retries),
        "health_check_interval": 0 if blocks else PING_WHEN_IDLE_S,
    }
    try:
        match parse_redis_url(url):
            case OneServer() as place:
                return _client_of_one(place, common)
            case BehindSentinels() as place:
                return _client_of_primary(place, common)
            case InCluster() as place:
                return _client_of_cluster(place, common)
    except ValueError as error:  # its own text may quote a part of the password
        raise QueueError(
            f"the Redis URL {redacted(url)} is wrong: it looks like redis://HOST:PORT/DATABASE, unix:///PATH, "
            "redis+sentinel://HOST:PORT,HOST:PORT/SERVICE or redis+cluster://HOST:PORT,HOST:PORT, with rediss for TLS, "
            "and may set ssl_ca_certs and a few other options"
        ) from error


def _client_of_one(place: OneServer, common: Mapping[str, Any]) -> Redis:
    keepalive = {} if place.url.startswith("unix:") else {"socket_keepalive": True}
    return Redis.from_url(place.url, **common, **keepalive, retry_on_error=[ReadOnlyError])


class _PrimaryConnection(SentinelManagedConnection):
    """Asks the Sentinels also when a connection is lost while it is used; the library's goes to where it was."""

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:
        if not self.is_connected:
            await self._connect_retry()  # type: ignore[no-untyped-call]
        await super().send_packed_command(command, check_health)


class _EncryptedPrimaryConnection(_PrimaryConnection, SSLConnection):
    pass


class _PrimaryClient(Redis):
    """Closes its connections to the Sentinels with its own."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await super().aclose(close_connection_pool)
        pool = cast(SentinelConnectionPool, self.connection_pool)
        await pool.sentinel_manager.aclose()


def _client_of_primary(place: BehindSentinels, common: Mapping[str, Any]) -> Redis:
    encrypted: dict[str, Any] = {"ssl": True} if place.is_encrypted else {}
    to_sentinels = {
        **encrypted,
        **place.sentinel_options,
        "socket_connect_timeout": SENTINEL_ANSWERS_WITHIN.total_seconds(),
        "socket_timeout": SENTINEL_ANSWERS_WITHIN.total_seconds(),
        "retry": Retry(ConstantBackoff(0), 0),  # there is another one to be asked
        "protocol": 2,
        "decode_responses": True,
    }
    sentinel = Sentinel(place.sentinels, sentinel_kwargs=to_sentinels)  # type: ignore[no-untyped-call]
    client: Redis = sentinel.master_for(
        place.service,
        redis_class=_PrimaryClient,
        connection_class=_EncryptedPrimaryConnection if place.is_encrypted else _PrimaryConnection,
        socket_keepalive=True,
        **common,
        **place.options,
    )
    return client


def _client_of_cluster(place: InCluster, common: Mapping[str, Any]) -> Redis:
    nodes = [ClusterNode(host, port) for host, port in place.nodes]
    cluster = RedisCluster(startup_nodes=nodes, ssl=place.is_encrypted, **common, **place.options)
    return cast(Redis, cluster)  # it has no common type with the other, but all that we use


async def make_pubsub(client: Redis) -> PubSub:
    """Have a connection for channels; in a cluster, one to a node that lives, since what is published reaches all.

    Raises:
        Those of `CLIENT_ERRORS`: no node answers.
    """
    if not isinstance(client, RedisCluster):
        return client.pubsub()
    await client.initialize()
    nodes = client.get_nodes()
    for node in random.sample(nodes, len(nodes)):
        with anyio.move_on_after(CONNECT_WITHIN.total_seconds()):
            try:
                await client.ping(target_nodes=node)
            except CLIENT_ERRORS:
                continue
            return cast(PubSub, client.pubsub(node=node))
    raise RedisConnectionError("no node of the cluster answers")


async def server_infos(client: Redis) -> Mapping[str, dict[str, Any]]:
    """What INFO says at each server that may be written to, by its address in a cluster, otherwise under ""."""
    if not isinstance(client, RedisCluster):
        return {"": await client.info()}
    return cast(Mapping[str, dict[str, Any]], await client.info(target_nodes=RedisCluster.PRIMARIES))


@contextmanager
def queue_errors(url: str) -> Iterator[None]:
    """Turn what the client raises into a `QueueError` that names the server."""
    try:
        yield
    except AuthenticationError as error:
        raise QueueError(f"Redis at {redacted(url)} refuses our user or password: {error}") from error
    except ReadOnlyError as error:
        raise QueueError(f"Redis at {redacted(url)} is a replica now and can't be written to") from error
    except MasterNotFoundError as error:  # its own text shows all that the client is made of
        raise QueueError(f"Redis at {redacted(url)} is away: no Sentinel names a primary that lives") from error
    except CLIENT_ERRORS as error:
        raise QueueError(f"Redis at {redacted(url)} is away: {str(error) or type(error).__name__}") from error
