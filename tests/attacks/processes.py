"""Section A: processes and CPU time."""

import signal

from attacks.attack import BRIEF, CPU, QUICK, WALL, Attack, attack, dies, exits, is_killed
from sandboxing import some_limits

ATTACKS: list[Attack] = [
    attack("processes/fork_bomb.python", exits(output=b"refused True\n")),
    attack("processes/fork_bomb_endless.c", is_killed(CPU, WALL), limits=QUICK),
    attack("processes/zombies.c", exits(output=b"refused\n")),
    # It keeps the output open, which must delay nothing: the wall limit is far.
    attack("processes/daemon.c", exits(output=b"gone\n"), limits=some_limits(wall_s=30)),
    attack("processes/kill_everything.c", exits(output=b"still here\n")),
    attack("processes/child_burns_cpu.c", is_killed(CPU), limits=QUICK),
    attack("processes/many_short_processes.c", is_killed(CPU), limits=QUICK),
    attack("processes/exec_loop.c", is_killed(CPU), limits=QUICK),
    attack("processes/sleeper.python", is_killed(WALL), limits=BRIEF),
    attack("processes/stopper.c", is_killed(WALL), limits=BRIEF),
    attack("processes/kills_itself.c", dies(signal.SIGKILL)),
    attack("processes/exits_137.c", exits(137)),
]
