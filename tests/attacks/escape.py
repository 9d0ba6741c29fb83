"""Section D: information and escape."""

import getpass
import json
import platform
import re
import signal
import socket
from pathlib import Path

from attacks.attack import (
    CPU,
    FORBIDDEN,
    MEMORY,
    QUICK,
    WALL,
    Attack,
    Ends,
    attack,
    dies,
    exits,
    is_killed,
)
from attacks.stage import Bait
from judgebox.domain.run import Outcome, SyscallProfile
from judgebox.sandbox.box import ENVIRONMENT
from sandboxing import some_limits


def _paths_of(bait: Bait) -> bytes:
    return " ".join(str(path) for path in bait.files).encode()


def _addresses_of(bait: Bait) -> bytes:
    return f"{bait.tcp_port} {bait.abstract_name}".encode()


def _ports_of(bait: Bait) -> bytes:
    return f"{bait.tcp_port} {bait.udp_port}".encode()


def _abstract_name_of(bait: Bait) -> bytes:
    return bait.abstract_name.encode()


def _words_of(bait: Bait) -> bytes:
    """Names and paths of this host which none in a box may read."""
    words = {socket.gethostname(), str(bait.files[0].parent), str(Path(__file__).parent), str(Path.cwd())}
    user = getpass.getuser()
    return "\n".join(words | ({user} if user != "root" else set())).encode()


def _namespaces_of(_: Bait) -> bytes:
    return "\n".join(f"{name}={Path('/proc/self/ns', name).readlink()}" for name in _NAMESPACES).encode()


def _has_nothing_from_outside(outcome: Outcome) -> None:
    assert json.loads(outcome.output) == {
        "environment": ENVIRONMENT,
        "descriptors": [0, 1, 2],
        "ids": [1000] * 4,
        "groups": [],
        "capabilities": True,
        "no_new_privileges": "1",
        "filter": "2",
        "hostname": "box",
        "cgroups": ["/"],
        "session": True,
        "core": True,
        "open_files": 1024,
        "cwd": "/box",
        "umask": 0o022,
        "processes": [],
    }


_NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")
_REFUSED: Ends = exits(output=b"refused\n")
_MANY = some_limits(cpu_s=5, wall_s=10, memory_mib=256)

ATTACKS: list[Attack] = [
    attack("escape/reads_host_files.python", exits(output=b"found []\n"), stdin=_paths_of),
    attack("escape/writes_outside.python", exits(output=b"done\n")),
    attack("escape/forbidden_calls.c", exits(output=b"tried all\n")),
    attack("escape/leaks.python", exits(), also=_has_nothing_from_outside),
    attack("escape/network.python", exits(output=re.compile(rb"(\w+ failed\n){9}")), stdin=_addresses_of),
    # The host's files, and the processes that hold them.
    attack("escape/chroot_escape.c", _REFUSED),
    attack("escape/magic_links.python", exits(output=b"found []\n")),
    attack("escape/other_processes.python", exits(output=b"found []\n")),
    attack("escape/rewrites_helper.c", _REFUSED),
    attack("escape/file_handles.c", _REFUSED),
    attack("escape/kernel_files.python", exits(output=b"found []\n")),
    attack("escape/page_cache.c", _REFUSED, limits=_MANY),
    attack("escape/inherited.c", _REFUSED),
    attack("escape/fingerprints.python", exits(output=b"done\n"), stdin=_words_of),
    attack("escape/remounts.c", _REFUSED),
    attack("escape/file_rights.python", _REFUSED),
    attack("escape/device_controls.python", _REFUSED),
    attack("escape/writes_proc.python", exits(output=b"wrote []\n")),
    attack("escape/wild_paths.c", _REFUSED),
    # Rights.
    attack("escape/namespaces.c", _REFUSED),
    attack("escape/host_namespaces.python", exits(output=b"done\n"), stdin=_namespaces_of),
    attack("escape/setuid_tools.python", _REFUSED, limits=_MANY),
    attack("escape/regains_rights.c", _REFUSED),
    attack("escape/memory_file_program.c", exits(output=b"1000 1 2\nrefused\n")),
    attack("escape/prctl_games.c", _REFUSED),
    attack("escape/unkillable.c", is_killed(MEMORY, output=b"")),
    # The kernel.
    attack("escape/harms_host.c", _REFUSED),
    attack("escape/io_uring.c", _REFUSED),
    attack("escape/kernel_surface.c", _REFUSED),
    attack("escape/cousins.c", _REFUSED),
    attack("escape/high_bits.c", _REFUSED),
    attack("escape/every_call.c", _REFUSED, limits=_MANY),
    attack("escape/own_filters.c", _REFUSED),
    attack("escape/filter_storm.c", is_killed(CPU, WALL, MEMORY), limits=QUICK),
    attack("escape/own_landlock.c", _REFUSED),
    attack("escape/dispatches_calls.c", _REFUSED),
    attack("escape/timer_storm.c", is_killed(CPU, WALL), limits=QUICK),
    # Others: the init, the host's services, whoever listens on the network, users of the same kernel.
    attack("escape/traces_others.c", _REFUSED),
    attack("escape/governs_init.c", _REFUSED),
    attack("escape/host_services.python", _REFUSED, stdin=_abstract_name_of),
    attack("escape/socket_kinds.python", _REFUSED),
    attack("escape/packets.python", _REFUSED, stdin=_ports_of),
    attack("escape/user_quotas.c", exits(output=b"used up\n"), is_killed(MEMORY), limits=_MANY),
    attack("escape/locks.python", _REFUSED),
    # With the calls alone that compiled programs need.
    *(
        attack(f"escape/{name}.c", _REFUSED, profile=SyscallProfile.STRICT, variant="strict")
        for name in ("cousins", "governs_init", "inherited", "remounts", "rewrites_helper", "wild_paths", "prctl_games")
    ),
]
if platform.machine() == "x86_64":  # these ABIs belong to it
    ATTACKS += [attack(f"escape/{name}.c", is_killed(FORBIDDEN)) for name in ("foreign_abi", "x32_abi")]
    ATTACKS += [
        attack("escape/foreign_abi_thread.c", _REFUSED, is_killed(FORBIDDEN)),
        attack("escape/compat_mode.c", is_killed(FORBIDDEN), dies(signal.SIGSEGV)),
        attack("escape/vsyscall.c", _REFUSED, dies(signal.SIGSEGV)),
    ]
