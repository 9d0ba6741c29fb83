"""Section G: interaction, checkers and the platform."""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
