import contextlib
import re
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import judgebox.sandbox
from judgebox.sandbox import wire
from judgebox.sandbox.plan import Identity, box_plan
from judgebox.sandbox.wire import Kind, OperationKind, Result, RunPlan, WireError, decode, encode_put, encode_run

PROTOCOL = (Path(judgebox.sandbox.__file__).parent / "launcher" / "protocol.h").read_text()


def a_run(**changed: object) -> RunPlan:
    plan: dict[str, object] = {
        "candidates": ["/bin/true"],
        "arguments": ["true"],
        "environment": [("A", "b")],
        "rlimits": [(7, 1, None)],
        "syscall_filter": wire.SyscallFilter.BASELINE,
        "output_limit": 1,
        "error_limit": 2,
    }
    return RunPlan(**{**plan, **changed})  # type: ignore[arg-type]


def a_message(kind: int, body: bytes) -> bytes:
    return struct.pack("<II", kind, 8 + len(body)) + body


@pytest.mark.parametrize("kind", Kind)
def test_kinds_of_messages_are_those_of_the_launcher(kind: Kind) -> None:
    assert re.search(rf"MESSAGE_{kind.name} = {kind.value},", PROTOCOL)


@pytest.mark.parametrize("kind", OperationKind)
def test_kinds_of_operations_are_those_of_the_launcher(kind: OperationKind) -> None:
    assert re.search(rf"OPERATION_{kind.name} = {kind.value},", PROTOCOL)


def test_steps_and_sizes_are_those_of_the_launcher() -> None:
    steps = re.findall(r"^    STEP_(\w+)", PROTOCOL, re.MULTILINE)

    assert [step.lower() for step in steps] == list(wire.STEPS)
    assert f"#define PROTOCOL_VERSION {wire.PROTOCOL_VERSION}\n" in PROTOCOL
    assert f"#define MESSAGE_MAX ({wire.MESSAGE_MAX // 1024} * 1024)" in PROTOCOL
    assert f"#define FDS_MAX {wire.FDS_MAX}\n" in PROTOCOL


def test_a_result_is_read() -> None:
    body = struct.pack("<IiIiQQQQQQQ8Q", 0, 0, 8, 9, 1, 2, 3, 4, 5, 6, 7, *range(8))

    kind, result = decode(a_message(Kind.RESULT, body))

    assert kind is Kind.RESULT
    assert isinstance(result, Result)
    assert (result.wait_status, result.wall_ns, result.error_bytes, result.extra_bytes) == (9, 1, 7, tuple(range(8)))


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\1",
        struct.pack("<II", Kind.DONE, 9),
        a_message(99, b""),
        a_message(Kind.RESULT, b"short"),
        a_message(Kind.RUN, b""),
        a_message(Kind.FILE, b"no end"),
        a_message(Kind.FILE, b"two\0strings\0"),
        a_message(Kind.FILE, b"/etc/passwd\0"),
        a_message(Kind.FILE, b"a/../../b\0"),
        a_message(Kind.FILE, b"\0"),
    ],
)
def test_a_message_that_breaks_the_protocol_is_refused(packet: bytes) -> None:
    with pytest.raises(WireError):
        decode(packet)


@given(st.integers(0, 14), st.binary(max_size=300))
def test_whatever_a_hostile_init_sends_is_read_or_refused(kind: int, body: bytes) -> None:
    with contextlib.suppress(WireError):
        decode(a_message(kind, body))


def test_what_does_not_fit_into_a_message_is_refused() -> None:
    with pytest.raises(WireError, match="at most"):
        encode_run(a_run(arguments=["x" * wire.MESSAGE_MAX]))
    with pytest.raises(WireError, match="resource limits"):
        encode_run(a_run(rlimits=[(7, 1, 1)] * 17))
    with pytest.raises(WireError, match="zero byte"):
        encode_run(a_run(arguments=["a\0b"]))


@pytest.mark.parametrize("fds", [[2], [64], [3, 3], list(range(3, 12))])
def test_further_descriptors_are_few_different_and_not_the_usual_three(fds: list[int]) -> None:
    with pytest.raises(WireError, match="further descriptors"):
        encode_run(a_run(extra_outputs=fds))


def test_boxes_of_one_kind_differ_by_their_ids_alone() -> None:
    identities = Identity(first_id=100_000, own_id=0), Identity(first_id=4_000_000_000, own_id=0)
    plans = [box_plan(identity, mounts=(), hidden=(), writable_bytes=1) for identity in identities]

    assert wire.with_id_map(wire.encode_new_box(plans[0]), plans[1].id_map) == wire.encode_new_box(plans[1])


def test_a_full_part_of_a_file_fits_into_a_message() -> None:
    assert len(encode_put("x" * 1000, b"x" * wire.PUT_BYTES, is_first=True, mode=0o644)) <= wire.MESSAGE_MAX
