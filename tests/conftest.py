import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from postgres_process import PostgresProcess, postgres_process
from redis_process import redis_process

# New examples are for developers; a run that decides about a change must not depend on luck.
settings.register_profile("fixed", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("fixed")


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
