"""What the use cases need from outside, as Protocols; adapters and fakes implement them."""

from judgebox.ports.backlog import Backlog
from judgebox.ports.batches import Batches
from judgebox.ports.blobs import Blobs, CachedCompile, CompileCache, PrecompiledFiles
from judgebox.ports.clock import Clock
from judgebox.ports.dispatcher import Ability, Dispatcher, Lease, Offer, QueueStats, RejectedMessage
from judgebox.ports.duties import Duties, Leftovers
from judgebox.ports.events import Events, Heard, Resync
from judgebox.ports.rejudges import Rejudges
from judgebox.ports.sandbox import Box, Listener, Mount, Sandbox
from judgebox.ports.slots import Slots
from judgebox.ports.store import Once, OutboxEntry, OutboxId, Store, SubmissionFilter
from judgebox.ports.switches import Switches
from judgebox.ports.workers import Workers

__all__ = [
    "Ability",
    "Backlog",
    "Batches",
    "Blobs",
    "Box",
    "CachedCompile",
    "Clock",
    "CompileCache",
    "Dispatcher",
    "Duties",
    "Events",
    "Heard",
    "Lease",
    "Leftovers",
    "Listener",
    "Mount",
    "Offer",
    "Once",
    "OutboxEntry",
    "OutboxId",
    "PrecompiledFiles",
    "QueueStats",
    "RejectedMessage",
    "Rejudges",
    "Resync",
    "Sandbox",
    "Slots",
    "Store",
    "SubmissionFilter",
    "Switches",
    "Workers",
]
