"""What the doctor makes of what it saw."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.sandbox.probe.check import Level
from judgebox.sandbox.probe.host import (
    check_core_pattern,
    check_groups,
    check_host,
    check_kernel,
    check_landlock,
    check_settings,
    parse_release,
)
from judgebox.sandbox.probe.inside import (
    Inside,
    check_core_limit,
    check_ids,
    check_namespaces,
    check_privileges,
    check_proc,
    check_speculation,
)
from judgebox.sandbox.probe.refused import check_mount
from judgebox.sandbox.probe.refused import check_namespaces as check_refused_namespaces
from judgebox.sandbox.probe.timing import Figures, Spread, spread_of, timing_checks

NOTHING = "0000000000000000"
GOOD_STATUS = {
    **dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), NOTHING),
    "NoNewPrivs": "1",
    "Seccomp": "2",
    "Speculation_Store_Bypass": "thread vulnerable",
}


def an_inside(
    *,
    status: Mapping[str, str] = GOOD_STATUS,
    namespaces: Mapping[str, str] | None = None,
    id_map: str = "0 1909919748 1\n1000 1909919749 1\n",
    core_limit: str = "1                    1",
) -> Inside:
    return Inside(
        status=dict(status),
        namespaces={"user": "user:[1]", "net": "net:[1]"} if namespaces is None else dict(namespaces),
        id_map=id_map,
        limits=f"Max core file size        {core_limit}                    bytes     \n",
    )


WITHOUT_PROC = Inside(status={}, namespaces={}, id_map="", limits="")


# --- What a boxed process says -----------------------------------------------------------------


def test_namespaces_of_its_own_are_fine() -> None:
    assert check_namespaces(an_inside(), wanted=("user", "net")).level is Level.FINE


def test_a_namespace_that_a_box_shares_with_the_host_is_a_failure_that_names_it() -> None:
    ours = str(Path("/proc/self/ns/net").readlink())

    check = check_namespaces(an_inside(namespaces={"user": "user:[1]", "net": ours}), wanted=("user", "net"))

    assert (check.level, check.detail) == (Level.FAILED, "shared with the host: net")
    assert check.remedy is not None


def test_ids_that_nobody_else_has_are_fine() -> None:
    assert check_ids(an_inside(), own_id=0).level is Level.FINE


@pytest.mark.parametrize(("own_id", "level"), [(1000, Level.NOTE), (0, Level.FAILED)])
def test_the_worker_s_own_id_is_a_note_and_root_s_a_failure(own_id: int, level: Level) -> None:
    assert check_ids(an_inside(id_map=f"1000 {own_id} 1\n"), own_id=own_id).level is level


@pytest.mark.parametrize(
    ("field", "value"),
    [("CapEff", "0000000000000001"), ("CapBnd", "000001ffffffffff"), ("NoNewPrivs", "0"), ("Seccomp", "0")],
)
def test_a_program_that_has_or_may_gain_rights_is_a_failure(field: str, value: str) -> None:
    assert check_privileges(an_inside()).level is Level.FINE
    check = check_privileges(an_inside(status={**GOOD_STATUS, field: value}))

    assert (check.level, check.detail) == (Level.FAILED, f"{field} is {value}")


def test_without_proc_nothing_is_called_fine_that_was_not_seen() -> None:
    checks = [
        check_namespaces(WITHOUT_PROC, wanted=("user",)),
        check_ids(WITHOUT_PROC, own_id=0),
        check_privileges(WITHOUT_PROC),
        check_core_limit(WITHOUT_PROC),
    ]

    assert {check.level for check in checks} == {Level.NOTE}
    assert check_proc(WITHOUT_PROC).level is Level.WARNING


@pytest.mark.parametrize(
    ("limit", "level"), [("1   1", Level.FINE), ("0   0", Level.WARNING), ("0   1", Level.WARNING)]
)
def test_a_core_limit_other_than_one_byte_is_a_warning_since_a_pipe_ignores_zero(limit: str, level: Level) -> None:
    assert check_core_limit(an_inside(core_limit=limit)).level is level


@pytest.mark.parametrize(
    ("state", "level"),
    [
        ("thread vulnerable", Level.FINE),
        ("vulnerable", Level.FINE),
        ("not vulnerable", Level.FINE),
        ("thread force mitigated", Level.WARNING),
        ("thread mitigated", Level.WARNING),
        ("globally mitigated", Level.WARNING),
    ],
)
def test_a_mitigation_that_slows_programs_down_is_a_warning(state: str, level: Level) -> None:
    check = check_speculation(an_inside(status={**GOOD_STATUS, "Speculation_Store_Bypass": state}))

    assert check.level is level


# --- The host ----------------------------------------------------------------------------------


def test_a_worker_without_root_in_a_group_that_is_as_good_as_root_is_warned() -> None:
    check = check_groups(1000, [0, 65533])

    assert check.level is Level.WARNING
    assert "root would be fatal" in check.detail


@pytest.mark.parametrize(("user_id", "group_ids"), [(0, [0]), (1000, [1000, 4242424])])
def test_other_groups_are_fine_and_root_drops_all_of_them(user_id: int, group_ids: list[int]) -> None:
    assert check_groups(user_id, group_ids).level is Level.FINE


@pytest.mark.parametrize(("abi", "level"), [(7, Level.FINE), (2, Level.FINE), (1, Level.WARNING), (0, Level.WARNING)])
def test_a_kernel_without_landlock_is_a_warning(abi: int, level: Level) -> None:
    assert check_landlock(abi).level is level


@pytest.mark.parametrize(
    ("release", "level"),
    [("6.1.0-18-amd64", Level.NOTE), ("5.10.0", Level.NOTE), ("6.3.0", Level.FINE), ("6.12.1+deb13", Level.FINE)],
)
def test_a_kernel_that_stalls_is_noted(release: str, level: Level) -> None:
    assert check_kernel(release).level is level


def test_a_release_that_is_none_counts_as_old() -> None:
    assert parse_release("odd") == (0, 0)


@pytest.mark.parametrize(
    ("pattern", "level"),
    [
        ("core", Level.FINE),
        (None, Level.FINE),
        ("|/usr/lib/systemd/systemd-coredump %P", Level.NOTE),
        ("|", Level.NOTE),
    ],
)
def test_core_dumps_that_go_to_a_program_are_noted(pattern: str | None, level: Level) -> None:
    assert check_core_pattern(pattern).level is level


def a_host(root: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


STEADY = {
    "proc/swaps": "Filename Type Size Used Priority\n",
    "proc/sys/kernel/randomize_va_space": "0\n",
    "sys/devices/system/cpu/smt/active": "0\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpufreq/boost": "0\n",
    "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
}


def test_a_steady_host_has_no_notes(tmp_path: Path) -> None:
    assert {check.level for check in check_settings(a_host(tmp_path, STEADY))} == {Level.FINE}


@pytest.mark.parametrize(
    ("file", "content", "name"),
    [
        ("proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n", "swap"),
        ("proc/sys/kernel/randomize_va_space", "2\n", "ASLR"),
        ("sys/devices/system/cpu/smt/active", "1\n", "SMT"),
        ("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n", "governor"),
        ("sys/devices/system/cpu/cpufreq/boost", "1\n", "turbo"),
        ("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n", "huge pages"),
    ],
)
def test_what_makes_times_vary_is_a_note_with_a_remedy(tmp_path: Path, file: str, content: str, name: str) -> None:
    checks = check_settings(a_host(tmp_path, {**STEADY, file: content}))

    assert [check.name for check in checks if check.level is Level.NOTE and check.remedy] == [name]


def test_what_a_host_does_not_tell_is_left_out(tmp_path: Path) -> None:
    assert check_settings(tmp_path) == []


def test_this_host_can_be_looked_at() -> None:
    names = {check.name for check in check_host()}

    assert {"Landlock", "groups", "kernel", "core pattern"} <= names


# --- Figures -----------------------------------------------------------------------------------


def figures(*, alone: float = 0.01, busy: float = 0.02) -> Figures:
    return Figures(
        bare_run_s=0.0005,
        boxed_run_s=0.0008,
        box_s=0.001,
        alone=Spread(median_s=0.02, share=alone),
        busy=Spread(median_s=0.022, share=busy),
        slots=2,
    )


def test_a_spread_leaves_out_one_outlier_of_ten() -> None:
    spread = spread_of([1.0] * 19 + [5.0])

    assert (spread.median_s, spread.share) == (1.0, 0.0)


def test_a_spread_is_a_share_of_the_median() -> None:
    assert spread_of([0.9] * 10 + [1.0] * 10 + [1.1] * 10).share == pytest.approx(0.2)


def test_times_that_vary_too_much_are_warnings_alone_sooner_than_busy() -> None:
    levels = {check.name: check.level for check in timing_checks(figures(alone=0.05, busy=0.05))}

    assert (levels["timing alone"], levels["timing busy"]) == (Level.WARNING, Level.FINE)


def test_the_overhead_is_told_as_what_the_box_adds() -> None:
    overhead = next(check for check in timing_checks(figures()) if check.name == "overhead")

    assert overhead.detail == "a run takes 0.80 ms, 0.30 ms more than without a box; a box takes 1.00 ms"


# --- Refusals ----------------------------------------------------------------------------------


def test_a_refused_namespace_is_named_with_the_reason_and_a_remedy() -> None:
    check = check_refused_namespaces({"user": 28})

    assert check.level is Level.FAILED
    assert check.detail == f"user refused: {os.strerror(28)}"
    assert check.remedy is not None
    assert "max_user_namespaces" in check.remedy


def test_namespaces_that_are_refused_for_the_same_reason_are_told_together() -> None:
    check = check_refused_namespaces({"pid": 1, "net": 28, "ipc": 1})

    assert check.detail == f"pid, ipc refused: {os.strerror(1)}; net refused: {os.strerror(28)}"


def test_a_refused_mount_points_to_the_profiles_for_containers() -> None:
    check = check_mount(1)

    assert check.level is Level.FAILED
    assert "deploy/" in (check.remedy or "")
