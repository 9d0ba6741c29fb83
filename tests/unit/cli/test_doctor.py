"""What the doctor prints."""

import io

import pytest
from rich.console import Console

from judgebox.cli.checks import Check, Health
from judgebox.cli.doctor import Diagnosis, check_tier, diagnosis_as_json, feature_check, print_diagnosis, summary_of
from judgebox.sandbox import Check as Feature
from judgebox.sandbox import Level, Report


def a_check(health: Health = Health.FINE, *, name: str = "network", remedy: str | None = None) -> Check:
    return Check(name=name, group="isolation", health=health, found="seen", remedy=remedy)


def a_diagnosis(*checks: Check, tier: str | None = "A") -> Diagnosis:
    return Diagnosis(report=Report(tier=tier, checks=()), checks=checks)


def printed(diagnosis: Diagnosis, *, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_diagnosis(console, diagnosis)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_level_of_the_sandbox_is_one_of_the_doctor() -> None:
    for level in Level:
        check = feature_check(Feature(name="x", group="limits", level=level, detail="seen", remedy="do"))
        assert (str(check.health), check.group, check.remedy) == (str(level), "limits", "do")


def test_a_failure_alone_makes_a_host_unhealthy() -> None:
    assert a_diagnosis(a_check(), a_check(Health.NOTE), a_check(Health.WARNING)).is_healthy
    assert not a_diagnosis(a_check(), a_check(Health.FAILED)).is_healthy


@pytest.mark.parametrize(
    ("diagnosis", "said"),
    [
        (a_diagnosis(a_check(), a_check(Health.NOTE)), "This host can judge, tier A."),
        (a_diagnosis(a_check(Health.WARNING), tier="C"), "This host can judge, tier C: 1 warning."),
        (a_diagnosis(*[a_check(Health.FAILED)] * 2), "This host is not fit to judge yet: 2 failures."),
        (a_diagnosis(a_check(Health.FAILED), a_check(Health.WARNING), tier=None), "can't judge: 1 failure, 1 warning."),
    ],
)
def test_the_last_line_says_what_it_comes_to(diagnosis: Diagnosis, said: str) -> None:
    assert summary_of(diagnosis).plain.endswith(said)
    assert printed(diagnosis).rstrip().endswith(said)


def test_what_helps_is_below_what_is_wrong() -> None:
    lines = printed(a_diagnosis(a_check(Health.WARNING, remedy="do this"))).splitlines()

    row = next(index for index, line in enumerate(lines) if "network" in line)
    assert lines[row].split() == ["warn", "network", "seen"]
    assert lines[row + 1].strip() == "-> do this"


def test_nothing_is_cut_in_a_narrow_terminal() -> None:
    check = Check(name="network", health=Health.FINE, found="one two three four five six seven eight nine ten")

    text = printed(a_diagnosis(check), width=40)

    assert all(word in text for word in check.found.split())
    assert max(len(line) for line in text.splitlines()) <= 40


def test_control_characters_do_not_reach_the_terminal() -> None:
    check = Check(name="network", health=Health.FINE, found="\x1b[2Jgone")

    assert "\x1b" not in printed(a_diagnosis(check))


def test_json_has_the_tier_and_each_check_by_name() -> None:
    found = diagnosis_as_json(a_diagnosis(a_check(Health.NOTE, remedy="do")))

    assert found == {
        "healthy": True,
        "tier": "A",
        "checks": [{"name": "network", "group": "isolation", "health": "note", "found": "seen", "remedy": "do"}],
        "figures": None,
    }


def test_a_host_without_boxes_has_failed() -> None:
    assert check_tier(None).health is Health.FAILED
