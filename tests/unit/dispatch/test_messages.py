"""What a message of the queue is, and what is none."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.dispatch.keys import job_id_of, line_key, name_of, parse_line
from judgebox.dispatch.messages import Unusable, encode, parse, parse_rejected
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.ports import Offer

SUBMISSION = SubmissionId("sub_0123456789abcdefghjkmnpqrs")


def test_what_is_written_is_read() -> None:
    offer = Offer(submission_id=SUBMISSION, generation=3, avoid="worker 1")

    message = parse(encode(offer), job_id=job_id_of(SUBMISSION, 3))

    assert (message.submission_id, message.generation, message.avoid) == (SUBMISSION, 3, "worker 1")


def test_fields_of_a_newer_version_are_ignored_and_those_that_an_older_one_lacks_are_not_needed() -> None:
    data = msgspec.json.encode({"submission_id": SUBMISSION, "generation": 1, "newer": [1, {}]})

    assert parse(data, job_id=job_id_of(SUBMISSION, 1)).avoid is None


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: msgspec.json.encode({"submission_id": text})))
def test_nothing_but_unusable_is_raised_by_any_bytes(data: bytes) -> None:
    with pytest.raises(Unusable):
        parse(data, job_id="sub_a-1")


@given(st.sampled_from(Band), st.text(max_size=20).filter(lambda text: text.isprintable()))
def test_the_name_of_a_line_is_read_back_and_has_no_sign_that_redis_or_bullmq_reads(band: Band, route: str) -> None:
    line = Line(band=band, route=route)

    assert parse_line(name_of(line)) == line
    assert not set(name_of(line)) & set(":{}*?[] ")
    assert line_key(line, "wait").startswith("{judgebox}:")


@pytest.mark.parametrize("name", ["", "practice", "nothing-c", "-c", "practice:c"])
def test_another_name_is_no_line(name: str) -> None:
    assert parse_line(name) is None


@given(st.text(max_size=100))
def test_anything_among_the_rejected_can_be_shown(text: str) -> None:
    assert parse_rejected(text).reason
