"""The commands for operators, their arguments and their help; as in `app.py`, only the signatures are here."""

from enum import StrEnum
from typing import Annotated

import typer

Url = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Of the server; JUDGEBOX_URL, else that of JUDGEBOX_HOST and JUDGEBOX_PORT."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Watch = Annotated[bool, typer.Option("--watch", "-w", help="Show it again every two seconds, until Ctrl-C.")]
Limit = Annotated[int, typer.Option(help="At most so many, newest first.", min=1, max=1000)]


class Band(StrEnum):
    """The bands by their names, highest first."""

    CONTEST = "contest"
    PRACTICE = "practice"
    BULK = "bulk"
    REJUDGE = "rejudge"


Bands = Annotated[list[Band] | None, typer.Argument(metavar="[BAND]...", help="contest, practice, bulk, rejudge.")]

queue = typer.Typer(
    help="Show how the queue is doing, by band; the commands below switch it.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@queue.callback()
def show_queue(context: typer.Context, url: Url = None, watch: Watch = False, json: Json = False) -> None:
    """Show how the queue is doing, by band; the commands below switch it."""
    if context.invoked_subcommand is not None:
        return
    from judgebox.cli import queue as command

    command.show_queue(url, as_json=json, watch=watch)


@queue.command()
def pause(bands: Bands = None, url: Url = None, json: Json = False) -> None:
    """Let no worker take anything from some bands, or from all; what is being judged goes on."""
    from judgebox.cli import queue as command

    command.pause(url, bands or [], as_json=json)


@queue.command()
def resume(bands: Bands = None, url: Url = None, json: Json = False) -> None:
    """Let workers take from some bands again; without a name from all, and open the intake."""
    from judgebox.cli import queue as command

    command.resume(url, bands or [], as_json=json)


@queue.command()
def drain(
    wait: Annotated[bool, typer.Option("--wait", help="Wait until nothing is unfinished.")] = False,
    url: Url = None,
    json: Json = False,
) -> None:
    """Take nothing new in, so that all can be stopped once what was accepted is judged."""
    from judgebox.cli import queue as command

    command.drain(url, wait=wait, as_json=json)


@queue.command()
def rejected(limit: Limit = 20, url: Url = None, json: Json = False) -> None:
    """List messages that were set aside because no worker could use them."""
    from judgebox.cli import queue as command

    command.list_rejected(url, limit=limit, as_json=json)


@queue.command()
def dead(limit: Limit = 20, url: Url = None, json: Json = False) -> None:
    """List submissions that were set aside as judge errors."""
    from judgebox.cli import queue as command

    command.list_dead(url, limit=limit, as_json=json)


@queue.command()
def retry(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of submissions.")],
    url: Url = None,
    json: Json = False,
) -> None:
    """Judge once more what was set aside as a judge error."""
    from judgebox.cli import queue as command

    raise typer.Exit(command.retry(url, ids, as_json=json))


@queue.command()
def move(
    submission: Annotated[str, typer.Argument(metavar="ID", help="Id of a submission.")],
    band: Annotated[Band, typer.Argument(metavar="BAND", help="contest, practice, bulk or rejudge.")],
    url: Url = None,
    json: Json = False,
) -> None:
    """Move a submission that has no verdict to another band."""
    from judgebox.cli import queue as command

    command.move(url, submission, band, as_json=json)


def workers(url: Url = None, watch: Watch = False, json: Json = False) -> None:
    """Show the workers: version, strength of isolation, slots, languages, and what they judge."""
    from judgebox.cli import workers as command

    command.show_workers(url, as_json=json, watch=watch)
