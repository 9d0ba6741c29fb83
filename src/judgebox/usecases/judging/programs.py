"""The author's programs: validators, interactors, graders, each compiled once and run in boxes of its own.

How it works: a program is compiled in a box, and its files are kept in memory under a hash of all that they
depend on, so that the next judging of the problem starts with them. A judging takes a box for each program
that runs at a time and gives it back clean, so a case costs one run and no box.

Whatever such a program does wrong is the author's fault, so it is told as `ProblemError`.
"""

import hashlib
import shutil
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

import anyio
import msgspec

from judgebox import testlib
from judgebox.domain.errors import PlatformError, ProblemError, RequestError
from judgebox.domain.problem import Calling, ProblemLimits, Program
from judgebox.domain.run import Command, Limits, Outcome, wall_limit_of
from judgebox.domain.verdict import verdict_of_run
from judgebox.languages import Language, entry_of, run_argv
from judgebox.ports import Blobs, Box, Sandbox, Slots
from judgebox.usecases.compile import compile_files, mounts_of
from judgebox.usecases.judging.assignment import MIB, ending_in_words
from judgebox.usecases.shared_box import SharedBox

FEEDBACK = "feedback"
"""The folder in the box of a program for what it has to say besides its exit code."""

FEEDBACK_BYTES = 64 * MIB
"""The most that a program may leave there: the input of a next pass is among it."""

COMPILED_BYTES = 64 * MIB
KEPT_BYTES = 256 * MIB

SCRIPT_ENVIRONMENT = (("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TZ", "UTC"))

SCRIPTS = ("build", "run")

ELF = b"\x7fELF"

MOST_OF_A_FIRST_LINE = 256
"""So much of a script the kernel reads for its interpreter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A compiled program: the files of its box, what starts it, and what its language is."""

    files: Mapping[str, bytes]
    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    language: Language | None

    @property
    def size_bytes(self) -> int:
        return sum(map(len, self.files.values()))


class ReadyPrograms:
    """The programs that were compiled or used last, as many as fit into some memory."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._ready: OrderedDict[str, Ready] = OrderedDict()
        self._locks: dict[str, anyio.Lock] = {}

    def find(self, key: str) -> Ready | None:
        ready = self._ready.get(key)
        if ready is not None:
            self._ready.move_to_end(key)
        return ready

    def keep(self, key: str, ready: Ready) -> None:
        self._ready[key] = ready
        while len(self._ready) > 1 and sum(each.size_bytes for each in self._ready.values()) > self._limit_bytes:
            self._ready.popitem(last=False)

    @asynccontextmanager
    async def one_at_a_time(self, key: str) -> AsyncIterator[None]:
        """Hold while a program is compiled, so that nobody else does the same."""
        lock = self._locks.setdefault(key, anyio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.statistics().tasks_waiting:
                self._locks.pop(key, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramBox:
    """A box with a program of the author in it.

    Attributes:
        box: frozen; what runs keep in it is thrown away when the box is given back.
    """

    program: Program
    ready: Ready
    box: SharedBox
    limits: Limits

    def command(self, arguments: Sequence[str]) -> Command:
        """The command that calls the program; its input is still to be set."""
        return Command(
            argv=(*self.ready.argv, *arguments), limits=self.limits, environment=self.ready.environment, keeps=True
        )

    async def feedback(self) -> Mapping[str, bytes]:
        """What the last run has left in the feedback folder.

        Raises:
            ProblemError: it is too much.
        """
        try:
            return await self.box.collect(FEEDBACK, limit_bytes=FEEDBACK_BYTES)
        except RequestError as error:
            raise ProblemError(f"leaves more feedback than it may: {error}", path=self.program.name) from error


@dataclass(frozen=True, kw_only=True)
class Authors:
    """Gives out boxes with the programs of one problem, for one judging.

    Attributes:
        languages: by the id that programs name.
        stack: ends the boxes with the judging.
    """

    sandbox: Sandbox
    blobs: Blobs
    slots: Slots
    languages: Mapping[str, Language]
    ready: ReadyPrograms
    limits: ProblemLimits
    stack: AsyncExitStack
    _free: dict[str, list[ProgramBox]] = field(default_factory=dict)

    @asynccontextmanager
    async def box(self, program: Program) -> AsyncIterator[ProgramBox]:
        """Lend a box with a program.

        Raises:
            ProblemError: the program does not compile, or nothing can run it.
            SandboxError: a box failed.
        """
        free = self._free.setdefault(program.name, [])
        taken = free.pop() if free else await self._new_box(program)
        yield taken
        await taken.box.freeze()
        free.append(taken)  # not after an error: such a box is as it is

    async def _new_box(self, program: Program) -> ProgramBox:
        language = self._language_of(program)
        ready = await self._made_ready(program, language)
        box = await self._open(language)
        await box.put(ready.files, executable=True)
        await box.put({f"{FEEDBACK}/.keep": b""})
        await box.freeze()
        return ProgramBox(program=program, ready=ready, box=box, limits=self._limits_of(language))

    async def _open(self, language: Language | None) -> SharedBox:
        mounts = () if language is None else mounts_of(language)
        return SharedBox(await self.stack.enter_async_context(self.sandbox.box(mounts=mounts)), self.slots)

    def _limits_of(self, language: Language | None) -> Limits:
        extra_mib, processes = (0, 64) if language is None else (language.memory_extra_mib, language.processes)
        return Limits(
            cpu_time=self.limits.validation_time,
            wall_time=wall_limit_of(self.limits.validation_time),
            memory_bytes=self.limits.validation_memory_bytes + extra_mib * MIB,
            output_bytes=self.limits.validation_output_bytes,
            processes=processes,
        )

    def _language_of(self, program: Program) -> Language | None:
        if program.language is None:
            return None
        language = self.languages.get(program.language)
        if language is None:
            raise ProblemError(f"is in {program.language}, a language that is not known here", path=program.name)
        if any(shutil.which(each) is None for each in language.programs):
            message = f"{program.name} needs {program.language}: install the package {language.package}"
            raise PlatformError(message)
        return language

    # --- Compiling -----------------------------------------------------------------------------

    async def _made_ready(self, program: Program, language: Language | None) -> Ready:
        key = _key_of(program, language)
        async with self.ready.one_at_a_time(key):
            ready = self.ready.find(key)
            if ready is None:
                ready = await self._compiled(program, language)
                self.ready.keep(key, ready)
            return ready

    async def _compiled(self, program: Program, language: Language | None) -> Ready:
        files = {file.name: await self.blobs.get(file.content) for file in program.files}
        if program.calling is Calling.TESTLIB:  # whatever comes with the package: only ours ends as is asked here
            files["testlib.h"] = await anyio.Path(testlib.header()).read_bytes()
        mounts = () if language is None else mounts_of(language)
        async with self.sandbox.box(mounts=mounts) as box:
            if language is None:
                return await self._built(program, box, files)
            return await self._compiled_by_language(program, language, SharedBox(box, self.slots), files)

    async def _compiled_by_language(
        self, program: Program, language: Language, box: SharedBox, files: Mapping[str, bytes]
    ) -> Ready:
        patient = msgspec.structs.replace(
            language.compile_limits,
            cpu_time_s=max(language.compile_limits.cpu_time_s, self.limits.compile_time.total_seconds()),
            memory_mib=max(language.compile_limits.memory_mib, self.limits.compile_memory_bytes // MIB),
        )
        language = msgspec.structs.replace(language, compile_limits=patient)
        compiled = await compile_files(box, files, language, entry=program.entry)
        if compiled.reason is not None:
            raise ProblemError(f"does not compile: {compiled.output.strip()[:2000]}", path=program.name)
        memory_mib = self.limits.validation_memory_bytes // MIB
        return Ready(
            files=await _collected(box, program),
            argv=run_argv(language, entry_of(language, files, program.entry), memory_mib),
            environment=tuple(language.environment.items()),
            language=language,
        )

    async def _built(self, program: Program, box: Box, files: Mapping[str, bytes]) -> Ready:
        """Make a program ready that brings its own scripts."""
        files = {name: _as_script(content) if name in SCRIPTS else content for name, content in files.items()}
        await box.put({name: files[name] for name in _names(program, executable=False)})
        await box.put({name: files[name] for name in _names(program, executable=True)}, executable=True)
        if "build" in files:
            await self._check_script(program, box, "build", files["build"])
            limits = Limits(
                cpu_time=self.limits.compile_time,
                wall_time=wall_limit_of(self.limits.compile_time),
                memory_bytes=self.limits.compile_memory_bytes,
                output_bytes=self.limits.validation_output_bytes,
            )
            outcome = await box.run(Command(argv=("./build",), limits=limits, environment=SCRIPT_ENVIRONMENT))
            if verdict_of_run(outcome, limits) is not None:
                raise ProblemError(f"build {_why(outcome, limits)}", path=program.name)
        made = await _collected(box, program)
        if "run" not in made:
            raise ProblemError("has a script build, which makes no file run", path=program.name)
        await self._check_script(program, box, "run", made["run"])
        return Ready(files=made, argv=("./run",), environment=SCRIPT_ENVIRONMENT, language=None)

    async def _check_script(self, program: Program, box: Box, name: str, content: bytes) -> None:
        """Refuse what can't be executed, which would look like a failure of the sandbox.

        Raises:
            ProblemError: it is neither compiled nor a script, or the box has no program that runs it.
        """
        if content.startswith(ELF):
            return
        words = content[:MOST_OF_A_FIRST_LINE].partition(b"\n")[0].removeprefix(b"#!").split()
        if not content.startswith(b"#!") or not words:
            message = f"{name} is neither a compiled program nor a script whose first line names its interpreter"
            raise ProblemError(message, path=program.name)
        interpreter = words[0].decode(errors="replace").replace("\0", "")
        limits = replace(self._limits_of(None), output_bytes=4096)
        look = Command(argv=("/usr/bin/test", "-x", interpreter), limits=limits, environment=SCRIPT_ENVIRONMENT)
        if verdict_of_run(await box.run(look), limits) is not None:
            raise ProblemError(f"{name} wants to be run by {interpreter[:100]}, which is not here", path=program.name)


async def _collected(box: Box, program: Program) -> Mapping[str, bytes]:
    try:
        return await box.collect(limit_bytes=COMPILED_BYTES)
    except RequestError as error:
        raise ProblemError(f"compiled: {error}", path=program.name) from error


def _as_script(content: bytes) -> bytes:
    """A script with the ends of lines that its interpreter wants; a compiled program as it is."""
    return content.replace(b"\r\n", b"\n") if content.startswith(b"#!") else content


def _names(program: Program, *, executable: bool) -> list[str]:
    return [file.name for file in program.files if (file.executable or file.name in SCRIPTS) is executable]


def _key_of(program: Program, language: Language | None) -> str:
    decides = (
        language,
        program.entry,
        program.calling,
        sorted((file.name, file.content, file.executable) for file in program.files),
    )
    return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()


def _why(outcome: Outcome, limits: Limits) -> str:
    said = (outcome.error or outcome.output).decode(errors="replace").strip()
    return f"{ending_in_words(outcome, limits)}: {said[:2000]}" if said else ending_in_words(outcome, limits)
