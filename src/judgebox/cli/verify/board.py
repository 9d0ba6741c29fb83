"""What a terminal shows while packages are verified: a row for each that is in work, and how far all are."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from judgebox.cli.terminal import make_table, printable
from judgebox.usecases.verify import VerifiedPackage

MOST_ROWS = 10
MOST_NAMED = 4
"""How many programs in work are named in one row."""


class Board:
    """Is told what begins and ends, and drawn by rich a few times a second."""

    def __init__(self, console: Console, submissions: Sequence[tuple[str, int]]) -> None:
        """Begin with packages and how many submissions each has."""
        self._console = console
        self._counts = dict(submissions)
        self._ended: dict[str, set[str]] = {}
        self._running: dict[str, list[str]] = {}
        self._broken = 0
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._task = self._progress.add_task("submissions", total=sum(self._counts.values()))

    def begin(self, package: str, submission: str) -> None:
        self._running.setdefault(package, []).append(submission)

    def end(self, package: str, submission: str) -> None:
        running = self._running.get(package, [])
        if submission in running:
            running.remove(submission)
        self._ended.setdefault(package, set()).add(submission)
        self._progress.update(self._task, completed=sum(map(len, self._ended.values())))

    def package_done(self, verified: VerifiedPackage) -> None:
        self._running.pop(str(verified.path), None)
        self._broken += sum(not (each.is_kept or each.is_left_out) for each in verified.submissions)
        self._progress.update(
            self._task, description=f"submissions, {self._broken} not kept" if self._broken else "submissions"
        )

    def __rich__(self) -> RenderableType:
        table = make_table(self._console, "package", "judged", "in work", numbers=("judged",))
        in_work = [(package, running) for package, running in self._running.items() if running]
        for package, running in in_work[:MOST_ROWS]:
            names = [each.removeprefix("submissions/") for each in running[:MOST_NAMED]]
            more = [f"and {len(running) - MOST_NAMED} more"] if len(running) > MOST_NAMED else []
            judged = f"{len(self._ended.get(package, ()))} of {self._counts.get(package, 0)}"
            table.add_row(Text(printable(package)), judged, Text(printable(", ".join([*names, *more]))))
        return Group(table, self._progress)
