"""What the use cases need from outside, as Protocols; adapters and fakes implement them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import NewType, Protocol

from judgebox.domain.events import Event
from judgebox.domain.problem import BlobId, Problem, ProblemId
from judgebox.domain.run import Command, Outcome
from judgebox.domain.submission import Claim, State, Submission, SubmissionId
from judgebox.domain.verdict import Result, Verdict


class Clock(Protocol):
    """The time of day. Never for measuring durations."""

    def now(self) -> datetime:
        """Return the time in UTC, with its zone."""
        ...


# --- Sandbox -----------------------------------------------------------------------------------


class Box(Protocol):
    """A place in which one submission is compiled and run; thrown away after it.

    Every method raises `SandboxError` when the box itself fails; nothing is then known about the
    program, and the box is not to be used again.
    """

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        """Write files into the working directory; names are relative paths without ".."."""
        ...

    async def run(self, command: Command) -> Outcome:
        """Run a program to its end. Afterwards none of its processes is left.

        What `put` wrote before the first run stays; what a run writes stays until `freeze`, and after
        `freeze` is gone before the next run.
        """
        ...

    async def collect(self, *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        """Read every regular file of the working directory, by relative path.

        Raises:
            RequestError: there is more than the limits allow (code "too_many_files" or "files_too_large").
        """
        ...

    async def freeze(self) -> None:
        """Make what the working directory holds the read-only start of every later run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A directory of the host that a box shows, read-only, with where it is inside."""

    source: str
    target: str


class Sandbox(Protocol):
    """Makes boxes."""

    @property
    def tier(self) -> str:
        """How strong the isolation is: "A" (root) to "D"; sandbox study 6.4."""
        ...

    def box(
        self, *, mounts: Sequence[Mount] = (), writable_bytes: int | None = None, resident: str | None = None
    ) -> AbstractAsyncContextManager[Box]:
        """Make a box, or take one that was made ahead, and end it on leaving, with all that is in it.

        Args:
            mounts: directories of the host, beside the system's own, that are visible read-only.
            writable_bytes: cap of the working directory and of /tmp, each; None for the default.
            resident: the interpreter that waits in the box for commands that are `warm`, by the name of
                its language; where it can't be had, such commands start as all others do.
        """
        ...

    async def run_pair(self, first: tuple[Box, Command], second: tuple[Box, Command]) -> tuple[Outcome, Outcome]:
        """Run two programs in two boxes of this sandbox, each one's output being the other one's input.

        Their commands' own inputs are not used, and their outcomes have no output; who ended first is told by
        `ended_at`. When one ends or closes its end, the other reads end-of-file, or writes to a closed pipe.

        Raises:
            SandboxError: one of the boxes failed; the other program is ended.
        """
        ...


# --- Queue -------------------------------------------------------------------------------------


class Band(IntEnum):
    """Queues in strict order: a worker takes from a lower number first."""

    CONTEST = 1
    PRACTICE = 2
    REJUDGE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A submission that may be judged. Ids only: the row is the truth."""

    submission_id: SubmissionId
    generation: int
    band: Band = Band.PRACTICE
    user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A worker's hold on an offer in the queue.

    Attributes:
        token: tells this hold from any other of the same offer.
        handle: the engine's own; opaque.
    """

    submission_id: SubmissionId
    generation: int
    token: str
    handle: object


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStats:
    """How many offers wait and how many are leased, by band."""

    waiting: Mapping[Band, int]
    leased: Mapping[Band, int]


class Dispatcher(Protocol):
    """The queue: wakes workers and spreads work. It may lose anything; the store does not.

    Every method raises `QueueError` when the queue is away.
    """

    async def offer(self, offers: Sequence[Offer]) -> None:
        """Offer submissions; one that is offered already (same id and generation) stays as it is."""
        ...

    async def take(self, worker: str, *, wait: timedelta) -> Lease | None:
        """Take the next offer, or None if there is none within `wait`."""
        ...

    async def renew(self, lease: Lease) -> None:
        """Hold a lease for another lease time.

        Raises:
            LeaseLostError: it ran out and the offer is, or may be, with another worker.
        """
        ...

    async def finish(self, lease: Lease) -> None:
        """Remove a leased offer for good. If the lease was lost nothing happens."""
        ...

    async def give_back(self, lease: Lease) -> None:
        """Offer a leased submission again at once. If the lease was lost nothing happens."""
        ...

    async def withdraw(self, submission_id: SubmissionId, generation: int) -> None:
        """Remove an offer that nobody has taken; if it is taken or unknown nothing happens."""
        ...

    async def stats(self) -> QueueStats: ...

    async def incarnation(self) -> str:
        """Return what names this life of the queue; another value means that it came back empty."""
        ...

    async def close(self) -> None: ...


# --- Store -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """What makes a repeated request the same request.

    Attributes:
        key: the caller's idempotency key.
        fingerprint: a hash of the request; the same key with another one is a conflict.
    """

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFilter:
    """Which submissions to list; None means any."""

    problem_id: str | None = None
    user_id: str | None = None
    state: State | None = None
    verdict: Verdict | None = None
    language: str | None = None


OutboxId = NewType("OutboxId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """An event that was committed with its cause and is still to be told (at least once)."""

    id: OutboxId
    event: Event


class Store(Protocol):
    """The database: what is in it is true. Every method raises `StoreError` when it is away."""

    async def add_submissions(
        self, submissions: Sequence[Submission], *, once: Once | None = None
    ) -> Sequence[SubmissionId]:
        """Store new submissions, all or none; return their ids, or those stored under `once` earlier.

        Raises:
            ConflictError: the key of `once` came before with another fingerprint.
        """
        ...

    async def submission(self, submission_id: SubmissionId) -> Submission | None: ...

    async def newest_submission(self, problem_id: str) -> Submission | None:
        """Return the newest submission that names this problem."""
        ...

    async def submissions(
        self, which: SubmissionFilter, *, before: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Submission]:
        """List submissions, newest first, those older than `before`. Their results have no cases."""
        ...

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        """Start an attempt: state judging, attempt one higher. None if there is nothing to judge.

        An attempt that is under way is taken over: its claim can no longer commit.
        """
        ...

    async def extend(self, claim: Claim, *, lease_until: datetime) -> bool:
        """Hold a claim for longer; False if it is no longer valid."""
        ...

    async def commit(self, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
        """Store the verdict and the event for the outbox, if the claim still holds; else nothing, and False."""
        ...

    async def give_back(self, claim: Claim, *, error: str, not_before: datetime) -> bool:
        """Put a claimed submission back into state queued; False if the claim no longer holds."""
        ...

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        """Cancel what is queued or judging, with a `FINISHED` event in the outbox; None if unknown or final."""
        ...

    async def due_offers(self, *, now: datetime, offered_before: datetime, limit: int) -> Sequence[Offer]:
        """List queued submissions that may be judged now and were not offered since; oldest first."""
        ...

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None: ...

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        """Put judging submissions whose lease has run out back into state queued; return them."""
        ...

    async def outbox(self, *, older_than: datetime, limit: int) -> Sequence[OutboxEntry]:
        """List events written before a time and not yet told, oldest first."""
        ...

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]: ...

    async def clear_outbox(self, ids: Sequence[OutboxId]) -> None: ...

    async def save_problem(self, problem: Problem) -> None:
        """Store a problem, or replace the one with its id."""
        ...

    async def problem(self, problem_id: ProblemId) -> Problem | None: ...

    async def problems(self) -> Sequence[Problem]:
        """List all problems by id; without their test cases and statements."""
        ...

    async def counts(self) -> Mapping[State, int]:
        """Count the submissions in each state."""
        ...

    async def close(self) -> None: ...


class Blobs(Protocol):
    """Content by its SHA-256."""

    async def put(self, content: bytes) -> BlobId:
        """Keep content; keeping it again changes nothing.

        Raises:
            StoreError: there is no room or the storage is away.
        """
        ...

    async def get(self, blob_id: BlobId) -> bytes:
        """Return content.

        Raises:
            StoreError: it is unknown, or what is kept does not have this hash.
        """
        ...

    async def path(self, blob_id: BlobId) -> Path:
        """Return a local file with the content, read-only; raises as `get`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedCompile:
    """How compiling a source ended, once.

    Attributes:
        packed: the files that it left, packed; None if the compiler refused the source.
        output: what the compiler printed.
    """

    packed: bytes | None
    output: str

    @property
    def size_bytes(self) -> int:
        """What it counts for in a cache, with something for the row and its key."""
        return len(self.packed or b"") + len(self.output.encode()) + 256


class CompileCache(Protocol):
    """What compilers made before, by a key that says all that it depends on. It may lose anything."""

    async def get(self, key: str) -> CachedCompile | None:
        """Return what was put, unchanged; None if there is nothing, or if it is damaged.

        Raises:
            StoreError: the storage is away.
        """
        ...

    async def put(self, key: str, compiled: CachedCompile) -> None:
        """Keep a result, without waiting until it is stored; what was used least recently makes room."""
        ...


class PrecompiledFiles(Protocol):
    """Directories of this host with files that compilers made once; boxes may show them."""

    async def find(self, name: str) -> Path | None:
        """Return the directory that was kept under a name, if it is as it was when it was kept.

        Raises:
            StoreError: it can't be read.
        """
        ...

    async def keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        """Keep files, by relative path, in a directory under a name that `find` does not know.

        Raises:
            StoreError: it can't be written.
        """
        ...


# --- Events ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event as it reached a listener.

    Attributes:
        position: where it stands in the submission's history: grows, and resumes a listener.
    """

    position: str
    event: Event


class Events(Protocol):
    """Tells what happens to whoever listens, as it happens. Losing one loses no verdict.

    Every method raises `QueueError` when the channel is away.
    """

    async def publish(self, event: Event) -> None:
        """Tell an event: kept in the submission's history for a while, sent to listeners now.

        A `FINISHED` event is also told on the classic channel `problem_done`.
        """
        ...

    def listen_to_submission(
        self, submission_id: SubmissionId, *, after: str | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[Told]]:
        """Listen to one submission: first its history (after a position), then what happens, without gap."""
        ...

    def listen_to_user(self, user_id: str) -> AbstractAsyncContextManager[AsyncIterator[Told]]:
        """Listen to all submissions of a user from now on."""
        ...

    async def close(self) -> None: ...


# --- Worker ------------------------------------------------------------------------------------


class Slots(Protocol):
    """Room for runs in a worker: one run holds one slot."""

    @property
    def is_wanted(self) -> bool:
        """Whether a submission waits for a slot, so that whoever has more than one should release."""
        ...

    def try_acquire(self) -> bool:
        """Take a free slot if there is one that no waiting submission needs."""
        ...

    def release(self) -> None: ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Hold while a run goes on: entering waits, but not for ever, for a run that is to be alone."""
        ...

    def running_alone(self) -> AbstractAsyncContextManager[bool]:
        """Hold while a run goes on that no other run of the worker should disturb.

        Entering waits, but not for ever, until no other run goes on, and tells whether that is so.
        """
        ...
