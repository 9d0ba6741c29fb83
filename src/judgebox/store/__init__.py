"""The database: what is in it is true."""

from judgebox.store.compile_cache import DatabaseCompileCache
from judgebox.store.database import DatabaseStore, open_store
from judgebox.store.upgrade import check_version, upgrade
from judgebox.store.workers import DatabaseWorkers

__all__ = ["DatabaseCompileCache", "DatabaseStore", "DatabaseWorkers", "check_version", "open_store", "upgrade"]
