"""Write the cases of this problem: the same bytes at every run."""

import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


PARTNERS = {")": "(", "]": "[", "}": "{"}


def is_balanced(text: str) -> bool:
    opened: list[str] = []
    for character in text:
        if character not in PARTNERS:
            opened.append(character)
        elif not opened or opened.pop() != PARTNERS[character]:
            return False
    return not opened


def random_balanced(dice: random.Random, pairs: int) -> str:
    """Open or close at every step, whatever the dice say and the pairs allow."""
    text: list[str] = []
    opened: list[str] = []
    left = pairs
    while left or opened:
        if left and (not opened or dice.random() < 0.5):
            kind = dice.choice(["()", "[]", "{}"])
            text.append(kind[0])
            opened.append(kind[1])
            left -= 1
        else:
            text.append(opened.pop())
    return "".join(text)


dice = random.Random(20250902)
long_text = random_balanced(dice, 25_000)
middle = len(long_text) // 2
other_kind = {"(": "[", "[": "{", "{": "(", ")": "]", "]": "}", "}": ")"}[long_text[middle]]

CASES = {
    "sample/1": "{[]()}",
    "sample/2": "([)]",
    "sample/3": "((",
    "secret/01-one-open": "(",
    "secret/02-one-pair": "[]",
    "secret/03-wrong-kind": "(]",
    "secret/04-many-pairs": "()[]{}" * 50,
    "secret/05-crossed": "{[(" + "}])",
    "secret/06-random": random_balanced(dice, 500),
    "secret/07-one-missing": random_balanced(dice, 500)[:-1],
    "secret/08-deep": "([{" * 8000 + "}])" * 8000,
    "secret/09-long": long_text,
    "secret/10-long-one-wrong": long_text[:middle] + other_kind + long_text[middle + 1 :],
    # A program that pops from its empty stack fails here, so the cases before have no bracket closed too often.
    "secret/11-closed-first": "}{",
    "secret/12-one-closed-too-often": "(())" + ")" + "(",
    "secret/13-only-closed": ")" * 1000,
}

for name, text in CASES.items():
    write_case(name, text + "\n", "yes\n" if is_balanced(text) else "no\n")
