"""Every language that this machine has, in a real box: each kind of program ends as it should.

The common ones are covered each time; with LANGUAGES_ALL=1 all that are installed are.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.domain.problem import ProblemLimits
from judgebox.domain.run import Outcome
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.languages import Language, exception_of, read_catalog
from judgebox.sandbox import LauncherSandbox
from judgebox.usecases.compile import Compiled, compile_in, mounts_of
from judgebox.usecases.judging.assignment import run_command_of, run_limits_of
from judgebox.usecases.prove import failure_of_sample, version_of
from sandboxing import MIB, SLOWNESS

PROGRAMS = Path(__file__).parent / "programs"
CATALOG = read_catalog()
WANTS_ALL = bool(os.environ.get("LANGUAGES_ALL"))

PROGRAMS_OF: Mapping[str, str] = {
    "c-clang": "c",
    "cpp17": "cpp",
    "cpp23": "cpp",
    "cpp-clang": "cpp",
    "pypy": "python",
    "luajit": "lua",
}
"""Variants of a language have the same programs."""

EXCEPTIONS: Mapping[str, str] = {
    "ada": "MAIN.TROUBLE",
    "awk": "division by zero attempted",
    "clojure": "ArithmeticException",
    "cobol": "subscript of 'seat' out of bounds: 7",
    "cpp": "std::out_of_range",
    "cpp-clang": "std::out_of_range",
    "cpp17": "std::out_of_range",
    "cpp23": "std::out_of_range",
    "crystal": "IndexError",
    "csharp": "System.IndexOutOfRangeException",
    "d": "std.conv.ConvException",
    "elixir": "ArgumentError",
    "erlang": "badarith",
    "forth": "Division by zero",
    "fortran": "End of file",
    "go": "index out of range [0] with length 0",
    "groovy": "groovy.lang.MissingPropertyException",
    "haskell": "divide by zero",
    "java": "java.lang.ArithmeticException",
    "javascript": "TypeError",
    "kotlin": "java.lang.IndexOutOfBoundsException",
    "lisp": "TYPE-ERROR",
    "lua": "attempt to index",
    "luajit": "attempt to index",
    "nim": "ValueError",
    "objectivec": "NSRangeException",
    "ocaml": "Not_found",
    "octave": "'undeclared' undefined near line 1, column 6",
    "pascal": "Runtime error 200",
    "perl": "Illegal division by zero",
    "php": "DivisionByZeroError",
    "prolog": "Arithmetic: evaluation error: `zero_divisor'",
    "pypy": "Trouble",
    "python": "Trouble",
    "r": "non-numeric argument to mathematical function",
    "racket": "car: contract violation",
    "raku": "Cannot convert string to number: base-10 number must begin w",
    "rexx": "42",
    "ruby": "NoMethodError",
    "rust": "panicked",
    "scala": "java.lang.IndexOutOfBoundsException",
    "scheme": "vector-ref",
    "sql": "no such table: undeclared",
    "tcl": "divide by zero",
    "typescript": "TroubleError",
}
"""What the program `crash` of a language dies of, where its runtime says so."""

NUMBERS = range(100_000, 250_000)
A_MEGABYTE = "".join(f"{number}\n" for number in NUMBERS).encode()


def program_of(language_id: str, kind: str) -> Path | None:
    return next((PROGRAMS / PROGRAMS_OF.get(language_id, language_id)).glob(f"{kind}.*"), None)


def languages_with(kind: str | None = None) -> pytest.MarkDecorator:
    """Run a test for each language that is wanted and has such a program; skip it for those that are not there."""
    cases = []
    for language_id, language in CATALOG:
        if not (language.is_common or WANTS_ALL) or (kind is not None and program_of(language_id, kind) is None):
            continue
        missing = CATALOG.missing_programs(language_id)
        marks = []
        if missing:
            marks.append(pytest.mark.skip(reason=f"{', '.join(missing)} is missing; {language.package} brings it"))
        cases.append(pytest.param(language_id, language, id=language_id, marks=marks))
    return pytest.mark.parametrize(("language_id", "language"), cases)


async def run_program(
    sandbox: LauncherSandbox,
    language_id: str,
    kind: str,
    *,
    stdin: bytes = b"",
    time_limit_s: float = 10,
    memory_mib: int = 512,
) -> tuple[Compiled, Outcome | None, tuple[Verdict, Reason] | None]:
    """Compile a program and run it; say how it ended if not well."""
    language = CATALOG.languages[language_id]
    path = program_of(language_id, kind)
    assert path is not None
    source = path.read_text()
    limits = run_limits_of(
        language,
        ProblemLimits(time_limit=timedelta(seconds=time_limit_s * SLOWNESS), memory_bytes=memory_mib * MIB),
    )
    async with sandbox.box(mounts=mounts_of(language), resident=language.resident) as box:
        compiled = await compile_in(box, source, language)
        if compiled.reason is not None:
            return compiled, None, None
        command = run_command_of(language, limits, source)
        outcome = await box.run(replace(command, stdin=stdin))
    return compiled, outcome, verdict_of_run(outcome, limits)


@languages_with()
async def test_the_sample_is_right_and_the_version_known(
    sandbox: LauncherSandbox, language_id: str, language: Language
) -> None:
    assert await failure_of_sample(language, sandbox) is None
    if language_id != "brainfuck":  # its interpreter has no way to say it
        assert await version_of(language, sandbox)


@languages_with("broken")
async def test_what_does_not_compile_is_told_with_the_reason(
    sandbox: LauncherSandbox, language_id: str, language: Language
) -> None:
    compiled, _, _ = await run_program(sandbox, language_id, "broken")

    assert compiled.reason is Reason.COMPILER
    assert compiled.output.strip()


@languages_with("library")
async def test_what_has_nothing_to_start_is_never_our_fault(
    sandbox: LauncherSandbox, language_id: str, language: Language
) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "library")

    assert compiled.reason is Reason.COMPILER or (ended is not None and ended[0] is Verdict.RUNTIME_ERROR), outcome


@languages_with("crash")
async def test_a_crash_is_a_runtime_error_with_the_name_of_the_exception(
    sandbox: LauncherSandbox, language_id: str, language: Language
) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "crash")

    assert outcome is not None, compiled
    assert ended is not None, outcome
    assert ended[0] is Verdict.RUNTIME_ERROR, outcome
    assert exception_of(language, outcome.error) == EXCEPTIONS.get(language_id), outcome.error


@languages_with("hog")
async def test_too_much_memory_is_told_as_such(sandbox: LauncherSandbox, language_id: str, language: Language) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "hog", memory_mib=64)

    assert outcome is not None, compiled
    assert ended is not None, outcome
    assert ended[0] is Verdict.MEMORY_LIMIT, outcome


@languages_with("loop")
async def test_too_much_time_is_told_as_such(sandbox: LauncherSandbox, language_id: str, language: Language) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "loop", time_limit_s=0.5)

    assert outcome is not None, compiled
    assert ended is not None, outcome
    assert ended[0] is Verdict.TIME_LIMIT, outcome  # on a busy machine the limit on elapsed time may come first


@languages_with("sum")
async def test_a_megabyte_of_input_is_read(sandbox: LauncherSandbox, language_id: str, language: Language) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "sum", stdin=A_MEGABYTE)

    assert outcome is not None, compiled
    assert (ended, outcome.output.split()) == (None, [str(sum(NUMBERS)).encode()]), outcome


@languages_with("thread")
async def test_threads_run(sandbox: LauncherSandbox, language_id: str, language: Language) -> None:
    compiled, outcome, ended = await run_program(sandbox, language_id, "thread", stdin=b"40 2\n")

    assert outcome is not None, compiled
    assert (ended, outcome.output.split()) == (None, [b"42"]), outcome


def test_a_language_with_threads_has_a_program_that_uses_them() -> None:
    have = {language_id for language_id, language in CATALOG if language.threads}

    assert have == {language_id for language_id, _ in CATALOG if program_of(language_id, "thread")}


def test_every_language_but_text_has_programs() -> None:
    without = {language_id for language_id, _ in CATALOG if program_of(language_id, "loop") is None}

    assert without == {"text"}
