"""`judgebox workers`: who judges at a site."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from judgebox.cli.remote import Answer, Server
from judgebox.cli.terminal import age, make_table, printable
from judgebox.cli.watch import show

STYLES = {"working": "green", "draining": "yellow", "stopped": "dim", "silent": "bold red"}
ALIVE = ("working", "draining")

Worker = Mapping[str, Any]
Cell = str | Text


def show_workers(url: str | None, *, as_json: bool, watch: bool) -> None:
    """Show the workers."""
    server = Server(url)
    show(lambda: server.get("/api/v1/workers"), draw_workers, as_json=as_json, watch=watch)


def draw_workers(console: Console, found: Answer, *, now: datetime | None = None) -> RenderableType:
    """Draw a line on the whole, and a table of the workers, the living ones first.

    What is the same for all the living is told once, so that the table has room for what differs.
    """
    if not found["items"]:
        return Text("no worker has told of itself; judgebox worker starts one")
    workers = sorted(found["items"], key=lambda worker: worker["state"] not in ALIVE)
    alive = [worker for worker in workers if worker["state"] in ALIVE]
    same = {name for name, of in TRAITS.items() if len({of(worker) for worker in alive}) == 1}
    columns = [name for name in TRAITS if name not in same and any(TRAITS[name](worker) for worker in workers)]
    table = make_table(console, "worker", "state", "beat", "slots", *columns, "judging", numbers=("beat",))
    for worker in workers:
        table.add_row(*_cells(worker, columns, now or datetime.now(UTC)))
    return Group(_headline(alive, same), table)


def _headline(alive: Sequence[Worker], same: Collection[str]) -> Text:
    busy, slots = sum(worker["busy"] for worker in alive), sum(worker["slots"] for worker in alive)
    lives = "1 worker lives" if len(alive) == 1 else f"{len(alive)} workers live"
    told = "".join(f"; {name} {TRAITS[name](alive[0])}" for name in TRAITS if name in same and TRAITS[name](alive[0]))
    return Text(f"{lives}, {busy} of {slots} slots busy{told}")


def _tier(worker: Worker) -> str:
    return printable(worker["tier"])


def _version(worker: Worker) -> str:
    return printable(worker["version"])


def _host(worker: Worker) -> str:
    """The host, unless the name says it already."""
    return "" if worker["name"].startswith(worker["host"]) else printable(worker["host"])


def _languages(worker: Worker) -> str:
    return printable(" ".join(sorted(worker["languages"])))


TRAITS = {"tier": _tier, "version": _version, "host": _host, "languages": _languages}


def _cells(worker: Worker, columns: Sequence[str], now: datetime) -> list[Cell]:
    is_alive = worker["state"] in ALIVE
    judging = "\n".join(f"{each['submission']} {_since(each['since'], now)}" for each in worker["judging"])
    return [
        printable(worker["name"]),
        Text(worker["state"], style=STYLES.get(worker["state"], "")),
        f"{_since(worker['beat_at'], now)} ago",
        f"{worker['busy']}/{worker['slots']}" if is_alive else "-",
        *(TRAITS[column](worker) for column in columns),
        judging if is_alive else "-",
    ]


def _since(text: str, now: datetime) -> str:
    return age(max((now - datetime.fromisoformat(text)).total_seconds(), 0.0))
