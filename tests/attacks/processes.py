"""Section A: processes and CPU time."""

import re
import signal
from datetime import timedelta

from attacks.attack import (
    BRIEF,
    CPU,
    FORBIDDEN,
    IDLE,
    MEMORY,
    QUICK,
    RUNTIME,
    WALL,
    Attack,
    attack,
    dies,
    exits,
    is_killed,
)
from judgebox.domain.run import Outcome, SyscallProfile
from sandboxing import some_limits

FAR = some_limits(wall_s=30)
"""A wall limit so far away that whoever waits for it fails the test's own."""
IDLE_SOON = some_limits(wall_s=30, idle_s=0.3)
STRICT = SyscallProfile.STRICT
QUICK_RUNTIME = some_limits(cpu_s=0.5, wall_s=6, memory_mib=512, processes=64)


def _ends_early(outcome: Outcome) -> None:
    """Nobody waits for those who are left over."""
    assert outcome.usage.wall_time < FAR.wall_time / 10


def _cpu_time_is_as_told(outcome: Outcome) -> None:
    """What the program measured itself is what we measured, within 5 % and some starts of processes."""
    told = timedelta(microseconds=int(outcome.output))
    assert told * 0.95 <= outcome.usage.cpu_time <= told * 1.05 + timedelta(milliseconds=30), (told, outcome.usage)


ATTACKS: list[Attack] = [
    # Processes without end, and those that stay.
    attack("processes/fork_bomb.python", exits(output=b"refused True\n")),
    attack("processes/fork_bomb.bash", exits(None), is_killed(CPU, WALL), limits=QUICK),
    attack("processes/fork_bomb.javascript", exits(None), dies(), is_killed(CPU, WALL, MEMORY), limits=QUICK_RUNTIME),
    attack("processes/fork_bomb_endless.c", is_killed(CPU, WALL, MEMORY), limits=QUICK),
    attack("processes/setsid_double_fork.c", is_killed(CPU, WALL, MEMORY), limits=QUICK),
    attack("processes/moving_target.c", exits(output=b"gone\n"), limits=FAR, also=_ends_early),
    attack("processes/zombies.c", exits(output=b"refused\n")),
    attack("processes/signal_storm.c", exits(output=b"still here\n")),
    attack("processes/daemon.c", exits(output=b"gone\n"), limits=FAR, also=_ends_early),
    attack("processes/subreaper.c", exits(output=b"gone\n"), limits=FAR, also=_ends_early),
    attack("processes/endless.bash", exits(output=b"done\n"), limits=FAR, also=_ends_early),
    attack("processes/odd_name.c", exits(output=b"named\n")),
    attack("processes/thread_bomb.cpp", exits(output=b"refused 1\n")),
    attack("processes/thread_bomb.java", exits(output=b"refused true\n"), limits=RUNTIME),
    attack("processes/thread_bomb.python", exits(output=b"refused True\n")),
    # CPU time, hidden.
    attack("processes/child_burns_cpu.c", is_killed(CPU), limits=QUICK),
    attack("processes/many_short_processes.c", is_killed(CPU), limits=QUICK),
    attack("processes/burns_then_leaves.c", exits(), also=_cpu_time_is_as_told, is_timed=True),
    attack("processes/evades_ticks.c", exits(), also=_cpu_time_is_as_told, is_timed=True),
    attack("processes/exec_loop.c", is_killed(CPU), limits=QUICK),
    attack("processes/executes_memory.c", exits(output=b"end of the chain\n")),
    attack("processes/thread_executes.c", exits(3, output=b"again\n")),
    attack("processes/threads_spin.c", is_killed(CPU), limits=QUICK),
    attack("processes/threads_spin.java", is_killed(CPU), limits=QUICK_RUNTIME),
    attack("processes/takes_turns.c", is_killed(CPU, WALL), limits=QUICK),
    attack("processes/burns_in_kernel.c", is_killed(CPU), limits=QUICK),
    attack("processes/ignores_signals.c", is_killed(CPU), limits=QUICK),
    attack("processes/nice_burner.c", is_killed(CPU), limits=QUICK),
    attack("processes/regex.python", is_killed(CPU), limits=QUICK),
    attack("processes/regex.javascript", is_killed(CPU), limits=QUICK_RUNTIME),
    attack("processes/huge_numbers.python", is_killed(CPU), limits=QUICK),
    attack("processes/huge_numbers.javascript", is_killed(CPU), exits(None), limits=QUICK_RUNTIME),
    attack("processes/coroutine_bomb.javascript", is_killed(CPU), limits=QUICK_RUNTIME),
    # Elapsed time, and no CPU time.
    attack("processes/sleeper.python", is_killed(WALL), limits=BRIEF),
    attack("processes/polite_sleeper.c", is_killed(WALL), limits=BRIEF),
    attack("processes/stopper.c", is_killed(WALL), limits=BRIEF),
    attack("processes/stops_parent.c", is_killed(WALL), limits=BRIEF),
    attack("processes/vfork_sleeper.c", is_killed(WALL), limits=BRIEF),
    attack("processes/uninterruptible.c", is_killed(WALL), limits=BRIEF),
    attack("processes/deadlock.cpp", is_killed(WALL), limits=BRIEF),
    *(
        attack(f"processes/{program}", is_killed(IDLE), limits=IDLE_SOON, also=_ends_early, variant="idle")
        for program in ("sleeper.python", "stopper.c", "stops_parent.c", "vfork_sleeper.c", "deadlock.cpp")
    ),
    # The same without the right to start further programs.
    attack("processes/fork_bomb_endless.c", is_killed(CPU), limits=QUICK, profile=STRICT, variant="strict"),
    attack("processes/zombies.c", exits(output=b"refused\n"), profile=STRICT, variant="strict"),
    attack("processes/daemon.c", exits(output=b"gone\n"), limits=FAR, profile=STRICT, variant="strict"),
    attack("processes/thread_bomb.cpp", exits(output=b"refused 1\n"), profile=STRICT, variant="strict"),
    attack("processes/kill_everything.c", exits(output=b"still here\n"), profile=STRICT, variant="strict"),
    attack("processes/grabs_priority.c", exits(output=b"done\n"), profile=STRICT, variant="strict"),
    # Harm to others, and more than one's share.
    attack("processes/kill_everything.c", exits(output=b"still here\n")),
    attack("processes/kills_init.c", exits(output=b"still here\n")),
    attack("processes/kills_all.bash", exits(output=re.compile(rb"(sent \d+\n)*still here\nstill here\n"))),
    attack("processes/kills_group.c", dies(signal.SIGKILL)),
    attack("processes/kills_parent.c", dies(signal.SIGKILL)),
    attack("processes/vfork_killed.c", dies(signal.SIGKILL), limits=FAR, also=_ends_early),
    attack("processes/grabs_priority.c", exits(output=b"done\n")),
    attack("processes/one_cpu.c", exits(output=b"pinned\n")),
    # Endings that look like others.
    attack("processes/own_cpu_limit.c", dies(signal.SIGXCPU), dies(signal.SIGKILL), limits=some_limits(cpu_s=2)),
    *(
        attack("processes/raises.c", dies(number), arguments=(str(int(number)),), variant=str(int(number)))
        for number in (
            9,
            signal.SIGSEGV,
            signal.SIGABRT,
            signal.SIGXCPU,
            signal.SIGXFSZ,
            signal.SIGTERM,
            signal.SIGRTMAX,
        )
    ),
    attack("processes/impossible_size.c", dies()),
    # By the signal alone it cannot be told from a call that the filter forbids.
    attack(
        "processes/raises.c",
        is_killed(FORBIDDEN),
        dies(signal.SIGSYS),
        arguments=(str(int(signal.SIGSYS)),),
        variant="SIGSYS",
    ),
    *(
        attack("processes/exits.c", exits(code), arguments=(argument,), variant=argument)
        for argument, code in (("-1", 255), ("137", 137), ("143", 143), ("256", 0), ("65536", 0), ("511", 255))
    ),
    *(
        attack("processes/exits.python", *must, arguments=(argument,), variant=argument)
        for argument, must in (
            ("text", (exits(1, error=b"not a number\n"),)),
            ("large", (exits(255),)),
            ("interrupt", (dies(signal.SIGINT), exits(130))),
            ("thread", (exits(7),)),
            ("-1", (exits(255),)),
            ("256", (exits(0),)),
        )
    ),
    attack("processes/exits.javascript", exits(0), arguments=("256",), limits=RUNTIME),
    attack("processes/exits.bash", exits(137), arguments=("child",), variant="child"),
    attack("processes/exits.bash", exits(44), arguments=("300",), variant="300"),
    attack("processes/neighbours.c", exits(output=b"done\n")),
]
