import os
from pathlib import Path

from judgebox.sandbox.cgroup_leaf import parse_keys
from judgebox.sandbox.cgroups import (
    Mount,
    is_of_the_dead,
    own_name,
    parse_mounts,
    parse_own_groups,
    parse_start_time,
    reachable,
)

HYBRID = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""


def test_hierarchies_are_found_among_the_mounts() -> None:
    found = parse_mounts(HYBRID)

    assert [(mount.point, mount.root, mount.is_v2) for mount in found] == [
        ("/sys/fs/cgroup/cpu,cpuacct", "/", False),
        ("/sys/fs/cgroup/memory", "/docker/abc", False),
        ("/sys/fs/cgroup/unified", "/", True),
    ]
    assert found[0].controllers >= {"cpu", "cpuacct"}


def test_the_groups_of_a_process_are_read_by_controller() -> None:
    groups = parse_own_groups("4:memory:/a\n2:cpu,cpuacct:/b:c\n0::/user.slice\n")

    assert groups == {"memory": "/a", "cpu": "/b:c", "cpuacct": "/b:c", "": "/user.slice"}


def test_a_group_is_found_below_what_is_mounted(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    mount = Mount(point=str(tmp_path), root="/docker/abc", is_v2=False, controllers=frozenset())

    assert reachable(mount, "/docker/abc/inner") == tmp_path / "inner"
    assert reachable(mount, "/docker/abc") == tmp_path
    assert reachable(mount, "/docker/abcd") == tmp_path  # another one's, which cannot be seen
    assert reachable(mount, "/docker/abc/gone") == tmp_path


def test_statistics_are_read_by_key() -> None:
    text = "usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\n"

    assert parse_keys(text) == {"usage_usec": 1234567, "user_usec": 1000000, "system_usec": 234567}


def test_a_start_time_is_read_behind_a_name_with_brackets_and_blanks() -> None:
    fields = " ".join(str(number) for number in range(4, 53))

    assert parse_start_time(f"77 (a) b (c)) S {fields}") == 22


def test_only_groups_of_workers_that_have_ended_are_of_the_dead() -> None:
    _, namespace, pid, started = own_name().split("-")

    assert int(pid) == os.getpid()
    assert not is_of_the_dead(own_name())
    assert is_of_the_dead(f"judgebox-{namespace}-{pid}-{int(started) - 1}")  # the number was used again
    assert is_of_the_dead(f"judgebox-{namespace}-4194305-1")  # beyond the largest process id
    assert not is_of_the_dead(f"judgebox-{int(namespace) + 1}-4194305-1")  # of another container
    assert not is_of_the_dead("judgebox-processes")
