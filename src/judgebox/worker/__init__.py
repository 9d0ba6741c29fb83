"""The process that leases attempts and judges them."""

from judgebox.worker.attempt import AttemptMaker
from judgebox.worker.deference import Deference
from judgebox.worker.distrust import Distrust
from judgebox.worker.in_hand import InHand
from judgebox.worker.loop import WorkLoop
from judgebox.worker.name import default_worker_name
from judgebox.worker.presence import Presence
from judgebox.worker.room import Room
from judgebox.worker.slots import WorkerSlots

__all__ = [
    "AttemptMaker",
    "Deference",
    "Distrust",
    "InHand",
    "Presence",
    "Room",
    "WorkLoop",
    "WorkerSlots",
    "default_worker_name",
]
