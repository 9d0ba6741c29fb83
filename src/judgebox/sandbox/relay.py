"""A relay between two programs that talk: it passes on what each writes, and tells a listener.

Each direction is a thread that copies until its writer has ended or its reader has, and then closes both of its
ends, so that either program sees the same as with a pipe of their own. Threads end when the programs have.
"""

import os
from collections.abc import Callable

PIECE_BYTES = 64 * 1024


def relay(source: int, target: int, listen: Callable[[bytes], None]) -> None:
    """Copy from one descriptor to another until one of them is closed at its other end; then close both."""
    try:
        while piece := os.read(source, PIECE_BYTES):
            listen(piece)
            view = memoryview(piece)
            while view:
                view = view[os.write(target, view) :]
        listen(b"")  # before the reader can see it: whatever it does about it comes later
    except BrokenPipeError:
        pass
    finally:
        os.close(source)
        os.close(target)
