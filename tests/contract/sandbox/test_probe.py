"""The doctor's look at the sandbox, on this host and where boxes are refused."""

import os
import subprocess
import sys
from collections.abc import Mapping

from judgebox.sandbox import Check, Level, probe
from judgebox.sandbox.cgroups import own_name
from judgebox.sandbox.probe.groups import check_cgroups
from judgebox.sandbox.probe.refused import check_refusals

REFUSES_NAMESPACES = """
echo 0 > /proc/sys/user/max_user_namespaces
exec "$0" -c '
import anyio
from judgebox.sandbox import probe
report = anyio.run(probe)
assert report.tier is None
print(*(f"{check.name}|{check.level}|{check.detail}|{check.remedy}" for check in report.checks), sep="\\n")
'
"""


def by_name(checks: tuple[Check, ...] | list[Check]) -> Mapping[str, Check]:
    return {check.name: check for check in checks}


async def test_every_wall_and_limit_stands_here() -> None:
    report = await probe()

    assert report.tier in ("A", "B")
    assert report.figures is None
    assert [check for check in report.checks if check.level is Level.FAILED] == []
    found = by_name(report.checks)
    for name in ("boxes", "namespaces", "privileges", "/proc", "filter", "network", "renewal", "control groups"):
        assert found[name].level is Level.FINE, found[name]
    for name in ("CPU limit", "memory limit", "process limit", "memory peak", "core dumps"):
        assert found[name].level is Level.FINE, found[name]


async def test_names_are_unique_so_that_programs_can_look_for_them() -> None:
    report = await probe(slots=2)

    assert len(by_name(report.checks)) == len(report.checks)
    assert report.figures is not None
    assert report.figures.boxed_run_s > 0
    assert report.figures.alone.median_s > 0


def test_trying_control_groups_leaves_none_behind() -> None:
    checks = check_cgroups()

    assert by_name(checks)["control groups"].level is Level.FINE
    assert [path for path, _, _ in os.walk("/sys/fs/cgroup") if path.endswith(f"/{own_name()}")] == []


def test_where_boxes_can_be_made_nothing_is_refused() -> None:
    assert {check.level for check in check_refusals()} == {Level.FINE}


def test_a_host_that_refuses_namespaces_is_told_which_and_what_helps() -> None:
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", REFUSES_NAMESPACES, sys.executable]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    rows = {row.split("|")[0]: row.split("|") for row in done.stdout.splitlines()}
    assert rows["boxes"][1] == "failed"
    assert rows["namespaces"][1] == "failed"
    assert rows["namespaces"][2].startswith("user, mnt,")
    assert "user.max_user_namespaces" in rows["namespaces"][3]
