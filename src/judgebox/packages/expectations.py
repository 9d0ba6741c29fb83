"""Read the graded submissions of a package and the verdicts that their author promises.

A promise is told twice: as the final verdicts that keep it, and as what is expected of the cases. The format
speaks of cases only, but judging may stop at the first that fails, whose verdict is then the final one; so
what may be final is what the format permits for a case. Promises of our finer verdicts have folders of their own.

Source: Kattis problem package format, 2025-09 and legacy, "Example Submissions"; DOMjudge manual, "Checking
jury solutions"; judging study 3.1, 3.2.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from judgebox.domain.expectation import FINER
from judgebox.domain.problem import GradedSubmission
from judgebox.packages.expectation_rules import Rule, final_of, read_rules
from judgebox.packages.folder import TEXT_BYTES, Folder, shown
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.programs import Reader, entry_of, language_called, language_of, replace_constants

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
_PYTHON_2 = re.compile(rb"#![^\n]*\bpython2\b")

MOST_SUBMISSIONS = 1000


def read_submissions(folder: Folder, metadata: Metadata) -> tuple[tuple[GradedSubmission, ...], list[str]]:
    """Return the graded submissions by path, and warnings.

    Raises:
        ProblemError: a program can't be read, or `submissions.yaml` is wrong.
    """
    warnings: list[str] = []
    rules = read_rules(folder, metadata, warnings)
    submissions: list[GradedSubmission] = []
    for directory in folder.names("submissions"):
        for name in folder.names(f"submissions/{directory}"):
            is_wanted = _has_fit_name(directory, name, warnings) and (metadata.is_submit_answer or _is_program(name))
            if is_wanted and len(submissions) < MOST_SUBMISSIONS:
                program = _program(folder, f"submissions/{directory}/{name}", metadata, warnings)
                if program is not None:
                    submissions.append(_graded(program, rules, metadata, warnings))
    return tuple(submissions), warnings


def _has_fit_name(directory: str, name: str, warnings: list[str]) -> bool:
    if not name.isascii() or not name.isprintable():
        warnings.append(f"{shown(f'submissions/{directory}/{name}')!r}: left out because of its name")
        return False
    return True


def _is_program(name: str) -> bool:
    return not name.lower().startswith("readme") and not name.lower().endswith((".md", ".txt"))


def _program(folder: Folder, path: str, metadata: Metadata, warnings: list[str]) -> GradedSubmission | None:
    """Read a program of one file, or a folder of several; None if it can't be one."""
    is_folder = folder.has_folder(path)
    reader = Reader(folder, {}, warnings=warnings)
    names = reader.names(path) if is_folder else [path.rpartition("/")[2]]
    places = {name: f"{path}/{name}" if is_folder else path for name in names}
    size = sum(folder.file(place).stat().st_size for place in places.values())
    if size > TEXT_BYTES:
        warnings.append(f"{path}: left out, it has {size} bytes and the limit is {TEXT_BYTES}")
        return None
    files = {name: replace_constants(folder.read(place), metadata.constants) for name, place in places.items()}
    if not files:
        return None
    if len(files) == 1:
        [(name, source)] = files.items()
        language = "text" if metadata.is_submit_answer else "python2" if _PYTHON_2.match(source) else None
        return GradedSubmission(path=places[name], source=source, promised=(), language=language)
    language = "text" if metadata.is_submit_answer else language_of(files)
    entry = None if language is None else entry_of(language, files, PurePosixPath(path).name)
    source = files[entry] if entry is not None else next(iter(files.values()))
    return GradedSubmission(path=path, source=source, promised=(), files=files, language=language, entry=entry)


def _graded(
    program: GradedSubmission, rules: dict[str, Rule], metadata: Metadata, warnings: list[str]
) -> GradedSubmission:
    """Add to a program what is promised: a comment in it wins over rules, those over its folder."""
    inside = program.path.removeprefix("submissions/")
    matching = [rule for glob, rule in rules.items() if rule.is_about(glob, inside)]
    graded = program
    for rule in matching:
        graded = replace(
            graded,
            language=graded.language if rule.language is None else language_called(rule.language) or rule.language,
            entry=rule.entry or graded.entry,
            promised_score=rule.whole.score or graded.promised_score,
            counts_for_time=graded.counts_for_time if rule.counts_for_time is None else rule.counts_for_time,
        )
    sources = program.files.values() or (program.source,)
    commented = next(filter(None, map(_COMMENT.search, sources)), None)
    if commented is not None:
        words = [word.strip().upper().replace("_", "-") for word in commented[1].decode().split(",")]
        promised = [verdict for word in words for verdict in _COMMENT_WORDS.get(word, ())]
        return replace(graded, promised=_ordered(promised))
    directory = inside.partition("/")[0]
    if directory in _FINAL_FOLDERS and directory not in rules:
        return replace(graded, promised=_FINAL_FOLDERS[directory])
    finals = [final_of(rule.whole, scores=metadata.scores) for rule in matching if rule.says_verdicts]
    final = frozenset.intersection(*finals) if finals else frozenset()
    if finals and not final:
        warnings.append(f"{program.path}: the promises for it contradict one another")
    expectations = [each for rule in matching for each in rule.expectations]
    return replace(
        graded,
        promised=_ordered(verdict for coarse in final for verdict in FINAL_CODES[coarse]),
        expectations=tuple(expectations) if metadata.format is not Format.LEGACY else (),
    )


FINAL_CODES = {**FINER, "WA": ("WA",), "PA": ("PA",)}
"""Our verdicts for those of the format where they are final: too much output is promised by a folder of its own."""


def _ordered(verdicts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(verdicts), key=_ORDER.index))
