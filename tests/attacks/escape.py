"""Section D: information and escape."""

import json
import platform
import re

from attacks.attack import FORBIDDEN, Attack, attack, exits, is_killed
from attacks.stage import Bait
from judgebox.domain.run import Outcome
from judgebox.sandbox.box import ENVIRONMENT


def _paths_of(bait: Bait) -> bytes:
    return " ".join(str(path) for path in bait.files).encode()


def _addresses_of(bait: Bait) -> bytes:
    return f"{bait.tcp_port} {bait.abstract_name}".encode()


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


ATTACKS: list[Attack] = [
    attack("escape/reads_host_files.python", exits(output=b"found []\n"), stdin=_paths_of),
    attack("escape/writes_outside.python", exits(output=b"done\n")),
    attack("escape/forbidden_calls.c", exits(output=b"tried all\n")),
    attack("escape/leaks.python", exits(), also=_has_nothing_from_outside),
    attack("escape/network.python", exits(output=re.compile(rb"(\w+ failed\n){9}")), stdin=_addresses_of),
]
if platform.machine() == "x86_64":  # these ABIs belong to it
    ATTACKS += [attack(f"escape/{name}.c", is_killed(FORBIDDEN)) for name in ("foreign_abi", "x32_abi")]
