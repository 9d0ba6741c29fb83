"""Read the graded submissions of a package and the verdicts that their author promises.

A promise is told as the final verdicts that keep it. The format speaks of the verdicts of all cases, but
judging stops at the first that fails, whose verdict is then the final one; so what may be final is what
the format permits for a case. Its four verdicts stand for our finer ones: a run that took too much memory
has failed at run time. Promises of our finer verdicts have folders of their own.

Source: Kattis problem package format, 2025-09 and legacy, "Example Submissions"; judging study 3.1, 3.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from judgebox.domain.problem import GradedSubmission
from judgebox.packages.folder import TEXT_BYTES, Folder, shown
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.programs import replace_constants
from judgebox.packages.yaml_values import Value, read_yaml

_FINER = {"AC": ("AC",), "WA": ("WA",), "TLE": ("TLE",), "RTE": ("RTE", "MLE", "SV")}
_ALL = frozenset(_FINER)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the verdicts of the cases may be: all of them `permitted`, one at least `required`."""

    permitted: frozenset[str] = _ALL
    required: frozenset[str] = _ALL

    @property
    def final(self) -> frozenset[str]:
        failing = self.permitted - {"AC"}
        return self.permitted if "AC" in self.permitted & self.required else failing


_RULES = {
    "accepted": _Rule(frozenset({"AC"})),
    "rejected": _Rule(required=frozenset({"RTE", "TLE", "WA"})),
    "wrong_answer": _Rule(frozenset({"AC", "WA"}), frozenset({"WA"})),
    "time_limit_exceeded": _Rule(frozenset({"AC", "TLE"}), frozenset({"TLE"})),
    "run_time_error": _Rule(frozenset({"AC", "RTE"}), frozenset({"RTE"})),
    "brute_force": _Rule(frozenset({"AC", "RTE", "TLE"}), frozenset({"RTE", "TLE"})),
}
_LEGACY_RULES = _RULES | {"time_limit_exceeded": _Rule(frozenset({"AC", "TLE", "WA"}), frozenset({"TLE"}))}

_FINAL_FOLDERS = {
    "partially_accepted": ("PA",),
    "memory_limit_exceeded": ("MLE",),
    "output_limit_exceeded": ("OLE",),
    "compile_error": ("CE",),
    "compiler_error": ("CE",),
}

_ORDER = ("AC", "PA", "WA", "TLE", "MLE", "OLE", "RTE", "SV", "CE")

_COMMENT = re.compile(rb"@EXPECTED_RESULTS@:[ \t]*([A-Za-z_, \t-]{1,300})")
_COMMENT_WORDS = {
    "CORRECT": ("AC",),
    "ACCEPTED": ("AC",),
    "WRONG-ANSWER": ("WA",),
    "NO-OUTPUT": ("WA",),
    "TIMELIMIT": ("TLE",),
    "TIME-LIMIT-EXCEEDED": ("TLE",),
    "RUN-ERROR": ("RTE", "MLE", "SV"),
    "RUN-TIME-ERROR": ("RTE", "MLE", "SV"),
    "MEMORY-LIMIT": ("MLE",),
    "OUTPUT-LIMIT": ("OLE",),
    "COMPILER-ERROR": ("CE",),
}

_RULE_KEYS = ("permitted", "required")
_NOT_PROGRAMS = ("submissions.yaml", "submissions.json", "expectations.yaml")
_GLOB = re.compile(r"[a-zA-Z0-9_./*{},+-]{1,200}")
MOST_SUBMISSIONS = 1000


def read_submissions(folder: Folder, metadata: Metadata) -> tuple[tuple[GradedSubmission, ...], list[str]]:
    """Return the graded submissions by path, and warnings.

    Raises:
        ProblemError: a program can't be read, or `submissions.yaml` is wrong.
    """
    warnings: list[str] = []
    rules = _rules(folder, metadata, warnings)
    submissions = []
    for path in _programs(folder, warnings)[:MOST_SUBMISSIONS]:
        source = folder.read(path)
        if metadata.constants:
            source = replace_constants(source, metadata.constants)
        submissions.append(GradedSubmission(path=path, source=source, promised=_promise(path, source, rules)))
    return tuple(submissions), warnings


def _programs(folder: Folder, warnings: list[str]) -> list[str]:
    found = []
    for directory in folder.names("submissions"):
        for name in folder.names(f"submissions/{directory}"):
            path = f"submissions/{directory}/{name}"
            if folder.has_folder(path):
                files = [each for each in folder.names(path) if folder.has_file(f"{path}/{each}")]
                if len(files) != 1:
                    warnings.append(f"{shown(path)}: programs of several files are not judged yet")
                    continue
                path = f"{path}/{files[0]}"
            if _is_program(folder, path, warnings):
                found.append(path)
    return found


def _is_program(folder: Folder, path: str, warnings: list[str]) -> bool:
    name = path.rpartition("/")[2]
    if not name.isascii() or not name.isprintable():
        warnings.append(f"{shown(path)!r}: left out because of its name")
        return False
    if name.lower().startswith("readme") or name.lower().endswith((".md", ".txt")):
        return False
    size = folder.file(path).stat().st_size
    if size > TEXT_BYTES:
        warnings.append(f"{path}: left out, it has {size} bytes and the limit is {TEXT_BYTES}")
    return size <= TEXT_BYTES


def _promise(path: str, source: bytes, rules: dict[str, _Rule]) -> tuple[str, ...]:
    """Return what may be the final verdict: a comment in the program wins over rules, those over its folder."""
    commented = _COMMENT.search(source)
    if commented is not None:
        words = [word.strip().upper().replace("_", "-") for word in commented[1].decode().split(",")]
        return _ordered(verdict for word in words for verdict in _COMMENT_WORDS.get(word, ()))
    inside = path.removeprefix("submissions/")
    matching = [rule for glob, rule in rules.items() if _matches(glob, inside)]
    directory = inside.partition("/")[0]
    if directory in _FINAL_FOLDERS and directory not in rules:
        return _FINAL_FOLDERS[directory]
    if not matching:
        return ()
    final = frozenset.intersection(*(rule.final for rule in matching))
    return _ordered(verdict for coarse in final for verdict in _FINER[coarse])


def _ordered(verdicts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(verdicts), key=_ORDER.index))


# --- submissions.yaml --------------------------------------------------------------------------


def _rules(folder: Folder, metadata: Metadata, warnings: list[str]) -> dict[str, _Rule]:
    """The rules by pattern: those of the format, changed and added to by `submissions.yaml`."""
    rules = dict(_LEGACY_RULES if metadata.format is Format.LEGACY else _RULES)
    path = "submissions/submissions.yaml"
    value = read_yaml(folder, path) if folder.has_file(path) else None
    for glob, settings in ({} if value is None else value.fields()).items():
        if not _GLOB.fullmatch(glob) or glob.count("*") > 4 or glob.count("{") != glob.count("}"):
            raise settings.error(f"the pattern {glob[:100]!r} can't be used")
        fields = settings.fields()
        if any(each.is_map for key, each in fields.items() if key not in _RULE_KEYS):
            warnings.append(str(settings.error("promises for single test groups are not checked yet")))
        if any(key in fields for key in _RULE_KEYS):
            default = rules.get(glob, _Rule())
            rules[glob] = _Rule(
                _verdicts(fields.get("permitted"), default.permitted),
                _verdicts(fields.get("required"), default.required),
            )
    return rules


def _verdicts(value: Value | None, default: frozenset[str]) -> frozenset[str]:
    if value is None:
        return default
    verdicts = frozenset(item.text() for item in value.items())
    if not verdicts or not verdicts <= _ALL:
        raise value.error(f"{value.name} is to be a list of {', '.join(sorted(_ALL))}")
    return verdicts


def _matches(glob: str, path: str) -> bool:
    """Whether a pattern means a program or a folder that it lies in."""
    parts = path.split("/")
    pattern = _pattern(glob.strip("/"))
    return any(pattern.fullmatch("/".join(parts[:count])) for count in range(1, len(parts) + 1))


def _pattern(glob: str) -> re.Pattern[str]:
    """Turn `*` (within a name) and `{one,other}` into a regular expression."""
    depth, parts = 0, []
    for char in glob:
        if char == "{":
            depth += 1
            parts.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            parts.append(")")
        elif char == "," and depth:
            parts.append("|")
        else:
            parts.append("[^/]*" if char == "*" else re.escape(char))
    return re.compile("".join(parts) + ")" * depth)
