"""Builds adapters from Settings: the only file that knows them all."""

import os
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import SystemRandom
from typing import Any
from uuid import uuid4

import anyio
from fastapi import FastAPI

import judgebox
from judgebox.api import Services, create_app
from judgebox.blobs import CachedBlobs, DatabaseBlobs, PrecompiledDirectory
from judgebox.config import Settings, SettingsError, read_languages
from judgebox.dispatch import BullDispatcher, ClassicList
from judgebox.domain.duty import Duty
from judgebox.domain.pressure import UnfinishedLimits
from judgebox.domain.worker import worker_id_of
from judgebox.languages import Catalog
from judgebox.packages import read_all_packages
from judgebox.ports import (
    Backlog,
    Batches,
    Blobs,
    Clock,
    Dispatcher,
    Duties,
    Events,
    Leftovers,
    Rejudges,
    Store,
    Switches,
    Workers,
)
from judgebox.private_directories import private_directory
from judgebox.pubsub import open_events
from judgebox.sandbox import open_allowed_sandbox
from judgebox.store import (
    DatabaseBacklog,
    DatabaseBatches,
    DatabaseClock,
    DatabaseCompileCache,
    DatabaseDispatcher,
    DatabaseDuties,
    DatabaseLeftovers,
    DatabaseRejudges,
    DatabaseStore,
    DatabaseSwitches,
    DatabaseWorkers,
    open_store,
)
from judgebox.testing import MemoryEvents
from judgebox.usecases.admit import Admission
from judgebox.usecases.classic import submit_classic
from judgebox.usecases.clean import Cleaner
from judgebox.usecases.duties import DutyHolder, keep_doing
from judgebox.usecases.figures import Figures
from judgebox.usecases.intake import keep_taking_in
from judgebox.usecases.judge import Judge
from judgebox.usecases.load_problem import load_problem
from judgebox.usecases.operate import Operator, keep_switches
from judgebox.usecases.precompile import prepare_languages
from judgebox.usecases.prove import find_broken, find_versions
from judgebox.usecases.reconcile import Reconciler, keep_reconciling
from judgebox.usecases.rejudge import Rejudger
from judgebox.usecases.reverify import continue_rejudges, has_work, reverify
from judgebox.usecases.submit import Submitter
from judgebox.web import PageServices, create_pages
from judgebox.worker import (
    AttemptMaker,
    Deference,
    Distrust,
    InHand,
    Presence,
    Room,
    WorkerSlots,
    WorkLoop,
    default_worker_name,
)

PROVE_OTHERS_AFTER = timedelta(minutes=1)
"""When a worker begins to prove languages that are not common: some take seconds, and work may be waiting for it."""

REST_OF_PROVING = timedelta(seconds=1)
"""How long it rests after each of those, so that they do not keep a core from what it judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The adapters that servers and workers share."""

    store: Store
    blobs: Blobs
    compile_cache: DatabaseCompileCache | None
    workers: Workers
    backlog: Backlog
    batches: Batches
    rejudges: Rejudges
    duties: Duties
    leftovers: Leftovers
    switches: Switches
    dispatcher: Dispatcher
    events: Events
    clock: DatabaseClock
    catalog: Catalog
    redis_url: str | None


@asynccontextmanager
async def open_parts(settings: Settings, *, alone: bool = False) -> AsyncIterator[Parts]:
    """Connect to database and queue for as long as the context lasts.

    Args:
        alone: whether this process is the whole installation. Then it may do without Redis: the queue is in the
            database, and events reach the listeners of this process.

    Raises:
        SettingsError: no queue is named, or a language file is wrong.
        StoreError, QueueError: one of them is away, or does not fit.
    """
    async with open_store(settings.effective_database_url) as store:
        clock = DatabaseClock(store.connections)
        await clock.ask()
        async with _open_queue(settings, store, clock, alone=alone) as (dispatcher, events):
            yield Parts(
                store=store,
                blobs=CachedBlobs(settings.data_dir / "blobs", DatabaseBlobs(store.engine)),
                compile_cache=compile_cache_of(store, settings, clock),
                workers=DatabaseWorkers(store.connections),
                backlog=DatabaseBacklog(store.connections),
                batches=DatabaseBatches(store.connections),
                rejudges=DatabaseRejudges(store.connections),
                duties=DatabaseDuties(store.connections),
                leftovers=DatabaseLeftovers(store.connections),
                switches=DatabaseSwitches(store.connections),
                dispatcher=dispatcher,
                events=events,
                clock=clock,
                catalog=read_languages(settings),
                redis_url=_redis_url_of(settings),
            )


@asynccontextmanager
async def _open_queue(
    settings: Settings, store: DatabaseStore, clock: Clock, *, alone: bool
) -> AsyncIterator[tuple[Dispatcher, Events]]:
    redis_url = _redis_url_of(settings)
    if redis_url is None:
        if not alone:
            raise SettingsError("JUDGEBOX_REDIS_URL is missing: the Redis or Valkey that servers and workers share")
        yield DatabaseDispatcher(store.connections, clock, lease=settings.lease), MemoryEvents()
        return
    async with open_events(redis_url) as events:
        dispatcher = await BullDispatcher.connect(redis_url, lease=settings.lease)
        try:
            yield dispatcher, events
        finally:
            with anyio.CancelScope(shield=True):
                await dispatcher.close()


def _redis_url_of(settings: Settings) -> str | None:
    return None if settings.redis_url is None else settings.redis_url.get_secret_value()


def compile_cache_of(store: DatabaseStore, settings: Settings, clock: Clock) -> DatabaseCompileCache | None:
    """Make the compile cache that all workers share; None if there is to be none."""
    if settings.compile_cache_mib == 0:
        return None
    return DatabaseCompileCache(store.connections, clock, limit_bytes=settings.compile_cache_mib * 1024 * 1024)


def unavailable_languages(catalog: Catalog) -> Mapping[str, str]:
    """The languages that this host can't judge, each with the package that is missing."""
    return {key: language.package for key, language in catalog if catalog.missing_programs(key)}


def submitter_of(parts: Parts, settings: Settings, *, unavailable: Mapping[str, str]) -> Submitter:
    """Make the use case submit. `unavailable` is that of the worker if it is this process that judges."""
    return Submitter(
        store=parts.store,
        dispatcher=parts.dispatcher,
        events=parts.events,
        clock=parts.clock,
        catalog=parts.catalog,
        unavailable=unavailable,
        source_limit_bytes=settings.source_limit_bytes,
        input_limit_bytes=settings.input_limit_bytes,
        random=os.urandom,
        admission=admission_of(parts, limits_of(settings)),
    )


def limits_of(settings: Settings) -> UnfinishedLimits:
    return UnfinishedLimits(
        per_user=settings.unfinished_per_user,
        per_user_in_bulk=settings.unfinished_per_user_bulk,
        anonymous=settings.unfinished_anonymous,
        per_band=settings.unfinished_per_band,
        in_all=settings.unfinished_limit,
    )


def admission_of(parts: Parts, limits: UnfinishedLimits) -> Admission:
    return Admission(backlog=parts.backlog, switches=parts.switches, clock=parts.clock, limits=limits)


def operator_of(parts: Parts) -> Operator:
    return Operator(switches=parts.switches, dispatcher=parts.dispatcher, clock=parts.clock)


def rejudger_of(parts: Parts) -> Rejudger:
    return Rejudger(rejudges=parts.rejudges, clock=parts.clock, random=os.urandom)


def duties_of(parts: Parts, settings: Settings) -> Sequence[Duty]:
    """What one server of the fleet does again and again."""
    cleaner = Cleaner(leftovers=parts.leftovers, workers=parts.workers, clock=parts.clock)
    rejudger = rejudger_of(parts)
    sample = partial(reverify, rejudger, size=settings.reverify_daily, choose=SystemRandom().sample)
    duties = [
        Duty(name="clean", every=timedelta(hours=1), run=cleaner.clean),
        Duty(
            name="continue_rejudges",
            every=timedelta(seconds=5),
            run=partial(continue_rejudges, rejudger),
            is_needed=partial(has_work, rejudger),
        ),
    ]
    if settings.reverify_daily:
        duties.append(Duty(name="reverify", every=timedelta(days=1), run=sample))
    return duties


def app_of(parts: Parts, settings: Settings, submitter: Submitter, *, judging: "Worker | None") -> FastAPI:
    """Make the application: API, classic interface, pages. `judging` is the worker of this process, if it has one."""
    app = create_app(
        Services(
            store=parts.store,
            dispatcher=parts.dispatcher,
            events=parts.events,
            blobs=parts.blobs,
            submitter=submitter,
            clock=parts.clock,
            catalog=parts.catalog,
            figures=Figures(
                backlog=parts.backlog,
                switches=parts.switches,
                workers=parts.workers,
                dispatcher=parts.dispatcher,
                clock=parts.clock,
            ),
            operator=operator_of(parts),
            batches=parts.batches,
            rejudger=rejudger_of(parts),
            unavailable=submitter.unavailable,
            version=judgebox.__version__,
            source_limit_bytes=settings.source_limit_bytes,
            body_limit_bytes=settings.body_limit_bytes,
            batch_limit=settings.batch_limit,
            bulk_limit=settings.bulk_limit,
            bulk_body_limit_bytes=settings.bulk_body_limit_bytes,
            wait_limit=timedelta(seconds=settings.wait_limit_s),
            language_versions=judging.versions if judging else {},
            tier=judging.tier if judging else None,
        )
    )
    pages = create_pages(
        PageServices(
            store=parts.store,
            blobs=parts.blobs,
            submitter=submitter,
            catalog=parts.catalog,
            unavailable=submitter.unavailable,
            source_limit_bytes=settings.source_limit_bytes,
            version=judgebox.__version__,
        )
    )
    app.router.routes.extend(pages)
    return app


async def keep_house(parts: Parts, settings: Settings, submitter: Submitter) -> None:
    """Do what a server does besides answering, until cancelled.

    It reconciles, keeps the operators' switches in the queue, does the duties that are due and that no other server
    does, and takes in the classic list. That is filled by services of the site, which can't be told to send less for
    one of their users, so only the limits of bands and site hold for it.
    """
    operator = operator_of(parts)
    this_server = f"{default_worker_name()}-{uuid4().hex[:8]}"
    holder = DutyHolder(name=this_server, registry=parts.duties, clock=parts.clock)
    reconciler = Reconciler(
        store=parts.store, dispatcher=parts.dispatcher, events=parts.events, clock=parts.clock, operator=operator
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_reconciling, reconciler, name="reconcile")
        tasks.start_soon(parts.clock.keep_asking, name="clock")
        tasks.start_soon(keep_switches, operator, name="switches")
        tasks.start_soon(keep_doing, duties_of(parts, settings), holder, name="duties")
        if settings.classic_intake and parts.redis_url is not None:
            patient = replace(submitter, admission=admission_of(parts, limits_of(settings).without_users()))
            entries = ClassicList(parts.redis_url, consumer=this_server)

            async def submit(entry: Mapping[str, str]) -> None:
                await submit_classic(
                    patient,
                    problem_id=entry["problemId"],
                    source=entry["code"],
                    language=entry["language"],
                    user_id=entry.get("userId"),
                    input=entry.get("input"),
                )

            tasks.start_soon(keep_taking_in, entries, submit, parts.clock, name="classic intake")


async def load_problems_if_empty(parts: Parts, settings: Settings) -> None:
    """Load the sample problems, or those of the setting, into a store that has none; raises `ProblemError`."""
    if await parts.store.problems():
        return
    for package in read_all_packages(settings.problems_dir or judgebox.sample_problems_dir()):
        await load_problem(package, store=parts.store, blobs=parts.blobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What judges.

    Attributes:
        tier: of its sandbox.
        unavailable: languages that it can't judge, each with the package to install or repair; grows
            while the samples are run.
        versions: of the languages, as they say it themselves; grows likewise.
        run: judges until the event is set, then for the grace time at most; cancelled, it hands on at once.
    """

    tier: str
    unavailable: Mapping[str, str]
    versions: Mapping[str, str]
    run: Callable[[anyio.Event], Coroutine[Any, Any, None]]


@asynccontextmanager
async def open_worker(parts: Parts, settings: Settings) -> AsyncIterator[Worker]:
    """Make the sandbox, and end it on leaving with all that is in it.

    Raises:
        SandboxError: this host can't isolate programs; says what is missing.
    """
    slots = WorkerSlots(settings.slots)
    unavailable = dict(unavailable_languages(parts.catalog))
    versions: dict[str, str] = {}
    opened = open_allowed_sandbox(
        hidden=[settings.data_dir], allow_weak=settings.allow_weak_isolation, pool_size=settings.effective_box_pool
    )
    name = settings.worker_name or default_worker_name()
    worker = worker_id_of(name, os.urandom(4))
    random = SystemRandom().random
    async with opened as sandbox, private_directory("outputs") as place:
        judge = Judge(
            sandbox=sandbox,
            blobs=parts.blobs,
            slots=slots,
            compile_cache=parts.compile_cache,
            languages=parts.catalog.languages,
            place=place,
        )
        attempts = AttemptMaker(
            worker=worker,
            store=parts.store,
            dispatcher=parts.dispatcher,
            events=parts.events,
            clock=parts.clock,
            judge=judge,
            catalog=parts.catalog,
            unavailable=unavailable,
            in_hand=InHand(parts.clock),
            distrust=Distrust(random=random),
            lease=settings.lease,
            attempts=settings.attempts,
            random=random,
        )
        presence = Presence(
            worker=worker,
            name=name,
            version=judgebox.__version__,
            tier=sandbox.tier,
            registry=parts.workers,
            clock=parts.clock,
            slots=slots,
            attempts=attempts,
            versions=versions,
            started_at=parts.clock.now(),
        )
        loop = WorkLoop(
            slots=slots,
            attempts=attempts,
            room=Room(slots.count),
            deference=Deference(worker=worker, others_can=presence.others_can),
        )

        async def prove(languages: Sequence[str], *, rest: timedelta = timedelta()) -> None:
            for key in languages:  # what is broken is not asked for from the moment on at which that is known
                unavailable.update(await find_broken(parts.catalog, [key], sandbox))
                await anyio.sleep(rest.total_seconds())
            found = await find_versions(parts.catalog, languages, sandbox)
            versions.update(found)
            working = {key: version for key, version in found.items() if key not in unavailable}
            precompiled = PrecompiledDirectory(settings.cache_dir / "precompiled")
            await prepare_languages(parts.catalog, working, sandbox, precompiled)

        async def prove_languages() -> None:
            installed = [key for key, _ in parts.catalog if key not in unavailable]
            common = [key for key in installed if parts.catalog.languages[key].is_common]
            await prove(common)
            await anyio.sleep(PROVE_OTHERS_AFTER.total_seconds())
            await prove([key for key in installed if key not in common], rest=REST_OF_PROVING)

        async def run(stopping: anyio.Event) -> None:
            try:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(presence.keep_beating, stopping, name="beat")
                    tasks.start_soon(parts.clock.keep_asking, name="clock")
                    if parts.compile_cache is not None:
                        tasks.start_soon(parts.compile_cache.keep_writing, name="compile cache")
                    tasks.start_soon(prove_languages, name="prove languages")
                    await loop.run(stopping, grace=settings.grace)
                    tasks.cancel_scope.cancel()
            finally:
                await presence.say_goodbye()

        yield Worker(tier=sandbox.tier, unavailable=unavailable, versions=versions, run=run)
