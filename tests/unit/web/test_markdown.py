from html.parser import HTMLParser

import pytest

from judgebox.web.markdown import has_math, readable_tex, render_statement


class Parts(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.urls += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "![x](https://evil.example/track.png)",
        '<iframe src="https://evil.example"></iframe>',
        '$x" onmouseover="alert(1)$',
        "$</span><script>alert(1)</script>$",
        "```<script>\nalert(1)\n```",
        "[x]: javascript:alert(1)\n\n[x]",
        '<p style="position:fixed">over all</p>',
    ],
)
def test_a_statement_has_no_script_and_loads_nothing_from_elsewhere(hostile: str) -> None:
    parts = Parts()
    parts.feed(render_statement(hostile))

    assert parts.tags <= {"p", "span", "code", "pre", "em", "a"}
    assert parts.attributes <= {"class", "data-tex", "href", "rel"}
    assert not any(url.startswith(("javascript:", "data:")) for url in parts.urls)


def test_formulas_keep_their_tex_and_read_well_without_scripts() -> None:
    html = render_statement(r"Given $1 \le n \le 2 \cdot 10^{5}$.")

    assert r'<span class="math" data-tex="1 \le n \le 2 \cdot 10^{5}">1 ≤ n ≤ 2 · 10⁵</span>' in html
    assert has_math(html)


def test_a_displayed_formula_stands_on_its_own() -> None:
    assert '<div class="math display" data-tex="a &lt; b">' in render_statement("$$\na < b\n$$")


def test_dollars_that_are_money_are_no_formula() -> None:
    assert not has_math(render_statement(r"It costs \$5 and \$6."))


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"a_{1}, \ldots, a_{n}", "a_1, …, a_n"),
        (r"\text{if } x \neq 0", "if x ≠ 0"),
        (r"10^{-6} \quad\text{or}\quad 2^8", "10⁻⁶ or 2⁸"),
        (r"\frac{x_i + x_{i+1}}{k}", "(x_i + x_{i+1}) / k"),
        (r"10{,}000", "10,000"),
        (r"\unknown{x}", r"\unknown{x}"),
    ],
)
def test_tex_becomes_text_that_a_person_can_read(tex: str, text: str) -> None:
    assert readable_tex(tex) == text


def test_the_places_of_samples_in_a_statement_are_no_text() -> None:
    assert render_statement("Before.\n\n{{nextsample}}\n\n{{remainingsamples}}\n") == "<p>Before.</p>\n"


def test_headings_of_a_statement_stand_below_that_of_the_page() -> None:
    assert "<h1>" not in render_statement("# Title\n\n## Input")


def test_tables_align_by_class_since_inline_styles_are_refused() -> None:
    html = render_statement("| n |\n|--:|\n| 1 |")

    assert '<td class="right">' in html
    assert "style" not in html


def test_links_lead_out_without_saying_where_from() -> None:
    assert 'rel="noopener noreferrer nofollow"' in render_statement("[x](https://example.org)")


def test_bidi_controls_in_a_statement_are_made_visible() -> None:
    assert "⟨U+202E⟩" in render_statement("a\u202eb")


def test_a_sample_dialogue_tells_who_said_what() -> None:
    html = render_statement("```dialogue\nyou:   <b>1\njudge: higher\n---\n```")

    assert html == ('<div class="dialogue"><p class="program">&lt;b&gt;1</p><p class="judge">higher</p><hr></div>\n')
