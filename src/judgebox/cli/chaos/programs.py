"""Programs for the sample problem `a-plus-b` with the verdicts that they deserve."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

PROBLEM = "a-plus-b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A source and what is to come of it."""

    language: str
    source: str
    verdict: str


_C = '#include <stdio.h>\nint main(void) {{ long long a, b; scanf("%lld %lld", &a, &b); {} return 0; }}\n'

_SOURCES: Mapping[tuple[str, str], str] = {
    ("python", "AC"): "print(sum(map(int, input().split())))\n",
    ("python", "WA"): "a, b = map(int, input().split())\nprint(a - b - 1)\n",
    ("python", "RTE"): "raise SystemExit(7)\n",
    ("python", "CE"): "print(\n",
    ("python", "TLE"): "while True: pass\n",
    ("c", "AC"): _C.format('printf("%lld\\n", a + b);'),
    ("c", "WA"): _C.format('printf("%lld\\n", a + b + 1);'),
    ("c", "CE"): "int main(void) { return }\n",
}

_COMMENTS = {"python": "# {}\n", "c": "/* {} */\n"}

WEIGHTS: Mapping[tuple[str, str], int] = {
    ("python", "AC"): 30,
    ("python", "WA"): 15,
    ("python", "RTE"): 10,
    ("python", "CE"): 5,
    ("python", "TLE"): 1,
    ("c", "AC"): 20,
    ("c", "WA"): 10,
    ("c", "CE"): 5,
}
"""How often each comes, of the sum of all. Few run out of time: each of those costs seconds."""


def a_program(random: Random, number: int) -> Program:
    """Choose one; every fourth is told apart by a comment, so that no cache knows it."""
    keys = list(WEIGHTS)
    [(language, verdict)] = random.choices(keys, [WEIGHTS[key] for key in keys])
    comment = _COMMENTS[language].format(number) if number % 4 == 0 else ""
    return Program(language=language, source=comment + _SOURCES[language, verdict], verdict=verdict)
