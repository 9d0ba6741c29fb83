"""Prove a language: compile and run its sample in the sandbox."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import anyio
import structlog

from judgebox.domain.errors import PlatformError
from judgebox.domain.problem import ProblemLimits
from judgebox.domain.run import Command
from judgebox.domain.verdict import verdict_of_run
from judgebox.languages import Catalog, Language
from judgebox.ports import Sandbox
from judgebox.usecases.compile import compile_in, mounts_of
from judgebox.usecases.judge import ending_in_words, run_command_of, run_limits_of

log = structlog.get_logger()

SAMPLE_LIMITS = ProblemLimits(time_limit=timedelta(seconds=10))
"""Generous, since a busy machine says nothing about a language."""
VERSION_CHARACTERS = 100


async def failure_of_sample(language: Language, sandbox: Sandbox) -> str | None:
    """Say what is wrong with the sample of a language; None if it is fine.

    Raises:
        SandboxError: a box failed; nothing is known about the language.
    """
    sample = language.sample
    source = language.template
    if sample.source is not None:
        source = await anyio.Path(sample.source).read_text(encoding="utf-8")
    limits = run_limits_of(language, SAMPLE_LIMITS)
    async with sandbox.box(mounts=mounts_of(language), resident=language.resident) as box:
        compiled = await compile_in(box, source, language)
        if compiled.reason is not None:
            return f"does not compile: {' '.join(compiled.output.split())[:300]}"
        outcome = await box.run(replace(run_command_of(language, limits, source), stdin=sample.input.encode()))
    if verdict_of_run(outcome, limits) is not None:
        return f"{ending_in_words(outcome, limits)}: {outcome.error.decode(errors='replace').strip()[:300]}"
    if outcome.output.decode(errors="replace").split() != sample.output.split():
        return f"printed {outcome.output[:100]!r} instead of {sample.output!r}"
    return None


async def version_of(language: Language, sandbox: Sandbox) -> str | None:
    """Ask a language for its version, in the sandbox; None if it does not say.

    Raises:
        SandboxError: a box failed.
    """
    limits = run_limits_of(language, SAMPLE_LIMITS)
    async with sandbox.box(mounts=mounts_of(language), resident=language.resident) as box:
        environment = tuple(language.environment.items())
        await box.put({name: text.encode() for name, text in language.files.items()})
        outcome = await box.run(Command(argv=tuple(language.version), limits=limits, environment=environment))
    lines = (outcome.output or outcome.error).decode(errors="replace").splitlines()
    return lines[0][:VERSION_CHARACTERS] if lines and outcome.exit_code == 0 else None


async def find_versions(catalog: Catalog, languages: Iterable[str], sandbox: Sandbox) -> dict[str, str]:
    """Ask languages for their versions; those that do not say are left out."""
    versions = {}
    for language_id in languages:
        with suppress(PlatformError):
            version = await version_of(catalog.languages[language_id], sandbox)
            if version is not None:
                versions[language_id] = version
    return versions


async def find_broken(catalog: Catalog, languages: Iterable[str], sandbox: Sandbox) -> dict[str, str]:
    """Prove languages one after the other; return those that failed twice, with the package to repair.

    A box that fails says nothing about a language, nor does one failure on a machine that is busy.
    """
    broken = {}
    for language_id in languages:
        language = catalog.languages[language_id]
        try:
            failure = await failure_of_sample(language, sandbox) and await failure_of_sample(language, sandbox)
        except PlatformError as error:
            log.warning("language_not_proven", language=language_id, error=str(error))
            continue
        if failure is not None:
            log.error("language_broken", language=language_id, sample=failure)
            broken[language_id] = language.package
    return broken
