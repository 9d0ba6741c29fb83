"""A program can't tell whether the interpreter was started for it or is a copy of the box's resident one.

Each program of `warm_python/` looks at one thing. It runs cold and warm in the same box, and everything that we
know of the two runs must be the same, but for addresses, which the kernel chooses anew for each start.
"""

import dataclasses
import io
import re
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.languages import read_catalog, run_argv
from judgebox.sandbox import LauncherSandbox
from judgebox.sandbox.box import LauncherBox
from sandboxing import MIB, some_limits

LANGUAGE = read_catalog().languages["python"]
PROGRAMS = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "warm_python").glob("*.python")}
INPUT = b"1 2\nzwei drei\n\nlast line without an end"
INPUTS = {"input_not_utf8": b"good\nb\xffd\n", "debugger": b"value + 1\nwhere\nnext\ncontinue\n"}
LIMITS = {
    "endless_loop": some_limits(cpu_s=0.2),
    "sleeps": some_limits(wall_s=0.3),
    "memory_over_limit": some_limits(memory_mib=32),
    "stack_within_limit": some_limits(cpu_s=3, memory_mib=512),
    "stack_overflow": some_limits(cpu_s=3, memory_mib=192),
    "many_processes": some_limits(processes=6),
    "multiprocessing_fork": some_limits(cpu_s=3, processes=32),
    "multiprocessing_spawn": some_limits(cpu_s=3, processes=32),
}
ADDRESS = re.compile(rb"0x[0-9a-f]{6,}")

SHOWS_ITS_START = b"print(open('/proc/self/auxv', 'rb').read())"
"""Prints addresses that the kernel chose when the interpreter was executed: the same in copies, in nothing else."""

ATTACK = """
import os, resource, time
if not os.fstat(0).st_size:
    {otherwise}
    raise SystemExit
print("attacks", flush=True)
for pid in (-1, *(pid for pid in range(1, 100) if pid != os.getpid())):
    try:
        {attack}
    except OSError:
        pass
"""
ATTACKS = {
    "kills": "os.kill(pid, 9)",
    "stops": "os.kill(pid, 19)",
    "crashes": "os.kill(pid, 11)",
    "kills groups": "abs(pid) == os.getpgrp() or os.killpg(abs(pid), 9)",
    "limits": "resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0))",
    "slows": "os.setpriority(os.PRIO_PROCESS, abs(pid), 19)",
    "writes into": "open(f'/proc/{pid}/mem', 'r+b')",
    "takes processes": "os.fork() or time.sleep(60)",
}

PIPES = b"""
import sys
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.seekable(), stream.isatty(), stream.buffer, stream.buffer.raw._blksize, file=sys.stderr)
print(sys.stdin.buffer.readline())
"""

EXITS = {
    "sys.exit()": "import sys; print('written'); sys.exit()",
    "sys.exit(3)": "import sys; sys.exit(3)",
    "sys.exit(None)": "import sys; sys.exit(None)",
    "sys.exit(263)": "import sys; sys.exit(263)",
    "sys.exit(-1)": "import sys; sys.exit(-1)",
    "sys.exit(2**70)": "import sys; sys.exit(2**70)",
    "sys.exit(True)": "import sys; sys.exit(True)",
    "sys.exit(text)": "import sys; print('out'); sys.exit('text of the exit')",
    "sys.exit(tuple)": "import sys; sys.exit((1, 'two'))",
    "sys.exit(float)": "import sys; sys.exit(2.5)",
    "exit(4)": "exit(4)",
    "quit()": "quit('text')",
    "subclass of SystemExit": "class Leave(SystemExit): pass\nraise Leave(6)",
    "SystemExit with a code of its own": "error = SystemExit(1)\nerror.code = 8\nraise error",
    "os._exit(9)": "import os; print('lost'); os._exit(9)",
    "in a handler": "import sys\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    sys.exit(5)",
    "bare raise": "raise",
    "no exception": "raise 3",
    "GeneratorExit": "raise GeneratorExit",
    "while reading": "import sys; sys.stdin.read(1); sys.exit(1)",
}


def a_zip(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


FILES: dict[str, dict[str, bytes]] = {
    "missing": {},
    "a byte order mark": {"main.py": b"\xef\xbb\xbfprint('\xe2\x82\xac')\n"},
    "a coding cookie": {"main.py": b"# -*- coding: latin-1 -*-\nprint(ascii('\xe4'))\n1/0 # \xe4"},
    "an unknown coding": {"main.py": b"# coding: klingon\nprint(1)\n"},
    "not UTF-8": {"main.py": b"print(1)\nprint('\xff')\n"},
    "UTF-16": {"main.py": "print(1)".encode("utf-16")},
    "a zero byte": {"main.py": b"print(1)\n\0print(2)\n"},
    "a zip file": {
        "main.py": a_zip({"__main__.py": "import sys, other\nprint(sys.path, __file__)\n1/0", "other.py": ""})
    },
    "a zip file without a main": {"main.py": a_zip({"other.py": "print(1)"})},
    "a directory": {"main.py/__main__.py": b"import sys\nprint(sys.path, __file__, __spec__)\n1/0", "main.py/x": b""},
    "a directory without a main": {"main.py/other.py": b"print(1)"},
    "compiled": {"main.py": b"\xa7\r\r\n" + b"\0" * 12 + b"N"},
    "a script line": {"main.py": b"#!/bin/sh\nprint(1)\n"},
    "beside modules that hide others": {
        "main.py": b"import json, random\nprint(json, random)\n",
        "random.py": b"print('own')\n",
        "site.py": b"print('never')\n",
        "sitecustomize.py": b"print('never')\n",
        "zipimport.py": b"print('never')\n",
    },
}


MADE = {
    "unreadable": "open('main.py', 'w').close(); os.chmod('main.py', 0)",
    "a loop of links": "os.symlink('main.py', 'main.py')",
    "a link": "open('other.py', 'w').write('import sys; print(sys.path, __file__)'); os.symlink('other.py', 'main.py')",
    "a link elsewhere": (
        "os.mkdir('d'); open('d/other.py', 'w').write('import sys; print(sys.path, __file__)');"
        "os.symlink('d/other.py', 'main.py')"
    ),
    "a link to a device": "os.symlink('/dev/null', 'main.py')",
    "a link to the input": "os.symlink('/dev/stdin', 'main.py')",
}


def a_run(*, warm: bool, limits: Limits | None = None, stdin: bytes | Path = INPUT) -> Command:
    return Command(
        argv=run_argv(LANGUAGE, LANGUAGE.source, 64),
        environment=tuple(LANGUAGE.environment.items()),
        limits=limits or some_limits(),
        stdin=stdin,
        warm=warm,
    )


def what_is_known_of(outcome: Outcome) -> tuple[Ending, int | None, int | None, bytes, bytes, Mapping[int, bytes]]:
    return (
        outcome.ending,
        outcome.exit_code,
        outcome.signal,
        ADDRESS.sub(b"0x", outcome.output),
        ADDRESS.sub(b"0x", outcome.error),
        outcome.outputs,
    )


async def assert_cold_and_warm_are_equal(box: LauncherBox, command: Command, warm_command: Command) -> Outcome:
    """Run cold, then warm twice: what a copy does must not depend on an earlier one."""
    cold = await box.run(command)
    for _ in range(2):
        assert what_is_known_of(await box.run(warm_command)) == what_is_known_of(cold)
    return cold


@pytest.fixture
async def box(sandbox: LauncherSandbox) -> AsyncIterator[LauncherBox]:
    async with sandbox.box(resident="python") as box:
        yield box


async def put_main(box: LauncherBox, source: bytes | str) -> None:
    await box.put({"main.py": source if isinstance(source, bytes) else source.encode()})
    await box.freeze()


async def is_warm(box: LauncherBox, command: Command) -> bool:
    """Whether a command that runs `SHOWS_ITS_START` is a copy: then it starts where another copy does."""
    return (await box.run(command)).output == (await box.run(a_run(warm=True))).output


async def assert_is_executed_afresh(box: LauncherBox, cold: Command) -> None:
    """Check that a command for `SHOWS_ITS_START` shows the same cold and warm, and that the latter is no copy."""
    warm = dataclasses.replace(cold, warm=True)
    assert (await box.run(cold)).error == (await box.run(warm)).error
    assert not await is_warm(box, warm)


# --- The same, whatever the program looks at -----------------------------------------------------


@pytest.mark.parametrize("name", sorted(PROGRAMS))
async def test_a_program_behaves_warm_as_it_does_cold(box: LauncherBox, name: str) -> None:
    await put_main(box, PROGRAMS[name])
    stdin, limits = INPUTS.get(name, INPUT), LIMITS.get(name, some_limits())

    cold = a_run(warm=False, stdin=stdin, limits=limits)
    warm = a_run(warm=True, stdin=stdin, limits=limits)

    await assert_cold_and_warm_are_equal(box, cold, warm)


@pytest.mark.parametrize("name", sorted(EXITS))
async def test_an_exit_has_the_same_code_and_text(box: LauncherBox, name: str) -> None:
    await put_main(box, EXITS[name])

    await assert_cold_and_warm_are_equal(box, a_run(warm=False), a_run(warm=True))


@pytest.mark.parametrize("name", sorted(FILES))
async def test_a_file_that_is_odd_is_as_odd_warm(box: LauncherBox, name: str) -> None:
    await box.put(FILES[name])
    await box.freeze()

    await assert_cold_and_warm_are_equal(box, a_run(warm=False), a_run(warm=True))


@pytest.mark.parametrize("name", sorted(MADE))
async def test_a_file_that_an_earlier_run_made_is_as_odd_warm(box: LauncherBox, name: str) -> None:
    maker = Command(argv=(LANGUAGE.run[0], "-c", "import os\n" + MADE[name]), limits=some_limits())
    assert (await box.run(maker)).exit_code == 0
    await box.freeze()

    await assert_cold_and_warm_are_equal(box, a_run(warm=False), a_run(warm=True))


async def test_input_from_a_file_is_the_same(box: LauncherBox, tmp_path: Path) -> None:
    await put_main(box, PROGRAMS["streams"])
    path = tmp_path / "input"
    path.write_bytes(INPUT * 10_000)

    await assert_cold_and_warm_are_equal(box, a_run(warm=False, stdin=path), a_run(warm=True, stdin=path))


async def test_further_descriptors_are_the_same(box: LauncherBox) -> None:
    await put_main(
        box, "import os\nos.write(7, os.read(5, 100) + b' and ' + str(sorted(os.listdir('/proc/self/fd'))).encode())"
    )
    cold = dataclasses.replace(a_run(warm=False), inputs=((5, b"read"),), outputs=(7,))

    outcome = await assert_cold_and_warm_are_equal(box, cold, dataclasses.replace(cold, warm=True))

    assert outcome.outputs[7].startswith(b"read and ")


async def test_a_program_in_a_pair_sees_the_same_pipes(sandbox: LauncherSandbox) -> None:
    asks = b"print('question', flush=True)\nwhile True:\n    print(input(), flush=True)"
    outcomes = []
    for warm in (False, True):
        async with sandbox.box(resident="python") as asking, sandbox.box(resident="python") as answering:
            await put_main(asking, asks)
            await put_main(answering, b"print(input(), flush=True)\n" + PIPES)
            pair = await sandbox.run_pair((asking, a_run(warm=warm)), (answering, a_run(warm=warm)))
            outcomes.append([what_is_known_of(outcome) for outcome in pair])

    assert outcomes[0] == outcomes[1]
    assert b"BufferedReader" in outcomes[0][1][4]


# --- When it is warm -----------------------------------------------------------------------------


async def test_a_warm_run_is_a_copy_and_a_cold_one_is_not(box: LauncherBox) -> None:
    await put_main(box, SHOWS_ITS_START)

    assert await is_warm(box, a_run(warm=True))
    assert not await is_warm(box, a_run(warm=False))


async def test_another_command_in_place_of_the_residents_is_executed_afresh(box: LauncherBox) -> None:
    await put_main(box, SHOWS_ITS_START + b"\nimport os, sys\nprint(sys.argv, os.environ, sys.flags, file=sys.stderr)")
    usual = a_run(warm=False)

    for argv in ((*usual.argv, "more"), (usual.argv[0], "-O", *usual.argv[1:]), usual.argv[:1]):
        await assert_is_executed_afresh(box, dataclasses.replace(usual, argv=argv))


async def test_another_environment_than_the_residents_is_executed_afresh(box: LauncherBox) -> None:
    await put_main(box, SHOWS_ITS_START + b"\nimport os, sys\nprint(os.environ, sys.flags, file=sys.stderr)")
    usual = a_run(warm=False)

    other = (usual.environment[:-1], (*usual.environment, ("PYTHONOPTIMIZE", "2")), tuple(reversed(usual.environment)))
    for environment in other:
        await assert_is_executed_afresh(box, dataclasses.replace(usual, environment=environment))


# --- Nothing passes from one run to the next ------------------------------------------------------


async def test_no_state_passes_from_a_warm_run_to_the_next(box: LauncherBox) -> None:
    await put_main(box, PROGRAMS["leaves_state"])

    outcome = await assert_cold_and_warm_are_equal(box, a_run(warm=False), a_run(warm=True))

    assert outcome.exit_code == 0, outcome.error
    assert outcome.output.startswith(b"[False, False, False, None, 1000]")


@pytest.mark.parametrize("attack", sorted(ATTACKS))
async def test_a_program_that_attacks_all_others_does_not_reach_the_resident(box: LauncherBox, attack: str) -> None:
    await put_main(box, ATTACK.format(attack=ATTACKS[attack], otherwise=SHOWS_ITS_START.decode()))
    before = await box.run(a_run(warm=True, stdin=b""))

    attacked = await box.run(a_run(warm=True, limits=some_limits(wall_s=0.5)))

    assert before.output
    assert attacked.output == b"attacks\n"
    assert (await box.run(a_run(warm=True, stdin=b""))).output == before.output


# --- Accounting ----------------------------------------------------------------------------------


async def test_the_memory_of_a_warm_run_is_what_it_is_cold(box: LauncherBox) -> None:
    await put_main(box, "block = bytearray(b'x') * (40 * 1024 * 1024)")

    cold, warm = [
        min([(await box.run(a_run(warm=warm))).usage.memory_bytes for _ in range(3)]) for warm in (False, True)
    ]

    assert abs(cold - warm) <= MIB, (cold, warm)


async def test_the_memory_limit_is_met_warm_where_it_is_cold(box: LauncherBox) -> None:
    await put_main(
        box, "import os\nblocks = []\nwhile True:\n    blocks.append(bytearray(b'x') * 2**20)\n    os.write(1, b'.')"
    )

    cold, warm = [await box.run(a_run(warm=warm, limits=some_limits(memory_mib=32))) for warm in (False, True)]

    assert cold.ending is warm.ending is Ending.KILLED_OUT_OF_MEMORY
    assert abs(len(cold.output) - len(warm.output)) <= 3


async def test_cpu_time_of_a_warm_run_is_its_own(box: LauncherBox) -> None:
    await put_main(box, "import time\nwhile time.process_time() < 0.2:\n    pass")

    usages = [(await box.run(a_run(warm=True))).usage for _ in range(3)]

    assert all(0.19 < usage.cpu_time.total_seconds() < 0.4 for usage in usages), usages
