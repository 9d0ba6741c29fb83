"""Which servers are fit for the queue."""

from typing import Any

from judgebox.domain.errors import QueueError

OLDEST_VERSION = (6, 2)


def check_server_info(info: dict[str, Any], *, server: str) -> None:
    """Check what INFO of a server says.

    Raises:
        QueueError: it is too old for the scripts, set to evict keys when memory is short, or a copy that
            refuses to be written to.
    """
    version = str(info.get("redis_version", ""))
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_VERSION:
        raise QueueError(f"Redis at {server} has version {version or 'unknown'}, the queue needs 6.2 or newer")
    if info.get("role") == "slave":
        raise QueueError(f"Redis at {server} is a replica and can't be written to; give the URL of its primary")
    policy = info.get("maxmemory_policy")
    if policy != "noeviction":
        raise QueueError(
            f"Redis at {server} has maxmemory-policy {policy}, with which it may throw away what waits in the queue; "
            "set it to noeviction"
        )
