"""Which servers are fit for the queue, and how errors name them."""

import pytest

from judgebox.dispatch.servers import check_server_info
from judgebox.domain.errors import QueueError
from judgebox.redis_clients import make_client, queue_errors, redacted


@pytest.mark.parametrize("version", ["6.2.0", "7.0.15", "7.2.4", "10.0.1"])
def test_a_server_from_6_2_on_is_fit(version: str) -> None:
    check_server_info({"redis_version": version, "maxmemory_policy": "noeviction"}, server="here")


@pytest.mark.parametrize("version", ["5.0.14", "6.0.20", "", "unstable"])
def test_an_older_server_is_refused(version: str) -> None:
    with pytest.raises(QueueError, match=r"here has version .* needs 6\.2 or newer"):
        check_server_info({"redis_version": version, "maxmemory_policy": "noeviction"}, server="here")


def test_a_server_that_may_evict_is_refused() -> None:
    with pytest.raises(QueueError, match=r"maxmemory-policy volatile-lru.*noeviction"):
        check_server_info({"redis_version": "7.0.0", "maxmemory_policy": "volatile-lru"}, server="here")


def test_a_replica_that_can_not_be_written_to_is_refused() -> None:
    info = {"redis_version": "7.0.0", "maxmemory_policy": "noeviction", "role": "slave"}

    with pytest.raises(QueueError, match=r"here is a replica.*primary"):
        check_server_info(info, server="here")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("redis://ann:se%40cret@host:1/2", "redis://ann:***@host:1/2"),
        ("redis://:secret@host", "redis://:***@host"),
        ("redis://ann:se/c@ret@host", "redis://ann:***@host"),
        ("rediss://ann@host", "rediss://ann@host"),
        ("unix:///run/valkey.sock?db=1&password=secret", "unix:///run/valkey.sock?db=1&password=***"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert redacted(url) == shown


@pytest.mark.parametrize("url", ["http://host", "localhost:6379", "redis://host:port"])
def test_a_wrong_url_is_said(url: str) -> None:
    with pytest.raises(QueueError, match="is wrong"):
        make_client(url)


def test_a_wait_that_took_too_long_is_an_outage() -> None:
    with pytest.raises(QueueError, match="redis://host is away: TimeoutError"), queue_errors("redis://host"):
        raise TimeoutError
