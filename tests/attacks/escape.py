"""Section D: information and escape."""

import platform

from attacks.attack import FORBIDDEN, Attack, attack, exits, is_killed
from attacks.stage import Bait


def _paths_of(bait: Bait) -> bytes:
    return " ".join(str(path) for path in bait.files).encode()


def _addresses_of(bait: Bait) -> bytes:
    return f"{bait.tcp_port} {bait.abstract_name}".encode()


ATTACKS: list[Attack] = [
    attack("escape/reads_host_files.python", exits(output=b"found []\n"), stdin=_paths_of),
    attack("escape/writes_outside.python", exits(output=b"done\n")),
    attack("escape/forbidden_calls.c", exits(output=b"tried all\n")),
]
if platform.machine() == "x86_64":  # these ABIs belong to it
    ATTACKS += [attack(f"escape/{name}.c", is_killed(FORBIDDEN)) for name in ("foreign_abi", "x32_abi")]
