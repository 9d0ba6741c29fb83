"""The filter of system calls: an assembler for classic BPF, and the program made of the policy.

How it works: the kernel runs the program before each system call of a box, on a small record of
the call's number, architecture and arguments, and does what the returned word says. The program first
ends whoever calls through a foreign ABI, whose numbers would mean other calls; then it compares the
number with each listed call, and answers the first that matches; the rest is allowed. The kernel
knows from the program which calls are always allowed and does not run it for those.

Source: Linux `Documentation/userspace-api/seccomp_filter.rst`, `include/uapi/linux/{filter,seccomp}.h`.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from judgebox.sandbox.syscall_policy import BASELINE, Argument, Rule
from judgebox.sandbox.syscall_tables import ARCHITECTURES, Architecture

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
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
def baseline_filter() -> bytes:
    """The filter of every box on this machine, as the kernel wants it."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise LookupError(f"no table of system calls for the architecture {machine}")
    return encode(assemble(BASELINE, ARCHITECTURES[machine]))


def assemble(rules: Iterable[Rule], architecture: Architecture) -> list[Instruction]:
    """Make the program for a policy; calls that the architecture does not have are left out."""
    program = list(_check_abi(architecture))
    for rule in rules:
        for name in rule.calls:
            if name in architecture.numbers:
                program += _match(architecture.numbers[name], rule)
    program.append(Instruction(_RETURN, ALLOW))
    return program


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


def _match(number: int, rule: Rule) -> Iterator[Instruction]:
    """Answer one call, by what its arguments are if the rule has conditions."""
    deny, allow = Instruction(_RETURN, _ERRNO | rule.error_number), Instruction(_RETURN, ALLOW)
    steps = [step for argument in rule.when for step in _answer_if(argument, deny)]
    steps += [step for argument in rule.unless for step in _answer_if(argument, allow)]
    steps.append(allow if rule.when and not rule.unless else deny)
    yield Instruction(_JUMP_EQUAL, number, if_false=len(steps))
    yield from steps


def _answer_if(argument: Argument, answer: Instruction) -> Iterator[Instruction]:
    """Answer if the lower half of an argument, masked, is a value.

    The lower half alone: the kernel too takes these arguments as 32-bit numbers.
    """
    yield Instruction(_LOAD, _ARGUMENTS_AT + 8 * argument.index)
    if argument.mask is not None:
        yield Instruction(_AND, argument.mask)
    yield Instruction(_JUMP_EQUAL, argument.value, if_false=1)
    yield answer
