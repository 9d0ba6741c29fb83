"""What the doctor looks at besides the sandbox: languages, database, queue, disk, clock. By doing."""

import ctypes
import os
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import anyio

from judgebox.config import Settings
from judgebox.dispatch import BullDispatcher, embedded_valkey
from judgebox.domain.errors import PlatformError
from judgebox.languages import Catalog
from judgebox.ports import Sandbox
from judgebox.store import check_version
from judgebox.usecases.prove import failure_of_sample

GIB = 1024**3
FREE_WANTED_BYTES = 1 * GIB
"""Room for test data, compiled programs and the database of a small installation."""

CLOCK_UNSYNCHRONISED = 5
"""What adjtimex returns while nobody keeps the clock right: TIME_ERROR in <sys/timex.h>."""

TIMEX_BYTES = 256
"""Room for `struct timex`, 208 bytes on 64-bit Linux; all zero asks without changing."""


class Health(StrEnum):
    """How one thing is."""

    FINE = "fine"
    NOTE = "note"
    """Good to know; nothing needs to be done."""
    WARNING = "warning"
    """Judging works, but something is missing or weaker than it could be."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name, group: stay the same from release to release: programs may look for them in the JSON.
        found: what is the case, in words.
        remedy: what to do about it; None where nothing is to be done.
    """

    name: str
    health: Health
    found: str
    remedy: str | None = None
    group: str = "service"


async def check_languages(languages: Sequence[str], catalog: Catalog, sandbox: Sandbox) -> list[Check]:
    """Check languages, as many at once as there are processors; the answers are in the order of the questions."""
    checks: dict[str, Check] = {}
    limiter = anyio.CapacityLimiter(os.cpu_count() or 1)

    async def check(language_id: str) -> None:
        async with limiter:
            checks[language_id] = await check_language(language_id, catalog, sandbox)

    async with anyio.create_task_group() as tasks:
        for language_id in languages:
            tasks.start_soon(check, language_id, name=f"check {language_id}")
    return [checks[language_id] for language_id in languages]


def note_of_missing(languages: Sequence[str]) -> Check:
    """Say which of the languages that nobody has to have are not here."""
    return Check(
        name="other languages",
        group="languages",
        health=Health.NOTE,
        found=f"{len(languages)} are not installed: {', '.join(languages)}",
        remedy="judgebox languages --all names the package of each",
    )


async def check_language(language_id: str, catalog: Catalog, sandbox: Sandbox) -> Check:
    """Compile and run the sample of a language in the sandbox."""
    language = catalog.languages[language_id]
    check = Check(name=f"language {language_id}", group="languages", health=Health.FINE, found=language.name)
    missing = catalog.missing_programs(language_id)
    if missing:
        return replace(
            check,
            health=Health.WARNING,
            found=f"unavailable: {', '.join(missing)} is missing",
            remedy=f"install {language.package}",
        )
    try:
        start = time.perf_counter()
        wrong = await failure_of_sample(language, sandbox)
        elapsed = time.perf_counter() - start
    except PlatformError as error:
        return replace(check, health=Health.FAILED, found=str(error))
    if wrong is not None:
        return replace(check, health=Health.FAILED, found=f"the sample {wrong}", remedy=f"reinstall {language.package}")
    return replace(check, found=f"{language.name}: sample compiled and run in {elapsed:.2f} s")


def check_database(settings: Settings) -> Check:
    """Connect to the database and compare its tables with those that we know."""
    check = Check(name="database", health=Health.FINE, found="reachable and up to date")
    url = settings.effective_database_url
    if settings.database_url is None and not database_file_of(url).exists():
        return replace(check, found=f"{database_file_of(url)} will be made by `judgebox up`")
    try:
        check_version(url)
    except PlatformError as error:
        return replace(check, health=Health.FAILED, found=str(error))
    return check


def database_file_of(url: str) -> Path:
    """The file of a SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


async def check_queue(settings: Settings) -> Check:
    """Connect to the queue's server; start the embedded one if none is named."""
    check = Check(name="queue", health=Health.FINE, found="")
    try:
        async with _queue_url(settings) as url:
            dispatcher = await BullDispatcher.connect(url)
            try:
                stats = await dispatcher.stats()
            finally:
                await dispatcher.close()
    except PlatformError as error:
        remedy = "start the server that JUDGEBOX_REDIS_URL names, or unset it to use the embedded one"
        return replace(check, health=Health.FAILED, found=str(error), remedy=remedy if settings.redis_url else None)
    if settings.redis_url is None:
        return replace(check, found="the embedded Valkey starts and answers")
    waiting, leased = sum(stats.waiting.values()), sum(stats.leased.values())
    return replace(check, found=f"reachable; {waiting} submissions wait, {leased} are being judged")


@asynccontextmanager
async def _queue_url(settings: Settings) -> AsyncIterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
        return
    async with embedded_valkey() as url:
        yield url


def check_disk(directory: Path) -> Check:
    """Look for room and the right to write where the data is, or will be."""
    existing = next(path for path in (directory, *directory.absolute().parents) if path.exists())
    check = Check(name="disk", health=Health.FINE, found="")
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        remedy = "choose another folder with JUDGEBOX_DATA_DIR"
        return replace(check, health=Health.FAILED, found=f"{existing} can't be written to", remedy=remedy)
    free_bytes = shutil.disk_usage(existing).free
    found = f"{free_bytes / GIB:.1f} GiB free for {directory}"
    if free_bytes < FREE_WANTED_BYTES:
        remedy = "free some space, or choose another disk with JUDGEBOX_DATA_DIR"
        return replace(check, health=Health.WARNING, found=found, remedy=remedy)
    return replace(check, found=found)


def check_clock() -> Check:
    """Ask the kernel whether someone keeps the clock right: leases of several machines rely on it."""
    libc = ctypes.CDLL(None, use_errno=True)
    state = libc.adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
    check = Check(name="clock", health=Health.FINE, found="synchronised")
    if state == CLOCK_UNSYNCHRONISED:
        found = "nothing says that it is synchronised; fine for one machine"
        remedy = "for several machines run an NTP client (chrony, systemd-timesyncd) on each"
        return replace(check, health=Health.NOTE, found=found, remedy=remedy)
    if state < 0:  # some containers forbid to ask
        return replace(check, found=f"can't be asked ({os.strerror(ctypes.get_errno())})")
    return check
