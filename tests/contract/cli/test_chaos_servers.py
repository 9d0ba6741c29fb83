"""The servers that `judgebox chaos` breaks: they must really break in the way that is meant, and come back."""

import select
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from judgebox.cli.chaos.fleet import LOOPBACK, Service, free_port
from judgebox.cli.chaos.servers import PostgresServer, RedisServer


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory that the database's own user may pass through."""
    with TemporaryDirectory(prefix="jbt-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def redis(home: Path) -> Iterator[RedisServer]:
    server = RedisServer(home / "redis", LOOPBACK, free_port(LOOPBACK))
    server.start()
    yield server
    server.kill()


def test_a_killed_redis_keeps_what_it_had_and_one_that_forgets_does_not(redis: RedisServer) -> None:
    with redis.client() as client:
        client.lpush("problems", "entry")
    redis.kill()
    redis.start()
    with redis.client() as client:
        assert client.llen("problems") == 1

    redis.kill()
    redis.forget()
    redis.start()
    with redis.client() as client:
        assert client.llen("problems") == 0


def answers(fd: int) -> bool:
    """Whether there is something to read; asked where nothing may come, so a short while is enough."""
    return bool(select.select([fd], [], [], 0.2)[0])


def test_a_frozen_redis_answers_nothing_until_it_goes_on(redis: RedisServer) -> None:
    redis.signal(signal.SIGSTOP)
    with socket.create_connection((LOOPBACK, int(redis.url.rpartition(":")[2].partition("/")[0]))) as connection:
        connection.sendall(b"PING\r\n")
        assert not answers(connection.fileno())

        redis.signal(signal.SIGCONT)
        assert connection.recv(1) == b"-"  # "not authenticated"


def test_postgres_freezes_with_all_its_processes_keeps_what_it_had_and_can_be_killed_while_it_is_dead(
    home: Path,
) -> None:
    server = PostgresServer(home / "postgres", LOOPBACK, free_port(LOOPBACK))
    server.start()
    try:
        with server.connect() as connection:
            connection.execute("CREATE TABLE kept (number integer)")
            server.signal(signal.SIGSTOP)
            connection.pgconn.send_query(b"SELECT 1")
            assert not answers(connection.fileno())

            server.signal(signal.SIGCONT)
            while connection.pgconn.get_result() is not None:
                pass

        server.kill()
        with pytest.raises(psycopg.OperationalError):
            server.connect()
        server.kill()  # as the end of a run does, wherever it is interrupted
        server.start()
        with server.connect() as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        server.kill()


def test_a_service_that_has_ended_has_no_launcher_to_kill(home: Path) -> None:
    service = Service("nothing", ["--version"], {}, home / "nothing.log")
    assert not service.is_running()
    service.start()
    service.stop()

    assert not service.is_running()
    assert service.kill_launcher() is False
    service.kill()
