"""How the places where Redis may be are written."""

import pytest

from judgebox.domain.errors import QueueError
from judgebox.redis_clients import make_client
from judgebox.redis_clients.addresses import BehindSentinels, InCluster, OneServer, parse_redis_url, redacted


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("redis://ann:p%40@host:1/2", "redis://ann:p%40@host:1/2"),
        ("rediss://host?ssl_ca_certs=/ca.pem", "rediss://host?ssl_ca_certs=/ca.pem"),
        ("unix:///run/valkey.sock?db=1", "unix:///run/valkey.sock?db=1"),
        ("valkey://host", "redis://host"),
        ("valkeys://host", "rediss://host"),
    ],
)
def test_one_server_is_named_as_everywhere(url: str, read: str) -> None:
    assert parse_redis_url(url) == OneServer(url=read)


def test_the_primary_behind_sentinels_is_named_by_them_and_its_service() -> None:
    url = "redis+sentinel://ann:p%40%2C@one:1,[::1],two:3/judge/4?sentinel_username=s&sentinel_password=t%2F"

    assert parse_redis_url(url) == BehindSentinels(
        service="judge",
        sentinels=[("one", 1), ("::1", 26379), ("two", 3)],
        is_encrypted=False,
        options={"username": "ann", "password": "p@,", "db": 4},
        sentinel_options={"username": "s", "password": "t/"},
    )


def test_sentinels_of_encrypted_servers_are_encrypted_with_the_same_ca() -> None:
    place = parse_redis_url("rediss+sentinel://one/judge?ssl_ca_certs=/ca.pem")

    assert isinstance(place, BehindSentinels)
    assert place.is_encrypted
    assert place.options == {"ssl_ca_certs": "/ca.pem"}
    assert place.sentinel_options == {"ssl_ca_certs": "/ca.pem"}


@pytest.mark.parametrize("scheme", ["rediss+cluster", "valkeys+cluster", "REDISS+CLUSTER"])
def test_a_cluster_is_named_by_some_of_its_nodes(scheme: str) -> None:
    assert parse_redis_url(f"{scheme}://ann:p@one:1,two?ssl_ca_certs=/ca.pem") == InCluster(
        nodes=[("one", 1), ("two", 6379)],
        is_encrypted=True,
        options={"username": "ann", "password": "p", "ssl_ca_certs": "/ca.pem"},
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://host",
        "localhost:6379",
        "redis://host:port",
        "redis://host?socket_timeout=1",
        "redis://host?decode_responses=yes",
        "redis://host?sentinel_password=x",
        "redis+cluster://",
        "redis+cluster://one,,two",
        "redis+cluster://one:1,two:x",
        "redis+cluster://one/1",
        "redis+cluster://one?db=1",
        "redis+sentinel://one",
        "redis+sentinel:///judge",
        "redis+sentinel://one/judge/x",
        "redis+unix:///path",
    ],
)
def test_what_means_none_of_these_is_refused(url: str) -> None:
    with pytest.raises(QueueError, match="is wrong: it looks like"):
        make_client(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis+sentinel://ann:a@b@one,two/judge", "redis+sentinel://ann:***@one,two/judge"),
        ("redis+sentinel://one/j?sentinel_password=x&db=1", "redis+sentinel://one/j?sentinel_password=***&db=1"),
        ("rediss+cluster://:x@one,two?password=y", "rediss+cluster://:***@one,two?password=***"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert redacted(url) == shown
