"""The filter of system calls: an assembler for classic BPF, and the program made of the policy.

How it works: the kernel runs the program before each system call of a box, on a small record of
the call's number, architecture and arguments, and does what the returned word says. The program first
ends whoever calls through a foreign ABI, whose numbers would mean other calls; then it looks for the number
among the listed calls, by halving, and answers. The kernel tries out the program once for every number
when it is installed, to know which calls are always allowed and need no look; so each halving counts: a
program that compared one number after the other took 0.2 ms to install.

Source: Linux `Documentation/userspace-api/seccomp_filter.rst`, `include/uapi/linux/{filter,seccomp}.h`.
"""

import errno
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from judgebox.sandbox.syscall_policy import Argument, Policy, Rule
from judgebox.sandbox.syscall_tables import ARCHITECTURES, Architecture

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
_JUMP = 0x05
_JUMP_EQUAL = 0x15
_JUMP_GREATER_EQUAL = 0x35
_RETURN = 0x06

_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_INSTRUCTION = struct.Struct("<HBBI")
_X32_BIT = 0x40000000


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction; the jumps count instructions to skip."""

    code: int
    operand: int
    if_true: int = 0
    if_false: int = 0


@cache
def filter_of(policy: Policy) -> bytes:
    """The filter of a policy on this machine, as the kernel wants it.

    Raises:
        LookupError: there is no table for its architecture.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise LookupError(f"no table of system calls for the architecture {machine}")
    return encode(assemble(policy, ARCHITECTURES[machine]))


def assemble(policy: Policy, architecture: Architecture) -> list[Instruction]:
    """Make the program for a policy; calls that the architecture does not have are left out."""
    allow, answers = Instruction(_RETURN, ALLOW), dict[int, list[Instruction]]()
    for name in policy.allowed or ():
        if name in architecture.numbers:
            answers[architecture.numbers[name]] = [allow]
    for rule in policy.rules:
        for name in rule.calls:
            if name in architecture.numbers:
                answers[architecture.numbers[name]] = list(_answer(rule))
    default = allow if policy.allowed is None else Instruction(_RETURN, _ERRNO | errno.ENOSYS)
    return [*_check_abi(architecture), *_search(sorted(answers.items()), default)]


def encode(program: Iterable[Instruction]) -> bytes:
    return b"".join(_INSTRUCTION.pack(step.code, step.if_true, step.if_false, step.operand) for step in program)


def _check_abi(architecture: Architecture) -> Iterator[Instruction]:
    yield Instruction(_LOAD, _ARCHITECTURE_AT)
    yield Instruction(_JUMP_EQUAL, architecture.audit_number, if_true=1)
    yield Instruction(_RETURN, KILL_PROCESS)
    yield Instruction(_LOAD, _NUMBER_AT)
    if architecture.has_x32:
        yield Instruction(_JUMP_GREATER_EQUAL, _X32_BIT, if_false=1)
        yield Instruction(_RETURN, KILL_PROCESS)


def _search(answers: Sequence[tuple[int, list[Instruction]]], default: Instruction) -> list[Instruction]:
    """Find the call's number among sorted ones, and give its answer, or the default."""
    if not answers:
        return [default]
    if len(answers) == 1:
        number, steps = answers[0]
        return [Instruction(_JUMP_EQUAL, number, if_false=len(steps)), *steps, default]
    middle = len(answers) // 2
    below, rest = _search(answers[:middle], default), _search(answers[middle:], default)
    # A conditional jump reaches 255 instructions, the other one any number.
    return [
        Instruction(_JUMP_GREATER_EQUAL, answers[middle][0], if_false=1),
        Instruction(_JUMP, len(below)),
        *below,
        *rest,
    ]


def _answer(rule: Rule) -> Iterator[Instruction]:
    """Answer a call, by what its arguments are if the rule has conditions."""
    deny, allow = Instruction(_RETURN, _ERRNO | rule.error_number), Instruction(_RETURN, ALLOW)
    for argument in rule.when:
        yield from _answer_if(argument, deny)
    for argument in rule.unless:
        yield from _answer_if(argument, allow)
    yield allow if rule.when and not rule.unless else deny


def _answer_if(argument: Argument, answer: Instruction) -> Iterator[Instruction]:
    """Answer if the lower half of an argument, masked, is a value.

    The lower half alone: the kernel too takes these arguments as 32-bit numbers.
    """
    yield Instruction(_LOAD, _ARGUMENTS_AT + 8 * argument.index)
    if argument.mask is not None:
        yield Instruction(_AND, argument.mask)
    yield Instruction(_JUMP_EQUAL, argument.value, if_false=1)
    yield answer
