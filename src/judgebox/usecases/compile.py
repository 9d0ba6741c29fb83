"""Compile: put a source into a box and turn it into something that runs there.

How the cache works: all that decides on the result of a compile is hashed to a key. The files that a
compiler left under it are read by us from outside of the box, as when a second box gets them, and a later
compile of the same key puts them into its box instead. No program ever writes to the cache or sees that
there is one; whatever a hostile source makes its compiler write comes back for that same source alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog

from judgebox.domain.errors import PlatformError, RequestError
from judgebox.domain.run import Command, Ending, Limits, Outcome, wall_limit_of
from judgebox.domain.verdict import Reason, Verdict, signal_name, verdict_of_run
from judgebox.languages import PRECOMPILED_PLACE, Language, compile_argv, entry_of, files_of
from judgebox.ports import Box, CachedCompile, CompileCache, Mount
from judgebox.usecases.artifact import pack, unpack

log = structlog.get_logger()

MIB = 1024 * 1024

CACHED_BYTES = 64 * MIB
"""The most that the files of one compile may take in the cache."""

WELL_WITHIN = 0.75
"""A failure is kept only if the compiler took less than this share of its limits: one that came near them may
have failed for want of memory or time in a way that it took for an error of the source."""

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
    mounts = [Mount(source=path, target=path) for path in language.mounts]
    precompiled = None if language.prepared is None else language.prepared.precompiled
    if precompiled is not None and Path(precompiled).is_dir():  # whoever tidies up caches must not stop the judging
        mounts.append(Mount(source=precompiled, target=PRECOMPILED_PLACE))
    return tuple(mounts)


async def compile_in(box: Box, source: str, language: Language, cache: CompileCache | None = None) -> Compiled:
    """Compile a source that came without a name in a fresh box; see `compile_files`."""
    return await compile_files(box, files_of(language, source), language, cache=cache)


async def compile_files(
    box: Box,
    files: Mapping[str, bytes],
    language: Language,
    *,
    entry: str | None = None,
    cache: CompileCache | None = None,
) -> Compiled:
    """Compile a program in a fresh box, whose working directory is then ready for runs.

    A compiler is driven by a hostile text, so it runs under limits like the program itself.

    Args:
        files: all of it, by name, at least one.
        entry: which of them, or what in them, is started, if the author says so.
    """
    key = key_of_files(files, language, entry)
    if cache is not None and key is not None:
        known = await _known(cache, key)
        if known is not None:
            return await _restore(box, known, files)
    await box.put({name: text.encode() for name, text in language.files.items()} | dict(files))
    argv = compile_argv(language, files, entry_of(language, files, entry))
    if argv is None:
        await box.freeze()
        return Compiled(reason=None, output="")
    compiled, is_lasting = await _compile(box, argv, language)
    if cache is not None and key is not None and is_lasting:
        await _remember(box, cache, key, compiled)
    return compiled


def key_of(source: str, language: Language) -> str | None:
    """Hash all that decides on the compile of a source that came without a name; see `key_of_files`."""
    return key_of_files(files_of(language, source), language)


def key_of_files(files: Mapping[str, bytes], language: Language, entry: str | None = None) -> str | None:
    """Hash all that decides on the result of a compile; None while the compiler itself is not known.

    What was precompiled is not part of it: it changes how long a compile takes and nothing else.
    """
    if language.prepared is None or language.compile is None:
        return None
    decides = (
        3,  # of this list; raise it when its meaning or that of `compile_in` changes
        language.name,
        language.prepared.identity,
        language.compile,
        sorted(language.environment.items()),
        sorted(language.mounts),
        language.compile_limits,
        language.processes,
        language.source,
        language.entry,
        language.files,
        entry,
        sorted((name, hashlib.sha256(content).hexdigest()) for name, content in files.items()),
    )
    return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()


# --- The cache ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A compile from the cache; `files` is None if it failed."""

    files: Mapping[str, bytes] | None
    output: str


async def _known(cache: CompileCache, key: str) -> _Known | None:
    """Look a compile up. A cache that is away or damaged only costs a compile."""
    try:
        cached = await cache.get(key)
        if cached is None:
            return None
        return _Known(files=None if cached.packed is None else unpack(cached.packed), output=cached.output)
    except (PlatformError, ValueError) as error:
        log.warning("compile_cache_failed", error=str(error))
        return None


async def _restore(box: Box, known: _Known, sources: Mapping[str, bytes]) -> Compiled:
    if known.files is None:
        return Compiled(reason=Reason.COMPILER, output=known.output)
    await box.put({name: content for name, content in known.files.items() if name in sources})
    await box.put({name: content for name, content in known.files.items() if name not in sources}, executable=True)
    await box.freeze()
    return Compiled(reason=None, output=known.output)


async def _remember(box: Box, cache: CompileCache, key: str, compiled: Compiled) -> None:
    try:
        packed = None
        if compiled.reason is None:
            packed = pack(await box.collect(limit_bytes=CACHED_BYTES))
        await cache.put(key, CachedCompile(packed=packed, output=compiled.output))
    except (RequestError, ValueError):  # more than is worth keeping, or names that can't be written down
        return


# --- The compiler ------------------------------------------------------------------------------


async def _compile(box: Box, argv: Sequence[str], language: Language) -> tuple[Compiled, bool]:
    """Run the compiler; also tell whether it would end the same whenever it is run."""
    limits = compile_limits_of(language)
    environment = tuple(language.environment.items())
    outcome = await box.run(Command(argv=tuple(argv), limits=limits, environment=environment))
    compiled = Compiled(reason=_reason(outcome, limits), output=_text(outcome, language, limits))
    if compiled.reason is None:
        await box.freeze()
        return compiled, True
    return compiled, compiled.reason is Reason.COMPILER and _is_fault_of_source(outcome, limits)


def _is_fault_of_source(outcome: Outcome, limits: Limits) -> bool:
    """Whether the compiler refused the source, rather than met a limit or broke."""
    usage = outcome.usage
    return (
        outcome.ending is Ending.EXITED
        and usage.cpu_time < limits.cpu_time * WELL_WITHIN
        and usage.memory_bytes < limits.memory_bytes * WELL_WITHIN
    )


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
