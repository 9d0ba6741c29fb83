import re
from pathlib import Path

import pytest

from judgebox.languages import read_catalog
from judgebox.web.source import lines_of

MODES = Path(__file__).parents[3] / "frontend" / "src" / "modes.ts"


def test_a_source_is_shown_one_span_a_line_and_never_as_html() -> None:
    html = lines_of('if x:\n    print("</span><script>")\n')

    assert html == "<span>if x:</span>\n<span>    print(&#34;&lt;/span&gt;&lt;script&gt;&#34;)</span>"


def test_a_source_keeps_its_blank_lines_so_that_line_numbers_are_true() -> None:
    assert lines_of("\n\nx").count("\n") == 2


def test_hidden_characters_of_a_source_are_made_visible() -> None:
    assert "⟨U+202E⟩" in lines_of("# \u202e")


@pytest.mark.parametrize("editor", sorted({language.editor for _, language in read_catalog()} - {"text"}))
def test_every_editor_mode_that_a_language_names_exists(editor: str) -> None:
    assert re.search(rf'^  "?{re.escape(editor)}"?[:,]', MODES.read_text(), re.MULTILINE)
