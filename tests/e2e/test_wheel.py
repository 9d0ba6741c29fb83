"""What `pip install` brings: a wheel that has everything, and works from where it is unpacked."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx2
import pytest

from e2e.processes import environment_of, free_port, wait_healthy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = directory.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, directory / "unpacked"))
            path.chmod((member.external_attr >> 16) & 0o777 or 0o644)  # as an installer does
    return directory / "unpacked"


@pytest.mark.parametrize(
    "part",
    [
        "sandbox/launcher/judgebox-launcher",
        "web/static/dist/manifest.json",
        "web/static/dist/LICENSES.txt",
        "web/templates/problem.html",
        "api/templates/*",
        "problems/a-plus-b/problem.yaml",
        "languages/python.toml",
        "languages/samples/*",
        "store/migrations/versions/0001_first_tables.py",
        "py.typed",
    ],
)
def test_the_wheel_has_every_part(unpacked: Path, part: str) -> None:
    assert list((unpacked / "judgebox").glob(part))


def test_the_wheel_is_small_enough(unpacked: Path) -> None:
    (wheel,) = unpacked.parent.glob("*.whl")

    assert wheel.stat().st_size < 6_000_000


def test_judgebox_works_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "log"
    environment = environment_of({"data_dir": str(tmp_path / "data"), "port": str(port)})
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "judgebox", "up"],
            env=environment | {"PYTHONPATH": str(unpacked), "PATH": os.defpath},
            cwd=tmp_path,
            stdout=out,
            stderr=out,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_healthy(url, log, process)
        page = httpx2.get(url, timeout=30)
        body = {"problem": "two-sum", "language": "python", "source": "print(", "scope": "all"}
        judged = httpx2.post(f"{url}/api/v1/submissions", params={"wait": 20}, json=body, timeout=60).json()
    finally:
        process.terminate()
        process.wait(20)

    assert "Two Sum" in page.text
    assert judged["verdict"] == "CE"
