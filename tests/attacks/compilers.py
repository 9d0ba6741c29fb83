"""Section E: compilers, which run what the author of a source wants."""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
