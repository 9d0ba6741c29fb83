"""Section B: memory."""

import signal

from attacks.attack import BRIEF, CPU, MEMORY, RUNTIME, WALL, Attack, attack, dies, exits, is_killed
from judgebox.domain.run import Outcome
from sandboxing import MIB, some_limits

ROOMY = some_limits(cpu_s=3, wall_s=10, memory_mib=512)
"""More memory than all that can be written to."""
JVM = some_limits(cpu_s=3, wall_s=6, memory_mib=192, processes=64)


def _is_the_peak(outcome: Outcome) -> None:
    """40 MiB, and what any program needs."""
    assert 40 * MIB <= outcome.usage.memory_bytes <= 42 * MIB, outcome.usage


def _costs_little(outcome: Outcome) -> None:
    assert outcome.usage.memory_bytes < 8 * MIB, outcome.usage


ATTACKS: list[Attack] = [
    # The plain ways, in each runtime.
    attack("memory/touches_all.c", is_killed(MEMORY)),
    attack("memory/memory_eater.python", is_killed(MEMORY)),
    attack("memory/huge_string.python", is_killed(MEMORY)),
    attack("memory/bomb.python", is_killed(MEMORY, CPU)),
    attack("memory/heap.java", is_killed(MEMORY), exits(1), limits=JVM),
    attack("memory/buffers.javascript", is_killed(MEMORY), limits=RUNTIME),
    # By several processes.
    attack("memory/memory_eater_child.python", is_killed(MEMORY)),
    attack("memory/together.c", is_killed(MEMORY)),
    attack("memory/copies_on_write.c", is_killed(MEMORY)),
    attack("memory/child_dies_parent_smiles.c", is_killed(MEMORY)),
    attack("memory/unfair_victim.c", is_killed(MEMORY)),
    attack("memory/eats_in_vfork.c", is_killed(MEMORY)),
    # What looks like much and is none, and the other way round.
    attack("memory/reserves.c", exits(output=b"reserved\n"), also=_costs_little),
    attack("memory/catches_bad_alloc.cpp", exits(output=b"42\n")),
    attack("memory/zeroed_array.c", exits(output=b"started\n"), also=_costs_little),
    attack("memory/zeroed_array.c", is_killed(MEMORY), arguments=("touch",), variant="touched"),
    attack("memory/spike.c", exits(output=b"done\n"), also=_is_the_peak),
    attack("memory/lazily_free.c", exits(output=b"done\n")),
    attack("memory/rereads_files.c", exits(output=b"read\n"), limits=some_limits(cpu_s=3, wall_s=15)),
    attack("memory/long_arguments.c", exits(output=b"again\n")),
    # In places where nobody counts.
    attack("memory/tmpfs_eater.python", is_killed(MEMORY)),
    attack("memory/fills_every_tmpfs.python", exits(output=b"full True\n"), limits=ROOMY),
    attack("memory/unlinked_files.c", is_killed(MEMORY)),
    attack("memory/memory_files.c", is_killed(MEMORY)),
    attack("memory/shared_segments.c", is_killed(MEMORY)),
    attack("memory/shared_anonymous.c", is_killed(MEMORY)),
    *(
        attack("memory/eats_in_kernel.c", is_killed(MEMORY), arguments=(way,), variant=name)
        for way, name in (("0", "map"), ("1", "advice"), ("2", "read"))
    ),
    attack("memory/huge_pages.c", is_killed(MEMORY)),
    attack("memory/moves_mappings.c", is_killed(MEMORY)),
    attack("memory/maps_files.c", is_killed(MEMORY)),
    # The kernel's own memory.
    attack("memory/page_tables.c", is_killed(MEMORY)),
    attack("memory/mappings.c", is_killed(MEMORY), exits(output=b"mapped\n")),
    attack("memory/pipes.c", is_killed(MEMORY), exits(output=b"bounded\n")),
    attack("memory/sockets.c", is_killed(MEMORY), exits(output=b"bounded\n")),
    attack("memory/message_queues.c", is_killed(MEMORY), exits(output=b"bounded\n")),
    attack("memory/semaphores.c", is_killed(MEMORY), exits(output=b"bounded\n")),
    attack("memory/flying_descriptors.c", is_killed(MEMORY, CPU), exits(output=b"sent\n")),
    attack("memory/watches.c", is_killed(MEMORY), exits(output=b"watched\n")),
    attack("memory/names.c", is_killed(MEMORY, CPU, WALL), exits(output=b"asked\n")),
    attack("memory/attributes.c", is_killed(MEMORY), exits(output=b"kept\n")),
    attack("memory/deep_directories.c", is_killed(MEMORY), exits(output=b"deep\n")),
    attack("memory/locks_pages.c", exits(output=b"done\n")),
    # The stack.
    attack("memory/stack_eater.c", is_killed(MEMORY), dies(signal.SIGSEGV)),
    attack("memory/thread_stacks.c", is_killed(MEMORY)),
    attack("memory/recursion.python", is_killed(MEMORY), dies(signal.SIGSEGV), exits(1)),
    attack("memory/recursion.java", exits(3), exits(1), is_killed(MEMORY), limits=JVM),
    attack("memory/recursion.javascript", exits(None), dies(), is_killed(MEMORY), limits=RUNTIME),
    attack("memory/recursion.bash", is_killed(MEMORY, CPU, WALL), dies(signal.SIGSEGV), limits=BRIEF),
]
