"""The database: what is in it is true."""

from judgebox.store.backlog import DatabaseBacklog
from judgebox.store.batches import DatabaseBatches
from judgebox.store.claim_loop import DatabaseDispatcher
from judgebox.store.cleaning import DatabaseLeftovers
from judgebox.store.clock import DatabaseClock
from judgebox.store.compile_cache import DatabaseCompileCache
from judgebox.store.database import DatabaseStore, open_store
from judgebox.store.duties import DatabaseDuties
from judgebox.store.rejudges import DatabaseRejudges
from judgebox.store.switches import DatabaseSwitches
from judgebox.store.upgrade import check_version, upgrade
from judgebox.store.workers import DatabaseWorkers

__all__ = [
    "DatabaseBacklog",
    "DatabaseBatches",
    "DatabaseClock",
    "DatabaseCompileCache",
    "DatabaseDispatcher",
    "DatabaseDuties",
    "DatabaseLeftovers",
    "DatabaseRejudges",
    "DatabaseStore",
    "DatabaseSwitches",
    "DatabaseWorkers",
    "check_version",
    "open_store",
    "upgrade",
]
