from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.cli.checks import Health, check_database, check_disk, check_language
from judgebox.cli.doctor import check_tier
from judgebox.config import Settings
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.languages import Catalog, Language, read_catalog
from judgebox.testing.sandbox import FakeSandbox, an_outcome


def a_catalog(**changes: object) -> Catalog:
    python = read_catalog().languages["python"]
    fields = {name: getattr(python, name) for name in Language.__struct_fields__}
    return Catalog({"python": Language(**fields | {"programs": ["/bin/sh"], "compile": None} | changes)})


def a_sandbox(outcome: Outcome | SandboxError) -> FakeSandbox:
    async def program(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if isinstance(outcome, SandboxError):
            raise outcome
        return outcome

    return FakeSandbox(program)


async def test_a_language_is_fine_when_its_sample_prints_what_it_should() -> None:
    check = await check_language("python", a_catalog(), a_sandbox(an_outcome(output=b"3\n")))

    assert check.health is Health.FINE


@pytest.mark.parametrize(
    "outcome",
    [an_outcome(output=b"4\n"), an_outcome(exit_code=1, error=b"oops"), SandboxError("the box is gone", step="run")],
)
async def test_a_language_whose_sample_goes_wrong_has_failed(outcome: Outcome | SandboxError) -> None:
    check = await check_language("python", a_catalog(), a_sandbox(outcome))

    assert check.health is Health.FAILED


async def test_a_language_that_is_missing_is_a_warning_that_names_the_package() -> None:
    catalog = a_catalog(programs=["/no/such/program"])

    check = await check_language("python", catalog, a_sandbox(an_outcome()))

    assert (check.health, check.remedy) == (Health.WARNING, "install python3")


def test_a_folder_that_is_not_there_yet_is_looked_for_above(tmp_path: Path) -> None:
    assert check_disk(tmp_path / "not" / "there").health is not Health.FAILED


def test_data_can_not_be_kept_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert check_disk(tmp_path / "file" / "data").health is Health.FAILED


def test_a_database_that_is_not_made_yet_is_fine_and_is_not_made(tmp_path: Path) -> None:
    assert check_database(Settings(data_dir=tmp_path / "data")).health is Health.FINE
    assert not (tmp_path / "data").exists()


def test_a_database_that_is_away_has_failed() -> None:
    settings = Settings.model_validate({"database_url": "postgresql://localhost:1/away"})

    assert check_database(settings).health is Health.FAILED


@pytest.mark.parametrize(("tier", "health"), [("A", Health.FINE), ("B", Health.FINE), ("C", Health.WARNING)])
def test_a_sandbox_without_control_groups_is_a_warning(tier: str, health: Health) -> None:
    assert check_tier(tier).health is health
