"""What the API works with: ports and plain values, handed to it by `wiring.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from judgebox.api.request_metrics import RequestMetrics
from judgebox.languages import Catalog
from judgebox.ports import Batches, Blobs, Clock, Dispatcher, Events, Store
from judgebox.usecases.figures import Figures
from judgebox.usecases.operate import Operator
from judgebox.usecases.rejudge import Rejudger
from judgebox.usecases.submit import Submitter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a request may need.

    Attributes:
        unavailable: language id to the package that is missing on this host.
        language_versions: language id to the version found, where it is known.
        version: of judgebox.
        body_limit_bytes: size of a request's body; batch_limit: submissions in one request of the live bands.
        bulk_body_limit_bytes, bulk_limit: the same of a batch in the bulk band.
        wait_limit: the longest that `?wait=` waits.
        tier: of the sandbox, where the workers are on this host.
        request_metrics: what this server did.
    """

    store: Store
    dispatcher: Dispatcher
    events: Events
    blobs: Blobs
    submitter: Submitter
    clock: Clock
    catalog: Catalog
    figures: Figures
    operator: Operator
    batches: Batches
    rejudger: Rejudger
    version: str
    unavailable: Mapping[str, str] = field(default_factory=dict)
    language_versions: Mapping[str, str] = field(default_factory=dict)
    source_limit_bytes: int = 64 * 1024
    body_limit_bytes: int = 16 * 1024 * 1024
    batch_limit: int = 1000
    bulk_limit: int = 10_000
    bulk_body_limit_bytes: int = 64 * 1024 * 1024
    wait_limit: timedelta = timedelta(seconds=60)
    tier: str | None = None
    request_metrics: RequestMetrics = field(default_factory=RequestMetrics)


def services_of(connection: HTTPConnection) -> Services:
    return cast(Services, connection.app.state.services)


Given = Annotated[Services, Depends(services_of)]
"""A route's argument of this type is filled with the services."""
