"""`judgebox rejudge`: judge again what is judged, look at what that changes, apply it or drop it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from judgebox.cli.remote import Answer, Server
from judgebox.cli.status import UsageError
from judgebox.cli.terminal import make_table, moment, open_console, print_json, printable
from judgebox.cli.watch import show
from judgebox.domain.verdict import Verdict

REJUDGES = "/api/v1/rejudges"

ORDER = [verdict.value for verdict in Verdict]


def start(url: str | None, body: Mapping[str, object], *, as_json: bool) -> None:
    """Start a rejudge, or count with `dry_run`."""
    started = Server(url).post(REJUDGES, {name: value for name, value in body.items() if value is not None})
    if as_json:
        print_json(started)
    elif "id" not in started:
        open_console().print(f"{started['submissions']:,} submissions would be judged again")
    else:
        open_console().print(f"{started['id']}: {started['submissions']:,} submissions are judged again")


def show_one(url: str | None, rejudge_id: str, *, as_json: bool, watch: bool) -> None:
    """Show how far a rejudge is."""
    server, path = Server(url), _path(rejudge_id)
    show(lambda: server.get(path), draw_rejudge, as_json=as_json, watch=watch)


def draw_rejudge(console: Console, rejudge: Answer) -> RenderableType:
    """Draw a rejudge, and what an operator can do with it now."""
    lines = [
        Text(f"{rejudge['id']} {rejudge['state']}, started {moment(rejudge['created_at'])}"),
        Text(f"reason: {printable(rejudge['reason'])}"),
        Text(f"chosen: {_chosen(rejudge['chosen'])}"),
        Text(_progress(rejudge)),
    ]
    if rejudge["judge_errors"]:
        lines.append(Text(f"{rejudge['judge_errors']:,} judge errors: judgebox rejudge retry", style="yellow"))
    if rejudge["state"] == "ready":
        lines.append(Text("look with judgebox rejudge matrix, then judgebox rejudge apply or drop", style="bold"))
    return Group(*lines)


def _chosen(chosen: Mapping[str, Any]) -> str:
    said = {name: value for name, value in chosen.items() if value is not None}
    if "submissions" in said:
        said["submissions"] = f"{len(said['submissions'])} by id"
    return ", ".join(f"{name} {printable(str(value))}" for name, value in said.items())


def _progress(rejudge: Answer) -> str:
    if rejudge["state"] in ("applying", "applied"):
        applied, changed, skipped = (rejudge[name] for name in ("applied", "changed", "skipped"))
        return f"{applied:,} of {rejudge['submissions']:,} applied, {changed:,} of them changed; {skipped:,} skipped"
    if rejudge["state"] == "dropped":
        return f"{rejudge['submissions']:,} submissions, of which none changed"
    return f"{rejudge['judged']:,} of {rejudge['submissions']:,} judged"


def list_all(url: str | None, *, limit: int, as_json: bool) -> None:
    """List rejudges, newest first."""
    found = Server(url).get(REJUDGES, limit=limit)
    if as_json:
        print_json(found)
        return
    console = open_console()
    if not found["items"]:
        console.print("nothing was judged again")
        return
    table = make_table(console, "rejudge", "started", "state", "of", "changed", "reason", numbers=("of", "changed"))
    for each in found["items"]:
        counts = (f"{each['submissions']:,}", f"{each['changed']:,}")
        table.add_row(each["id"], moment(each["created_at"]), each["state"], *counts, printable(each["reason"]))
    console.print(table)


def show_matrix(url: str | None, rejudge_id: str, *, as_json: bool) -> None:
    """Show old and new verdicts."""
    matrix = Server(url).get(f"{_path(rejudge_id)}/matrix")
    if as_json:
        print_json(matrix)
    else:
        console = open_console()
        console.print(draw_matrix(console, matrix))


def draw_matrix(console: Console, matrix: Answer) -> RenderableType:
    """Draw a row for each old verdict and a column for each new one; what stays the same is dim."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for cell in matrix["cells"]:
        counts[cell["old"], cell["new"]] += cell["count"]
    new = _in_order(cell["new"] for cell in matrix["cells"])
    table = make_table(console, "old \\ new", *new, numbers=tuple(new))
    for old in _in_order(cell["old"] for cell in matrix["cells"]):
        table.add_row(old, *(_count(counts[old, verdict], is_same=old == verdict) for verdict in new))
    summary = Text(f"{matrix['different']:,} get another verdict, {matrix['same']:,} the same")
    if matrix["judge_errors"]:
        summary.append(f"; {matrix['judge_errors']:,} ended as judge errors", style="yellow")
    return Group(table, summary) if matrix["cells"] else summary


def _in_order(verdicts: Any) -> Sequence[str]:
    return sorted(set(verdicts), key=lambda verdict: ORDER.index(verdict) if verdict in ORDER else len(ORDER))


def _count(count: int, *, is_same: bool) -> Text:
    return Text(f"{count:,}" if count else "", style="dim" if is_same else "bold")


def list_changes(url: str | None, rejudge_id: str, *, limit: int, as_json: bool) -> None:
    """List the submissions that get another verdict or score."""
    found = Server(url).get(f"{_path(rejudge_id)}/changes", limit=limit)
    if as_json:
        print_json(found)
        return
    console = open_console()
    table = make_table(console, "submission", "problem", "user", "language", "old", "new")
    for each in found["items"]:
        names = (each["problem"] or "-", each["user_id"] or "-", each["language"])
        old, new = (_verdict(each[when], each[f"{when}_score"]) for when in ("old", "new"))
        table.add_row(each["submission"], *(printable(name) for name in names), old, new)
    console.print(table if found["items"] else "nothing changes")
    if found["has_more"]:
        console.print("there are more: --limit")


def _verdict(verdict: str, score: float | None) -> str:
    return verdict if score is None else f"{verdict} {score:g}"


def apply(url: str | None, rejudge_id: str, *, force: bool, as_json: bool) -> None:
    """Have the submissions take over their new verdicts."""
    _print(Server(url).post(f"{_path(rejudge_id)}/apply", {"force": force}), as_json=as_json)


def decide(url: str | None, rejudge_id: str, action: str, *, as_json: bool) -> None:
    """Drop a rejudge, or retry its judge errors."""
    _print(Server(url).post(f"{_path(rejudge_id)}/{action}"), as_json=as_json)


def _print(rejudge: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(rejudge)
        return
    console = open_console()
    console.print(draw_rejudge(console, rejudge))


def _path(rejudge_id: str) -> str:
    if not rejudge_id.replace("_", "").isalnum() or not rejudge_id.isascii():
        raise UsageError(f"{rejudge_id[:64]!r} is no id of a rejudge")
    return f"{REJUDGES}/{rejudge_id}"
