"""The samples of a problem, as they are shown beside its statement."""

from dataclasses import dataclass

from judgebox.domain.problem import Problem, TestCase
from judgebox.functions import Signature
from judgebox.ports import Blobs
from judgebox.web.values import Values, read_values

SHOWN_BYTES = 16 * 1024
"""What of a sample stands on the page; the rest is in the file that can be downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSample:
    """A sample's beginning; `is_cut` if the file has more. Of a function problem it has `values`."""

    number: int
    input: str
    answer: str
    is_cut: bool
    values: Values | None = None


async def read_samples(problem: Problem, blobs: Blobs, signature: Signature | None) -> list[ShownSample]:
    """Read what is shown of all samples."""
    return [await _read(case, number, blobs, signature) for number, case in enumerate(problem.samples, start=1)]


async def _read(case: TestCase, number: int, blobs: Blobs, signature: Signature | None) -> ShownSample:
    contents = [await blobs.get(case.input), await blobs.get(case.answer)]
    given, answer = (content[:SHOWN_BYTES].decode(errors="replace") for content in contents)
    return ShownSample(
        number=number,
        input=given,
        answer=answer,
        is_cut=any(len(content) > SHOWN_BYTES for content in contents),
        values=None if signature is None else read_values(signature, given, answer),
    )
