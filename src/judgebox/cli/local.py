"""What the commands that judge in this process share: the source, its language, the package, the judge.

They need the sandbox and nothing else, so they don't load `wiring.py`, with all adapters, for it: a
`judgebox run` would take several times as long to start.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread

from judgebox.cli.logs import configure_logging
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.config import Settings, read_languages
from judgebox.domain.errors import PlatformError, ProblemError, StoreError
from judgebox.domain.problem import BlobId, Package
from judgebox.domain.submission import check_text
from judgebox.domain.verdict import Verdict
from judgebox.languages import Catalog, Language
from judgebox.packages import keep, read_package
from judgebox.ports import Blobs
from judgebox.private_directories import private_directory
from judgebox.sandbox import open_allowed_sandbox
from judgebox.usecases.generate import complete_package
from judgebox.usecases.judge import Judge
from judgebox.worker import WorkerSlots


def read_source(path: Path, *, limit_bytes: int) -> str:
    """Read a source file.

    Raises:
        UsageError: it can't be read or is not UTF-8.
        RequestError: it is empty, too large, or has a NUL byte.
    """
    try:
        with path.open("rb") as file:  # at most one byte too many: it may be endless, such as /dev/zero
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    try:
        source = content.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not valid UTF-8: byte {error.start + 1} is wrong") from error
    check_text(source, field="source", limit_bytes=limit_bytes)
    return source


@asynccontextmanager
async def local_judging(settings: Settings, blobs: Blobs, packages: Sequence[Path]) -> AsyncIterator[Judge]:
    """Judge in this process, one submission at a time.

    Args:
        packages: folders or archives of the problems; no program may see the folders, wherever they lie.

    Raises:
        SandboxError: this host can't isolate programs; the message says what is missing.
    """
    slots = WorkerSlots(settings.slots)
    await slots.acquire()  # the one that the caller of `Judge.judge` holds
    async with judging_with(slots, settings, blobs, packages) as judge:
        yield judge


@asynccontextmanager
async def judging_with(
    slots: WorkerSlots, settings: Settings, blobs: Blobs, packages: Sequence[Path]
) -> AsyncIterator[Judge]:
    """Judge in this process, as many submissions at a time as the caller acquires slots; else like `local_judging`."""
    configure_logging(as_json=settings.log_json, level=logging.WARNING)  # the standard output is for results
    hidden = [package.resolve() for package in packages if package.is_dir()]
    opened = open_allowed_sandbox(
        hidden=hidden, allow_weak=settings.allow_weak_isolation, pool_size=settings.effective_box_pool
    )
    languages = read_languages(settings).languages
    async with opened as sandbox, private_directory("outputs") as place:
        yield Judge(sandbox=sandbox, blobs=blobs, slots=slots, languages=languages, reveals=True, place=place)


def _content_of(path: str) -> bytes:
    """What tells languages apart that share an extension; nothing if the file can't be read, which is told later."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def choose_language(catalog: Catalog, path: str, name: str | None = None) -> tuple[str, Language]:
    """Choose the language of a source file: the one that is named, else by the file's extension.

    Raises:
        UsageError: it is unknown.
        PlatformError: this host lacks its programs; the message names the package to install.
    """
    language_id = catalog.find(name) if name is not None else catalog.guess(path, _content_of(path))
    known = ", ".join(key for key, _ in catalog)
    if language_id is None and name is not None:
        raise UsageError(f"language {name[:64]!r} is unknown; known are {known}")
    if language_id is None:
        raise UsageError(f"{path}: no language is known by this extension; name one with --language ({known})")
    if catalog.missing_programs(language_id):
        package = catalog.languages[language_id].package
        raise PlatformError(f"language {language_id} is not available here: install the package {package}")
    return language_id, catalog.languages[language_id]


def read_problem(package: Path, settings: Settings | None = None) -> Package:
    """Read a problem package, a folder or an archive.

    Args:
        settings: to make the test cases that the package leaves to its programs, in the sandbox; None to leave
            them out, so that the problem can't be judged.

    Raises:
        UsageError: it is neither, or the package is broken; the message names file and line.
        PlatformError: this host can't run the programs that make test cases.
    """
    if not package.exists():
        raise UsageError(f"{package} is no folder; a problem package is one, or an archive of one")
    try:
        read = read_package(package)
        return anyio.run(_completed, package, read, settings) if settings is not None and read.to_generate else read
    except ProblemError as error:  # its path is that inside the package; here there may be many packages
        is_inside = error.path is not None and error.path != str(package)
        raise UsageError(str(package / str(error) if is_inside else f"{package}: {error}")) from error


async def _completed(path: Path, package: Package, settings: Settings) -> Package:
    async with local_judging(settings, PackageBlobs(package), [path]) as judge:
        return await complete_package(package, judge, read_languages(settings), keep)


def exit_status_of(verdict: Verdict) -> ExitStatus:
    if verdict is Verdict.JUDGE_ERROR:
        return ExitStatus.FAILED
    return ExitStatus.OK if verdict is Verdict.ACCEPTED else ExitStatus.NOT_ACCEPTED


class PackageBlobs:
    """The test data of packages, where it lies: nothing is copied."""

    def __init__(self, *packages: Package) -> None:
        self._paths: Mapping[BlobId, Path] = {key: path for each in packages for key, path in each.blobs.items()}

    async def put(self, content: bytes) -> BlobId:
        raise StoreError("a package on disk is only read")

    async def put_file(self, path: Path) -> BlobId:
        raise StoreError("a package on disk is only read")

    async def get(self, blob_id: BlobId) -> bytes:
        path = await self.path(blob_id)
        try:
            return await anyio.Path(path).read_bytes()
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from error

    async def path(self, blob_id: BlobId) -> Path:
        try:
            return self._paths[blob_id]
        except KeyError as error:
            raise StoreError(f"test data {blob_id} is in no package") from error
