"""Redis clients with bounded waits, as the queue and the events both need them."""

from judgebox.redis_clients.addresses import redacted
from judgebox.redis_clients.clients import (
    CLIENT_ERRORS,
    make_client,
    make_pubsub,
    queue_errors,
    server_infos,
)

__all__ = ["CLIENT_ERRORS", "make_client", "make_pubsub", "queue_errors", "redacted", "server_infos"]
