"""How several hosts of one database are written."""

import pytest

from judgebox.domain.errors import StoreError
from judgebox.store.engine import parse_database_url, shown


@pytest.mark.parametrize(
    ("text", "hosts", "ports"),
    [
        ("postgresql://u:p@one:5433,two/db", "one,two", "5433,5432"),
        ("postgres://u:p%40%2C@[::1]:7,two:8,three/db?connect_timeout=2", "::1,two,three", "7,8,5432"),
        ("postgresql://u@/db?host=one,two&port=1,2", "one,two", "1,2"),
    ],
)
def test_of_several_hosts_the_one_that_can_be_written_to_is_wanted(text: str, hosts: str, ports: str) -> None:
    url = parse_database_url(text)

    assert (url.database, url.username) == ("db", "u")
    assert (url.query["host"], url.query["port"]) == (hosts, ports)
    assert url.query["target_session_attrs"] == "read-write"


def test_who_says_which_host_is_wanted_is_heard() -> None:
    assert parse_database_url("postgresql://a,b/db?target_session_attrs=any").query["target_session_attrs"] == "any"


def test_one_host_is_taken_as_it_is() -> None:
    url = parse_database_url("postgresql://u:p@one:5433/db")

    assert (url.host, url.port, dict(url.query)) == ("one", 5433, {})


@pytest.mark.parametrize("text", ["postgresql://a:x,b/db", "postgresql://a,,b/db", "postgresql://a:1:2,b/db"])
def test_hosts_that_can_not_be_read_are_refused(text: str) -> None:
    with pytest.raises(StoreError, match="can't be read"):
        parse_database_url(text)


def test_all_hosts_are_shown_and_no_password() -> None:
    told = shown(parse_database_url("postgresql://u:secret@one,two/db"))

    assert "one" in told
    assert "two" in told
    assert "secret" not in told
