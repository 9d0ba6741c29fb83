from collections.abc import Iterator

import pytest

from postgres_process import PostgresProcess, postgres_process
from redis_process import redis_process


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresProcess]:
    with postgres_process() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresProcess) -> str:
    """An empty database of a real PostgreSQL."""
    return postgres.new_database()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """An empty real Redis."""
    with redis_process() as server:
        yield server.url
