"""Sources shown with colours: classes only, since the pages' policy refuses inline styles."""

from collections.abc import Mapping

from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers.c_cpp import CppLexer  # type: ignore[import-untyped]
from pygments.lexers.javascript import JavascriptLexer  # type: ignore[import-untyped]
from pygments.lexers.jvm import JavaLexer  # type: ignore[import-untyped]
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.lexers.special import TextLexer  # type: ignore[import-untyped]

from judgebox.web.text import visible

LEXERS: Mapping[str, type[Lexer]] = {
    "python": PythonLexer,
    "cpp": CppLexer,
    "java": JavaLexer,
    "javascript": JavascriptLexer,
}
"""By the editor mode that a language file names; others are shown without colours."""


def highlight_source(source: str, editor: str | None) -> Markup:
    """Render a source as HTML, one `span` a line, its invisible characters made visible."""
    lexer = LEXERS.get(editor or "", TextLexer)(stripnl=False, ensurenl=True)
    # Pygments closes its spans at each line's end, so lines can be wrapped.
    lines = highlight(visible(source), lexer, HtmlFormatter(nowrap=True)).removesuffix("\n").split("\n")
    return Markup("\n".join(f"<span>{line}</span>" for line in lines))  # noqa: S704 - Pygments escapes the source
