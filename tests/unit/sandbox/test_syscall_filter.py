"""The filter, carried out by a small interpreter of classic BPF instead of the kernel."""

import errno
import os
import resource
import socket
import struct
from collections.abc import Sequence

import pytest

from judgebox.sandbox.syscall_filter import ALLOW, KILL_PROCESS, assemble, encode, filter_of
from judgebox.sandbox.syscall_policy import BASELINE, DENIED, INIT, SPAWNER, STRICT, Argument, Policy, Rule
from judgebox.sandbox.syscall_tables import ARCHITECTURES, Architecture

X86_64 = ARCHITECTURES["x86_64"]
I386_AUDIT_NUMBER = 0x40000003
PROGRAM = (SPAWNER, INIT, BASELINE)
"""Filters are inherited, so a program is held by all that were installed on the way to it."""
STRICT_PROGRAM = (SPAWNER, INIT, STRICT)
HARMLESS = {"read": 0, "write": 1, "mmap": 9, "execve": 59, "exit_group": 231, "futex": 202, "openat": 257}


def run_filter(program: bytes, record: bytes) -> int:
    """Carry out a program on a record of a call (`struct seccomp_data`); return the word that it returns."""
    accumulator, position = 0, 0
    while True:
        code, if_true, if_false, operand = struct.unpack_from("<HBBI", program, 8 * position)
        position += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", record, operand)
            case 0x54:
                accumulator &= operand
            case 0x05:
                position += operand
            case 0x15:
                position += if_true if accumulator == operand else if_false
            case 0x35:
                position += if_true if accumulator >= operand else if_false
            case 0x06:
                return int(operand)
            case _:
                raise AssertionError(f"unknown instruction {code:#x}")


def answer(
    number: int,
    *arguments: int,
    policies: Sequence[Policy] = PROGRAM,
    architecture: Architecture = X86_64,
    audit_number: int | None = None,
) -> int:
    """What the kernel does on a call: all filters are asked; ending goes before failing, and that before allowing."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    audit_number = architecture.audit_number if audit_number is None else audit_number
    record = struct.pack("<iIQ6Q", number, audit_number, 0, *padded)
    words = [run_filter(encode(assemble(policy, architecture)), record) for policy in policies]
    return next((word for word in (KILL_PROCESS, *reversed(words)) if word in words and word != ALLOW), ALLOW)


def error_of(name: str, *arguments: int, policies: Sequence[Policy] = PROGRAM) -> int | None:
    """The error number with which a call fails; None if it is allowed."""
    word = answer(X86_64.numbers[name], *arguments, policies=policies)
    return None if word == ALLOW else word & 0xFFFF


@pytest.mark.parametrize("name", HARMLESS)
def test_ordinary_calls_are_allowed(name: str) -> None:
    assert answer(HARMLESS[name]) == ALLOW


def test_the_foreign_abi_is_ended_whatever_it_calls() -> None:
    assert answer(HARMLESS["read"], audit_number=I386_AUDIT_NUMBER) == KILL_PROCESS
    assert answer(X86_64.numbers["mount"], audit_number=I386_AUDIT_NUMBER) == KILL_PROCESS


@pytest.mark.parametrize("number", [0x40000000, 0x40000000 + 59, 0xFFFFFFFF - (1 << 32)])
def test_x32_numbers_are_ended(number: int) -> None:
    assert answer(number) == KILL_PROCESS


@pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=ARCHITECTURES)
def test_what_is_always_denied_fails_with_its_error(architecture: Architecture) -> None:
    for rule in DENIED:
        for name in rule.calls:
            if not rule.when and not rule.unless and name in architecture.numbers:
                word = answer(architecture.numbers[name], architecture=architecture)
                assert word == 0x00050000 | rule.error_number, name


def test_every_call_of_the_policy_is_known_on_some_architecture() -> None:
    known = {name for architecture in ARCHITECTURES.values() for name in architecture.numbers}
    unknown = {name for rule in DENIED for name in rule.calls} - known

    assert unknown == {"stime"}  # of 32-bit systems


@pytest.mark.parametrize("flag", [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
def test_a_process_gets_no_namespace_of_its_own(flag: int) -> None:
    assert error_of("clone", flag | 17) == errno.EPERM


def test_threads_and_processes_can_be_made() -> None:
    assert error_of("clone", 0x003D0F00) is None  # what pthread_create asks for
    assert error_of("clone", 0x01200011) is None  # what fork asks for
    assert error_of("clone3") == errno.ENOSYS  # so that libraries ask as above


def test_sockets_are_for_talking_within_the_box() -> None:
    assert error_of("socket", socket.AF_UNIX, 1) is None
    assert error_of("socketpair", socket.AF_UNIX, 1) is None


@pytest.mark.parametrize("family", [0, 2, 10, 16, 17, 38, 40, 45, (1 << 32) | 40])
def test_other_sockets_cannot_be_made(family: int) -> None:
    assert error_of("socket", family, 1) == errno.EAFNOSUPPORT


def test_limits_are_ones_own_and_core_dumps_stay_as_they_are() -> None:
    assert error_of("prlimit64", 0, 7) is None
    assert error_of("prlimit64", 1, 7) == errno.EPERM
    assert error_of("prlimit64", 0, 4) == errno.EPERM


def test_personality_can_be_asked_and_randomisation_switched_off() -> None:
    assert error_of("personality", 0xFFFFFFFF) is None
    assert error_of("personality", 0x0040000) is None
    assert error_of("personality", 0x0400000) == errno.EPERM


def test_only_the_lower_half_of_an_argument_counts_as_for_the_kernel() -> None:
    assert error_of("ioctl", 0, 0x5412) == errno.EPERM
    assert error_of("ioctl", 0, (0xDEAD << 32) | 0x5412) == errno.EPERM
    assert error_of("ioctl", 0, 0x5401) is None


def test_a_rule_may_deny_some_values_and_demand_others() -> None:
    rule = Rule(calls=("prlimit64",), when=(Argument(index=1, value=4),), unless=(Argument(index=0, value=0),))
    program = encode(assemble(Policy(rules=(rule,)), X86_64))

    def ask(*arguments: int) -> int:
        record = struct.pack("<iIQ6Q", X86_64.numbers["prlimit64"], X86_64.audit_number, 0, *arguments, 0, 0, 0, 0)
        return run_filter(program, record)

    assert ask(0, 3) == ALLOW
    assert ask(0, 4) & 0xFFFF == errno.EPERM
    assert ask(5, 3) & 0xFFFF == errno.EPERM


@pytest.mark.skipif(os.uname().machine not in ARCHITECTURES, reason="no table for this machine")
@pytest.mark.parametrize("policy", [SPAWNER, INIT, BASELINE, STRICT])
def test_a_filter_fits_into_what_the_kernel_takes(policy: Policy) -> None:
    assert len(filter_of(policy)) // 8 <= 4096


def test_locks_and_watches_on_files_that_all_boxes_see_are_denied() -> None:
    f_dupfd, f_setlk, f_ofd_setlk, f_notify = 0, 6, 37, 1026
    assert error_of("fcntl", 3, f_dupfd) is None
    assert {error_of("fcntl", 3, number) for number in (f_setlk, f_ofd_setlk, f_notify)} == {errno.ENOLCK}
    assert error_of("flock", 3, 2) == errno.ENOLCK
    assert error_of("inotify_init1", 0) == errno.ENOSYS


def test_pages_that_no_control_group_counts_are_denied() -> None:
    assert error_of("mmap", 0, 4096, 3, 0x22) is None
    assert error_of("mmap", 0, 4096, 3, 0x40022) == errno.ENOMEM


def test_a_strict_program_may_have_threads_but_no_processes_and_no_sockets() -> None:
    assert error_of("clone", 0x003D0F00, policies=STRICT_PROGRAM) is None
    assert error_of("clone", 0x01200011, policies=STRICT_PROGRAM) == errno.EPERM
    assert error_of("fork", policies=STRICT_PROGRAM) == errno.EPERM
    assert error_of("socket", socket.AF_UNIX, 1, policies=STRICT_PROGRAM) == errno.EPERM


def test_a_strict_program_is_denied_what_nobody_has_thought_of() -> None:
    future = 4000
    assert answer(future) == ALLOW
    assert answer(future, policies=STRICT_PROGRAM) & 0xFFFF == errno.ENOSYS
    assert error_of("mount", policies=STRICT_PROGRAM) == errno.EPERM


def test_a_strict_program_is_held_to_the_baseline_where_it_is_allowed_something() -> None:
    assert error_of("ioctl", 0, 0x5412, policies=STRICT_PROGRAM) == errno.EPERM
    assert error_of("ioctl", 0, 0x5401, policies=STRICT_PROGRAM) is None
    assert error_of("prlimit64", 0, resource.RLIMIT_CORE, policies=STRICT_PROGRAM) == errno.EPERM


def test_the_init_can_renew_a_box_and_nothing_else_that_programs_cannot() -> None:
    own_cgroups_and_ipc, own_users = 0x0A000000, 0x10000000
    assert error_of("mount", policies=(SPAWNER, INIT)) is None
    assert error_of("unshare", own_cgroups_and_ipc, policies=(SPAWNER, INIT)) is None
    assert error_of("unshare", own_users, policies=(SPAWNER, INIT)) == errno.EPERM
    for name in ("setns", "ptrace", "pivot_root", "open_tree", "bpf", "keyctl", "init_module", "io_uring_setup"):
        assert error_of(name, policies=(SPAWNER, INIT)) == error_of(name)
        assert error_of(name) is not None


def test_the_launcher_can_make_boxes_and_nothing_else_that_programs_cannot() -> None:
    needed = {"clone", "clone3", "open_tree", "move_mount", "pivot_root", "seccomp", "mount", "umount2"}
    needed |= {"mount_setattr", "unshare", "setrlimit", "prlimit64"}
    for rule in DENIED:
        for name in rule.calls:
            if name in X86_64.numbers and not rule.when and not rule.unless:
                assert (error_of(name, policies=[SPAWNER]) is None) == (name in needed), name


def test_the_hosts_log_disks_and_budgets_are_out_of_reach() -> None:
    dont_need, mergeable, sched_core = 4, 12, 62
    assert error_of("seccomp", 1) == errno.EPERM
    assert error_of("sync") == error_of("syncfs", 3) == errno.EPERM
    assert error_of("fadvise64", 3, 0, 0, dont_need) == errno.EPERM
    assert error_of("fadvise64", 3, 0, 0, 3) is None
    assert error_of("io_setup", 1) == errno.ENOSYS
    assert error_of("madvise", 0, 4096, mergeable) == errno.EINVAL
    assert error_of("prctl", sched_core) == errno.EPERM
    assert error_of("membarrier", 2) == errno.EPERM
