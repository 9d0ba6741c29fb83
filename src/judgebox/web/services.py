"""What the pages need from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from judgebox.domain.submission import Submission
from judgebox.languages import Catalog
from judgebox.ports import Blobs, Store
from judgebox.usecases.submit import SubmitRequest


class TakesSubmissions(Protocol):
    """The use case submit, as far as a form needs it."""

    async def submit(self, request: SubmitRequest) -> Submission:
        """Take one submission in; raises `RequestError` or `StoreError`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageServices:
    """What the pages read, and where they hand submissions in.

    Attributes:
        unavailable: language id to the package that is missing on this installation.
        source_limit_bytes: of a source in UTF-8.
        version: of judgebox, shown at the foot of each page.
    """

    store: Store
    blobs: Blobs
    submitter: TakesSubmissions
    catalog: Catalog
    unavailable: Mapping[str, str]
    source_limit_bytes: int
    version: str
