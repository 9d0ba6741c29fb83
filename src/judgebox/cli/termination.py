"""SIGTERM for commands that end by themselves: it ends them in order, as a Ctrl-C does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from judgebox.cli.status import Terminated


@contextmanager
def terminated_in_order() -> Iterator[None]:
    """Have SIGTERM unwind what runs inside, so that a sandbox closes and removes its control groups.

    A server's own handler, which takes the place of this one while it serves, is left alone.

    Raises:
        Terminated: SIGTERM came.
    """
    has_come = False

    def interrupt(*_: object) -> None:
        nonlocal has_come
        has_come = True
        signal.raise_signal(signal.SIGINT)  # which the event loop knows how to cancel by

    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a script's background jobs have it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:  # Typer makes the first into the second
        if has_come:
            raise Terminated from error
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
