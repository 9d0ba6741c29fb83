"""The queue on BullMQ's Lua scripts, in Redis or Valkey.

How it works: each band is a BullMQ queue, each offer a job in it that holds ids only. We use BullMQ's
scripts but not its Worker, which serves one queue and doesn't know our slots.

- `take` looks into the bands in strict order. If all are empty it waits on the markers of all of them
  (BullMQ sets a queue's marker when there is something to take) and looks again. A marker wakes one
  consumer, and taking a job sets it anew for the next. A consumer that dies between the two costs the
  others one period of waiting, so that is short.
- A lease is BullMQ's lock: a key with the token, which expires by itself. Every consumer checks now and
  then for jobs in work without a lock and puts them back in front. So a lease that is not renewed is
  with somebody else after one lease and at most two periods of checking.
- At every moment a job is waiting or in work, never neither: each step is one script.

Jobs are removed when they are done: BullMQ ignores a job whose id it still knows.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import anyio
import msgspec
import structlog
from bullmq.job import Job
from bullmq.queue import Queue
from bullmq.redis_connection import RedisConnection
from bullmq.scripts import Scripts

from judgebox.dispatch.fairness import TAG_SCRIPT
from judgebox.dispatch.keys import INCARNATION, PREFIX, QUEUES, job_id_of, queue_key
from judgebox.domain.errors import LeaseLostError, QueueError
from judgebox.domain.submission import SubmissionId
from judgebox.ports import Band, Lease, Offer, QueueStats
from judgebox.redis_clients import make_client, queue_errors, redacted

log = structlog.get_logger()

OLDEST_VERSION = (6, 2)

LONGEST_BLOCK = timedelta(seconds=1)
"""How long a consumer sleeps at most if a marker got lost with the consumer that it woke."""

ANSWER_LATE = timedelta(seconds=3)
"""How much longer than asked for a blocking command may take before we call Redis away."""

TAKE_WITHIN = timedelta(seconds=3)

CHECKS_PER_LEASE = 3

NEVER_TOO_OFTEN = 1_000_000_000
"""How often BullMQ hands a job out again before it fails it: the store counts attempts, not the queue."""

OFFERS_AT_ONCE = 500
"""So many in one transaction: more would hold up Redis and our event loop for too long."""

LEASE_LOST_CODES = {-1, -2, -3, -6}
"""BullMQ's answers to a token that no longer holds: no job, no lock, not in work, another's lock."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a job holds. Unknown fields are ignored, so that old workers stay."""

    submission_id: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handle:
    band: Band
    job_id: str


class BullDispatcher:
    """The queue in Redis or Valkey. Make one with `connect`, which checks the server."""

    def __init__(self, url: str, *, lease: timedelta) -> None:
        self._url = url
        self._lease_ms = round(lease.total_seconds() * 1000)
        self._check_every = lease / CHECKS_PER_LEASE
        self._next_check = 0.0
        self._client = make_client(url, decode=True)
        self._blocking = make_client(url, decode=True, blocks=True)
        self._tags = self._client.register_script(TAG_SCRIPT)
        self._queues = {
            band: Queue(name, {"connection": self._client, "prefix": PREFIX}) for band, name in QUEUES.items()
        }
        connection = RedisConnection(self._client)
        self._scripts = {band: Scripts(PREFIX, name, connection) for band, name in QUEUES.items()}
        self._markers = [queue_key(band, "marker") for band in QUEUES]

    @classmethod
    async def connect(cls, url: str, *, lease: timedelta = timedelta(seconds=5)) -> "BullDispatcher":
        """Reach the server and check that it is fit.

        Args:
            lease: how long the queue waits for a renewal before another worker gets the offer.

        Raises:
            QueueError: it can't be reached, is too old, or might evict what waits in it.
        """
        dispatcher = cls(url, lease=lease)
        try:
            await dispatcher.check_server()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await dispatcher.close()
            raise
        return dispatcher

    async def check_server(self) -> None:
        """Check that the server is fit; raises as `connect`."""
        with self._errors():
            info = await self._client.info()
        check_server_info(info, server=redacted(self._url))

    async def offer(self, offers: Sequence[Offer]) -> None:
        for band in QUEUES:
            of_band = [offer for offer in offers if offer.band is band]
            for start in range(0, len(of_band), OFFERS_AT_ONCE):
                with self._errors():
                    await self._offer(band, of_band[start : start + OFFERS_AT_ONCE])

    async def _offer(self, band: Band, offers: Sequence[Offer]) -> None:
        queue = self._queues[band]
        ids = [job_id_of(offer.submission_id, offer.generation) for offer in offers]
        users = [offer.user_id or "" for offer in offers]
        tags = await self._tags(
            keys=[queue_key(band, name) for name in ("prioritized", "tags", "meta")],
            args=[queue_key(band, ""), *(part for pair in zip(ids, users, strict=True) for part in pair)],
        )
        jobs = [
            _job(queue, job_id, tag, offer) for job_id, tag, offer in zip(ids, tags, offers, strict=True) if tag > 0
        ]
        if len(jobs) == 1:  # the usual case: one round trip, where a transaction takes two
            await queue.backend.addJob(jobs[0])
        elif jobs:
            await queue.backend.addJobs(jobs)

    async def take(self, worker: str, *, wait: timedelta) -> Lease | None:
        deadline = anyio.current_time() + wait.total_seconds()
        while True:
            with self._errors():
                await self._check_stalled_when_due()
                lease = await self._take_now(worker)
                left = deadline - anyio.current_time()
                if lease is not None or left <= 0:
                    return lease
                until_check = max(self._next_check - anyio.current_time(), 0)
                await self._wait_for_marker(min(left, until_check, LONGEST_BLOCK.total_seconds()))

    async def _take_now(self, worker: str) -> Lease | None:
        token = f"{worker}/{secrets.token_hex(8)}"
        for band, scripts in self._scripts.items():
            while True:
                # Shielded, so that a cancelled take doesn't leave a job in work that nobody knows of.
                # If it happens nevertheless (the answer got lost), the lease runs out.
                with anyio.fail_after(TAKE_WITHIN.total_seconds(), shield=True):
                    fields, job_id, *_ = await scripts.moveToActive(token, {"lockDuration": self._lease_ms})
                if not job_id:
                    break
                message = _message_of(fields)
                handle = _Handle(band=band, job_id=job_id)
                if message is not None:
                    return Lease(
                        submission_id=SubmissionId(message.submission_id),
                        generation=message.generation,
                        token=token,
                        handle=handle,
                    )
                log.warning("queue_message_invalid", job_id=job_id)
                await self._remove(handle, token)
        return None

    async def _wait_for_marker(self, block_s: float) -> None:
        """Wait until something may be taken, or for so long."""
        try:
            with anyio.fail_after(block_s + ANSWER_LATE.total_seconds()):
                await self._blocking.bzpopmin(self._markers, timeout=max(block_s, 0.01))
        except anyio.get_cancelled_exc_class():
            with anyio.move_on_after(ANSWER_LATE.total_seconds(), shield=True), self._errors_ignored():
                await self._pass_markers_on()
            raise

    async def _pass_markers_on(self) -> None:
        """Wake another consumer in our place: Redis may have handed us a marker that we don't use."""
        async with self._client.pipeline(transaction=False) as pipe:
            for marker in self._markers:
                pipe.zadd(marker, {"0": 0})
            await pipe.execute()

    async def _check_stalled_when_due(self) -> None:
        """Put back what is in work without a lease. Redis lets one consumer do it each period."""
        now = anyio.current_time()
        if now < self._next_check:
            return
        self._next_check = now + self._check_every.total_seconds()
        # Somewhat less than our own period, or else we would find the last one just not over every other time.
        period_ms = round(self._check_every.total_seconds() * 900)
        for scripts in self._scripts.values():
            for job_id in await scripts.moveStalledJobsToWait(NEVER_TOO_OFTEN, period_ms):
                log.warning("lease_ran_out", job_id=job_id)

    async def renew(self, lease: Lease) -> None:
        handle = _handle_of(lease)
        with self._errors():
            held = await self._scripts[handle.band].extendLock(handle.job_id, lease.token, self._lease_ms)
            # Also here, since a worker whose slots are all busy takes nothing.
            await self._check_stalled_when_due()
        if held != 1:
            raise LeaseLostError(f"the lease of {lease.submission_id} ran out")

    async def finish(self, lease: Lease) -> None:
        with self._errors():
            await self._remove(_handle_of(lease), lease.token)

    async def _remove(self, handle: _Handle, token: str) -> None:
        scripts = self._scripts[handle.band]
        job = Job(self._queues[handle.band], "", {}, {}, handle.job_id)
        keys, args = scripts.moveToCompletedArgs(job, "", True, token, fetchNext=False)
        _check_answer(await scripts.commands["moveToFinished"](keys=keys, args=args), handle)

    async def give_back(self, lease: Lease) -> None:
        handle = _handle_of(lease)
        scripts = self._scripts[handle.band]
        # The script for retries: the one that is named for moving back to wait forgets the marker.
        keys, args = scripts.retryJobArgs(handle.job_id, False, lease.token)
        with self._errors():
            _check_answer(await scripts.commands["retryJob"](keys=keys, args=args), handle)

    async def withdraw(self, submission_id: SubmissionId, generation: int) -> None:
        job_id = job_id_of(submission_id, generation)
        with self._errors():
            for scripts in self._scripts.values():
                await scripts.remove(job_id, False)

    async def stats(self) -> QueueStats:
        with self._errors():
            async with self._client.pipeline(transaction=False) as pipe:
                for band in QUEUES:
                    pipe.llen(queue_key(band, "wait"))
                    pipe.zcard(queue_key(band, "prioritized"))
                    pipe.llen(queue_key(band, "active"))
                counts = iter(await pipe.execute())
        rows = [(band, next(counts) + next(counts), next(counts)) for band in QUEUES]
        return QueueStats(
            waiting={band: waiting for band, waiting, _ in rows}, leased={band: leased for band, _, leased in rows}
        )

    async def incarnation(self) -> str:
        with self._errors():
            async with self._client.pipeline() as pipe:
                pipe.set(INCARNATION, secrets.token_hex(8), nx=True)
                pipe.get(INCARNATION)
                return str((await pipe.execute())[1])

    async def close(self) -> None:
        await self._client.aclose()
        await self._blocking.aclose()

    def _errors(self) -> AbstractContextManager[None]:
        return queue_errors(self._url)

    @contextmanager
    def _errors_ignored(self) -> Iterator[None]:
        try:
            with self._errors():
                yield
        except QueueError as error:
            log.warning("marker_lost", error=str(error))


def check_server_info(info: dict[str, Any], *, server: str) -> None:
    """Check what INFO of a server says.

    Raises:
        QueueError: it is too old for the scripts, or set to evict keys when memory is short.
    """
    version = str(info.get("redis_version", ""))
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_VERSION:
        raise QueueError(f"Redis at {server} has version {version or 'unknown'}, the queue needs 6.2 or newer")
    policy = info.get("maxmemory_policy")
    if policy != "noeviction":
        raise QueueError(
            f"Redis at {server} has maxmemory-policy {policy}, with which it may throw away what waits in the queue; "
            "set it to noeviction"
        )


def _job(queue: Queue, job_id: str, tag: int, offer: Offer) -> Job:
    data = {"submission_id": offer.submission_id, "generation": offer.generation}
    options: Any = {"jobId": job_id, "priority": tag, "removeOnComplete": True, "removeOnFail": True}
    return Job(queue, "judge", data, options)


def _message_of(fields: dict[str, str] | None) -> Message | None:
    """Read a job; None if it is not one of ours. Whoever can write into Redis can write anything."""
    try:
        return msgspec.json.decode((fields or {}).get("data", ""), type=Message)
    except msgspec.DecodeError:
        return None


def _handle_of(lease: Lease) -> _Handle:
    if not isinstance(lease.handle, _Handle):
        raise TypeError(f"the lease of {lease.submission_id} is from another queue")
    return lease.handle


def _check_answer(answer: object, handle: _Handle) -> None:
    if isinstance(answer, int) and answer < 0 and answer not in LEASE_LOST_CODES:
        raise QueueError(f"BullMQ refuses to move {handle.job_id}: code {answer}")
