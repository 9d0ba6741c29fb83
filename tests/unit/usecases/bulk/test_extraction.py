import pytest

from judgebox.usecases.bulk import Extract, extract_code

TWO = "First:\n```python\none\n```\nBetter:\n~~~\ntwo\n~~~\nDone."


@pytest.mark.parametrize(
    ("completion", "which", "code"),
    [
        (TWO, Extract.FENCED_FIRST, "one\n"),
        (TWO, Extract.FENCED_LAST, "two\n"),
        (TWO, Extract.NONE, TWO),
        ("no code", Extract.FENCED_LAST, None),
        ("```py\ncut off", Extract.FENCED_LAST, "cut off"),
        ("````\n```\ninner\n```\n````", Extract.FENCED_LAST, "```\ninner\n```\n"),
        ("```python\r\na\r\n```", Extract.FENCED_LAST, "a\n"),
        ("text ``` in a line ``` only", Extract.FENCED_LAST, None),
    ],
)
def test_code_is_found_in_fences(completion: str, which: Extract, code: str | None) -> None:
    assert extract_code(completion, which) == code
