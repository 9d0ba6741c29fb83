"""Resident interpreters: which there are, and which commands they run.

How it works: see launcher/warm.c, launcher/resident.c and residents/. The interpreter is started by the very
command that later runs are, with a library loaded into it that stops it where it would look at its program.
"""

import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command
from judgebox.sandbox.wire import Operation, OperationKind, encode_resident

LIBRARIES = Path(__file__).parent / "launcher"
DIRECTORY = "judgebox"
"""Where a box has the library."""

STACK_BYTES = 64 * 1024**3
"""Room for stacks of copies whose memory limit is larger than the resident's: the layout is made when it starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """An interpreter that can wait in a box.

    Attributes:
        argv, environment: of the commands that it runs; others start as always.
        library: what stops it, a file in `LIBRARIES`.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    library: str

    def fits(self, command: Command) -> bool:
        return command.argv == self.argv and dict(command.environment) == self.environment

    def message(self, environment: Mapping[str, str]) -> bytes:
        """Encode its start, given what every program has in its environment."""
        variables = {**environment, **self.environment, "LD_PRELOAD": f"/{DIRECTORY}/{self.library}"}
        limits = [(resource.RLIMIT_STACK, STACK_BYTES, None), (resource.RLIMIT_CORE, 1, 1)]
        return encode_resident(self.argv, tuple(variables.items()), limits)

    def operations(self) -> Iterator[Operation]:
        """List the steps that put the library into the root of a box.

        Raises:
            SandboxError: it can't be read.
        """
        path = LIBRARIES / self.library
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SandboxError(f"{path}: {error.strerror}", step="resident") from error
        yield Operation(kind=OperationKind.DIRECTORY, target=DIRECTORY)
        yield Operation(kind=OperationKind.FILE, target=f"{DIRECTORY}/{self.library}", source=content, mode=0o555)


RESIDENTS = {
    "python": Resident(
        argv=("/usr/bin/python3", "main.py"),
        environment={
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        library="judgebox-resident-python.so",
    )
}
"""By the name under which `Sandbox.box` is asked for them."""
