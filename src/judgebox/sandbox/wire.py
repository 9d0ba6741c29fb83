"""Messages between the worker and the launcher: the twin of launcher/protocol.h, which explains them.

What comes from a box is as hostile as the program in it: every size is checked before it is used.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag

PROTOCOL_VERSION = 3
MESSAGE_MAX = 96 * 1024
ANSWER_MAX = 4096
"""More than any message of an init or spawner has."""
FDS_MAX = 16
PUT_BYTES = 64 * 1024
"""How much of a file's content goes into one message."""

_HEADER = struct.Struct("<II")
_NEW_BOX = struct.Struct("<IIIIIIII128s64s64s128s128s")
_ID_MAP_BYTES = 128
_OPERATION = struct.Struct("<IIIII")
_FAILED = struct.Struct("<Ii256s")
_PUT = struct.Struct("<III")
_COLLECT = struct.Struct("<II")
_EXTRAS_MAX = 8
_RUN = struct.Struct(f"<IIIIIIIIQQ{_EXTRAS_MAX}I")
_RLIMIT = struct.Struct("<IIQQ")
_RLIMITS_MAX = 16
_RESULT = struct.Struct(f"<IiIiQQQQQQQ{_EXTRAS_MAX}Q")


class WireError(Exception):
    """A message breaks the protocol, or does not fit into it."""


class Kind(IntEnum):
    NEW_BOX = 1
    READY = 2
    FAILED = 3
    PUT = 4
    DONE = 5
    FREEZE = 6
    COLLECT = 7
    FILE = 8
    RUN = 9
    KILL = 10
    RESULT = 11
    CGROUPS = 12
    RESIDENT = 13
    FILTER = 14
    PREPARE = 15


STEPS = (
    "none",
    "message",
    "clone",
    "id_map",
    "identity",
    "hostname",
    "root",
    "mount",
    "pivot",
    "scratch",
    "harden",
    "put",
    "freeze",
    "collect",
    "fork",
    "cgroup",
    "streams",
    "rlimit",
    "privileges",
    "filter",
    "exec",
    "landlock",
    "resident",
)
"""What people read for the steps of protocol.h, in its order."""


class OperationKind(IntEnum):
    DIRECTORY = 1
    SYMLINK = 2
    FILE = 3
    BIND = 4
    DEVICE = 5
    TMPFS = 6
    PROC = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step in making the root of a box.

    Attributes:
        target: a path inside the new root, without a slash in front.
        source: what `kind` says in protocol.h: a path of the host, the content of a file, mount options.
        is_optional: go on if the host cannot do it.
    """

    kind: OperationKind
    target: str
    source: str | bytes = ""
    mode: int = 0o755
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPlan:
    """Everything that the launcher must know to make a box.

    Attributes:
        id_map: what differs between the boxes of one kind.
        syscall_filters: the init's own, then those that a run can choose, by `SyscallFilter`.
    """

    has_own_ids: bool
    init_id: int
    program_id: int
    id_map: str
    hostname: str
    root_place: str
    box_options: str
    scratch_options: str
    syscall_filters: tuple[bytes, bytes, bytes]
    operations: Sequence[Operation]


class SyscallFilter(IntEnum):
    INIT = 0
    BASELINE = 1
    STRICT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """Everything that the launcher must know to run a program.

    Attributes:
        candidates: paths of the program to try, in order.
        rlimits: (resource, soft, hard); None as infinity.
        extra_inputs, extra_outputs: numbers of further descriptors.
        is_output_given: whether a descriptor for the output comes with the message.
    """

    candidates: Sequence[str]
    arguments: Sequence[str]
    environment: Sequence[tuple[str, str]]
    rlimits: Sequence[tuple[int, int | None, int | None]]
    syscall_filter: SyscallFilter
    output_limit: int
    error_limit: int
    extra_inputs: Sequence[int] = ()
    extra_outputs: Sequence[int] = ()
    is_output_given: bool = False
    is_warm: bool = False
    is_kept: bool = False


class ResultFlag(IntFlag):
    KILLED = 1
    OUTPUT_OVERFLOW = 2
    ERROR_OVERFLOW = 4
    EXECUTED = 8
    WARM = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a run ended, as the init of the box saw it."""

    failed_step: int
    error_number: int
    flags: ResultFlag
    wait_status: int
    wall_ns: int
    ended_ns: int
    cpu_ns: int
    max_rss_bytes: int
    involuntary_switches: int
    output_bytes: int
    error_bytes: int
    extra_bytes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What did not work in the box, or in making it."""

    step: str
    error_number: int
    detail: str


def encode_new_box(plan: BoxPlan) -> bytes:
    fixed = _NEW_BOX.pack(
        PROTOCOL_VERSION,
        plan.has_own_ids,
        plan.init_id,
        plan.program_id,
        *(len(program) // 8 for program in plan.syscall_filters),
        len(plan.operations),
        _fitting(plan.id_map, _ID_MAP_BYTES),
        _fitting(plan.hostname, 64),
        _fitting(plan.root_place, 64),
        _fitting(plan.box_options, 128),
        _fitting(plan.scratch_options, 128),
    )
    return _message(Kind.NEW_BOX, fixed, *plan.syscall_filters, *map(_encode_operation, plan.operations))


def with_id_map(new_box: bytes, id_map: str) -> bytes:
    """Give the encoded plan of a box other ids, which is all that differs between boxes of one kind."""
    start = _HEADER.size + 8 * 4
    encoded = _fitting(id_map, _ID_MAP_BYTES).ljust(_ID_MAP_BYTES, b"\0")
    return b"".join((new_box[:start], encoded, new_box[start + _ID_MAP_BYTES :]))


def encode_put(path: str, content: bytes | memoryview, *, is_first: bool, mode: int) -> bytes:
    """Encode a part of a file of at most PUT_BYTES."""
    name = _string(path)
    return _message(Kind.PUT, _PUT.pack(is_first, mode, len(name)), name, content)


def encode_collect(directory: str, *, file_limit: int, entry_limit: int) -> bytes:
    return _message(Kind.COLLECT, _COLLECT.pack(file_limit, entry_limit), _string(directory))


def encode_run(plan: RunPlan) -> bytes:
    """Encode what to run.

    Raises:
        WireError: arguments and environment do not fit into one message.
    """
    extras = [*plan.extra_inputs, *plan.extra_outputs]
    if len(extras) > _EXTRAS_MAX or len(set(extras)) < len(extras) or not all(2 < fd < 64 for fd in extras):
        raise WireError(f"further descriptors {extras}: at most {_EXTRAS_MAX} different ones from 3 to 63 fit")
    fixed = _RUN.pack(
        (1 if plan.is_output_given else 0) | (2 if plan.is_warm else 0) | (4 if plan.is_kept else 0),
        plan.syscall_filter,
        len(plan.rlimits),
        len(plan.candidates),
        len(plan.arguments),
        len(plan.environment),
        len(plan.extra_inputs),
        len(extras),
        plan.output_limit,
        plan.error_limit,
        *(extras + [0] * (_EXTRAS_MAX - len(extras))),
    )
    strings = [*plan.candidates, *plan.arguments, *(f"{name}={value}" for name, value in plan.environment)]
    return _message(Kind.RUN, fixed, _encode_rlimits(plan.rlimits), *map(_string, strings))


def encode_resident(
    arguments: Sequence[str],
    environment: Sequence[tuple[str, str]],
    rlimits: Sequence[tuple[int, int | None, int | None]],
) -> bytes:
    """Encode which interpreter to keep waiting, and what it may use."""
    counts = (0, 0, len(rlimits), 0, len(arguments), len(environment), 0, 0, 0, 0)
    strings = [*arguments, *(f"{name}={value}" for name, value in environment)]
    fixed = _RUN.pack(*counts, *[0] * _EXTRAS_MAX)
    return _message(Kind.RESIDENT, fixed, _encode_rlimits(rlimits), *map(_string, strings))


def _encode_rlimits(rlimits: Sequence[tuple[int, int | None, int | None]]) -> bytes:
    if len(rlimits) > _RLIMITS_MAX:
        raise WireError(f"{len(rlimits)} resource limits, at most {_RLIMITS_MAX} fit")
    encoded = b"".join(_RLIMIT.pack(number, 0, _limit(soft), _limit(hard)) for number, soft, hard in rlimits)
    return encoded.ljust(_RLIMITS_MAX * _RLIMIT.size, b"\0")


def encode_filter(program: bytes) -> bytes:
    """Encode the launcher's own filter of system calls."""
    return _message(Kind.FILTER, program)


def encode_simple(kind: Kind) -> bytes:
    """Encode a message that is nothing but its kind."""
    return _message(kind)


def decode(packet: bytes) -> tuple[Kind, Result | Failed | str | None]:
    """Read a message of an init: its kind, and a result, a failure or the path of a file."""
    try:
        number, length = _HEADER.unpack_from(packet)
        kind = Kind(number)
        if length != len(packet):
            raise WireError(f"a message of {len(packet)} bytes says that it has {length}")
        body = packet[_HEADER.size :]
        match kind:
            case Kind.READY | Kind.DONE:
                return kind, None
            case Kind.FAILED:
                return kind, _decode_failed(body)
            case Kind.FILE:
                return kind, _decode_path(body)
            case Kind.RESULT:
                return kind, _decode_result(body)
        raise WireError(f"{kind.name} is not for a worker")
    except (struct.error, ValueError) as error:
        raise WireError(f"a message cannot be read: {error}") from error


def _decode_failed(body: bytes) -> Failed:
    step, error_number, detail = _FAILED.unpack(body)
    name = STEPS[step] if step < len(STEPS) else "unknown"
    return Failed(step=name, error_number=error_number, detail=detail.rstrip(b"\0").decode(errors="replace"))


def _decode_result(body: bytes) -> Result:
    step, error_number, flags, *rest = _RESULT.unpack(body)
    names = (
        "wait_status",
        "wall_ns",
        "ended_ns",
        "cpu_ns",
        "max_rss_bytes",
        "involuntary_switches",
        "output_bytes",
        "error_bytes",
    )
    known = dict(zip(names, rest[: len(names)], strict=True))
    return Result(
        failed_step=step,
        error_number=error_number,
        flags=ResultFlag(flags & 31),
        extra_bytes=tuple(rest[len(names) :]),
        **known,
    )


def _decode_path(body: bytes) -> str:
    """Read the path of a collected file; its bytes are whatever the program liked."""
    if not body.endswith(b"\0") or b"\0" in body[:-1]:
        raise WireError("a path is not one string")
    path = body[:-1].decode(errors="surrogateescape")
    if not path or path.startswith("/") or ".." in path.split("/"):
        raise WireError("a path leads out of the box")
    return path


def _encode_operation(operation: Operation) -> bytes:
    is_content = operation.kind is OperationKind.FILE
    source = operation.source if isinstance(operation.source, bytes) else operation.source.encode()
    source = source if is_content else source + b"\0"
    target = _string(operation.target)
    fixed = _OPERATION.pack(operation.kind, operation.is_optional, operation.mode, len(source), len(target))
    return fixed + source + target


def _message(kind: Kind, *parts: bytes | memoryview) -> bytes:
    length = _HEADER.size + sum(map(len, parts))
    if length > MESSAGE_MAX:
        raise WireError(f"a message {kind.name} has {length} bytes, at most {MESSAGE_MAX} fit")
    return b"".join((_HEADER.pack(kind, length), *parts))


def _string(text: str) -> bytes:
    encoded = text.encode(errors="surrogateescape")
    if b"\0" in encoded:
        raise WireError("a string has a zero byte inside")
    return encoded + b"\0"


def _fitting(text: str, size: int) -> bytes:
    encoded = _string(text)
    if len(encoded) > size:
        raise WireError(f"{text!r} has {len(encoded)} bytes, at most {size} fit")
    return encoded


def _limit(value: int | None) -> int:
    return 2**64 - 1 if value is None else value
