"""`judgebox doctor`: can this machine judge, and if not, what helps."""

import anyio
import anyio.to_thread
from rich.console import Console
from rich.text import Text

from judgebox.cli.checks import (
    Check,
    Health,
    check_clock,
    check_database,
    check_disk,
    check_language,
    check_queue,
)
from judgebox.cli.status import ExitStatus
from judgebox.cli.terminal import make_table, open_console, print_json, printable
from judgebox.config import Settings, read_languages, read_settings
from judgebox.languages import Catalog
from judgebox.sandbox import Check as Feature
from judgebox.sandbox import open_sandbox, probe

COLORS = {Health.FINE: "green", Health.WARNING: "yellow", Health.FAILED: "red"}

TIERS = {
    "A": "root, with control groups",
    "B": "rootless, with control groups",
    "C": "rootless, without control groups: limits are weaker",
    "D": "no isolation worth the name",
}
STRONG_TIERS = "AB"


def examine(*, as_json: bool) -> ExitStatus:
    """Look at everything and print what was found; status 1 if something has failed."""
    settings = read_settings()
    checks, tier = anyio.run(_examine, settings, read_languages(settings))
    healthy = all(check.health is not Health.FAILED for check in checks)
    if as_json:
        print_json({"healthy": healthy, "tier": tier, "checks": [_check_as_json(check) for check in checks]})
    else:
        print_checks(open_console(), checks)
    return ExitStatus.OK if healthy else ExitStatus.NOT_ACCEPTED


async def _examine(settings: Settings, catalog: Catalog) -> tuple[list[Check], str | None]:
    checks, tier = await _check_judging(catalog)
    checks.append(await anyio.to_thread.run_sync(check_database, settings))
    checks.append(await check_queue(settings))
    checks += [check_disk(settings.data_dir), check_clock()]
    return checks, tier


async def _check_judging(catalog: Catalog) -> tuple[list[Check], str | None]:
    """Try the sandbox's features, then compile and run the sample of every language in a box."""
    report = await probe()
    features = [feature_check(feature, is_vital=report.tier is None) for feature in report.checks]
    if report.tier is None:
        return features, None
    async with open_sandbox() as sandbox:
        languages = [await check_language(language_id, catalog, sandbox) for language_id, _ in catalog]
    return [check_tier(report.tier), *features, *languages], report.tier


def feature_check(feature: Feature, *, is_vital: bool) -> Check:
    """Say how a feature of the sandbox is; without a vital one this host can't judge."""
    missing = Health.FAILED if is_vital else Health.WARNING
    return Check(
        name=f"  {feature.name}",
        health=Health.FINE if feature.is_ok else missing,
        found=feature.detail,
        remedy=None if feature.is_ok else feature.remedy,
    )


def check_tier(tier: str) -> Check:
    """Say how strong the isolation is that this host allows."""
    found = f"tier {tier}: {TIERS.get(tier, 'unknown')}"
    if tier in STRONG_TIERS:
        return Check(name="sandbox", health=Health.FINE, found=found)
    remedy = "run as root, or delegate control groups to this user (systemd: Delegate=yes)"
    return Check(name="sandbox", health=Health.WARNING, found=found, remedy=remedy)


def print_checks(console: Console, checks: list[Check]) -> None:
    """Print a row for each check, what was found, and below it what helps."""
    table = make_table(console, "what", "how", "found")
    for check in checks:
        found = check.found if check.remedy is None else f"{check.found}\n-> {check.remedy}"
        table.add_row(check.name, Text(check.health, style=COLORS[check.health]), Text(printable(found)))
    console.print(table)


def _check_as_json(check: Check) -> dict[str, object]:
    return {"name": check.name.strip(), "health": check.health, "found": check.found, "remedy": check.remedy}
