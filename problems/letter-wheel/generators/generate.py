"""Write the cases of this problem: the same bytes at every run."""

import json
import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, values: list[object], answer: object) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values)
    path.with_name(path.name + ".in").write_text(lines, encoding="ascii", newline="\n")
    answer_line = json.dumps(answer, separators=(",", ":")) + "\n"
    path.with_name(path.name + ".ans").write_text(answer_line, encoding="ascii", newline="\n")


def turn(text: str, steps: int) -> str:
    turned = ""
    for char in text:
        for first in "aA":
            if first <= char <= chr(ord(first) + 25):
                char = chr(ord(first) + (ord(char) - ord(first) + steps) % 26)
                break
        turned += char
    return turned


random.seed(20261128)
CASES = {
    "sample/1": ("Hello, World!", 3),
    "sample/2": ("abc xyz", -1),
    "secret/01-empty": ("", 5),
    "secret/02-nothing-turned": ("Same", 0),
    "secret/03-full-turn": ("Same again", 26),
    "secret/04-many-turns": ("Zebra", 1_000_000_000),
    "secret/05-many-turns-back": ("Zebra", -1_000_000_000),
    "secret/06-no-letters": ("12:30 [ok?] {@`}", 13),
    "secret/07-escapes": ('"quoted" \\ back\tslash\nnext line', 1),
    "secret/08-other-letters": ("Größe: naïve café", 2),
    "secret/09-other-alphabets": ("дом 家 \U0001f600 end", -27),
    "secret/10-ends-of-the-wheel": ("azAZ", 25),
    "secret/11-long": ("".join(random.choice("abcXYZ ,.") for _ in range(5_000)), 17),
}
for name, (text, steps) in CASES.items():
    write_case(name, [text, steps], turn(text, steps))
