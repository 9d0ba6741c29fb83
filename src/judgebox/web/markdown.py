"""Statements: Markdown with math, as safe HTML."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from judgebox.web.dialogue import read_dialogue
from judgebox.web.text import visible

TAGS = frozenset({
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"data-tex"}),
    "div": frozenset({"data-tex"}),
}
CLASSES: Mapping[str, frozenset[str]] = {
    "span": frozenset({"math"}),
    "div": frozenset({"math", "display", "scroll", "dialogue"}),
    "p": frozenset({"judge", "program"}),
    "td": frozenset({"right", "center"}),
    "th": frozenset({"right", "center"}),
}

SYMBOLS: Mapping[str, str] = {
    r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\ne": "≠", r"\neq": "≠", r"\lt": "<", r"\gt": ">",
    r"\cdot": "·", r"\times": "×", r"\div": "÷", r"\pm": "±", r"\ldots": "…", r"\dots": "…", r"\cdots": "⋯",
    r"\in": "∈", r"\notin": "∉", r"\subseteq": "⊆", r"\cup": "∪", r"\cap": "∩", r"\infty": "∞", r"\sum": "∑",
    r"\prod": "∏", r"\to": "→", r"\rightarrow": "→", r"\leftarrow": "←", r"\Rightarrow": "⇒", r"\lfloor": "⌊",
    r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉", r"\log": "log", r"\min": "min", r"\max": "max", r"\bmod": "mod",
    r"\gcd": "gcd", r"\oplus": "⊕", r"\mid": "|", r"\approx": "≈", r"\equiv": "≡", r"\alpha": "α", r"\beta": "β",
    r"\varepsilon": "ε", r"\epsilon": "ε", r"\pi": "π", r"\Theta": "Θ", r"\Omega": "Ω", r"\quad": " ", r"\left": "",
    r"\right": "", r"\displaystyle": "", r"\forall": "∀", r"\exists": "∃", r"\land": "∧", r"\lor": "∨", r"\neg": "¬",
}  # fmt: skip
"""What TeX's commands look like where the browser runs no script."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

WRAPPERS = re.compile(r"\\(?:text|textit|textbf|texttt|mathrm|mathit|mathbf|mathtt|operatorname)\s*\{([^{}]*)\}")

_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
FRACTION = re.compile(rf"\\[dt]?frac\s*{_GROUP}\s*{_GROUP}")

SAMPLE_MARKS = re.compile(r"^[ \t]*\{\{ *(?:nextsample|remainingsamples) *\}\}[ \t]*$", re.MULTILINE)
"""Where a statement wants its samples. They are shown below it, all together.

Source: Kattis problem package format 2025-09, "Problem Statements", "Sample Data"."""


def readable_tex(tex: str) -> str:
    """Turn TeX into plain text that a person can read; what is unknown stays as it is."""
    text = WRAPPERS.sub(r" \1 ", tex)
    text = FRACTION.sub(_fraction, text)
    text = re.sub(r"\\[A-Za-z]+", lambda match: SYMBOLS.get(match[0], match[0]), text)
    text = re.sub(r"\\[,;:! ]", "\u2009", text)
    text = re.sub(r"\^(?:(\d)|\{(-?\d+)\})", lambda match: (match[1] or match[2]).translate(SUPERSCRIPTS), text)
    text = re.sub(r"([\^_])\{(\w+)\}", r"\1\2", text)
    text = text.replace("{,}", ",").replace(r"\{", "{").replace(r"\}", "}").replace(r"\_", "_")
    return " ".join(text.split())


def _fraction(match: re.Match[str]) -> str:
    over, under = (part if re.fullmatch(r"\w+", part) else f"({part})" for part in match.groups())
    return f"{over} / {under}"


def _math(tag: str, classes: str, tex: str) -> str:
    return f'<{tag} class="{classes}" data-tex="{escape(tex.strip())}">{escape(readable_tex(tex))}</{tag}>'


def _inline_math(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    return _math("span", "math", tokens[at].content)


def _display_math(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    return _math("div", "math display", tokens[at].content) + "\n"


def _image(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    """Files of a package are not served, so an image is told by its description."""
    return f"<em>[image: {escape(tokens[at].content or 'without description')}]</em>"


def _fence(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Code, or a sample dialogue of an interactive problem."""
    token = tokens[at]
    if token.info.strip() != "dialogue":
        return self.fence(tokens, at, options, env)
    lines = "".join(
        f'<p class="{line.speaker}">{escape(line.text)}</p>' if line.speaker else "<hr>"
        for line in read_dialogue(token.content)
    )
    return f'<div class="dialogue">{lines}</div>\n'


def _cell(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    """Alignment as a class: a style attribute would be refused by the page's policy."""
    style = str(tokens[at].attrs.pop("style", ""))
    for side in ("right", "center"):
        if side in style:
            tokens[at].attrs["class"] = side
    return self.renderToken(tokens, at, options, _env)


def _table_open(*_: object) -> str:
    return '<div class="scroll"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _make_renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_labels=False, allow_digits=False, double_inline=True)
    rules: Mapping[str, Callable[..., str]] = {
        "math_inline": _inline_math,
        "math_inline_double": _display_math_inside_paragraph,
        "math_block": _display_math,
        "image": _image,
        "fence": _fence,
        "td_open": _cell,
        "th_open": _cell,
        "table_open": _table_open,
        "table_close": _table_close,
    }
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _display_math_inside_paragraph(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    """A `div` may not stand in a paragraph."""
    return _math("span", "math", r"\displaystyle " + tokens[at].content)


_RENDERER = _make_renderer()


@lru_cache(maxsize=256)
def render_statement(markdown: str) -> Markup:
    """Render a statement; whatever it holds, the HTML has no script, style, frame or foreign image."""
    html = _RENDERER.render(SAMPLE_MARKS.sub("", visible(markdown)).replace("\t", "    "))
    html = re.sub(r"<(/?)h1>", r"<\1h2>", html)  # the page's own heading is the problem's name
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - sanitised in the line above


def has_math(html: str) -> bool:
    return "data-tex=" in html
