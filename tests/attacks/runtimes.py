"""Section F: language runtimes, and forging what a harness reports."""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
