from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.processes import free_port, judgebox, wait_healthy


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A whole judgebox on this machine, as `judgebox up` starts it."""
    directory = tmp_path_factory.mktemp("up")
    log = directory / "log"
    port = free_port()
    with judgebox("up", log, data_dir=str(directory / "data"), port=str(port)) as process:
        url = f"http://127.0.0.1:{port}"
        wait_healthy(url, log, process)
        yield url


@pytest.fixture(scope="session")
def problems_dir() -> Path:
    return Path(__file__).parents[2] / "problems"
