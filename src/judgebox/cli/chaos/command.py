"""`judgebox chaos`: break everything that can break, and see whether anything is lost, doubled or wrong.

How it works: an installation of its own, in a directory and with networks that are gone afterwards. A load is sent
while faults are done one after the other; each is followed by the time until judging goes on. Then all that was
accepted must come to its end, and the ledger is drawn up from what the senders were told and what the database says.
"""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from random import Random
from tempfile import gettempdir

import anyio
import anyio.to_thread
from rich.console import Console

from judgebox.cli.chaos.audit import Audit
from judgebox.cli.chaos.evidence import Evidence
from judgebox.cli.chaos.faults import Faults
from judgebox.cli.chaos.fleet import Fleet, running_fleet
from judgebox.cli.chaos.ledger import FaultRecord, Ledger, balance
from judgebox.cli.chaos.load import Load
from judgebox.cli.chaos.processes import end_noted
from judgebox.cli.chaos.schedule import FaultKind, schedule
from judgebox.cli.logs import configure_logging
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import make_table, open_console, print_json
from judgebox.private_directories import PrivateDirectory, those_of_the_dead

SETTLED_WITHIN_S = 120.0
SECONDS_EACH = 0.5
"""How long the rest may take after the last fault: so much, and so much more for each submission."""

LOOK_EVERY_S = 0.25
QUIET_LOOKS = 4
"""In a row, after which nothing moves any more."""

SHOWN_NAMES = 10


def run_chaos(
    *,
    submissions: int,
    faults: int,
    seed: int,
    workers: int,
    slots: int,
    only: Sequence[str],
    keep: Path | None,
    as_json: bool,
) -> ExitStatus:
    """Do it all; `OK` only if nothing was lost, doubled or wrong.

    Raises:
        PlatformError: the installation can't be made or broken here; nothing is known about it.
    """
    configure_logging(as_json=False, level=logging.ERROR)
    kinds = [parse_kind(name) for name in only]
    console = open_console(stderr=True)
    for path in those_of_the_dead("chaos", Path(gettempdir())):
        end_noted(path)
    home = PrivateDirectory("chaos", Path(gettempdir()))
    home.path.chmod(0o711)  # the database's own user passes through to its directory
    with ExitStack() as stack:
        stack.callback(home.close)
        evidence = stack.enter_context(Evidence(home.path, keep, console))
        chaos = Chaos(seed=seed, submissions=submissions, faults=faults, kinds=kinds, console=console)
        with running_fleet(home.path, workers=workers, slots=slots) as fleet:
            ledger = anyio.run(chaos.run, fleet)
        if as_json:
            print_json(asdict(ledger) | {"is_clean": ledger.is_clean, "seed": seed})
        else:
            print_ledger(open_console(), ledger)
        evidence.is_needed = not ledger.is_clean
    return ExitStatus.OK if ledger.is_clean else ExitStatus.NOT_ACCEPTED


def parse_kind(name: str) -> FaultKind:
    try:
        return FaultKind(name)
    except ValueError as error:
        raise UsageError(f"there is no fault {name!r}; there are {', '.join(FaultKind)}") from error


class Chaos:
    """One run over a fleet that is there."""

    def __init__(
        self, *, seed: int, submissions: int, faults: int, kinds: Sequence[FaultKind], console: Console
    ) -> None:
        self._seed = seed
        self._submissions = submissions
        self._faults = faults
        self._kinds = kinds
        self._console = console
        self._unfinished = 0
        self._is_over = False

    async def run(self, fleet: Fleet) -> Ledger:
        """Send and break, wait for the end, and draw up the ledger."""
        random = Random(self._seed)  # noqa: S311 - not for secrets, but to be repeated
        audit = Audit(fleet.postgres.connect)
        load = Load(fleet, submissions=self._submissions, random=random)
        faults = Faults(fleet, load, audit, random=random)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch, audit)
            tasks.start_soon(self._break, faults)
            await load.run(lambda: self._unfinished, lambda: self._is_over)
            await self._settle(fleet, audit)
            tasks.cancel_scope.cancel()
        found = await anyio.to_thread.run_sync(audit.found)
        miscounted = await anyio.to_thread.run_sync(audit.miscounted)
        take_overs = await anyio.to_thread.run_sync(partial(audit.take_overs, since=faults.since))
        await anyio.to_thread.run_sync(audit.write_tables, fleet.home)
        return balance(load.sent, found, miscounted=miscounted, faults=faults.records, take_overs=take_overs)

    async def _break(self, faults: Faults) -> None:
        kinds = self._kinds or faults.possible
        missing = sorted(set(FaultKind) - set(faults.possible))
        if missing:
            self._console.print(f"left out, since they need root: {', '.join(missing)}")
        await faults.wait_judging()
        for number, kind in enumerate(schedule(kinds, self._faults, seed=self._seed), start=1):
            record = await faults.do(kind)
            self._say(number, record)
        self._is_over = True

    def _say(self, number: int, record: FaultRecord) -> None:
        after = (
            "judging did not go on" if record.recovered_s is None else f"judging on after {record.recovered_s:.1f} s"
        )
        ended = f"; ended by itself: {', '.join(record.ended)}" if record.ended else ""
        self._console.print(
            f"{number:3}/{self._faults} {record.at_s:6.1f} s  {record.kind:14} {record.target:10} {after}; "
            f"{self._unfinished} on their way{ended}"
        )

    async def _watch(self, audit: Audit) -> None:
        """Know how many are on their way; while the database is away, as many as before."""
        while True:
            unfinished = await anyio.to_thread.run_sync(audit.unfinished)
            self._unfinished = self._unfinished if unfinished is None else unfinished
            await anyio.sleep(LOOK_EVERY_S)

    async def _settle(self, fleet: Fleet, audit: Audit) -> None:
        """Wait until everything is judged and told, or for as long as that may take."""
        with anyio.move_on_after(SETTLED_WITHIN_S + SECONDS_EACH * self._submissions):
            quiet = 0
            while quiet < QUIET_LOOKS:
                fleet.start_ended()
                is_taken_in = await anyio.to_thread.run_sync(fleet.list_is_empty)
                unfinished = await anyio.to_thread.run_sync(audit.unfinished)
                untold = await anyio.to_thread.run_sync(audit.untold)
                quiet = quiet + 1 if is_taken_in and (unfinished, untold) == (0, 0) else 0
                await anyio.sleep(LOOK_EVERY_S)


def print_ledger(console: Console, ledger: Ledger) -> None:
    """Print the ledger as tables."""
    table = make_table(console, "", "submissions", numbers=("submissions",))
    for name, count in (
        ("sent", ledger.sent),
        ("accepted", ledger.accepted),
        ("judged", ledger.judged),
        ("not served", len(ledger.unserved)),
        ("lost", len(ledger.lost)),
        ("committed twice", len(ledger.doubled)),
        ("wrong", len(ledger.wrong)),
        ("miscounted", len(ledger.miscounted)),
    ):
        table.add_row(name, str(count))
    console.print(table)
    console.print(
        f"\nwaited {ledger.wait_p50_s} s (half of them), {ledger.wait_p99_s} s (99 in 100), "
        f"{ledger.longest_wait_s} s (longest)"
    )
    tries = ", ".join(f"{count} with {number}" for number, count in ledger.attempts.items())
    console.print(f"attempts: {tries}\n")
    print_faults(console, ledger.faults)
    ended = sum(len(record.ended) for record in ledger.faults)
    console.print(f"\nservices that ended by themselves meanwhile, and were started again: {ended}")
    for names in (ledger.unserved, ledger.lost, ledger.doubled, ledger.wrong, ledger.miscounted):
        for name in names[:SHOWN_NAMES]:
            console.print(name, style="red")
    verdict = "nothing was lost, doubled or wrong" if ledger.is_clean else "NOT CLEAN"
    console.print(f"\n{verdict}", style="green" if ledger.is_clean else "bold red")


def print_faults(console: Console, records: Sequence[FaultRecord]) -> None:
    """Print for each kind of fault how long its effects lasted at most."""
    numbers = ("done", "judging on after, s", "taken over after, s")
    table = make_table(console, "fault, at most", *numbers, numbers=numbers)
    for kind in sorted({record.kind for record in records}):
        of_kind = [record for record in records if record.kind == kind]
        recovered = [record.recovered_s for record in of_kind if record.recovered_s is not None]
        taken_over = [record.taken_over_s for record in of_kind if record.taken_over_s is not None]
        worst = f"{max(recovered):.1f}" if len(recovered) == len(of_kind) else "never"
        table.add_row(kind, str(len(of_kind)), worst, f"{max(taken_over):.1f}" if taken_over else "")
    console.print(table)
