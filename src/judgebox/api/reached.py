"""Asking something outside that may be away."""

from collections.abc import Awaitable
from typing import TypeVar

import anyio

from judgebox.domain.errors import PlatformError

T = TypeVar("T")

ANSWER_WITHIN_SECONDS = 2.0
"""Below the usual limit of whoever asks: a load balancer's is some 5 seconds."""


async def reached(call: Awaitable[T]) -> T | None:
    """Wait for an answer; None if what is asked is away or does not answer in time."""
    try:
        with anyio.fail_after(ANSWER_WITHIN_SECONDS):
            return await call
    except (PlatformError, TimeoutError):
        return None
