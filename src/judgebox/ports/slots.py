"""Room for runs in a worker."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Slots(Protocol):
    """Room for runs in a worker: one run holds one slot."""

    @property
    def is_wanted(self) -> bool:
        """Whether a submission waits for a slot, so that whoever has more than one should release."""
        ...

    def try_acquire(self) -> bool:
        """Take a free slot if there is one that no waiting submission needs."""
        ...

    def release(self) -> None: ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Hold while a run goes on: entering waits, but not for ever, for a run that is to be alone."""
        ...

    def running_alone(self) -> AbstractAsyncContextManager[bool]:
        """Hold while a run goes on that no other run of the worker should disturb.

        Entering waits, but not for ever, until no other run goes on, and tells whether that is so.
        """
        ...
