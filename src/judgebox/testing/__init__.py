"""Fakes that ship with the product: each passes the contract suite of the real thing."""

from judgebox.testing.backlog import MemoryBacklog
from judgebox.testing.batches import MemoryBatches
from judgebox.testing.blobs import MemoryBlobs
from judgebox.testing.clock import FakeClock
from judgebox.testing.compile_cache import MemoryCompileCache
from judgebox.testing.dispatcher import MemoryDispatcher
from judgebox.testing.duties import MemoryDuties
from judgebox.testing.events import MemoryEvents
from judgebox.testing.rejudges import MemoryRejudges
from judgebox.testing.sandbox import FakeSandbox, an_outcome
from judgebox.testing.store import MemoryStore
from judgebox.testing.switches import MemorySwitches
from judgebox.testing.workers import MemoryWorkers

__all__ = [
    "FakeClock",
    "FakeSandbox",
    "MemoryBacklog",
    "MemoryBatches",
    "MemoryBlobs",
    "MemoryCompileCache",
    "MemoryDispatcher",
    "MemoryDuties",
    "MemoryEvents",
    "MemoryRejudges",
    "MemoryStore",
    "MemorySwitches",
    "MemoryWorkers",
    "an_outcome",
]
