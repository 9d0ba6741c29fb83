"""What the two profiles of system calls, Landlock and the init's own filter do to a program that is run."""

import shutil

import pytest

from judgebox.domain.run import Command, Ending, SyscallProfile
from judgebox.sandbox.box import LauncherBox
from sandboxing import PYTHON, a_script, some_limits

THREADS = """
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
static void *add(void *sum) { __atomic_fetch_add((int *)sum, 1, __ATOMIC_SEQ_CST); return NULL; }
int main(void)
{
    pthread_t threads[8];
    int sum = 0;
    for (int i = 0; i < 8; i++) if (pthread_create(&threads[i], NULL, add, &sum)) return 1;
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    char *text = malloc(1 << 20);
    FILE *file = fopen("/tmp/file", "w+");
    if (!text || !file || fputs("kept", file) < 0 || fseek(file, 0, SEEK_SET) || !fgets(text, 9, file)) return 2;
    printf("%d %s", sum, text);
    if (fork() < 0) printf(" no process: %s", strerror(errno));
    if (socket(AF_UNIX, SOCK_STREAM, 0) < 0) printf(" no socket: %s", strerror(errno));
    return 0;
}
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
async def test_a_strict_program_has_memory_files_and_threads_and_nothing_else(box: LauncherBox) -> None:
    await box.put({"main.c": THREADS.encode()})
    compiler = some_limits(cpu_s=10, wall_s=30, memory_mib=512)
    compiled = await box.run(Command(argv=("gcc", "-pthread", "-o", "main", "main.c"), limits=compiler))
    assert compiled.exit_code == 0, compiled.error
    await box.freeze()

    strict = await box.run(Command(argv=("./main",), limits=some_limits(), profile=SyscallProfile.STRICT))
    baseline = await box.run(Command(argv=("./main",), limits=some_limits()))

    denied = b"Operation not permitted"
    assert strict.output == b"8 kept no process: " + denied + b" no socket: " + denied, strict
    assert baseline.output.startswith(b"8 kept"), baseline
    assert b"no " not in baseline.output


async def test_a_strict_program_that_needs_more_is_told_so_and_not_killed(box: LauncherBox) -> None:
    script = "import os\ntry: os.fork()\nexcept OSError as error: print(error.strerror)"
    command = Command(argv=(PYTHON, "-c", script), limits=some_limits(), profile=SyscallProfile.STRICT)

    outcome = await box.run(command)

    assert (outcome.ending, outcome.output) == (Ending.EXITED, b"Operation not permitted\n")


async def test_three_filters_hold_the_launchers_the_inits_and_the_programs_own(box: LauncherBox) -> None:
    outcome = await box.run(a_script("print(open('/proc/self/status').read())"))

    assert b"Seccomp_filters:\t3\n" in outcome.output


async def test_landlock_leaves_ordinary_files_alone_and_forbids_what_no_mount_would(box: LauncherBox) -> None:
    script = (
        "import ctypes, os\n"
        "os.mkdir('/tmp/a'); os.mkdir('/tmp/b'); open('/tmp/a/file', 'w').close()\n"
        "os.rename('/tmp/a/file', '/tmp/b/file'); os.mkfifo('/tmp/fifo'); open('/dev/null', 'w').write('x')\n"
        "print(ctypes.CDLL(None).syscall(444, None, 0, 1))\n"  # its version
        "try: open('/proc/self/comm', 'w')\n"  # its mode, and that of /proc, would allow it
        "except OSError as error: print(error.strerror)\n"
    )

    outcome = await box.run(a_script(script))

    assert outcome.exit_code == 0, outcome
    version, *denied = outcome.output.decode().splitlines()
    if int(version) >= 2:
        assert denied == ["Permission denied"]
