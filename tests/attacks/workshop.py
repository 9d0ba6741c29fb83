"""Builds the hostile programs: each once a session, outside of the boxes, which only get the result."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from attacks.attack import Attack
from judgebox.sandbox.resident import RESIDENTS
from sandboxing import PYTHON

COMPILERS: dict[str, tuple[str, ...]] = {
    ".c": ("gcc", "-O1", "-fno-builtin", "-pthread", "-w"),  # what touches memory must stay
    ".cpp": ("g++", "-O1", "-fno-builtin", "-std=gnu++20", "-pthread", "-w"),
    ".java": ("javac", "-J-XX:TieredStopAtLevel=1", "-nowarn"),
}
INTERPRETERS: dict[str, tuple[str, ...]] = {
    ".python": (PYTHON,),
    ".bash": ("/usr/bin/bash",),
    ".javascript": ("/usr/bin/node",),
}
JAVA = (
    "/usr/bin/java",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xlog:disable",  # its warnings would go to the output
    "-Xmx64m",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What is put into a box for an attack, and how it is run there."""

    files: Mapping[str, bytes]
    is_executable: bool
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Keeps what it has compiled, by source and flags."""

    directory: Path
    _compiled: dict[tuple[str, ...], Mapping[str, bytes]] = field(default_factory=dict)

    async def build(self, attack: Attack) -> Built:
        """Compile an attack's program if need be; the files lie below a directory of its own.

        Several programs can therefore be put into one box.
        """
        place = attack.program.partition(".")[0]
        suffix = attack.source.suffix
        source = f"{place}/{attack.source.name}"
        content = await anyio.Path(attack.source).read_bytes()
        if attack.resident is not None:
            argv = RESIDENTS[attack.resident].argv
            return Built(files={argv[-1]: content}, is_executable=False, argv=argv)
        if attack.argv is not None:
            argv = tuple(part.replace("{source}", source) for part in attack.argv)
            return Built(files={source: content}, is_executable=False, argv=(*argv, *attack.arguments))
        if suffix in INTERPRETERS:
            argv = (*INTERPRETERS[suffix], source)
            return Built(files={source: content}, is_executable=False, argv=(*argv, *attack.arguments))
        compiled = await self._compile(attack)
        argv = (*JAVA, "-cp", place, "Main") if suffix == ".java" else (f"./{place}/program",)
        files = {f"{place}/{name}": content for name, content in compiled.items()}
        return Built(files=files, is_executable=suffix != ".java", argv=(*argv, *attack.arguments))

    async def _compile(self, attack: Attack) -> Mapping[str, bytes]:
        suffix = attack.source.suffix
        compiler, *usual = COMPILERS[suffix]
        flags = tuple(usual) if attack.flags is None else attack.flags
        key = (attack.program, *flags)
        if key not in self._compiled:
            with tempfile.TemporaryDirectory(dir=self.directory) as directory:
                where = ("-d", directory) if suffix == ".java" else ("-o", f"{directory}/program")
                source = Path(directory, "Main.java") if suffix == ".java" else attack.source
                if suffix == ".java":
                    source.write_bytes(attack.source.read_bytes())
                argv = [compiler, *where, *_in_order(source, flags)]
                done = await anyio.run_process(argv, check=False)
                assert done.returncode == 0, done.stderr.decode()
                source.unlink() if suffix == ".java" else None
                self._compiled[key] = {path.name: path.read_bytes() for path in Path(directory).iterdir()}
        return self._compiled[key]


def _in_order(source: Path, flags: tuple[str, ...]) -> list[str]:
    """Libraries come after what needs them."""
    libraries = [flag for flag in flags if flag.startswith("-l")]
    return [*(flag for flag in flags if flag not in libraries), str(source), *libraries]
