"""Precompile: prepare the languages of a worker, so that their compilers need not do the same work each time.

A compiler that makes such files reads nothing of a stranger, but it runs in a box as all do: what it is
told comes from a language file, and what it reads is what it will read when it compiles.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

import anyio.to_thread
import msgspec
import structlog

from judgebox.domain.errors import JudgeError, PlatformError
from judgebox.domain.run import Command, Limits, wall_limit_of
from judgebox.domain.verdict import verdict_of_run
from judgebox.languages import Catalog, Language, Precompile, Prepared, fingerprint_of
from judgebox.ports import PrecompiledFiles, Sandbox
from judgebox.usecases.compile import MIB, mounts_of

log = structlog.get_logger()

FILES_BYTES = 512 * MIB
"""The most that a compiler may write; a precompiled header takes a quarter of it."""


async def prepare_languages(
    catalog: Catalog, versions: Mapping[str, str], sandbox: Sandbox, precompiled: PrecompiledFiles
) -> None:
    """Prepare languages: first all that is quick, so that their compiles can be cached, then what takes seconds.

    Args:
        versions: of the languages that work here, as they say it themselves.
    """
    for language_id, version in versions.items():
        catalog.prepare(language_id, Prepared(identity=await identity_of(catalog.languages[language_id], version)))
    for language_id in versions:
        await _precompile(catalog, language_id, sandbox, precompiled)


async def identity_of(language: Language, version: str) -> str:
    """Name the toolchain of a language, as it is on this host now."""
    fingerprint = await anyio.to_thread.run_sync(fingerprint_of, language.toolchain)
    return hashlib.sha256(f"{version}\n{fingerprint}".encode()).hexdigest()


async def _precompile(catalog: Catalog, language_id: str, sandbox: Sandbox, precompiled: PrecompiledFiles) -> None:
    language = catalog.languages[language_id]
    if language.precompile is None or language.prepared is None:
        return
    name = f"{language_id}-{_key_of(language, language.precompile)}"
    try:
        place = await precompiled.find(name)
        if place is None:
            files = await precompile(language, language.precompile, sandbox)
            place = await precompiled.keep(name, files)
    except JudgeError as error:  # compiles take longer, that is all
        log.warning("not_precompiled", language=language_id, error=str(error))
        return
    catalog.prepare(language_id, msgspec.structs.replace(language.prepared, precompiled=str(place)))
    log.info("precompiled", language=language_id, place=str(place))


def _key_of(language: Language, precompile: Precompile) -> str:
    assert language.prepared is not None
    decides = (language.prepared.identity, precompile, sorted(language.environment.items()), sorted(language.mounts))
    return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()[:32]


async def precompile(language: Language, precompile: Precompile, sandbox: Sandbox) -> Mapping[str, bytes]:
    """Make the precompiled files of a language in a box.

    Raises:
        PlatformError: the compiler failed, or a box did.
        RequestError: it made too many files, or too large ones.
    """
    cpu_time = timedelta(seconds=precompile.cpu_time_s)
    limits = Limits(
        cpu_time=cpu_time,
        wall_time=wall_limit_of(cpu_time),
        memory_bytes=precompile.memory_mib * MIB,
        output_bytes=language.compile_limits.output_kib * 1024,
    )
    environment = tuple(language.environment.items())
    async with sandbox.box(mounts=mounts_of(language), writable_bytes=FILES_BYTES) as box:
        await box.put({name: text.encode() for name, text in precompile.sources.items()})
        outcome = await box.run(Command(argv=tuple(precompile.command), limits=limits, environment=environment))
        made = await box.collect(limit_bytes=FILES_BYTES)
    said = " ".join((outcome.error + outcome.output).decode(errors="replace").split())[:300]
    missing = [name for name in precompile.files.values() if name not in made]
    if missing or verdict_of_run(outcome, limits) is not None:
        raise PlatformError(f"precompiling {language.name} failed, without {', '.join(missing) or 'nothing'}: {said}")
    return {place: made[name] for place, name in precompile.files.items()}
