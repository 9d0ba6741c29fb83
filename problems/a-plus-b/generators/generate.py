"""Write the cases of this problem: the same bytes at every run."""

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


CASES = {
    "sample/1": (1, 2),
    "sample/2": (-5, 3),
    "sample/3": (1_000_000_000_000, 1),
    "secret/01-zeros": (0, 0),
    "secret/02-cancel": (17, -17),
    "secret/03-negative": (-8, -9),
    "secret/04-small": (123, 456),
    "secret/05-largest-32-bit": (2**31 - 1, 0),
    "secret/06-beyond-32-bit": (2**31 - 1, 1),
    "secret/07-beyond-32-bit-below": (-(2**31), -1),
    "secret/08-beyond-unsigned-32-bit": (2**32, 2**32),
    "secret/09-largest": (10**18, 10**18),
    "secret/10-smallest": (-(10**18), -(10**18)),
    "secret/11-opposite-ends": (10**18, -(10**18)),
    "secret/12-beyond-double": (2**53, 1),
    "secret/13-all-digits": (999_999_999_999_999_999, -123_456_789_012_345_678),
}

for name, (a, b) in CASES.items():
    write_case(name, f"{a} {b}\n", f"{a + b}\n")
