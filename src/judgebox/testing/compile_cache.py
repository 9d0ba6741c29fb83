"""A compile cache in memory."""

from judgebox.ports import CachedCompile
from judgebox.usecases.artifact import RecentCompiles


class MemoryCompileCache:
    """Keeps what fits."""

    def __init__(self, limit_bytes: int = 64 * 1024 * 1024) -> None:
        self._recent = RecentCompiles(limit_bytes)

    async def get(self, key: str) -> CachedCompile | None:
        return self._recent.get(key)

    async def put(self, key: str, compiled: CachedCompile) -> None:
        self._recent.put(key, compiled)
