"""Showing something once, or again and again until Ctrl-C."""

import time
from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from judgebox.cli.status import Terminated
from judgebox.cli.terminal import open_console, print_json
from judgebox.domain.errors import PlatformError

EVERY_S = 2.0

Ask = Callable[[], dict[str, object]]
Draw = Callable[[Console, dict[str, object]], RenderableType]


def show(ask: Ask, draw: Draw, *, as_json: bool, watch: bool) -> None:
    """Ask and show the answer; with `watch` until Ctrl-C, also while the server is away."""
    console = open_console()
    if not watch:
        _print(console, ask(), draw, as_json=as_json)
        return
    try:
        if as_json or not console.is_terminal:
            while True:
                _print(console, ask(), draw, as_json=as_json)
                time.sleep(EVERY_S)
        with Live(console=console, auto_refresh=False, screen=True) as live:
            while True:
                live.update(_drawn(console, ask, draw), refresh=True)
                time.sleep(EVERY_S)
    except Terminated:
        raise
    except KeyboardInterrupt:  # here it is no interruption but the way to end
        return


def _print(console: Console, answer: dict[str, object], draw: Draw, *, as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        console.print(draw(console, answer))


def _drawn(console: Console, ask: Ask, draw: Draw) -> RenderableType:
    try:
        return draw(console, ask())
    except PlatformError as error:
        return Text(str(error), style="red")
