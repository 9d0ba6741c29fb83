"""HTTP and WebSocket: the API, the classic interface, the reference at /docs."""

from judgebox.api.app import create_app
from judgebox.api.services import Services

__all__ = ["Services", "create_app"]
