"""`judgebox queue`: how the queue of a site is doing, and the operators' switches."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from judgebox.cli.remote import Answer, Server
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import age, make_table, moment, open_console, print_json, printable
from judgebox.cli.watch import show

QUEUE = "/api/v1/queue"
COLUMNS = ("band", "waiting", "judging", "oldest", "judged/s", "5 min", "wait p50", "p90")
NUMBERS = COLUMNS[1:]

LOOK_EVERY_S = 1.0
CLOSED_EVERYWHERE_S = 3.0
"""Servers notice within a second that the intake is closed, and figures are a second old."""


def show_queue(url: str | None, *, as_json: bool, watch: bool) -> None:
    """Show the figures."""
    server = Server(url)
    show(lambda: server.get(QUEUE), draw_queue, as_json=as_json, watch=watch)


def draw_queue(console: Console, queue: Answer) -> RenderableType:
    """Draw the figures: a line on the whole, a table of the bands, and what needs somebody."""
    table = make_table(console, *COLUMNS, numbers=NUMBERS)
    for band in queue["bands"]:
        is_quiet = not (band["waiting"] or band["judging"] or band["paused"])
        table.add_row(*_cells(band), style="dim" if is_quiet else None)
    return Group(_headline(queue), table, *(line for line in _concerns(queue)))


def _headline(queue: Answer) -> Text:
    headline = Text("intake ")
    headline.append(queue["intake"], style="green" if queue["intake"] == "open" else "bold yellow")
    headline.append(f"; {queue['busy_slots']} of {queue['slots']} slots busy, {queue['wanted_slots']} wanted")
    if queue["judging_time_s"] is not None:
        headline.append(f"; an attempt takes {age(queue['judging_time_s'])}")
    return headline


def _cells(band: Mapping[str, Any]) -> Iterator[str | Text]:
    yield Text(f"{band['band']} paused", style="bold yellow") if band["paused"] else band["band"]
    yield f"{band['waiting']:,}"
    yield f"{band['judging']:,}"
    yield age(band["oldest_s"])
    yield _rate(band["rate_1m"])
    yield _rate(band["rate_5m"])
    yield age(band["wait_p50_s"])
    yield age(band["wait_p90_s"])


def _rate(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:,.0f}"


def _concerns(queue: Answer) -> Iterator[Text]:
    for each in queue["unserved"]:
        waiting, route = each["waiting"], printable(each["route"])
        yield Text(f"{route}: {waiting:,} waiting, no living worker can judge it", style="bold yellow")
    if queue["rejected"] is None:
        yield Text("the queue is away: submissions are accepted, and judged when it is back", style="bold red")
    if queue["delayed"]:
        yield Text(f"{_submissions(queue['delayed'])} not to be judged yet")
    if queue["dead"]:
        yield Text(f"{_submissions(queue['dead'])} set aside as judge errors: judgebox queue dead", style="yellow")
    if queue["rejected"]:
        yield Text(f"{queue['rejected']:,} messages set aside: judgebox queue rejected", style="yellow")


def _submissions(count: int) -> str:
    return "1 submission" if count == 1 else f"{count:,} submissions"


# --- Switches ----------------------------------------------------------------------------------


def pause(url: str | None, bands: Sequence[str], *, as_json: bool) -> None:
    """Pause bands; without names all."""
    _print_board(Server(url).post(f"{QUEUE}/pause", _bands(bands)), as_json=as_json)


def resume(url: str | None, bands: Sequence[str], *, as_json: bool) -> None:
    """Resume bands; without names all, and the intake."""
    server = Server(url)
    board = server.post(f"{QUEUE}/resume", _bands(bands))
    if not bands:
        board = server.post(f"{QUEUE}/intake", {"open": True})
    _print_board(board, as_json=as_json)


def _bands(bands: Sequence[str]) -> Answer:
    return {"bands": list(bands)} if bands else {}


def _print_board(board: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(board)
        return
    paused = ", ".join(board["paused"])
    open_console().print(f"intake {board['intake']}; {f'paused: {paused}' if paused else 'no band is paused'}")


def drain(url: str | None, *, wait: bool, as_json: bool) -> None:
    """Close the intake; with `wait` until nothing is unfinished."""
    server = Server(url)
    server.post(f"{QUEUE}/intake", {"open": False})
    queue = _wait_empty(server) if wait else server.get(QUEUE)
    left = unfinished_in(queue)
    if as_json:
        print_json({"intake": queue["intake"], "unfinished": left})
        return
    console = open_console()
    if left:
        console.print(f"the intake is closed; {_submissions(left)} unfinished ({_where(queue)})")
    elif wait:
        console.print("the intake is closed and nothing is unfinished: workers and servers can be stopped")
    else:  # the figures are a second old, and so may be what other servers know
        console.print("the intake is closed; nothing was unfinished a moment ago")
    if not wait:
        console.print("judgebox queue drain --wait waits until all is judged")
    console.print("judgebox queue resume opens the intake again")


def unfinished_in(queue: Answer) -> int:
    return int(sum(band["waiting"] + band["judging"] for band in queue["bands"]) + queue["delayed"])


def _wait_empty(server: Server) -> Answer:
    console = open_console(stderr=True)
    end = time.monotonic() + CLOSED_EVERYWHERE_S
    with console.status("the intake closes") as status:
        while True:
            queue = server.get(QUEUE)
            left = unfinished_in(queue)
            if not left and time.monotonic() >= end:
                return queue
            if left:
                status.update(f"{_submissions(left)} unfinished ({_where(queue)})")
            time.sleep(LOOK_EVERY_S)


def _where(queue: Answer) -> str:
    """Say where what is unfinished is, and what it waits for that does not come by itself."""
    judging = sum(band["judging"] for band in queue["bands"])
    waiting = sum(band["waiting"] for band in queue["bands"])
    counts = ((judging, "judging"), (waiting, "waiting"), (queue["delayed"], "not to be judged yet"))
    parts = [f"{count:,} {what}" for count, what in counts if count]
    parts += [f"{each['band']} is paused" for each in queue["bands"] if each["paused"] and each["waiting"]]
    parts += [f"no worker for {printable(each['route'])}" for each in queue["unserved"]]
    return ", ".join(parts)


# --- What was set aside ------------------------------------------------------------------------


def list_dead(url: str | None, *, limit: int, as_json: bool) -> None:
    """List submissions that were set aside as judge errors."""
    found = Server(url).get(f"{QUEUE}/dead", limit=limit)
    if as_json:
        print_json(found)
        return
    console = open_console()
    if not found["items"]:
        console.print("no submission is set aside")
        return
    table = make_table(console, "submission", "judged", "problem", "language", "user", "tries", "reason")
    for each in found["items"]:
        names = (each["problem"] or "-", each["language"], each["user_id"] or "-")
        table.add_row(
            each["id"],
            moment(each["judged_at"]),
            *(printable(name) for name in names),
            str(each["attempts"]),
            printable(each["detail"] or "-"),
        )
    console.print(table)


def list_rejected(url: str | None, *, limit: int, as_json: bool) -> None:
    """List messages of the queue that no worker could use."""
    found = Server(url).get(f"{QUEUE}/rejected", limit=limit)
    if as_json:
        print_json(found)
        return
    console = open_console()
    if not found["items"]:
        console.print("no message is set aside")
        return
    table = make_table(console, "at", "reason", "message")
    for each in found["items"]:
        table.add_row(moment(each["at"]), printable(each["reason"]), printable(each["message"]))
    console.print(table)


# --- Single submissions ------------------------------------------------------------------------


def retry(url: str | None, ids: Sequence[str], *, as_json: bool) -> ExitStatus:
    """Queue judge errors again; one that is refused does not stop the others."""
    server = Server(url)
    queued: list[str] = []
    refused: list[dict[str, str]] = []
    for each in ids:
        try:
            server.post(f"/api/v1/submissions/{_in_path(each)}/retry")
        except UsageError as error:
            refused.append({"id": each, "detail": str(error)})
        else:
            queued.append(each)
    if as_json:
        print_json({"queued": queued, "refused": refused})
    else:
        for each in queued:
            open_console().print(f"{each} is queued again")
        for refusal in refused:
            print(f"judgebox: {printable(refusal['detail'])}", file=sys.stderr)
    return ExitStatus.USAGE if refused else ExitStatus.OK


def move(url: str | None, submission_id: str, band: str, *, as_json: bool) -> None:
    """Move a submission to another band."""
    moved = Server(url).post(f"/api/v1/submissions/{_in_path(submission_id)}/band", {"band": band})
    if as_json:
        print_json(moved)
    else:
        open_console().print(f"{moved['id']} is {moved['state']}, in band {band}")


def _in_path(submission_id: str) -> str:
    if not submission_id.replace("_", "").isalnum() or not submission_id.isascii():
        raise UsageError(f"{submission_id[:64]!r} is no id of a submission")
    return submission_id
