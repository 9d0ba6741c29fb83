"""Be as a container: turn a profile for containers into a filter, install it, and make a box under it.

Run as a process of its own, `container.py PROFILE [weak]`, by the tests, since a filter can't be taken off again:
makes a sandbox, or a weak one where there can be no boxes, runs a program, and prints what it printed, or what
went wrong.
"""

import ctypes
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import anyio

from judgebox.domain.errors import SandboxError
from judgebox.sandbox import open_allowed_sandbox
from judgebox.sandbox.probe.inside import run
from judgebox.sandbox.syscall_filter import Instruction, encode

LOAD, AND, JUMP_EQUAL, JUMP_GREATER, RETURN = 0x20, 0x54, 0x15, 0x25, 0x06
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
HEADERS = ("x86_64-linux-gnu/asm/unistd_64.h", "asm-generic/unistd.h")


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def numbers_of_calls() -> Mapping[str, int]:
    """Read the numbers of all system calls of this machine from the kernel's header."""
    header = HEADERS[0] if os.uname().machine == "x86_64" else HEADERS[1]
    text = Path("/usr/include", header).read_text(encoding="utf-8")
    return {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}


def assemble_profile(profile: Mapping[str, Any], numbers: Mapping[str, int]) -> list[Instruction]:
    """Make the filter that an engine would make of a profile: what no entry names gets the default action."""
    program = [
        Instruction(LOAD, 4),
        Instruction(JUMP_EQUAL, AUDIT_ARCHITECTURES[os.uname().machine], if_true=1),
        Instruction(RETURN, KILL_PROCESS),
    ]
    for entry in profile["syscalls"]:
        for name in entry["names"]:
            if name in numbers:
                answer = _answer(entry["action"], entry.get("errnoRet", 1))
                program += _match(numbers[name], list(_conditions(entry.get("args", []))), answer)
    return [*program, _answer(profile["defaultAction"], profile["defaultErrnoRet"])]


def _answer(action: str, error_number: int) -> Instruction:
    return Instruction(RETURN, {"SCMP_ACT_ALLOW": ALLOW, "SCMP_ACT_ERRNO": ERRNO | error_number}[action])


def _match(number: int, conditions: Sequence[Sequence[Instruction]], answer: Instruction) -> Iterator[Instruction]:
    """Answer a call if all conditions hold; each leaves the instruction after it to where it fails."""
    length = sum(len(condition) + 1 for condition in conditions) + 1
    yield Instruction(LOAD, 0)
    yield Instruction(JUMP_EQUAL, number, if_false=length)
    left = length
    for condition in conditions:
        *before, last = condition
        left -= len(condition) + 1
        yield from before
        yield last
        yield Instruction(0x05, left)  # BPF_JA: it failed
    yield answer


def _conditions(arguments: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Instruction]]:
    """The lower half of an argument is enough: the kernel takes these as 32-bit numbers."""
    for argument in arguments:
        load = Instruction(LOAD, 16 + 8 * argument["index"])
        match argument["op"]:
            case "SCMP_CMP_EQ":
                yield [load, Instruction(JUMP_EQUAL, argument["value"], if_true=1)]
            case "SCMP_CMP_MASKED_EQ":
                mask, wanted = Instruction(AND, argument["value"]), argument.get("valueTwo", 0)
                yield [load, mask, Instruction(JUMP_EQUAL, wanted, if_true=1)]
            case other:
                raise LookupError(f"the operator {other} is not known here")


def install(program: Sequence[Instruction]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    code = encode(program)
    wanted = Program(len(program), code)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(wanted)
    ):
        raise OSError(ctypes.get_errno(), "installing the filter of the profile")


async def run_in_a_box(allow_weak: bool) -> None:
    async with open_allowed_sandbox(allow_weak=allow_weak) as sandbox, sandbox.box() as box:
        outcome = await run(box, "sh", "-c", "echo in a box")
        print(f"tier {sandbox.tier}: {outcome.output.decode().strip()}")


def main() -> None:
    install(assemble_profile(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), numbers_of_calls()))
    try:
        anyio.run(run_in_a_box, "weak" in sys.argv)
    except SandboxError as error:
        print(f"refused: {error}")


if __name__ == "__main__":
    main()
