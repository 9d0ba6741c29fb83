"""Text of strangers made safe to read: nothing hidden, nothing that repaints the screen."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from judgebox.domain.problem import Comparison

ESCAPE_SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movements
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC, DCS and their like: titles, links
    r"|\x1b[ -/]*[0-~]?"
)
"""Terminal escape sequences. Source: ECMA-48, sections 5.4 and 5.6."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f"
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that show nothing or reorder what follows them, as in "Trojan Source" (CVE-2021-42574)."""

TOKENS_TO_ALIGN = 2000
"""Above so many tokens outputs are compared place by place: aligning takes time by their product."""


def without_escapes(text: str) -> str:
    """Drop terminal escape sequences, such as the colours of compilers."""
    return ESCAPE_SEQUENCES.sub("", text)


def visible(text: str) -> str:
    """Show every character: controls as pictures, bidi and other invisible ones by their code point."""
    return HIDDEN.sub(_shown, without_escapes(text).replace("\r\n", "\n"))


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"


def one_line(text: str) -> str:
    """Make a name out of any text: visible, on one line."""
    return " ".join(visible(unicodedata.normalize("NFC", text)).split())


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop; nothing stays nothing."""
    text = one_line(text)
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}." if text else ""


def duration(time: timedelta) -> str:
    """A time as people read it: "14 ms", "1.25 s"."""
    seconds = time.total_seconds()
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"


def size(amount_bytes: int) -> str:
    """An amount of memory as people read it: "640 KiB", "9.2 MiB", "1 GiB"."""
    for unit, factor in (("GiB", 1024**3), ("MiB", 1024**2)):
        if amount_bytes >= factor:
            return f"{amount_bytes / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{amount_bytes / 1024:.0f} KiB" if amount_bytes >= 1024 else f"{amount_bytes} B"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `differs` from the other text."""

    text: str
    differs: bool


_WORDS = re.compile(r"\s+|\S+")
_JSON_PARTS = re.compile(r"""\s+|[\[\]{},:]|"(?:\\.|[^"\\])*"?|[^\s\[\]{},:"]+|.""")


def token_diff(
    answer: str, output: str, comparison: Comparison, *, is_json: bool = False
) -> tuple[list[Piece], list[Piece]]:
    """Mark the tokens in which output and answer differ, by the rules by which they are judged.

    White space is kept for reading but never marked. Tokens of JSON are its values and brackets.

    Returns:
        The pieces of the answer and those of the output.
    """
    tokens = _JSON_PARTS if is_json else _WORDS
    ours, theirs = tokens.findall(answer), tokens.findall(output)
    expected = [token for token in ours if not token.isspace()]
    got = [token for token in theirs if not token.isspace()]
    keys = [_key(token, comparison) for token in expected]
    got_keys = [
        keys[at] if at < len(keys) and _close(expected[at], token, comparison) else _key(token, comparison)
        for at, token in enumerate(got)
    ]
    same_ours, same_theirs = _common(keys, got_keys)
    return _pieces(ours, same_ours), _pieces(theirs, same_theirs)


def _key(token: str, comparison: Comparison) -> str:
    return token if comparison.case_sensitive else token.casefold()


def _close(answer: str, output: str, comparison: Comparison) -> bool:
    absolute, relative = comparison.absolute_tolerance, comparison.relative_tolerance
    if absolute is None and relative is None:
        return False
    try:
        expected, got = float(answer), float(output)
    except ValueError:
        return False
    return abs(got - expected) <= max(absolute or 0.0, (relative or 0.0) * abs(expected))


def _common(ours: Sequence[str], theirs: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places of the tokens that both have, in order."""
    if max(len(ours), len(theirs)) > TOKENS_TO_ALIGN:
        equal = {at for at, (left, right) in enumerate(zip(ours, theirs, strict=False)) if left == right}
        return equal, equal
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return (
        {block.a + step for block in blocks for step in range(block.size)},
        {block.b + step for block in blocks for step in range(block.size)},
    )


def _pieces(parts: Sequence[str], same: set[int]) -> list[Piece]:
    """Join white space and equal tokens into long pieces; `same` counts tokens alone."""
    pieces: list[Piece] = []
    at = 0
    for part in parts:
        blank = part.isspace()
        differs = not blank and at not in same
        at += not blank
        if pieces and not differs and not pieces[-1].differs:
            pieces[-1] = Piece(pieces[-1].text + part, False)
        else:
            pieces.append(Piece(part, differs))
    return pieces
