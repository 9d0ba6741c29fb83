"""What the words of Polygon mean: types of source files, tags of solutions, checkers, languages of statements.

Source: judging study 3.4; packages in the wild.
"""

import re

from judgebox.packages.programs import language_called

STOCK_CHECKERS = frozenset(
    [
        "acmp",
        "caseicmp",
        "casencmp",
        "casewcmp",
        "dcmp",
        "fcmp",
        "hcmp",
        "icmp",
        "lcmp",
        "ncmp",
        "nyesno",
        "rcmp",
        "rcmp4",
        "rcmp6",
        "rcmp9",
        "rncmp",
        "uncmp",
        "wcmp",
        "yesno",
    ]
)
"""Checkers of testlib that we have as presets of the same names. Others are compiled from their source."""

FAILING = ("WA", "TLE", "MLE", "OLE", "RTE", "SV")

PROMISES = {
    "main": ("AC",),
    "accepted": ("AC",),
    "wrong-answer": ("WA",),
    "presentation-error": ("WA",),
    "time-limit-exceeded": ("TLE",),
    "time-limit-exceeded-or-accepted": ("AC", "TLE"),
    "time-limit-exceeded-or-memory-limit-exceeded": ("TLE", "MLE", "RTE"),
    "memory-limit-exceeded": ("MLE", "RTE"),
    "rejected": FAILING,
    "failed": FAILING,
}
"""By the tag of a solution, the final verdicts that keep its promise."""

_STATEMENT_LANGUAGES = {
    "arabic": "ar",
    "armenian": "hy",
    "azerbaijani": "az",
    "belarusian": "be",
    "bulgarian": "bg",
    "chinese": "zh",
    "croatian": "hr",
    "czech": "cs",
    "english": "en",
    "estonian": "et",
    "finnish": "fi",
    "french": "fr",
    "georgian": "ka",
    "german": "de",
    "greek": "el",
    "hebrew": "he",
    "hungarian": "hu",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "kazakh": "kk",
    "korean": "ko",
    "latvian": "lv",
    "lithuanian": "lt",
    "mongolian": "mn",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "serbian": "sr",
    "slovak": "sk",
    "slovene": "sl",
    "spanish": "es",
    "swedish": "sv",
    "tajik": "tg",
    "thai": "th",
    "turkish": "tr",
    "turkmen": "tk",
    "ukrainian": "uk",
    "uzbek": "uz",
    "vietnamese": "vi",
}

_NAMES = {"pas": "pascal", "csharp": "csharp", "js": "javascript", "node": "javascript", "python": "python3"}
_FAMILY = re.compile(r"[a-z#]+")
_STANDARD = re.compile(r"(?:g\+\+|clang\+\+|ms)(?:20)?([0-9]{2})")


def language_of_type(kind: str) -> str | None:
    """Return the id of the language that a type such as "cpp.g++17" means; None if it is not known."""
    family = _FAMILY.match(kind)
    if family is None or (family[0] == "python" and re.search(r"\.(?:pypy)?2", kind)):
        return None
    if family[0] == "cpp":
        found = _STANDARD.search(kind)
        standard = int(found[1]) if found else 17
        wanted = "cpp23" if standard >= 23 else "cpp" if standard >= 20 else "cpp17"
        return language_called(wanted) or "cpp"
    if "pypy" in kind:
        return language_called("pypy3") or "python"
    return language_called(_NAMES.get(family[0], family[0]))


def languages_of_pattern(pattern: str) -> tuple[str, ...]:
    """Return the ids of the languages that a pattern of types such as "cpp.*" means."""
    family = _FAMILY.match(pattern)
    if family is None:
        return ("default",)
    if family[0] == "cpp":
        return tuple(dict.fromkeys(filter(None, map(language_called, ("cpp", "cpp17", "cpp23")))))
    found = language_called(_NAMES.get(family[0], family[0]))
    return () if found is None else (found,)


def code_of_language(name: str) -> str | None:
    """Return the code of a language such as "english"; None if it is not known."""
    return _STATEMENT_LANGUAGES.get(name.strip().lower())
