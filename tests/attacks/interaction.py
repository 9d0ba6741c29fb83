"""Section G: interaction, checkers and the platform. Attacks on the other program are in `test_interaction.py`."""

import re

from attacks.attack import Attack, attack, exits

_HARMFUL = re.compile(rb"<script>.*%s%n%x %d\n", re.DOTALL)

ATTACKS: list[Attack] = [
    attack("interaction/injects.python", exits(output=_HARMFUL, error=_HARMFUL)),
]
