"""Section B: memory."""

import signal

from attacks.attack import MEMORY, Attack, attack, dies, is_killed

ATTACKS: list[Attack] = [
    attack("memory/memory_eater.python", is_killed(MEMORY)),
    attack("memory/memory_eater_child.python", is_killed(MEMORY)),
    attack("memory/tmpfs_eater.python", is_killed(MEMORY)),
    attack("memory/stack_eater.c", is_killed(MEMORY), dies(signal.SIGSEGV)),
]
