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


def grouped(words: list[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return list(groups.values())


random.seed(20261130)
CASES = {
    "sample/1": ["stone", "tea", "notes", "eat", "onset", "sun"],
    "sample/2": ["a", "b", "a"],
    "secret/01-none": [],
    "secret/02-one": ["word"],
    "secret/03-empty-words": ["", "a", ""],
    "secret/04-all-the-same": ["ab"] * 5,
    "secret/05-all-together": ["abc", "acb", "bac", "bca", "cab", "cba"],
    "secret/06-none-together": ["a", "aa", "aaa", "aaaa"],
    "secret/07-same-set-of-letters": ["aab", "abb", "bab", "aba"],
    "secret/08-same-sum": ["ad", "bc", "da"],
    "secret/09-random": ["".join(random.choices("abc", k=3)) for _ in range(100)],
    "secret/10-many": ["".join(random.choices("abcd", k=random.randint(1, 6))) for _ in range(5_000)],
}
for name, words in CASES.items():
    write_case(name, [words], grouped(words))
