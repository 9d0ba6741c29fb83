"""The checkers that have a name: what each accepts, by the rules of where it comes from."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.checkers import PRESETS, CheckResult, check, check_of, content
from judgebox.domain.problem import Preset
from judgebox.domain.verdict import Reason

RIGHT = [
    ("exact", b"1 2\n", b"1 2\n"),
    ("trim", b"a  b\nc\n", b"\n a  b\nc"),
    ("lines", b"a  b\nc\n", b"a  b \r\nc\n\n \n"),
    ("lines", b"", b"\n\n"),
    ("tokens", b"a b\nc", b"a\nb c"),
    ("floats", b"x 1.0", b"x 1.0000000001"),
    ("floats 0.1", b"1.0 100", b"1.09 109"),
    ("floats 0.1 0.001", b"1.0 1000", b"1.1 1001"),
    ("unordered", b"a b\nc\nc\n", b"c\n\nc\n a  b"),
    ("unordered tokens", b"a b\nc\nc\n", b"c c a b"),
    ("set", b"a b\nc\n", b"c\nc\na b\n"),
    ("set tokens", b"a b a", b"b a"),
    ("json", b'{"a": [1, 2.0], "b": null}', b'{"b":null,"a":[1.0,2]}'),
    ("json", b"[1]\n[2]\n", b"[1] [2]"),
    ("json", b'"\\u00e9"', '"é"'.encode()),
    ("json 1e-6", b"[0.3]", b"[0.30000000000000004]"),
    ("json", b"12345678901234567890", b"12345678901234567890.0"),
    ("dmoj-standard", b"a b\n\nc\n", b"\n\na   b\r\nc"),
    ("dmoj-easy", b"Hello World", b"dlrow olleh"),
    ("dmoj-floats", b"a 1.0\n\n2", b"a 1.000001\n2"),
    ("dmoj-floats precision=1", b"1000", b"1050"),
    ("dmoj-floats precision=1 error_mode=absolute", b"1000", b"1000.09"),
    ("dmoj-floatsabs precision=1", b"1", b"1.09"),
    ("dmoj-floatsrel precision=1", b"100", b"110"),
    ("dmoj-identical", b"a\n", b"a\n"),
    ("dmoj-linecount", b"a\nb\n", b" a\n\nb "),
    ("dmoj-linematches point_distribution=1,3", b"a\nb\n", b"a\r\nb"),
    ("dmoj-rstripped", b"a \nb\n", b"a\nb\t\n"),
    ("dmoj-rstripped filter_new_line=true", b"a\nb", b"a\n\nb\n"),
    ("dmoj-sorted", b"b 1\na\n", b"a\nb   1\n"),
    ("dmoj-sorted split_on=whitespace", b"b 1\na\n", b"1 a b"),
    ("dmoj-unordered", b"b c\na\n", b"a\nb\nc\n"),
    ("dmoj-unordered case_sensitive=false", b"b A", b"a B"),
    ("cms-whitediff", b"a b\n\nc\n", b" a  b \n\t\nc"),
    ("fcmp", b"a  b\n\nc\n", b"a  b\r\n\r\nc \n".replace(b"c ", b"c")),
    ("fcmp", b"a\n\n", b"a\n"),
    ("fcmp", b"a\n", b"a\n  \n"),
    ("fcmp", b"a\n\n", b"a\n \n"),
    ("lcmp", b"a b\n\nc\n", b" a  b\n\nc"),
    ("wcmp", b"a b", b"a\nb\n"),
    ("casewcmp", b"Case 1: a b\nCase 2: c", b"Case 1: a\nb\nCase 2: c\n"),
    ("casencmp", b"Case 1: 1 2\nCase 2: 3", b"Case 1: 1 2 Case 2: 3"),
    ("caseicmp", b"Case 1: 1", b"Case 1:\n1"),
    ("ncmp", b"1 -2", b"1\n-2\n"),
    ("nyesno", b"YES no", b"yes NO"),
    ("uncmp", b"1 2 2", b"2 1\n2"),
    ("icmp", b"5", b" 5\n"),
    ("icmp", b"5 and more", b"5"),
    ("hcmp", b"123456789012345678901234567890\n", b"123456789012345678901234567890"),
    ("yesno", b"YES", b"Yes"),
    ("rcmp", b"1000000", b"1000000.0000014"),
    ("acmp", b"1", b"1.0000015"),
    ("dcmp", b"1000000", b"1000000.9"),
    ("rcmp4", b"1 1e9", b"1.0001 1.00009e9"),
    ("rcmp6", b"1 2", b"1.000001 2"),
    ("rcmp9", b"1 2", b"1.000000001 2"),
    ("rncmp", b"1000 2", b"1000.000015 2"),
]

WRONG = [
    ("exact", b"1 2\n", b"1 2"),
    ("trim", b"a  b\n", b"a b\n"),
    ("lines", b"a b\nc\n", b"a b\n\nc\n"),
    ("lines", b"a b", b" a b"),
    ("tokens", b"a", b"A"),
    ("tokens", b"a", b"a b"),
    ("floats", b"1.0", b"1.00001"),
    ("floats 0.1 0", b"1000", b"1001"),
    ("floats", b"x", b"X"),
    ("unordered", b"a b\nc", b"b a\nc"),
    ("unordered", b"a\na\nb", b"a\nb\nb"),
    ("set", b"a\nb", b"a"),
    ("json", b"[1, 2]", b"[2, 1]"),
    ("json", b"1", b"true"),
    ("json", b"1", b'"1"'),
    ("json", b"0", b"false"),
    ("json", b'{"a": 1}', b'{"a": 1, "b": 1}'),
    ("json", b"[1]", b"[1"),
    ("json", b"[1]", b"[1] [1]"),
    ("json", b"[0.3]", b"[0.31]"),
    ("json 1", b"1", b"NaN"),
    ("dmoj-standard", b"a b\nc\n", b"a\nb c\n"),
    ("dmoj-standard", b"a", b"A"),
    ("dmoj-easy", b"ab", b"abb"),
    ("dmoj-floats", b"a 1.0", b"a 1.00001"),
    ("dmoj-floats", b"1 2", b"1\n2"),
    ("dmoj-floats", b"a", b"b"),
    ("dmoj-floats", b"1", b"x"),
    ("dmoj-floatsabs precision=1", b"1000", b"1050"),
    ("dmoj-floatsrel precision=6", b"0", b"0.0000001"),
    ("dmoj-identical", b"a\n", b"a"),
    ("dmoj-linecount", b"a\nb\n", b"a\nb\nc"),
    ("dmoj-linecount", b"a\nb\n", b"c\nd\n"),
    ("dmoj-linematches point_distribution=1,3", b"a\nb\n", b"a\n"),
    ("dmoj-linematches point_distribution=[0,3]", b"a\nb\n", b"a\nc\n"),
    ("dmoj-rstripped", b"a\nb\n", b"a\nb"),
    ("dmoj-sorted", b"b 1\na\n", b"1 b\na\n"),
    ("dmoj-sorted", b"b\na\n", b"a\nb\n \n"),
    ("dmoj-unordered", b"b A", b"a b"),
    ("cms-whitediff", b"a b\n\nc\n", b"a b\nc\n"),
    ("fcmp", b"a  b\n", b"a b\n"),
    ("fcmp", b"a\n", b"a\nb"),
    ("fcmp", b"a\n\n\n", b"a\n \n"),
    ("fcmp", b"a\n \n", b"a\n"),
    ("lcmp", b"a b\n\nc\n", b"a b\nc\n"),
    ("wcmp", b"a", b"A"),
    ("casewcmp", b"Case 1: a", b"Case 1: b"),
    ("ncmp", b"1", b"01"),
    ("ncmp", b"1 2", b"1 2 3"),
    ("nyesno", b"YES NO", b"YES"),
    ("uncmp", b"1 2", b"1 1"),
    ("icmp", b"5", b"5 5"),
    ("icmp", b"5", b"+5"),
    ("hcmp", b"12345678901234567890", b"12345678901234567891"),
    ("yesno", b"YES", b"NO"),
    ("rcmp", b"1000000", b"1000000.1"),
    ("dcmp", b"1", b"1.1"),
    ("dcmp", b"1", b"nan"),
    ("rcmp4", b"1 2", b"1"),
    ("rcmp4", b"1", b"1.0002"),
    ("rcmp6", b"1", b"1.00001"),
    ("rcmp9", b"1", b"1.00000001"),
    ("rncmp", b"1000", b"1000.00002"),
]

MISTAKES = [
    ("nothing", "the checker 'nothing' is unknown"),
    ("pointscmp", "the checker 'pointscmp' is unknown"),
    ("tokens x", "the checker tokens: it takes 0 arguments at most, 1 are given"),
    ("floats x", "the checker floats: 'x' is no tolerance"),
    ("floats nan", "the checker floats: 'nan' is no tolerance"),
    ("floats -1", "the checker floats: '-1' is no tolerance"),
    ("json 1 2 3", "the checker json: it takes 2 arguments at most, 3 are given"),
    ("unordered bytes", "the checker unordered: it splits by lines or tokens, not by 'bytes'"),
    ("dmoj-floats 6", "the checker dmoj-floats: '6' is no setting of it; there is precision and error_mode"),
    ("dmoj-floats precision=x", "the checker dmoj-floats: precision is a number of digits up to 300, not 'x'"),
    ("dmoj-floats error_mode=odd", "the checker dmoj-floats: error_mode is default or absolute or relative, not 'odd'"),
    ("dmoj-sorted split_on=x", "the checker dmoj-sorted: split_on is lines or whitespace, not 'x'"),
    ("dmoj-linecount match=x", "the checker dmoj-linecount: it takes 0 arguments at most, 1 are given"),
    (
        "dmoj-linematches point_distribution=x",
        "the checker dmoj-linematches: point_distribution is a list of whole numbers, not 'x'",
    ),
]


def preset(words: str) -> Preset:
    name, *arguments = words.split(" ")
    return Preset(name=name, arguments=tuple(arguments))


@pytest.fixture(params=[2, 128 * 1024], autouse=True, ids=lambda size: f"chunks of {size}")
def chunks_of_any_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "CHUNK_BYTES", request.param)


def in_files(folder: Path, answer: bytes, output: bytes) -> tuple[Path, Path]:
    (folder / "answer").write_bytes(answer)
    (folder / "output").write_bytes(output)
    return folder / "answer", folder / "output"


@pytest.mark.parametrize(("words", "answer", "output"), RIGHT)
def test_right_outputs_are_accepted(words: str, answer: bytes, output: bytes, tmp_path: Path) -> None:
    assert check(answer, output, preset(words)) == CheckResult(accepted=True)
    assert check(*in_files(tmp_path, answer, output), preset(words)) == CheckResult(accepted=True)


@pytest.mark.parametrize(("words", "answer", "output"), WRONG)
def test_wrong_outputs_are_refused_with_a_reason(words: str, answer: bytes, output: bytes, tmp_path: Path) -> None:
    checked = check(answer, output, preset(words))

    assert (checked.accepted, checked.reason, checked.score) == (False, Reason.MISMATCH, None)
    assert checked.message
    assert check(*in_files(tmp_path, answer, output), preset(words)) == checked


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_no_output_is_wrong_and_says_so(name: str) -> None:
    checked = check(b"1\n", b"", Preset(name=name))

    assert not checked.accepted
    assert checked.reason in (Reason.NO_OUTPUT, Reason.MISMATCH)


def test_each_checker_is_held_to_something_right_and_something_wrong() -> None:
    assert {words.split(" ")[0] for words, _, _ in RIGHT} == set(PRESETS)
    assert set(PRESETS) - {words.split(" ")[0] for words, _, _ in WRONG} == {
        "casencmp",
        "caseicmp",
        "acmp",
    }


@pytest.mark.parametrize(("words", "message"), MISTAKES)
def test_unknown_checkers_and_wrong_arguments_are_named(words: str, message: str) -> None:
    with pytest.raises(ValueError, match="the checker") as caught:
        check_of(preset(words))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "answer", "output", "share"),
    [
        ("dmoj-linecount", b"a\nb\nc\nd\n", b"a\nx\nc\n", 0.5),
        ("dmoj-linematches point_distribution=1,3", b"a\nb\n", b"x\nb\n", 0.75),
        ("dmoj-linematches point_distribution=1,3 filler_lines_required=False", b"a\nb\n", b"a\n", 0.25),
        ("dmoj-linematches point_distribution=1,3 filler_lines_required=False", b"a\nb\n", b"a\nx\ny\n", 0.25),
        ("dmoj-linematches", b"a\nb\n", b"a\nx\n", 0.5),
    ],
)
def test_a_part_of_the_lines_is_worth_a_part_of_the_points(
    words: str, answer: bytes, output: bytes, share: float
) -> None:
    checked = check(answer, output, preset(words))

    assert (checked.accepted, checked.score) == (True, share)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("rcmp6", b"one"),
        ("icmp", b" "),
        ("json", b"{"),
        ("json", b"\xff"),
        ("dmoj-linematches point_distribution=1", b"a\nb"),
    ],
)
def test_an_answer_that_the_checker_can_not_compare_with_is_the_fault_of_the_problem(words: str, answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"answer|is no JSON"):
        check(answer, b"2", preset(words))


@pytest.mark.parametrize("name", ["unordered", "set", "json", "dmoj-sorted", "dmoj-standard", "lcmp", "uncmp"])
def test_what_is_too_big_to_be_held_is_the_fault_of_whose_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("content", "scanning", "unordered"):
        monkeypatch.setattr(f"judgebox.checkers.{module}.HELD_BYTES", 10)

    assert not check(b"1", b"2" * 12, Preset(name=name)).accepted
    with pytest.raises(ValueError, match="holds"):
        check(b"2" * 12, b"1", Preset(name=name))


def test_an_output_nested_without_end_is_just_wrong() -> None:
    assert not check(b"[]", b"[" * 1_000_000, Preset(name="json")).accepted


@pytest.mark.parametrize("number", [b"1e999999999999999999999", b"9" * 100_000])
def test_a_hostile_number_in_json_is_just_wrong(number: bytes) -> None:
    assert not check(b"1", number, Preset(name="json")).accepted


@given(name=st.sampled_from(sorted(PRESETS)), answer=st.binary(max_size=20), output=st.binary(max_size=20))
def test_any_bytes_are_judged_or_the_answer_is_refused(name: str, answer: bytes, output: bytes) -> None:
    assert check(answer, answer, Preset(name=name)).accepted
    try:
        checked = check(answer, output, Preset(name=name))
    except ValueError:
        return
    assert checked.accepted == (checked.reason is None)
