"""`judgebox languages`: what programs can be written in, and what this host has of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import anyio
from rich.console import Console, Group, RenderableType
from rich.text import Text

from judgebox.cli.checks import Check, Health, check_languages
from judgebox.cli.status import ExitStatus
from judgebox.cli.terminal import make_table, open_console, print_json, printable
from judgebox.config import read_languages, read_settings
from judgebox.languages import Catalog, Language
from judgebox.sandbox import open_allowed_sandbox
from judgebox.usecases.prove import version_of

SIDE_BY_SIDE = 2
"""How many compilers are asked for their version at once."""


class Status(StrEnum):
    """What this host can do with a language."""

    INSTALLED = "installed"
    PROVEN = "proven"
    BROKEN = "broken"
    MISSING = "missing"


STYLES = {Status.PROVEN: "green", Status.BROKEN: "bold red", Status.MISSING: "dim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table.

    Attributes:
        version: as the language says it itself; None if it is not here or does not say.
        failure: what its sample did wrong.
    """

    id: str
    language: Language
    status: Status
    version: str | None = None
    failure: str | None = None


def show_languages(*, as_json: bool, everything: bool, prove: bool, allow_weak: bool = False) -> ExitStatus:
    """Show the languages that this host has; status 1 if one of them was proven and is broken.

    Args:
        everything: those that it does not have, too.
        prove: compile and run the sample of each.
    """
    settings = read_settings(allow_weak_isolation=allow_weak or None)
    catalog = read_languages(settings)
    with open_console(stderr=True).status("asking the compilers"):
        entries = anyio.run(_find_out, catalog, prove, settings.allow_weak_isolation)
    if as_json:
        print_json({"items": [entry_as_json(entry) for entry in entries]})
    else:
        console = open_console()
        console.print(draw_languages(console, entries, everything=everything))
    return ExitStatus.NOT_ACCEPTED if any(entry.status is Status.BROKEN for entry in entries) else ExitStatus.OK


async def _find_out(catalog: Catalog, prove: bool, allow_weak: bool) -> Sequence[Entry]:
    installed = [key for key, _ in catalog if not catalog.missing_programs(key)]
    versions: dict[str, str | None] = {}
    checks: dict[str, Check] = {}
    limiter = anyio.CapacityLimiter(SIDE_BY_SIDE)
    async with open_allowed_sandbox(allow_weak=allow_weak) as sandbox:

        async def ask(language_id: str) -> None:
            async with limiter:
                versions[language_id] = await version_of(catalog.languages[language_id], sandbox)

        async with anyio.create_task_group() as tasks:
            for language_id in installed:
                tasks.start_soon(ask, language_id, name=f"version of {language_id}")
        if prove:
            proven = await check_languages(installed, catalog, sandbox)
            checks = dict(zip(installed, proven, strict=True))
    return [
        entry_of(key, language, installed=key in installed, version=versions.get(key), check=checks.get(key))
        for key, language in catalog
    ]


def entry_of(
    language_id: str, language: Language, *, installed: bool, version: str | None = None, check: Check | None = None
) -> Entry:
    """Say how a language is from what was found out about it; `check` is None if its sample was not run."""
    if not installed:
        return Entry(id=language_id, language=language, status=Status.MISSING)
    if check is not None and check.health is Health.FAILED:
        return Entry(id=language_id, language=language, status=Status.BROKEN, version=version, failure=check.found)
    status = Status.INSTALLED if check is None else Status.PROVEN
    return Entry(id=language_id, language=language, status=status, version=version)


def draw_languages(console: Console, entries: Sequence[Entry], *, everything: bool) -> RenderableType:
    """Draw a table, and below it what is broken and how many are missing."""
    shown = [entry for entry in entries if everything or entry.status is not Status.MISSING]
    columns = ["id", "name", "also", "files", "status", "version", *(["package"] if everything else [])]
    table = make_table(console, *columns)
    for entry in shown:
        language = entry.language
        cells: list[str | Text] = [
            entry.id,
            language.name,
            " ".join(language.aliases),
            " ".join(language.extensions),
            Text(entry.status, style=STYLES.get(entry.status, "")),
            printable(entry.version or ""),
            *([language.package] if everything else []),
        ]
        table.add_row(*cells)
    notes = [Text(f"{entry.id}: {printable(entry.failure)}") for entry in shown if entry.failure is not None]
    missing = len(entries) - len(shown)
    if missing:
        notes.append(Text(f"{missing} more are not installed; judgebox languages --all names their packages"))
    return Group(table, *notes)


def entry_as_json(entry: Entry) -> dict[str, object]:
    """What `--json` prints of a language; names stay the same from release to release."""
    language = entry.language
    return {
        "id": entry.id,
        "name": language.name,
        "aliases": language.aliases,
        "extensions": language.extensions,
        "status": entry.status,
        "version": entry.version,
        "failure": entry.failure,
        "package": language.package,
        "time_factor": language.time_factor,
        "memory_factor": language.memory_factor,
        "threads": language.threads,
    }
