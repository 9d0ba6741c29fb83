"""Section F: language runtimes, and forging what a harness reports."""

import signal

from attacks.attack import CPU, MEMORY, QUICK, RUNTIME, WALL, Attack, attack, dies, exits, is_killed
from attacks.stage import Bait
from sandboxing import some_limits

_SPINNING = some_limits(cpu_s=0.5, wall_s=3, memory_mib=512, processes=64)


def _port_of(bait: Bait) -> bytes:
    return f"{bait.tcp_port}\n".encode()


ATTACKS: list[Attack] = [
    # Python.
    attack("runtimes/ctypes_crash.python", dies(signal.SIGSEGV, output=b"before\n")),
    attack("runtimes/pulls_the_rug.python", dies(output=b"before\n"), is_killed(CPU, MEMORY, WALL)),
    attack("runtimes/walks_frames.python", exits(output=b"1 [] 1 None None []\n")),
    attack("runtimes/exits_early.python", exits(output=b"accepted\n")),
    attack("runtimes/never_exits.python", is_killed(CPU, output=b"42\n"), limits=QUICK),
    attack("runtimes/replaces_streams.python", exits(output=b"forged\nlie\n")),
    attack("runtimes/pickles.python", exits()),
    attack("runtimes/forges_report.c", exits(7, output=b"")),
    # Java.
    attack("runtimes/unsafe.java", dies(signal.SIGABRT), exits(None), is_killed(WALL), limits=RUNTIME),
    attack("runtimes/off_heap.java", is_killed(MEMORY), limits=_SPINNING),
    attack("runtimes/early_exit.java", exits(output=b"static\nhook\n"), limits=RUNTIME),
    attack("runtimes/endless_hook.java", is_killed(CPU, output=b"42\n"), limits=_SPINNING),
    attack("runtimes/executes.java", exits(output=b"refused\n"), limits=RUNTIME),
    # Node.
    attack("runtimes/child_processes.javascript", exits(output=b"refused\n"), limits=RUNTIME),
    attack("runtimes/workers.javascript", is_killed(CPU), limits=_SPINNING),
    attack("runtimes/clings.javascript", is_killed(CPU, output=b"42\n"), limits=_SPINNING),
    attack("runtimes/reserves.javascript", exits(output=b"65536 4\n"), limits=RUNTIME),
    attack("runtimes/aborts.javascript", dies(signal.SIGABRT), limits=RUNTIME),
    # Bash.
    attack("runtimes/tcp.bash", exits(output=b"refused\n"), stdin=_port_of),
    attack("runtimes/jobs.bash", exits(output=b"started\n")),
    attack("runtimes/descriptors.bash", exits(output=b"refused\n")),
]
