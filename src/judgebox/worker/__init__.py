"""The process that leases attempts and judges them."""

from judgebox.worker.attempt import AttemptMaker
from judgebox.worker.loop import work, worker_name
from judgebox.worker.slots import WorkerSlots

__all__ = ["AttemptMaker", "WorkerSlots", "work", "worker_name"]
