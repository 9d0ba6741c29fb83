from pathlib import Path

import pytest

from judgebox.domain.errors import SandboxError
from judgebox.sandbox.box import candidates_of
from judgebox.sandbox.plan import (
    FIRST_OUTSIDE_ID,
    IDS_OF_A_WORKER,
    Identity,
    box_plan,
    choose_first_id,
    identity_of,
    parse_id_map,
    root_operations,
)
from judgebox.sandbox.rlimits import rlimits_of
from judgebox.sandbox.wire import OperationKind
from sandboxing import MIB, shown, some_limits

ALL_IDS = range(2**32 - 1)


def test_a_box_of_root_has_two_ids_that_are_nobody_on_the_host() -> None:
    identity = identity_of(choose_first_id(ALL_IDS, 4711), serial=3)

    plan = box_plan(identity, mounts=(), hidden=(), writable_bytes=MIB)

    first = FIRST_OUTSIDE_ID + 4711 * IDS_OF_A_WORKER + 6
    assert plan.id_map == f"0 {first} 1\n1000 {first + 1} 1\n"
    assert (plan.has_own_ids, plan.init_id, plan.program_id) == (True, 0, 1000)


def test_a_box_of_a_plain_user_has_only_that_users_id() -> None:
    plan = box_plan(Identity(first_id=None, own_id=1001), mounts=(), hidden=(), writable_bytes=MIB)

    assert plan.id_map == "1000 1001 1\n"
    assert (plan.has_own_ids, plan.init_id, plan.program_id) == (False, 1000, 1000)


def test_boxes_that_live_at_the_same_time_have_different_ids() -> None:
    made = [identity_of(1_000_000, serial).first_id for serial in range(1000)]

    assert len({id_ for first in made if first is not None for id_ in (first, first + 1)}) == 2000


def test_a_container_gives_away_ids_of_its_own() -> None:
    ids = parse_id_map("0 100000 65536\n")

    first = choose_first_id(ids, 4711)

    assert first is not None
    assert first in ids
    assert first + IDS_OF_A_WORKER in ids
    assert choose_first_id(parse_id_map("0 1000 1\n"), 4711) is None


def test_a_root_shows_the_system_and_what_the_language_asks_for() -> None:
    operations = list(root_operations([shown("/opt/lang/a"), shown("/opt/lang/b"), shown("/usr/lib/x")], []))

    targets = [operation.target for operation in operations if operation.kind is not OperationKind.PROC]
    assert {"usr", "etc", "etc/passwd", "dev", "dev/null", "proc", "tmp"} <= set(targets)
    assert len(targets) == len(set(targets))
    binds = [operation.target for operation in operations if operation.kind is OperationKind.BIND]
    assert binds[-2:] == ["opt/lang/a", "opt/lang/b"]
    assert targets.index("opt") < targets.index("opt/lang") < targets.index("opt/lang/a")
    assert not {"sys", "home", "root", "var", "run"} & set(targets)


def test_a_hidden_directory_is_covered_only_where_it_would_show(tmp_path: Path) -> None:
    inside, outside = tmp_path / "shown" / "secret", tmp_path / "elsewhere"
    inside.mkdir(parents=True)
    outside.mkdir()

    plain = list(root_operations([shown("/opt")], [inside, outside]))

    assert not [operation for operation in plain if operation.kind is OperationKind.TMPFS]
    covered = list(root_operations([shown("/opt")], [Path("/usr/share")]))[-1]
    assert (covered.kind, covered.target) == (OperationKind.TMPFS, "usr/share")


@pytest.mark.parametrize("mount", ["relative", "/tmp/x", "/proc", "/dev/shm", "/box/x", "/opt/../etc"])
def test_a_mount_in_a_place_of_the_box_is_refused(mount: str) -> None:
    with pytest.raises(SandboxError, match="cannot be shown"):
        list(root_operations([shown(mount)], []))


def test_programs_are_looked_for_as_a_shell_would_and_then_in_the_working_directory() -> None:
    assert candidates_of("./main", "/usr/bin:/bin") == ["./main"]
    assert candidates_of("g++", "/usr/bin:/bin") == ["/usr/bin/g++", "/bin/g++", "./g++"]


def test_resource_limits_hold_what_the_control_group_cannot() -> None:
    limits = some_limits(cpu_s=1.0, memory_mib=64, processes=8)
    numbers = {number for number, _, _ in rlimits_of(limits, writable_bytes=MIB, has_cgroup=True)}
    without = {number: hard for number, _, hard in rlimits_of(limits, writable_bytes=MIB, has_cgroup=False)}

    data, processes, address_space, cpu = 2, 6, 9, 0
    assert not {data, processes, address_space} & numbers  # runtimes reserve more than they use
    assert without[data] == 576 * MIB
    assert without[processes] == 9
    assert without[cpu] == 4
