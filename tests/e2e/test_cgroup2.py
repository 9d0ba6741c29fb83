"""The sandbox where there are control groups of version 2 alone: a part of its tests, in a virtual machine.

An emulated processor runs them some 20 times slower, so each tier has a few; `make attacks-v2` runs all of them.
"""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE = Path(os.environ.get("JUDGEBOX_CGROUP2_VM", ROOT.parent / "shared" / "tools" / "cgroup2-vm" / "run"))
WITHIN_S = 900

TIER = "tests/contract/sandbox/test_tier.py"
PEAK = "tests/contract/sandbox/test_accounting.py::test_the_peak_is_what_was_touched_within_two_mebibytes"
CPU = "tests/contract/sandbox/test_accounting.py::test_cpu_time_is_that_of_all_processes_and_threads[unawaited]"
SUICIDE = "tests/contract/sandbox/test_accounting.py::test_a_program_that_kills_itself_is_not_out_of_memory"
SIGNAL = "tests/contract/sandbox/test_accounting.py::test_signals_are_true[9]"
INPUT = "tests/contract/sandbox/test_box.py::test_a_run_gets_its_input_and_gives_both_streams_and_its_exit_code"
FROZEN = "tests/contract/sandbox/test_box.py::test_a_frozen_box_shows_what_it_held_and_forgets_what_runs_write"


def attack(program: str) -> str:
    return f"tests/attacks/test_attacks.py::test_an_attack_alone_ends_as_it_must_and_leaves_nothing[{program}]"


ATTACKS = [
    attack(program)
    for program in (
        "processes/fork_bomb.python",
        "processes/child_burns_cpu.c",
        "memory/together.c",
        "memory/child_dies_parent_smiles.c",
        "escape/namespaces.c",
    )
]
JOBS = {
    "root": [TIER, PEAK, CPU, SUICIDE, *ATTACKS, attack("files/output_flood.c")],
    "delegated": [TIER, PEAK, CPU, SUICIDE, *ATTACKS],
    "plain": [TIER, INPUT, FROZEN],
}


@pytest.mark.skipif(not os.access(MACHINE, os.X_OK), reason=f"there is no {MACHINE} to make a virtual machine with")
def test_with_version_2_alone_as_root_and_as_a_plain_user_with_and_without_a_group_of_his_own() -> None:
    jobs = [" ".join([who, *tests]) for who, tests in JOBS.items()]
    command = [str(ROOT / "scripts" / "cgroup2-vm"), "-t", str(WITHIN_S), *jobs]

    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=WITHIN_S + 60)

    said = done.stdout + done.stderr
    assert [f"job {number}: 0" in said for number in range(len(JOBS))] == [True] * len(JOBS), said
    assert "skipped" not in said, said
    assert done.returncode == 0, said
