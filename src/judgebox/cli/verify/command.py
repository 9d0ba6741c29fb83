"""The command itself: read, verify, print in order, and say by the exit status what came of it."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import anyio
from rich.live import Live

import judgebox
from judgebox.blobs import PrecompiledDirectory
from judgebox.cli.local import PackageBlobs, judging_with, read_problem
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import open_console, print_json, printable
from judgebox.cli.verify.as_json import package_as_json
from judgebox.cli.verify.board import Board
from judgebox.cli.verify.recall import KeptResults
from judgebox.cli.verify.tables import print_package, print_summary
from judgebox.config import Settings, read_languages, read_settings
from judgebox.domain.errors import PlatformError
from judgebox.domain.problem import Package
from judgebox.languages import Catalog, fingerprint_of
from judgebox.packages.formats import ARCHIVES
from judgebox.ports import Sandbox
from judgebox.usecases.precompile import prepare_languages
from judgebox.usecases.prove import find_versions
from judgebox.usecases.verify import VerifiedPackage, verify_package
from judgebox.usecases.verify_submission import Verifier
from judgebox.worker import WorkerSlots

REFRESHES_PER_SECOND = 8

WORTH_PRECOMPILING = 4
"""With so many programs to compile it pays to prepare their compiler first; what is prepared is kept for later."""

Packages = Sequence[tuple[Path, Package]]


def verify_packages(
    paths: Sequence[Path], *, as_json: bool, allow_weak: bool = False, fresh: bool = False
) -> ExitStatus:
    """Verify packages and print a matrix for each, or one JSON object.

    Args:
        fresh: judge all anew, whatever was judged before.
    """
    settings = read_settings(allow_weak_isolation=allow_weak or None)
    catalog = read_languages(settings)
    packages, unread = read_packages(packages_of(paths), settings)
    for path, package in packages:
        for warning in package.warnings:
            print(f"judgebox: {path}: {printable(warning)}", file=sys.stderr)
    console = open_console()
    shown = console if console.is_terminal and not as_json else open_console(stderr=True)
    board = Board(shown, [(str(path), len(package.submissions)) for path, package in packages])
    live = Live(board, console=shown, transient=True, refresh_per_second=REFRESHES_PER_SECOND)
    printed = _InOrder(packages, (lambda _: None) if as_json else lambda each: print_package(console, each))
    with live if shown.is_terminal else nullcontext():
        verified = anyio.run(_verify_all, settings, catalog, packages, board, printed, fresh)
    if as_json:
        errors = [{"path": str(path), "error": error} for path, error in unread]
        print_json({"packages": [package_as_json(each) for each in verified], "unread": errors})
    else:
        print_summary(console, verified, unread=len(unread))
    return ExitStatus.USAGE if unread else status_of(verified)


def read_packages(paths: Sequence[Path], settings: Settings) -> tuple[Packages, Sequence[tuple[Path, str]]]:
    """Read packages. Of several, those that are broken are told of and left out; the others are worth verifying.

    Returns:
        The packages, and the paths of those left out, each with the reason.

    Raises:
        UsageError, PlatformError: the only one that there is can't be read.
    """
    packages, unread = [], []
    for path in paths:
        try:
            packages.append((path, read_problem(path, settings)))
        except (UsageError, PlatformError) as error:
            if len(paths) == 1:
                raise
            print(f"judgebox: {printable(str(error))}", file=sys.stderr)
            unread.append((path, str(error)))
    return packages, unread


def packages_of(paths: Sequence[Path]) -> Sequence[Path]:
    """Leave out the files that a shell's `problems/*` takes along, and say so; archives are packages too.

    Raises:
        UsageError: nothing is left.
    """
    files = [path for path in paths if path.is_file() and path.suffix.lower() not in ARCHIVES]
    if len(files) == len(paths):
        raise UsageError(f"{paths[0]} is a file; a problem package is a folder or an archive ({', '.join(ARCHIVES)})")
    for path in files:
        print(f"judgebox: {path} is no folder and is passed over", file=sys.stderr)
    return [path for path in paths if path not in files]


class _InOrder:
    """Prints packages in the order in which they were named, each as soon as those before it are printed."""

    def __init__(self, packages: Packages, show: Callable[[VerifiedPackage], None]) -> None:
        self._waiting = [path for path, _ in packages]
        self._done: dict[Path, VerifiedPackage] = {}
        self._show = show

    def add(self, verified: VerifiedPackage) -> None:
        self._done[verified.path] = verified
        while self._waiting and self._waiting[0] in self._done:
            self._show(self._done[self._waiting.pop(0)])


async def _verify_all(
    settings: Settings, catalog: Catalog, packages: Packages, board: Board, printed: _InOrder, fresh: bool
) -> list[VerifiedPackage]:
    recall = KeptResults(settings.cache_dir / "verified", finds=not fresh)
    recall.forget_old()
    done: dict[Path, VerifiedPackage] = {}
    async with _verifying(settings, catalog, packages, board, recall) as verifier:
        # One more than there are slots: while the last program of a package is judged, the next one begins.
        turn = anyio.CapacityLimiter(settings.slots + 1)

        async def verify(path: Path, package: Package) -> None:
            async with turn:
                done[path] = await verify_package(path, package, verifier)
            board.package_done(done[path])
            printed.add(done[path])

        async with anyio.create_task_group() as tasks:
            for path, package in packages:
                tasks.start_soon(verify, path, package)
    return [done[path] for path, _ in packages]


@asynccontextmanager
async def _verifying(
    settings: Settings, catalog: Catalog, packages: Packages, board: Board, recall: KeptResults
) -> AsyncIterator[Verifier]:
    slots = WorkerSlots(settings.slots)
    blobs = PackageBlobs(*(package for _, package in packages))
    async with judging_with(slots, settings, blobs, [path for path, _ in packages]) as judge:
        await _precompile(settings, catalog, packages, judge.sandbox)
        yield Verifier(
            judge=judge, catalog=catalog, slots=slots, recall=recall, identity=_own_fingerprint(), watcher=board
        )


async def _precompile(settings: Settings, catalog: Catalog, packages: Packages, sandbox: Sandbox) -> None:
    guessed = [catalog.guess(each.path) for _, package in packages for each in package.submissions]
    worth_it = [
        key for key, language in catalog if language.precompile is not None and guessed.count(key) >= WORTH_PRECOMPILING
    ]
    available = [key for key in worth_it if not catalog.missing_programs(key)]
    if available:
        versions = await find_versions(catalog, available, sandbox)
        await prepare_languages(catalog, versions, sandbox, PrecompiledDirectory(settings.cache_dir / "precompiled"))


def _own_fingerprint() -> str:
    """What of judgebox decides on verdicts: its version says nothing to those who change it."""
    own = Path(judgebox.__file__).parent
    patterns = [f"{own}/**/*.py", f"{own}/languages/*.toml", f"{own}/sandbox/launcher/judgebox-*", f"{own}/testlib/*"]
    return fingerprint_of(patterns)


def status_of(packages: Sequence[VerifiedPackage]) -> ExitStatus:
    submissions = [each for package in packages for each in package.submissions]
    if any(each.failed for each in submissions):
        return ExitStatus.FAILED
    is_well = all(each.is_kept or each.is_left_out for each in submissions) and not any(
        package.is_broken for package in packages
    )
    return ExitStatus.OK if is_well else ExitStatus.NOT_ACCEPTED
