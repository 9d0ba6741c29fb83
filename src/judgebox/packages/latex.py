"""Turn the LaTeX of problem statements into Markdown: the subset that the package format asks judges for.

Mathematics stays as it is, for the page renders it. What lays out a page is left out, and so are images.

Source: Kattis problem package format 2025-09, "LaTeX environment and supported subset"; `olymp.sty` for the
words of Polygon's statements.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST = 64 * 1024
"""The most characters that are turned; statements are short, and looking for what belongs together takes long."""

LONGEST_ARGUMENT = 8 * 1024

_KEPT = re.compile(
    r"\\begin\{(?P<code>verbatim|lstlisting)\*?\}(?:\[[^\]]*\])?\n?(?P<listing>.*?)\n?\\end\{(?P=code)\*?\}"
    r"|\\verb(?P<mark>[|!+/])(?P<verb>.*?)(?P=mark)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|\\\[(?P<bracketed>.+?)\\\]"
    r"|\\begin\{(?P<env>equation|align|gather|multline|eqnarray|displaymath)(?P<star>\*?)\}(?P<inside>.+?)\\end\{(?P=env)(?P=star)\}"
    r"|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+?)\$"
    r"|\\\((?P<parenthesised>.+?)\\\)"
    r"|(?<!\\)(?P<comment>%[^\n]*)",
    re.DOTALL,
)
_PLACE = re.compile("\ue000([0-9]+)\ue001")

_HEADINGS = {"section": "##", "subsection": "###", "subsubsection": "####", "paragraph": "####"}
_WORDS = {
    "InputFile": "## Input",
    "OutputFile": "## Output",
    "Input": "## Input",
    "Output": "## Output",
    "Interaction": "## Interaction",
    "Note": "## Note",
    "Notes": "## Notes",
    "Scoring": "## Scoring",
    "Example": "## Example",
    "Examples": "## Examples",
}
_WRAPPED = {
    "textbf": "**",
    "bf": "**",
    "bfseries": "**",
    "textit": "*",
    "emph": "*",
    "it": "*",
    "textsl": "*",
    "texttt": "`",
    "tt": "`",
    "t": "`",
    "sout": "~~",
}
_UNWRAPPED = (
    "underline",
    "textsc",
    "textrm",
    "textnormal",
    "mbox",
    "text",
    "textup",
    "centerline",
    "footnote",
    "uline",
)
_DROPPED_WITH_ARGUMENTS = {
    "problemname": 1,
    "illustration": 3,
    "includegraphics": 1,
    "label": 1,
    "vspace": 1,
    "hspace": 1,
    "usepackage": 1,
    "caption": 1,
    "def": 0,
    "setlength": 2,
    "epigraph": 2,
    "cline": 1,
    "pagestyle": 1,
    "input": 1,
}
_SYMBOLS = {
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textbackslash": "\\\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textgreater": ">",
    "textless": "\\<",
    "textbar": "|",
    "textendash": "–",
    "textemdash": "—",
    "quad": " ",
    "qquad": " ",
    "newline": "  \n",
    "par": "\n\n",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "euro": "€",
    "copyright": "©",
    "degree": "°",
    "textdegree": "°",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
}
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?[ \t]*")
_SWITCH = re.compile(r"\{\\(bf|bfseries|it|itshape|em|tt|ttfamily|sc|sl)\b[ \t]*([^{}]*)\}")
_SWITCHES = {"bf": "textbf", "bfseries": "textbf", "tt": "texttt", "ttfamily": "texttt", "sc": "textsc"}
_UNFIT_IN_ADDRESS = re.compile(r"[<>()\\\s]")
_OPTION = re.compile(r"\s*\[[^\]]*\]")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-zA-Z]+)\*?\}(?:\[[^\]]*\])?")


@dataclass(slots=True)
class _Keeper:
    """Puts what must not be changed aside, and places in its stead."""

    constants: Mapping[str, str]
    kept: list[str] = field(default_factory=list)

    def keep(self, text: str) -> str:
        self.kept.append(text)
        return f"\ue000{len(self.kept) - 1}\ue001"

    def put_back(self, text: str) -> str:
        for _ in range(3):  # code in a table in a list, say
            text = _PLACE.sub(lambda match: self.kept[int(match[1])], text)
        return text


def markdown_of_latex(text: str, constants: Mapping[str, str] | None = None) -> str:
    """Turn the body of a statement into Markdown; whatever it holds, some text comes out.

    Args:
        constants: what `\\constant{name}` stands for.
    """
    keeper = _Keeper(constants or {})
    text = text[:LONGEST]
    text = text.replace("\ue000", "").replace("\ue001", "").replace("\r\n", "\n")
    if r"\begin{document}" in text:
        text = text.partition(r"\begin{document}")[2].partition(r"\end{document}")[0]
    text = re.sub(r"\\begin\{problem\}(?:\{[^{}]{0,200}\}){0,8}", "", text)
    text = re.sub(r"\\constant\{([a-zA-Z0-9_]+)\}", lambda match: keeper.constants.get(match[1], match[0]), text)
    text = _KEPT.sub(lambda match: _kept(match, keeper), text)
    text = _SWITCH.sub(lambda match: rf"\{_SWITCHES.get(match[1], 'textit')}{{{match[2]}}}", text)
    text = _tables(text, keeper)
    text = _environments(text)
    text = _commands(text, keeper)
    text = _characters(text)
    lines = [line.rstrip() + ("  " if line.endswith("  ") and line.strip() else "") for line in text.split("\n")]
    text = keeper.put_back("\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _kept(match: re.Match[str], keeper: _Keeper) -> str:
    if match["comment"] is not None:
        return ""
    if match["listing"] is not None:
        return "\n\n" + keeper.keep(f"```\n{match['listing']}\n```") + "\n\n"
    if match["verb"] is not None:
        return keeper.keep(f"`{match['verb']}`")
    display = match["display"] or match["bracketed"]
    if match["inside"] is not None:
        inside = match["inside"].strip()
        display = inside if "\\\\" not in inside and "&" not in inside else rf"\begin{{aligned}}{inside}\end{{aligned}}"
    if display is not None:
        return "\n\n" + keeper.keep(f"$$\n{display.strip()}\n$$") + "\n\n"
    return keeper.keep(f"${(match['inline'] or match['parenthesised']).strip()}$")


def _tables(text: str, keeper: _Keeper) -> str:
    def table(match: re.Match[str]) -> str:
        body = re.sub(r"\\(hline|toprule|midrule|bottomrule)\b|\\cline\{[^}]*\}", "", match[1])
        rows = [row for row in re.split(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline", body) if row.strip()]
        cells = [[_cell(cell, keeper) for cell in re.split(r"(?<!\\)&", row)] for row in rows]
        if not cells:
            return ""
        width = max(len(row) for row in cells)
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
        lines.insert(1, "|" + " --- |" * width)
        return "\n\n" + keeper.keep("\n".join(lines)) + "\n\n"

    return re.sub(
        r"\\begin\{(?:tabular|tabularx|longtable)\*?\}(?:\[[^\]]*\])?(?:\{(?:[^{}]|\{[^{}]*\})*\}){1,2}(.*?)\\end\{(?:tabular|tabularx|longtable)\*?\}",
        table,
        text,
        flags=re.DOTALL,
    )


def _cell(text: str, keeper: _Keeper) -> str:
    text = re.sub(r"\\multi(?:column|row|col)\{[^}]*\}\{[^}]*\}\{([^}]*)\}", r"\1", text)
    return " ".join(_characters(_commands(text, keeper)).split()).replace("|", "\\|")


def _environments(text: str) -> str:
    """Turn lists into lines with marks, sections of the format into headings, and leave out the rest."""
    parts: list[str] = []
    lists: list[tuple[str, int]] = []
    quotes = position = 0
    pattern = re.compile(_ENVIRONMENT.pattern + r"|(\\item)\b(?:\s*\[([^\]]*)\])?[ \t]*")
    for match in pattern.finditer(text):
        parts.append(_indented(text[position : match.start()], len(lists), quotes))
        position = match.end()
        begins, name = match[1] == "begin", match[2]
        if match[3]:
            parts.append(_mark(lists, match[4]))
        elif name in ("itemize", "enumerate", "description"):
            if begins:
                lists.append((name, 0))
            elif lists:
                lists.pop()
            is_inner_beginning = begins and len(lists) > 1
            parts.append("" if is_inner_beginning else "\n" if lists else "\n\n")
        elif name in ("quote", "quotation"):
            parts.append("\n\n")
            quotes = max(quotes + (1 if begins else -1), 0)
        elif begins:
            parts.append(f"\n\n{_WORDS[name]}\n\n" if name in _WORDS else "\n\n")
        else:
            parts.append("\n\n")
    parts.append(_indented(text[position:], len(lists), quotes))
    return "".join(parts)


def _indented(text: str, depth: int, quotes: int) -> str:
    if quotes and text.strip():
        return "\n".join("> " + line.strip() for line in text.strip().split("\n"))
    if depth == 0:
        return text
    return re.sub(r"\n[ \t]*(?=\S)", "\n" + "   " * depth, text.strip())


def _mark(lists: list[tuple[str, int]], label: str | None) -> str:
    if not lists:
        return "\n- "
    name, count = lists[-1]
    lists[-1] = (name, count + 1)
    mark = f"{count + 1}." if name == "enumerate" else "-"
    shown = f"**{label}** " if label else ""
    return f"\n{'   ' * (len(lists) - 1)}{mark} {shown}"


def _commands(text: str, keeper: _Keeper) -> str:
    """Take commands one by one from the left; each is replaced by what it and its arguments mean."""
    while (match := _COMMAND.search(text)) is not None:
        name, rest = match[1], match.end()
        if name in _HEADINGS:
            argument, rest = _argument(text, rest)
            replaced = f"\n\n{_HEADINGS[name]} {' '.join(argument.split())}\n\n"
        elif name in _WORDS and not text[rest:].startswith("{"):
            replaced = f"\n\n{_WORDS[name]}\n\n"
        elif name in _WRAPPED:
            argument, rest = _argument(text, rest)
            replaced = _wrapped(argument, _WRAPPED[name], keeper)
        elif name in ("url", "href"):
            address, rest = _argument(text, rest)
            shown, rest = _argument(text, rest) if name == "href" else (address, rest)
            replaced = f"[{shown}]({keeper.keep(_UNFIT_IN_ADDRESS.sub('', address))})"
        elif name in _UNWRAPPED:
            replaced, rest = _argument(text, rest)
        elif name in _DROPPED_WITH_ARGUMENTS:
            option = _OPTION.match(text, rest)
            rest = option.end() if option else rest
            for _ in range(_DROPPED_WITH_ARGUMENTS[name]):
                _, rest = _argument(text, rest)
            replaced = ""
        else:
            replaced = _SYMBOLS.get(name, "")
            if replaced and text[match.end() - 1] == " " and replaced.strip():
                replaced += " "
        text = text[: match.start()] + replaced + text[rest:]
    return text


def _argument(text: str, position: int) -> tuple[str, int]:
    """Return what stands in braces here, and where it ends; nothing if no brace opens here or it never closes."""
    if text[position : position + 1] != "{":
        return "", position
    depth, index = 0, position
    while index < min(len(text), position + LONGEST_ARGUMENT):
        char = text[index]
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[position + 1 : index], index + 1
        index += 2 if char == "\\" else 1
    return "", position


def _wrapped(inside: str, mark: str, keeper: _Keeper) -> str:
    inside = inside.strip()
    if not inside:
        return ""
    if mark == "`":  # in code nothing else has a meaning
        return inside if "\ue000" in inside or "\\" in inside else keeper.keep(f"`{inside}`")
    return f"{mark}{inside}{mark}"


def _characters(text: str) -> str:
    text = re.sub(r"\\\\(?:\[[^\]]*\])?[ \t]*\n?", "  \n", text)
    text = re.sub(r"\\([`'^\"~=.])\{?([a-zA-Z])\}?", lambda match: _accented(match[2], match[1]), text)
    text = re.sub(r"(?<!\\)~", "\u00a0", text)
    text = (
        text.replace("---", "—")
        .replace("--", "–")
        .replace("``", "“")
        .replace("''", "”")
        .replace("<<", "«")
        .replace(">>", "»")
    )
    text = re.sub(r"\\([%&#$])", r"\1", text)
    text = re.sub(r"\\[,;:!/@ -]", " ", text)
    text = re.sub(r"(?<!\\)[{}]", "", text)
    return re.sub(r"\\([{}])", r"\1", text)


def _accented(letter: str, accent: str) -> str:
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
