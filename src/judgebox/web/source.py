"""Sources as the page of a submission shows them. Their colours are the browser's work: see `lines_of`."""

from markupsafe import Markup, escape

from judgebox.web.text import visible


def lines_of(source: str) -> Markup:
    """Render a source as HTML, one `span` a line, its invisible characters made visible.

    Colours come from `frontend/src/source.ts`, in the browser of whoever looks. Here they would be a danger: with the
    regular expressions that lexers for servers are made of, some 16 KB of a source can keep a process busy for minutes.
    """
    return Markup("\n").join(Markup("<span>{}</span>").format(escape(line)) for line in _lines(visible(source)))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")
