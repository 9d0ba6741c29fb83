"""All attacks, section by section of the catalogue."""

from attacks.attack import Attack
from attacks.compilers import ATTACKS as COMPILERS
from attacks.escape import ATTACKS as ESCAPE
from attacks.files import ATTACKS as FILES
from attacks.interaction import ATTACKS as INTERACTION
from attacks.memory import ATTACKS as MEMORY
from attacks.processes import ATTACKS as PROCESSES
from attacks.runtimes import ATTACKS as RUNTIMES

ATTACKS: tuple[Attack, ...] = (*PROCESSES, *MEMORY, *FILES, *ESCAPE, *COMPILERS, *RUNTIMES, *INTERACTION)
