"""`judgebox run`: one run of one program, its output passed through."""

import logging
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import anyio

from judgebox.cli.as_json import compile_error_as_json, run_as_json
from judgebox.cli.local import choose_language, exit_status_of, read_source
from judgebox.cli.logs import configure_logging
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import mebibytes, print_json, seconds
from judgebox.config import read_languages, read_settings
from judgebox.domain.problem import ProblemLimits
from judgebox.domain.run import Command, Outcome
from judgebox.domain.verdict import Verdict, verdict_of_run
from judgebox.languages import Language
from judgebox.sandbox import open_allowed_sandbox
from judgebox.usecases.compile import MIB, Compiled, compile_in, mounts_of
from judgebox.usecases.judge import ending_in_words, run_command_of, run_limits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """What the command line allows; `processes` None is what the language needs."""

    time_limit_s: float
    memory_mib: int
    output_mib: int
    processes: int | None


def run_file(
    source: Path,
    *,
    stdin: Path | None,
    limits: RunLimits,
    language: str | None,
    as_json: bool,
    allow_weak: bool = False,
) -> ExitStatus:
    """Run a source file once; print what it printed, or one JSON object."""
    settings = read_settings(allow_weak_isolation=allow_weak or None)
    text = read_source(source, limit_bytes=settings.source_limit_bytes)
    _, chosen = choose_language(read_languages(settings), str(source), language)
    command = replace(command_of(chosen, limits, text), stdin=_input_of(stdin))
    ended = anyio.run(_run, text, chosen, command, settings.allow_weak_isolation)
    if isinstance(ended, Compiled):
        return _print_compile_error(ended, as_json=as_json)
    return _print_outcome(ended, command, as_json=as_json)


def command_of(language: Language, limits: RunLimits, source: str = "") -> Command:
    """The command that runs a program of this language within these limits."""
    allowed = ProblemLimits(
        time_limit=timedelta(seconds=limits.time_limit_s),
        memory_bytes=limits.memory_mib * MIB,
        output_bytes=limits.output_mib * MIB,
    )
    of_run = run_limits_of(language, allowed)
    if limits.processes is not None:
        of_run = replace(of_run, processes=limits.processes)
    return run_command_of(language, of_run, source)


def _input_of(stdin: Path | None) -> bytes | Path:
    if stdin is None:
        return b""
    if str(stdin) == "-":
        return sys.stdin.buffer.read()
    if not stdin.is_file():
        raise UsageError(f"{stdin} is no file to take the input from")
    return stdin.resolve()


async def _run(source: str, language: Language, command: Command, allow_weak: bool) -> Outcome | Compiled:
    configure_logging(as_json=False, level=logging.WARNING)  # the standard output is the program's
    async with (
        open_allowed_sandbox(allow_weak=allow_weak) as sandbox,
        sandbox.box(mounts=mounts_of(language), resident=language.resident) as box,
    ):
        compiled = await compile_in(box, source, language)
        return compiled if compiled.reason is not None else await box.run(command)


def _print_compile_error(compiled: Compiled, *, as_json: bool) -> ExitStatus:
    assert compiled.reason is not None
    if as_json:
        print_json(compile_error_as_json(compiled.reason, compiled.output))
    else:
        sys.stderr.write(compiled.output)
        print(f"judgebox: CE ({compiled.reason})", file=sys.stderr)
    return ExitStatus.NOT_ACCEPTED


def _print_outcome(outcome: Outcome, command: Command, *, as_json: bool) -> ExitStatus:
    verdict, reason = verdict_of_run(outcome, command.limits) or (Verdict.ACCEPTED, None)
    if as_json:
        print_json(run_as_json(verdict, reason, outcome))
    else:
        for stream, content in ((sys.stdout, outcome.output), (sys.stderr, outcome.error)):
            stream.buffer.write(content)  # byte for byte
            stream.flush()
        usage = outcome.usage
        why = "" if reason is None else f" ({reason}): {ending_in_words(outcome, command.limits)}"
        facts = f"{seconds(usage.cpu_time)} CPU, {seconds(usage.wall_time)} elapsed, {mebibytes(usage.memory_bytes)}"
        print(f"judgebox: {verdict}{why}; {facts}", file=sys.stderr)
    return exit_status_of(verdict)
