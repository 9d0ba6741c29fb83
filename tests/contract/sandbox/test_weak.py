"""Weak isolation, tier D: what it does hold, and that nobody gets it who didn't ask for it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Ending
from judgebox.languages import read_catalog
from judgebox.ports import Mount
from judgebox.sandbox.choice import open_allowed_sandbox
from judgebox.sandbox.probe.host import landlock_abi
from judgebox.sandbox.weak import WeakSandbox, open_weak_sandbox
from judgebox.sandbox.weak.box import WeakBox
from judgebox.sandbox.weak.sandbox import LANDLOCK_NEEDED, readable_paths
from judgebox.usecases.prove import failure_of_sample
from sandboxing import a_script, some_limits, wait_until

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or landlock_abi() < LANDLOCK_NEEDED, reason="weak isolation needs root and Landlock's ABI 6"
)


@pytest.fixture
async def weak() -> AsyncIterator[WeakSandbox]:
    async with open_weak_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def weak_box(weak: WeakSandbox) -> AsyncIterator[WeakBox]:
    async with weak.box() as box:
        yield box


def processes_of(user_id: int) -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit() and entry.stat().st_uid == user_id]


# --- What a box does ---------------------------------------------------------------------------


async def test_a_run_gets_its_input_and_gives_both_streams_and_its_exit_code(weak_box: WeakBox) -> None:
    script = "import sys; print(input()); print('oops', file=sys.stderr); sys.exit(7)"
    outcome = await weak_box.run(a_script(script, stdin=b"hello"))

    assert (outcome.exit_code, outcome.output, outcome.error) == (7, b"hello\n", b"oops\n")


async def test_every_common_language_that_is_here_passes_its_sample(weak: WeakSandbox) -> None:
    catalog = read_catalog()
    present = [language for key, language in catalog if language.is_common and not catalog.missing_programs(key)]

    assert [await failure_of_sample(language, weak) for language in present] == [None] * len(present)


async def test_a_frozen_box_forgets_what_runs_write(weak_box: WeakBox) -> None:
    await weak_box.put({"kept": b"kept", "directory/below": b""})
    await weak_box.freeze()
    script = "import os, tempfile; open('kept', 'a').write('!'); open('new', 'x'); tempfile.mkstemp()"
    script += "; print(open('kept').read())"

    outcomes = [
        await weak_box.run(a_script(script + "; print(len(os.listdir(tempfile.gettempdir())))")) for _ in range(2)
    ]

    assert [outcome.output for outcome in outcomes] == [b"kept!\n1\n"] * 2


async def test_what_was_put_is_collected_again_and_links_are_not(weak_box: WeakBox) -> None:
    await weak_box.put({"a/b": b"1", "c": b"2"})
    await weak_box.run(a_script("import os; os.symlink('/etc/passwd', 'link'); os.mkfifo('pipe')"))

    assert await weak_box.collect(limit_bytes=10) == {"a/b": b"1", "c": b"2"}
    with pytest.raises(RequestError):
        await weak_box.collect(limit_bytes=1)


async def test_files_are_put_through_no_link(weak_box: WeakBox, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    await weak_box.run(a_script(f"import os; os.symlink({str(tmp_path)!r}, 'directory')"))

    with pytest.raises(SandboxError):
        await weak_box.put({"directory/x": b"1"})
    assert list(tmp_path.iterdir()) == []


async def test_a_program_that_is_not_there_is_no_verdict(weak_box: WeakBox) -> None:
    with pytest.raises(SandboxError) as caught:
        await weak_box.run(Command(argv=("/nowhere",), limits=some_limits()))

    assert caught.value.step == "exec"


# --- What it holds -----------------------------------------------------------------------------


async def test_a_program_has_an_id_of_its_own_and_no_rights(weak_box: WeakBox) -> None:
    script = "import os; print(os.getuid(), os.getgid(), os.getgroups()); print(open('/proc/self/status').read())"
    outcome = await weak_box.run(a_script(script))

    first, *status = outcome.output.decode().splitlines()
    user_id = first.split()[0]
    assert int(user_id) > 65535
    assert first == f"{user_id} {user_id} []"
    assert {"NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000"} <= set(status)


@pytest.mark.parametrize(
    "attack",
    [
        "open('/etc/passwd').read()",
        "open('/proc/1/status').read()",
        "import os; os.listdir('/')",
        "import os; os.listdir('/proc')",
        "open('/tmp/escape', 'w')",
        "open('/usr/escape', 'w')",
        "import os; os.kill(1, 0)",
        "import os; os.kill(os.getppid(), 0)",
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import os; os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
        "import os; os.mkfifo('/dev/shm/meet')",
        "import os; os.chmod('/usr', 0o777)",
        "import ctypes; assert ctypes.CDLL(None, use_errno=True).shmget(1, 4096, 0o1666) >= 0",
        "import ctypes; assert ctypes.CDLL(None, use_errno=True).unshare(0x10000000) == 0",
        "import ctypes; assert ctypes.CDLL(None, use_errno=True).ptrace(16, 1, 0, 0) == 0",
    ],
)
async def test_a_program_reaches_nothing_of_the_host(weak_box: WeakBox, attack: str) -> None:
    outcome = await weak_box.run(a_script(attack))

    assert outcome.exit_code == 1, outcome
    assert b"Error" in outcome.error


async def test_what_the_worker_has_in_its_environment_and_descriptors_is_not_there(
    weak_box: WeakBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUDGEBOX_SECRET", "secret")
    outcome = await weak_box.run(a_script("import os; print(dict(os.environ), os.listdir('/proc/self/fd'))"))

    assert b"secret" not in outcome.output
    assert b"['0', '1', '2', '3']" in outcome.output  # the last one is that of the listing


async def test_boxes_do_not_see_each_others_files(weak: WeakSandbox) -> None:
    async with weak.box() as first, weak.box() as second:
        await first.put({"secret": b"1"})
        place = (await first.run(a_script("import os; print(os.getcwd())"))).output.decode().strip()
        outcome = await second.run(a_script(f"open({place + '/secret'!r})"))

    assert b"PermissionError" in outcome.error


async def test_nothing_of_a_run_lives_on(weak_box: WeakBox) -> None:
    script = (
        "import os, time\nprint(os.getuid(), flush=True)\n"
        "for _ in range(5):\n  if os.fork() == 0:\n    os.setsid()\n"
        "    if os.fork() == 0: time.sleep(60)\n    os._exit(0)\n"
    )
    outcome = await weak_box.run(a_script(script))

    assert outcome.exit_code == 0
    assert processes_of(int(outcome.output)) == []


async def test_a_run_that_is_ended_at_once_is_ended(weak_box: WeakBox) -> None:
    outcome = await weak_box.run(a_script("import time; time.sleep(60)", limits=some_limits(wall_s=0.001)))

    assert outcome.ending is Ending.KILLED_OUT_OF_WALL_TIME


async def test_a_fork_bomb_ends_with_the_wall_limit(weak_box: WeakBox) -> None:
    script = "import os\nprint(os.getuid(), flush=True)\nwhile True:\n  try: os.fork()\n  except OSError: pass\n"
    outcome = await weak_box.run(a_script(script, limits=some_limits(wall_s=1, cpu_s=5)))

    assert outcome.ending is Ending.KILLED_OUT_OF_WALL_TIME
    assert processes_of(int(outcome.output.splitlines()[0])) == []


async def test_a_busy_loop_a_sleeper_and_a_flood_end(weak_box: WeakBox) -> None:
    loop = await weak_box.run(a_script("while True: pass", limits=some_limits(cpu_s=0.1, wall_s=60)))
    sleeper = await weak_box.run(a_script("import time; time.sleep(60)", limits=some_limits(wall_s=0.3)))
    flood = await weak_box.run(a_script("while True: print('x' * 1000)"))

    assert loop.ending is Ending.KILLED_OUT_OF_CPU_TIME
    assert sleeper.ending is Ending.KILLED_OUT_OF_WALL_TIME
    assert flood.ending is Ending.KILLED_OUT_OF_OUTPUT
    assert len(flood.output) == some_limits().output_bytes


async def test_memory_beyond_the_limit_can_not_be_had(weak_box: WeakBox) -> None:
    outcome = await weak_box.run(a_script("x = bytearray(700 << 20)"))

    assert outcome.exit_code == 1
    assert b"MemoryError" in outcome.error


async def test_no_directory_is_left(tmp_path: Path) -> None:
    async with open_weak_sandbox() as sandbox, sandbox.box() as box:
        await box.put({"x": b""})
        place = Path((await box.run(a_script("import os; print(os.getcwd())"))).output.decode().strip())
        assert place.exists()

    await wait_until(lambda: not place.parents[1].exists())


# --- Who gets it -------------------------------------------------------------------------------


async def test_a_hidden_directory_in_sight_is_refused() -> None:
    with pytest.raises(SandboxError, match="can't be hidden"):
        async with open_weak_sandbox(hidden=[Path("/usr/share")]):
            pass


def test_a_mount_that_would_have_to_be_moved_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="elsewhere"):
        readable_paths([Mount(source=str(tmp_path), target="/opt/x")], [])


async def test_an_installation_without_launcher_is_no_reason_to_isolate_less(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="not built"):
        async with open_allowed_sandbox(allow_weak=True, launcher=tmp_path / "launcher"):
            pass


OPENS = """
echo 0 > /proc/sys/user/max_user_namespaces
exec "$0" -c '
import anyio
from judgebox.sandbox.choice import open_allowed_sandbox
async def main():
    async with open_allowed_sandbox(allow_weak=ALLOWED) as sandbox:
        print("tier", sandbox.tier)
try:
    anyio.run(main)
except Exception as error:
    print(error)
'
"""


@pytest.mark.parametrize(
    ("allowed", "said"), [(False, "refuses to run programs. With --allow-weak-isolation"), (True, "")]
)
def test_a_host_without_namespaces_is_refused_unless_weak_isolation_is_allowed(allowed: bool, said: str) -> None:
    ids = "0 0 1\n1000000000 1000000000 1000000000\n"
    script = OPENS.replace("ALLOWED", str(allowed))
    done = run_in_namespace(script, ids)

    assert said in done
    assert ("tier D" in done) is allowed


def run_in_namespace(script: str, ids: str) -> str:
    """Run a script as root of a user namespace that has many ids of the host, but may make no other one."""
    holder = ["unshare", "--user", "sh", "-c", "echo made; read _"]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        held.stdout.readline()  # it is in its namespace
        Path(f"/proc/{held.pid}/uid_map").write_text(ids)
        Path(f"/proc/{held.pid}/gid_map").write_text(ids)
        enter = ["nsenter", "--user", "--target", str(held.pid), "--setuid", "0", "--setgid", "0"]
        command = [*enter, "sh", "-c", script, sys.executable]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        held.communicate("end\n")
    return done.stdout + done.stderr
