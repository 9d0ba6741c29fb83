"""Artifacts: what a compile left in a box, as one string of bytes that can be stored."""

from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from judgebox.ports import CachedCompile

MAGIC = b"judgebox compiled files 1\n"
"""Apart from telling the format, it keeps artifacts from ever being the same blob as a problem's test data."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack files; equal files give equal bytes.

    Raises:
        ValueError: a name is no Unicode, so it can't be written down.
    """
    return MAGIC + msgspec.msgpack.encode(sorted(files.items()))


def unpack(packed: bytes) -> dict[str, bytes]:
    """Unpack files.

    Raises:
        ValueError: these bytes were not made by `pack`, or they are damaged.
    """
    if not packed.startswith(MAGIC):
        raise ValueError("this is no artifact")
    try:
        return dict(msgspec.msgpack.decode(packed[len(MAGIC) :], type=list[tuple[str, bytes]]))
    except msgspec.DecodeError as error:
        raise ValueError(f"the artifact is damaged: {error}") from error


class RecentCompiles:
    """The compiles that were put or looked up last, as many as fit into some bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[str, CachedCompile] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> CachedCompile | None:
        compiled = self._kept.get(key)
        if compiled is not None:
            self._kept.move_to_end(key)
        return compiled

    def put(self, key: str, compiled: CachedCompile) -> None:
        former = self._kept.pop(key, None)
        self._bytes += compiled.size_bytes - (former.size_bytes if former else 0)
        self._kept[key] = compiled
        while self._bytes > self._limit_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.size_bytes
