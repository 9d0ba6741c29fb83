"""Redis clients with bounded waits, as the queue and the events both need them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import AuthenticationError, RedisError

from judgebox.domain.errors import QueueError

CONNECT_WITHIN = timedelta(seconds=2)
ANSWER_WITHIN = timedelta(seconds=5)

RETRY_PAUSE = timedelta(milliseconds=200)
"""Flat, since the library's own exponential pauses lag seconds behind a Redis that is back again."""

RETRIES = 3
"""Enough to bridge a restart of the embedded server, few enough to fail within a second."""

PING_WHEN_IDLE_S = 30


def make_client(url: str, *, decode: bool = False, blocks: bool = False, retries: int = RETRIES) -> Redis:
    """Make a client; it connects when it is first used.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        decode: whether answers are text instead of bytes.
        blocks: whether it sends commands that wait in Redis. The library's limit of 5 s on an answer
            would cut those off, so there is none; whoever waits sets a limit.

    Raises:
        QueueError: the URL is wrong.
    """
    over_network = not url.startswith("unix:")
    keepalive = {"socket_keepalive": True} if over_network else {}
    try:
        return Redis.from_url(
            url,
            protocol=2,  # hiredis leaks with each pushed message of RESP3, and BullMQ expects the flat replies of 2
            decode_responses=decode,
            socket_connect_timeout=CONNECT_WITHIN.total_seconds(),
            socket_timeout=None if blocks else ANSWER_WITHIN.total_seconds(),
            retry=Retry(ConstantBackoff(RETRY_PAUSE.total_seconds()), retries),
            health_check_interval=0 if blocks else PING_WHEN_IDLE_S,
            **keepalive,
        )
    except ValueError as error:  # its own text may quote a part of the password
        raise QueueError(
            f"the Redis URL {redacted(url)} is wrong: it looks like redis://HOST:PORT/DATABASE, the same with "
            "rediss:// for TLS, or unix:///PATH"
        ) from error


@contextmanager
def queue_errors(url: str) -> Iterator[None]:
    """Turn what the client raises into a `QueueError` that names the server."""
    try:
        yield
    except AuthenticationError as error:
        raise QueueError(f"Redis at {redacted(url)} refuses our user or password: {error}") from error
    except (RedisError, OSError) as error:  # a limit on a wait that was passed is an OSError too
        raise QueueError(f"Redis at {redacted(url)} is away: {str(error) or type(error).__name__}") from error


def redacted(url: str) -> str:
    """The URL for people and logs: any password in it is replaced by stars."""
    without_password = re.sub(r"(://[^/:@]*:).*@", r"\1***@", url, count=1)  # to the last "@": it may be unescaped
    return re.sub(r"([?&]password=)[^&]*", r"\1***", without_password)
