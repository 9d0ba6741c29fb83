"""`judgebox doctor`: can this machine judge, how strongly does it isolate, and what helps."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import anyio
import anyio.to_thread
from rich.console import Console
from rich.table import Table
from rich.text import Text

from judgebox.cli.checks import (
    Check,
    Health,
    check_clock,
    check_database,
    check_disk,
    check_languages,
    check_queue,
    note_of_missing,
)
from judgebox.cli.status import ExitStatus
from judgebox.cli.terminal import open_console, print_json, printable
from judgebox.config import Settings, read_languages, read_settings
from judgebox.languages import Catalog
from judgebox.sandbox import Check as Feature
from judgebox.sandbox import Report, open_sandbox, probe

GROUPS = {
    "isolation": "Isolation: what keeps a program in its box",
    "limits": "Limits: what a program can use",
    "timing": "Timing: how exact and how fast",
    "languages": "Languages: a sample of each, compiled and run in a box",
    "service": "Service",
}
"""The headings, in order."""

MARKS = {
    Health.FINE: Text("ok", style="green"),
    Health.NOTE: Text("note", style="cyan"),
    Health.WARNING: Text("warn", style="bold yellow"),
    Health.FAILED: Text("FAIL", style="bold red"),
}
"""Words rather than signs alone: they can be searched for, and need neither colours nor fonts."""

TIERS = {
    "A": "ids, namespaces and control groups of its own for every box: full isolation and exact limits",
    "B": "namespaces and control groups without root: full isolation and exact limits, under the worker's own id",
    "C": "full isolation by namespaces, but no control groups: memory limits and figures are approximate",
    "D": "no namespaces: a filter and Landlock alone hold programs, so run none but your own",
}
"""What each strength of isolation means for an operator; sandbox study 6.4."""
STRONG_TIERS = "AB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All that was found."""

    report: Report
    checks: Sequence[Check]

    @property
    def is_healthy(self) -> bool:
        return all(check.health is not Health.FAILED for check in self.checks)


def examine(*, as_json: bool, quick: bool = False) -> ExitStatus:
    """Look at everything and print what was found; status 1 if something has failed.

    Args:
        quick: leave out the measurements.
    """
    settings = read_settings()
    catalog = read_languages(settings)
    with open_console(stderr=True).status("trying what this host can do"):
        diagnosis = anyio.run(_examine, settings, catalog, quick)
    if as_json:
        print_json(diagnosis_as_json(diagnosis))
    else:
        print_diagnosis(open_console(), diagnosis)
    return ExitStatus.OK if diagnosis.is_healthy else ExitStatus.NOT_ACCEPTED


async def _examine(settings: Settings, catalog: Catalog, quick: bool) -> Diagnosis:
    report = await probe(slots=None if quick else settings.slots)
    checks = [check_tier(report.tier), *(feature_check(feature) for feature in report.checks)]
    if report.tier is not None:
        async with open_sandbox() as sandbox:
            absent = [key for key, language in catalog if catalog.missing_programs(key) and not language.is_common]
            wanted = [key for key, _ in catalog if key not in absent]
            checks += await check_languages(wanted, catalog, sandbox)
            checks += [note_of_missing(absent)] if absent else []
    checks.append(await anyio.to_thread.run_sync(check_database, settings))
    checks.append(await check_queue(settings))
    checks += [check_disk(settings.data_dir), check_clock()]
    return Diagnosis(report=report, checks=checks)


def feature_check(feature: Feature) -> Check:
    """Say how a feature of the sandbox is."""
    return Check(
        name=feature.name,
        group=feature.group,
        health=Health(feature.level),
        found=feature.detail,
        remedy=feature.remedy,
    )


def check_tier(tier: str | None) -> Check:
    """Say how strong the isolation is that this host allows."""
    if tier is None:
        found, health = "no boxes can be made here; --allow-weak-isolation is for your own programs", Health.FAILED
    else:
        found = f"tier {tier}: {TIERS.get(tier, 'unknown')}"
        health = Health.FINE if tier in STRONG_TIERS else Health.WARNING
    return Check(name="sandbox", group="isolation", health=health, found=found)


# --- Printing ----------------------------------------------------------------------------------


def print_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    """Print what was found, group by group, each trouble with what helps; and what it comes to at the end."""
    width = max(len(_shown_name(check)) for check in diagnosis.checks)
    for group, heading in GROUPS.items():
        checks = [check for check in diagnosis.checks if check.group == group]
        if checks:
            console.print(Text(heading, style="bold"))
            console.print(_table(checks, width))
            console.print()
    console.print(summary_of(diagnosis))


def _table(checks: Sequence[Check], width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=len("  FAIL"))
    table.add_column(min_width=width, no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        found = Text(printable(check.found))
        if check.remedy is not None:
            found.append(f"\n-> {printable(check.remedy)}", style="dim" if check.health is Health.NOTE else "italic")
        table.add_row(Text("  ") + MARKS[check.health], _shown_name(check), found)
    return table


def _shown_name(check: Check) -> str:
    return check.name.removeprefix("language ")  # the heading says it


def summary_of(diagnosis: Diagnosis) -> Text:
    """Say in a line whether this host can judge."""
    troubles = {
        health: sum(check.health is health for check in diagnosis.checks) for health in (Health.FAILED, Health.WARNING)
    }
    counted = ", ".join(
        f"{count} {word if count == 1 else plural}"
        for count, word, plural in (
            (troubles[Health.FAILED], "failure", "failures"),
            (troubles[Health.WARNING], "warning", "warnings"),
        )
        if count
    )
    tier = diagnosis.report.tier
    if tier is None:
        return Text(f"This host can't judge: {counted}.", style="bold red")
    if troubles[Health.FAILED]:
        return Text(f"This host is not fit to judge yet: {counted}.", style="bold red")
    if troubles[Health.WARNING]:
        return Text(f"This host can judge, tier {tier}: {counted}.", style="bold yellow")
    return Text(f"This host can judge, tier {tier}.", style="bold green")


def diagnosis_as_json(diagnosis: Diagnosis) -> dict[str, object]:
    """What `--json` prints; the names of checks and groups stay the same from release to release."""
    figures = diagnosis.report.figures
    return {
        "healthy": diagnosis.is_healthy,
        "tier": diagnosis.report.tier,
        "checks": [
            {
                "name": check.name,
                "group": check.group,
                "health": check.health,
                "found": check.found,
                "remedy": check.remedy,
            }
            for check in diagnosis.checks
        ],
        "figures": None if figures is None else asdict(figures),
    }
