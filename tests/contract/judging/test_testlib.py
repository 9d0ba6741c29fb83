"""Programs written for testlib, compiled with our header: what they read, draw and say, and how they end."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

import pytest

from judgebox.testlib import header

from .random_stream import RandomStream

ACCEPTED, WRONG, POINTS, BROKEN = 42, 43, 7, 3
PROGRAMS = Path(__file__).with_name("testlib")
GUESS_ARRAY = Path(__file__).resolve().parents[4] / "shared/problems/polygon/guess-array-1/tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    code: int
    printed: str
    message: str


Check = Callable[..., Ended]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each of the programs, compiled as strictly as its standard allows."""
    built = tmp_path_factory.mktemp("testlib")
    flags = ["-O0", "-Wall", "-Wextra", "-Werror", "-I", str(header().parent)]
    standards = {"checker": "c++20", "interactor": "c++17", "validator": "c++14", "generator": "c++11"}
    compilers = [
        subprocess.Popen(["g++", f"-std={standard}", *flags, "-o", built / name, PROGRAMS / f"{name}.cpp"])
        for name, standard in standards.items()
    ]
    assert [compiler.wait() for compiler in compilers] == [0] * len(compilers)
    return built


def ended(*argv: str | Path, given: bytes = b"") -> Ended:
    run = subprocess.run(argv, input=given, capture_output=True, timeout=30)
    return Ended(code=run.returncode, printed=run.stdout.decode(), message=run.stderr.decode().rstrip("\n"))


@pytest.fixture
def check(programs: Path, tmp_path: Path) -> Check:
    def check(command: str, output: bytes | None, answer: bytes | None = b"") -> Ended:
        for name, content in (("input", command.encode()), ("output", output), ("answer", answer)):
            if content is not None:
                (tmp_path / name).write_bytes(content)
        return ended(programs / "checker", *(tmp_path / name for name in ("input", "output", "answer")))

    return check


def test_a_right_output_is_accepted_whatever_its_white_space(check: Check) -> None:
    checked = check("numbers", b" 1\r\n\t2\n\n3 ", b"3")

    assert (checked.code, checked.message) == (ACCEPTED, "ok 3 numbers")


@pytest.mark.parametrize("output", [b"1 2", b"1 2 3 4", b"1 2 30", b"1 2 x", b"1 2 +3", b"1 2 03", b"1 2 -0", b""])
def test_an_output_with_other_numbers_than_asked_for_is_wrong(check: Check, output: bytes) -> None:
    assert check("numbers", output, b"3").code == WRONG


def test_more_output_than_was_read_is_wrong(check: Check) -> None:
    assert check("numbers", b"1 x", b"1").message == "wrong output format there is more output than expected"


def test_a_message_says_which_element_is_out_of_range(check: Check) -> None:
    assert check("numbers", b"1 22", b"2").message == "wrong answer integer a[2]: 22 is not between 1 and 9"


def test_an_output_file_that_is_not_there_is_wrong(check: Check) -> None:
    assert check("numbers", None, b"1").code == WRONG


def test_an_answer_that_is_not_there_or_makes_no_sense_is_the_fault_of_the_problem(check: Check) -> None:
    assert check("numbers", b"1", None).code == BROKEN
    blamed = check("blame", b"", b"x")
    assert blamed.code == BROKEN
    assert blamed.message.startswith("FAIL a 64-bit integer was expected")


def test_a_condition_on_the_output_blames_the_output_and_any_other_the_problem(check: Check) -> None:
    assert check("demand", b"2").code == WRONG
    assert check("doubt", b"2").code == BROKEN


@pytest.mark.parametrize(
    ("command", "output", "code"),
    [
        ("long", b"-9223372036854775808", ACCEPTED),
        ("long", b"9223372036854775808", WRONG),
        ("unsigned", b"18446744073709551615", ACCEPTED),
        ("unsigned", b"18446744073709551616", WRONG),
        ("unsigned", b"-1", WRONG),
        ("strict", b"-1.25", ACCEPTED),
        ("strict", b"1.2500", WRONG),
        ("strict", b"5", WRONG),
        ("strict", b"01.5", WRONG),
        ("strict", b"1.5e0", WRONG),
        ("strict", b".5", WRONG),
        ("strict", b"-0.0", WRONG),
        ("strict", b"11.5", WRONG),
    ],
)
def test_numbers_are_read_strictly(check: Check, command: str, output: bytes, code: int) -> None:
    assert check(command, output).code == code


@pytest.mark.parametrize(
    ("output", "code"),
    [
        (b"1000000.5", ACCEPTED),
        (b"1000000.9", ACCEPTED),
        (b"1e6", ACCEPTED),
        (b"+1.E+6", ACCEPTED),
        (b"1000002.1", WRONG),
        (b"nan", WRONG),
        (b"inf", WRONG),
        (b"0x1p3", WRONG),
        (b"1e", WRONG),
        (b"1-", WRONG),
        (b".", WRONG),
    ],
)
def test_doubles_are_right_within_an_absolute_or_a_relative_error(check: Check, output: bytes, code: int) -> None:
    assert check("double", output, b"1000000").code == code


def test_what_was_expected_and_what_found_is_told(check: Check) -> None:
    assert check("double", b"2", b"1.50").message == "wrong answer in line 1: expected '1.5', found '2.0'"


def test_lines_are_compared_without_their_ends(check: Check) -> None:
    assert check("lines", b"a b\r\n\r\nc", b"a b\n\nc\n").code == ACCEPTED
    assert check("lines", b"a  b\n", b"a b\n").message == "wrong answer 'a b' and 'a  b'"


def test_the_byte_255_is_no_end_of_the_file(check: Check) -> None:
    assert check("lines", b"a\xff\nb", b"a\xff\nb").code == ACCEPTED
    assert check("lines", b"a\xff\nc", b"a\xff\nb").code == WRONG


@pytest.mark.parametrize(
    ("text", "word", "matches"),
    [
        (b"[a-z]{1,3}", b"abc", True),
        (b"[a-z]{1,3}", b"abcd", False),
        (b"-?[1-9][0-9]{0,3}", b"-105", True),
        (b"-?[1-9][0-9]{0,3}", b"-0", False),
        (b"mike|john", b"john", True),
        (b"id-([ac]|b{2})", b"id-bb", True),
        (b"id-([ac]|b{2})", b"id-b", False),
        (b"[^0-9]*", b"abc", True),
        (b"[^0-9]*", b"a1", False),
        (b"[0-9]?1", b"1", False),
        (b"a\\+[-_]+", b"a+-_", True),
        (b"[a-]{2}", b"a-", True),
    ],
)
def test_tokens_are_matched_by_patterns(check: Check, text: bytes, word: bytes, matches: bool) -> None:
    assert check("pattern", word, text).code == (ACCEPTED if matches else WRONG)


@pytest.mark.parametrize(("share", "code"), [(b"0", 50), (b"1", 51), (b"200", 250), (b"201", BROKEN)])
def test_a_partly_right_output_ends_with_50_and_its_share(check: Check, share: bytes, code: int) -> None:
    assert check("partly", share).code == code


@pytest.mark.parametrize(("points", "shown"), [(b"0.5", "0.5"), (b"3", "3.0"), (b"1e-7", "0.0000001")])
def test_points_stand_at_the_start_of_the_message(check: Check, points: bytes, shown: str) -> None:
    checked = check("points", points)

    assert (checked.code, checked.message) == (POINTS, f"points {shown} for effort")


def test_the_message_names_the_test_case_of_several(check: Check) -> None:
    assert check("cases", b"1 2 3").message == "ok fine (3 test cases)"
    assert check("cases", b"1 9 3").message.endswith("(test case 2)")


@pytest.mark.parametrize("command", ["silent", "broken", "9"])
def test_a_checker_that_ends_without_a_word_or_is_wrong_itself_is_broken(check: Check, command: str) -> None:
    assert check(command, b"").code == BROKEN


def test_a_checker_called_without_its_files_is_broken(programs: Path) -> None:
    assert ended(programs / "checker", "input").code == BROKEN


def test_an_interactor_answers_as_soon_as_it_is_asked(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"500")
    argv = [programs / "interactor", tmp_path / "input", tmp_path / "output"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as talking:
        assert talking.stdin is not None
        assert talking.stdout is not None
        heard = []
        for guess in (b"1000\n", b"250\n", b"500\n"):
            talking.stdin.write(guess)
            talking.stdin.flush()
            heard.append(talking.stdout.readline())

    assert heard == [b"less\n", b"more\n", b"yes\n"]
    assert talking.returncode == ACCEPTED
    assert (tmp_path / "output").read_bytes() == b"3\n"


def test_a_program_that_leaves_its_interactor_is_wrong_and_kills_nobody(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"500")
    argv = [programs / "interactor", tmp_path / "input", tmp_path / "output"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as talking:
        assert talking.stdin is not None
        assert talking.stdout is not None
        talking.stdout.close()
        talking.stdin.write(b"1\n2\n")
        talking.stdin.close()

    assert talking.returncode == WRONG


@pytest.mark.parametrize(
    ("test", "code"),
    [
        (b"2\n1 -9\n", 42),
        (b"2\n1 -9\n\n", 43),
        (b"2\n1  -9\n", 43),
        (b"2\n1 -9", 43),
        (b"2\r\n1 -9\r\n", 43),
        (b"2 \n1 -9\n", 43),
        (b"2\n1 -10\n", 43),
        (b"02\n1 -9\n", 43),
        (b"", 43),
    ],
)
def test_a_validator_takes_a_test_byte_by_byte(programs: Path, test: bytes, code: int) -> None:
    assert ended(programs / "validator", given=test).code == code


def test_a_validator_knows_its_group(programs: Path) -> None:
    assert ended(programs / "validator", "--group", "small", given=b"4\n1 1 1 1\n").code == 43
    assert ended(programs / "validator", "--group", "big", given=b"4\n1 1 1 1\n").code == 42


def test_a_validator_that_does_not_read_to_the_end_is_broken(programs: Path) -> None:
    assert ended(programs / "validator", "--testset", "open", given=b"1\n1\nmore").code == BROKEN


@pytest.mark.parametrize("arguments", [["7"], ["1", "2"], ["--seed=9", "-f", "été"], ["-x1", "-y2e3"]])
def test_the_random_stream_is_the_published_one(programs: Path, arguments: list[str]) -> None:
    rnd = RandomStream(*arguments)

    def identifier() -> str:
        """A piece at a time: its count, its characters, and then which one of the pieces that may follow."""
        text = ""
        for character in "id-":
            text += rnd.text(character, 1, 1)
            rnd.below(1)
        rnd.below(1)  # a group is one of one, too
        return text + (rnd.text("ac", 1, 1) if rnd.below(2) == 0 else rnd.text("b", 2, 2))

    drawn: list[object] = [
        rnd.below(64),
        rnd.below(1000),
        rnd.below_long(1 << 40),
        rnd.between(-5, 5),
        rnd.between(10, 20),
        f"{rnd.real():.17g}",
        f"{2.5 + 5 * rnd.real():.17g}",
        max(rnd.below(100) for _ in range(4)),
        min(rnd.below(100) for _ in range(4)),
        max(rnd.below_long(1_000_000_000) for _ in range(3)),
        1 + max(rnd.below(6) for _ in range(2)),
        int(1000 * rnd.real() ** (1 / 41)),
        rnd.permutation(8),
        rnd.permutation(5, 1),
        rnd.distinct(4, 0, 999),
        rnd.distinct(9, 1, 10),
        rnd.partition(5, 40),
        rnd.partition(3, 100, 20),
        rnd.text(ascii_lowercase, 3, 8),
        identifier(),
        1 + rnd.below(7),
        1 + min(rnd.below(7) for _ in range(3)),
        rnd.shuffled(range(1, 8)),
    ]
    shown = [" ".join(map(str, line)) if isinstance(line, list) else str(line) for line in drawn]
    assert ended(programs / "generator", *arguments).printed.splitlines() == shown


@pytest.mark.skipif(not GUESS_ARRAY.is_dir(), reason="the packages with real test data are not on this machine")
@pytest.mark.parametrize(
    ("name", "arguments"), [("02", "-n 10 1"), ("09", "-n 10 8"), ("10", "-n 100"), ("14", "-n 5000")]
)
def test_tests_are_made_as_the_original_made_them(programs: Path, name: str, arguments: str) -> None:
    """The generator is ours, its arguments and what it made are those of a published package."""
    made = ended(programs / "generator", *arguments.split()).printed

    assert made.split() == (GUESS_ARRAY / name).read_text().split()


def test_an_option_that_nobody_asks_for_is_an_error_where_others_may_be_left_out(programs: Path) -> None:
    assert ended(programs / "generator", "-n", "3").code == 0
    assert ended(programs / "generator", "-n", "3", "-mots", "4").code == BROKEN


@pytest.mark.parametrize("arguments", [["-n", "3"], ["-n=3"], ["--n=3"], ["-n3"], ["-n", "3e0"], ["-n", "0.3e1"]])
def test_options_are_written_in_several_ways(programs: Path, arguments: list[str]) -> None:
    assert ended(programs / "generator", *arguments, "-most=1").printed == "3\n1 1 1\n"


@pytest.mark.parametrize("value", ["x", "", "3.5", "99999999999", "1e10", "3e", "-1"])
def test_an_option_that_is_no_number_or_does_not_fit_is_an_error(programs: Path, value: str) -> None:
    assert ended(programs / "generator", f"-n={value}").code != 0
