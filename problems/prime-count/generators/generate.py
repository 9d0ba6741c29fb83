"""Write the cases of this problem: the same bytes at every run."""

import random
from itertools import accumulate
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


LIMIT = 5_000_000

is_prime = bytearray([1]) * (LIMIT + 1)
is_prime[:2] = b"\0\0"
for number in range(2, int(LIMIT**0.5) + 1):
    if is_prime[number]:
        multiples = range(number * number, LIMIT + 1, number)
        is_prime[number * number :: number] = bytes(len(multiples))
primes_up_to = list(accumulate(is_prime))


def random_questions(dice: random.Random, count: int, limit: int) -> list[tuple[int, int]]:
    questions = []
    for _ in range(count):
        ends = sorted([dice.randint(1, limit), dice.randint(1, limit)])
        questions.append((ends[0], ends[1]))
    return questions


dice = random.Random(20250905)

CASES = {
    "sample/1": [(1, 10), (8, 10), (13, 13)],
    "sample/2": [(20, 30)],
    "secret/01-one": [(1, 1)],
    "secret/02-two": [(1, 2), (2, 2), (2, 3)],
    "secret/03-squares": [(4, 4), (9, 9), (25, 25), (49, 49), (121, 121), (4, 9)],
    "secret/04-every-pair": [(l, r) for l in range(1, 31) for r in range(l, 31)],
    "secret/05-hundreds": [(100 * k + 1, 100 * k + 100) for k in range(100)],
    "secret/06-random-small": random_questions(dice, 300, 1000),
    "secret/07-random": random_questions(dice, 300, 100_000),
    "secret/08-square-of-a-large-prime": [(2221 * 2221, 2221 * 2221), (2221 * 2221 - 10, 2221 * 2221 + 10)],
    "secret/09-all": [(1, LIMIT)],
    "secret/10-last": [(LIMIT, LIMIT), (LIMIT - 1, LIMIT), (LIMIT - 100, LIMIT), (4_999_999, 4_999_999)],
    "secret/11-random-large": random_questions(dice, 1000, LIMIT),
    "secret/12-long-questions": [(k, LIMIT - k) for k in range(1, 1001)],
}

for name, questions in CASES.items():
    case = f"{len(questions)}\n" + "".join(f"{l} {r}\n" for l, r in questions)
    write_case(name, case, "".join(f"{primes_up_to[r] - primes_up_to[l - 1]}\n" for l, r in questions))
