"""Names of workers."""

import re
import socket

from judgebox.domain.worker import NAME_CHARACTERS

_OTHERS = re.compile(r"[^A-Za-z0-9._-]")


def default_worker_name() -> str:
    """Name workers of this host that were given no name."""
    return _OTHERS.sub("-", socket.gethostname())[:NAME_CHARACTERS] or "worker"
