"""`judgebox up`, `serve`, `worker` and `db upgrade`: what runs until it is told to stop.

How it works: everything that can be refused is refused before anything starts, in the order in which an
operator would ask: settings, port, database, queue, sandbox. Then the parts run side by side until one of
them fails, or a signal comes. After the first signal nothing new is begun: the worker ends what it judges
within its grace time and hands on the rest, then the server answers its open requests, and the embedded
queue ends last. After a second one attempts under way are handed on at once.
"""

import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
from pydantic import SecretStr

from judgebox.cli.http import check_address, listen, serve_http, url_of
from judgebox.cli.logs import configure_logging
from judgebox.cli.signals import run_until_signal
from judgebox.config import Settings, read_settings
from judgebox.dispatch import embedded_valkey, find_server
from judgebox.domain.errors import QueueError
from judgebox.store import check_version, upgrade
from judgebox.wiring import (
    Parts,
    Worker,
    app_of,
    keep_house,
    load_problems_if_empty,
    open_parts,
    open_worker,
    submitter_of,
)


def up(**options: object) -> None:
    """Serve and judge on this machine until told to stop."""
    settings = _settings(**options)
    check_address(settings)
    with listen(settings.host, settings.port) as listener:
        _run(_up, settings, listener)


def serve(**options: object) -> None:
    """Serve until told to stop; workers judge."""
    settings = _settings(**options)
    check_address(settings)
    with listen(settings.host, settings.port) as listener:
        _run(_serve, settings, listener)


def worker(**options: object) -> None:
    """Judge until told to stop."""
    _run(_worker, _settings(**options))


def upgrade_database() -> None:
    """Make the database's tables, or bring them up to date."""
    settings = _settings()
    upgrade(settings.effective_database_url)
    _say("the database is up to date")


def _settings(**options: object) -> Settings:
    settings = read_settings(**options)
    configure_logging(as_json=settings.log_json)
    os.umask(0o077)  # the database holds test data and sources: nobody else on this machine may read it
    return settings


def _run(main: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> None:
    anyio.run(run_until_signal, main, *arguments, backend_options={"use_uvloop": True})


async def _up(stopping: anyio.Event, settings: Settings, listener: socket.socket) -> None:
    await anyio.to_thread.run_sync(upgrade, settings.effective_database_url)
    async with _with_queue(settings) as settings, open_parts(settings, alone=True) as parts:
        await load_problems_if_empty(parts, settings)
        async with open_worker(parts, settings) as worker, anyio.create_task_group() as tasks:
            tasks.start_soon(partial(_serve_parts, parts, settings, listener, judging=worker), name="server")
            await worker.run(stopping)
            tasks.cancel_scope.cancel()  # not before: whoever waits for a verdict still gets it


async def _serve(stopping: anyio.Event, settings: Settings, listener: socket.socket) -> None:
    await anyio.to_thread.run_sync(check_version, settings.effective_database_url)
    async with open_parts(settings) as parts:
        await load_problems_if_empty(parts, settings)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_serve_parts, parts, settings, listener, name="server")
            await stopping.wait()
            tasks.cancel_scope.cancel()


async def _serve_parts(
    parts: Parts, settings: Settings, listener: socket.socket, *, judging: Worker | None = None
) -> None:
    """Serve; `judging` is the worker if it is this process that judges."""
    submitter = submitter_of(parts, settings, unavailable=judging.unavailable if judging else {})
    app = app_of(parts, settings, submitter, judging=judging)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_house, parts, settings, submitter, name="house")
        tasks.start_soon(partial(serve_http, app, listener, body_limit_bytes=settings.body_limit_bytes), name="http")
        _say(f"serving {url_of(listener)}; Ctrl-C stops it")


async def _worker(stopping: anyio.Event, settings: Settings) -> None:
    await anyio.to_thread.run_sync(check_version, settings.effective_database_url)
    async with open_parts(settings) as parts, open_worker(parts, settings) as worker:
        _say(f"judging with {settings.slots} slots, sandbox tier {worker.tier}; Ctrl-C stops it")
        await worker.run(stopping)


@asynccontextmanager
async def _with_queue(settings: Settings) -> AsyncIterator[Settings]:
    """Start the embedded queue, unless a setting names one; without a program for it the database is the queue."""
    if settings.redis_url is not None:
        yield settings
        return
    try:
        find_server()
    except QueueError as error:
        _say(f"{error}; until then the database is the queue")
        yield settings
        return
    async with embedded_valkey() as url:
        yield settings.model_copy(update={"redis_url": SecretStr(url)})


def _say(sentence: str) -> None:
    print(f"judgebox: {sentence}", file=sys.stderr, flush=True)
