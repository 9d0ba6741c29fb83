"""Compile: put a source into a box and turn it into something that runs there."""

from dataclasses import dataclass
from datetime import timedelta

from judgebox.domain.run import Command, Limits, Outcome, wall_limit_of
from judgebox.domain.verdict import Reason, Verdict, signal_name, verdict_of_run
from judgebox.languages import Language
from judgebox.ports import Box, Mount

MIB = 1024 * 1024

_REASONS = {
    Verdict.TIME_LIMIT: Reason.COMPILE_TIME,
    Verdict.MEMORY_LIMIT: Reason.COMPILE_MEMORY,
    Verdict.OUTPUT_LIMIT: Reason.COMPILE_OUTPUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """How compiling ended.

    Attributes:
        reason: why it failed; None if it did not.
        output: what the compiler printed, both streams, as text.
    """

    reason: Reason | None
    output: str


def mounts_of(language: Language) -> tuple[Mount, ...]:
    """What the boxes of a language show of the host, beside the system's own."""
    return tuple(Mount(source=path, target=path) for path in language.mounts)


async def compile_in(box: Box, source: str, language: Language) -> Compiled:
    """Compile a source in a fresh box, whose working directory is then ready for runs.

    A compiler is driven by a hostile text, so it runs under limits like the program itself.
    """
    await box.put({language.source: source.encode()})
    compiled = Compiled(reason=None, output="")
    if language.compile is not None:
        limits = compile_limits_of(language)
        outcome = await box.run(
            Command(argv=tuple(language.compile), limits=limits, environment=tuple(language.environment.items()))
        )
        compiled = Compiled(reason=_reason(outcome, limits), output=_text(outcome, language, limits))
    if compiled.reason is None:
        await box.freeze()
    return compiled


def compile_limits_of(language: Language) -> Limits:
    """The limits of a language's compiler."""
    own = language.compile_limits
    cpu_time = timedelta(seconds=own.cpu_time_s)
    return Limits(
        cpu_time=cpu_time,
        wall_time=wall_limit_of(cpu_time),
        memory_bytes=own.memory_mib * MIB,
        output_bytes=own.output_kib * 1024,
        processes=max(language.processes, 64),
    )


def _reason(outcome: Outcome, limits: Limits) -> Reason | None:
    ended = verdict_of_run(outcome, limits)
    return None if ended is None else _REASONS.get(ended[0], Reason.COMPILER)


def _text(outcome: Outcome, language: Language, limits: Limits) -> str:
    text = (outcome.error + outcome.output).decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    match _reason(outcome, limits):
        case Reason.COMPILE_TIME:
            text += f"\ncompiling took more than {language.compile_limits.cpu_time_s:g} s\n"
        case Reason.COMPILE_MEMORY:
            text += f"\ncompiling took more than {language.compile_limits.memory_mib} MiB\n"
        case Reason.COMPILE_OUTPUT:
            text += f"\nthe compiler printed more than {language.compile_limits.output_kib} KiB\n"
        case Reason.COMPILER if outcome.signal is not None:
            text += f"\nthe compiler was ended by {signal_name(outcome.signal)}\n"
    return text
