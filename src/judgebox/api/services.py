"""What the API works with: ports and plain values, handed to it by `wiring.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from judgebox.languages import Catalog
from judgebox.ports import Blobs, Clock, Dispatcher, Events, Store
from judgebox.usecases.submit import Submitter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a request may need.

    Attributes:
        unavailable: language id to the package that is missing on this host.
        language_versions: language id to the version found, where it is known.
        version: of judgebox.
        body_limit_bytes: size of a request's body; batch_limit: submissions in one batch.
        wait_limit: the longest that `?wait=` waits.
        tier: of the sandbox, where the workers are on this host.
    """

    store: Store
    dispatcher: Dispatcher
    events: Events
    blobs: Blobs
    submitter: Submitter
    clock: Clock
    catalog: Catalog
    version: str
    unavailable: Mapping[str, str] = field(default_factory=dict)
    language_versions: Mapping[str, str] = field(default_factory=dict)
    source_limit_bytes: int = 64 * 1024
    body_limit_bytes: int = 16 * 1024 * 1024
    batch_limit: int = 1000
    wait_limit: timedelta = timedelta(seconds=60)
    tier: str | None = None


def services_of(connection: HTTPConnection) -> Services:
    return cast(Services, connection.app.state.services)


Given = Annotated[Services, Depends(services_of)]
"""A route's argument of this type is filled with the services."""
