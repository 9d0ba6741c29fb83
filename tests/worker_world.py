"""All that a worker meets, in memory: for tests of what it does whatever happens."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from judgebox.domain.run import Command, Outcome
from judgebox.domain.submission import Band, Scope, Submission, SubmissionId, submission_id_of
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.ports import Ability, Lease
from judgebox.testing import FakeClock, MemoryBlobs, MemoryDispatcher, MemoryEvents, MemoryStore
from judgebox.testing.sandbox import FakeSandbox, Program, an_outcome
from judgebox.usecases.judge import Judge
from judgebox.usecases.offer import offer_of
from judgebox.usecases.reconcile import Reconciler
from judgebox.worker import AttemptMaker, Distrust, InHand, WorkerSlots

LANGUAGE = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=[],
    package="echo",
    version=["echo"],
    extensions=[".echo"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
)
LEASE = timedelta(seconds=5)
EVERYTHING = Ability(routes=frozenset({"echo", "cobol"}))


async def echo(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(output=stdin)


class World:
    """A store, a queue and one worker, `worker-1`, with fakes of all that is outside."""

    def __init__(self, program: Program = echo, *, attempts: int = 3, lease: timedelta = LEASE, slots: int = 1) -> None:
        self.clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
        self.store = MemoryStore()
        self.dispatcher = MemoryDispatcher(self.clock, lease=lease)
        self.events = MemoryEvents()
        self.slots = WorkerSlots(slots)
        self.unavailable: dict[str, str] = {}
        self.sandbox = FakeSandbox(program)
        self.maker = self.another_worker("worker-1", attempts=attempts, lease=lease)
        self._made = 0

    def another_worker(self, name: str, *, attempts: int = 3, lease: timedelta = LEASE) -> AttemptMaker:
        return AttemptMaker(
            worker=name,
            store=self.store,
            dispatcher=self.dispatcher,
            events=self.events,
            clock=self.clock,
            judge=Judge(sandbox=self.sandbox, blobs=MemoryBlobs(), slots=self.slots),
            catalog=Catalog({"echo": LANGUAGE}),
            unavailable=self.unavailable,
            in_hand=InHand(self.clock),
            distrust=Distrust(random=lambda: 0.5),
            lease=lease,
            attempts=attempts,
            random=lambda: 0.5,
        )

    async def submit(self, language: str = "echo", *, band: Band = Band.PRACTICE) -> SubmissionId:
        self._made += 1
        submission = Submission(
            id=submission_id_of(self.clock.now(), self._made.to_bytes(10, "big")),
            language=language,
            source="say",
            created_at=self.clock.now(),
            scope=Scope.INPUT,
            input="hello",
            band=band,
        )
        await self.store.add_submissions([submission])
        await self.dispatcher.offer([offer_of(submission)])
        return submission.id

    async def take(self) -> Lease:
        lease = await self.dispatcher.take("worker-1", EVERYTHING, wait=timedelta(seconds=1))
        assert lease is not None
        return lease

    async def later(self, by: timedelta) -> None:
        """Let time pass, and the reconciler do what is due then."""
        self.clock.advance(by)
        await Reconciler(
            store=self.store, dispatcher=self.dispatcher, events=self.events, clock=self.clock
        ).reconcile_once()

    async def get(self, submission_id: SubmissionId) -> Submission:
        found = await self.store.submission(submission_id)
        assert found is not None
        return found

    async def waiting(self) -> int:
        return sum((await self.dispatcher.stats()).waiting.values())
