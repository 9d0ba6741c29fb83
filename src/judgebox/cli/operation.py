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


rejudge = typer.Typer(
    help="Judge again what is judged, and see what that changes before it does.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
RejudgeId = Annotated[str, typer.Argument(metavar="ID", help="Id of a rejudge.")]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="Sent then or later, such as 2026-11-25T16:00:00Z.")]


@rejudge.command()
def start(
    reason: Annotated[str, typer.Option(help="Why, for whoever looks at it later.")],
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of submissions.")] = None,
    problem: Annotated[str | None, typer.Option(help="Those of this problem.")] = None,
    user: Annotated[str | None, typer.Option(help="Those of this user.")] = None,
    language: Annotated[str | None, typer.Option("--language", "-l", help="Those in this language.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Those with this verdict, such as TLE.")] = None,
    created_from: Since = None,
    created_before: Annotated[str | None, typer.Option(metavar="TIME", help="Sent before then.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count them.")] = False,
    url: Url = None,
    json: Json = False,
) -> None:
    """Judge again, unseen by users, what fits all that is said."""
    from judgebox.cli import rejudge as command

    body = {
        "reason": reason,
        "submissions": ids or None,
        "problem": problem,
        "user_id": user,
        "language": language,
        "verdict": verdict,
        "created_from": created_from,
        "created_before": created_before,
        "dry_run": dry_run,
    }
    command.start(url, body, as_json=json)


@rejudge.command("list")
def list_rejudges(limit: Limit = 20, url: Url = None, json: Json = False) -> None:
    """List rejudges, newest first."""
    from judgebox.cli import rejudge as command

    command.list_all(url, limit=limit, as_json=json)


@rejudge.command("show")
def show_rejudge(rejudge_id: RejudgeId, url: Url = None, watch: Watch = False, json: Json = False) -> None:
    """Show how far a rejudge is."""
    from judgebox.cli import rejudge as command

    command.show_one(url, rejudge_id, as_json=json, watch=watch)


@rejudge.command()
def matrix(rejudge_id: RejudgeId, url: Url = None, json: Json = False) -> None:
    """Show how many submissions of each verdict get which."""
    from judgebox.cli import rejudge as command

    command.show_matrix(url, rejudge_id, as_json=json)


@rejudge.command()
def changes(rejudge_id: RejudgeId, limit: Limit = 50, url: Url = None, json: Json = False) -> None:
    """List the submissions that get another verdict or score."""
    from judgebox.cli import rejudge as command

    command.list_changes(url, rejudge_id, limit=limit, as_json=json)


@rejudge.command()
def apply(
    rejudge_id: RejudgeId,
    force: Annotated[
        bool, typer.Option("--force", help="Although there are judge errors; their submissions keep what they have.")
    ] = False,
    url: Url = None,
    json: Json = False,
) -> None:
    """Have the submissions take over their new verdicts."""
    from judgebox.cli import rejudge as command

    command.apply(url, rejudge_id, force=force, as_json=json)


@rejudge.command()
def drop(rejudge_id: RejudgeId, url: Url = None, json: Json = False) -> None:
    """Forget what was found out; also while it is being judged."""
    from judgebox.cli import rejudge as command

    command.decide(url, rejudge_id, "drop", as_json=json)


@rejudge.command("retry")
def retry_rejudge(rejudge_id: RejudgeId, url: Url = None, json: Json = False) -> None:
    """Judge once more what ended as a judge error in a rejudge."""
    from judgebox.cli import rejudge as command

    command.decide(url, rejudge_id, "retry", as_json=json)


def workers(url: Url = None, watch: Watch = False, json: Json = False) -> None:
    """Show the workers: version, strength of isolation, slots, languages, and what they judge."""
    from judgebox.cli import workers as command

    command.show_workers(url, as_json=json, watch=watch)
