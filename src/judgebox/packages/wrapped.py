"""Make programs that were written for other judges into validators and interactors of ours, by a script around them."""

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import PurePosixPath

from judgebox import testlib
from judgebox.domain.problem import PackagedFile, Program
from judgebox.packages.gathering import Gathering
from judgebox.packages.programs import HEADERS, TESTLIB, language_of

PROTOCOLS = frozenset(["exit", "testlib", "coci", "hustoj", "qduoj", "lemon", "syzoj"])
"""Of checkers: what arguments they get and how they answer; `wrappers.protocols` has them."""

INTERACTORS = frozenset(["exit", "testlib", "coci"])

PROGRAM = "./program"

_COMPILERS = {
    "cpp": ("/usr/bin/g++", "-O2", "-std=c++17", "-o", PROGRAM),
    "c": ("/usr/bin/gcc", "-O2", "-std=c17", "-o", PROGRAM),
}
_LIBRARIES = {"cpp": (), "c": ("-lm",)}


def wrapped_program(
    gathering: Gathering,
    paths: Iterable[str],
    *,
    protocol: str,
    beside: Iterable[str] = (),
    parts: float = 200.0,
) -> Program | None:
    """Wrap a program in C, C++ or Python; None, and a word on it, if it is in another language.

    Args:
        paths: its files, the main one first.
        protocol: one of `PROTOCOLS`, or one of `INTERACTORS` with "-interactor" after it.
        beside: further files that it includes or reads.
        parts: of how many the whole consists where testlib's `_pc` gives some.
    """
    sources = tuple(paths)
    files = gathering.files((*sources, *beside))
    contents = {file.name: gathering.beginning(file)[:64] for file in files}
    main = PurePosixPath(sources[0]).name
    language = language_of({main: contents[main]}) or ""
    if language.startswith("cpp"):
        language = "cpp"
    made: tuple[PackagedFile, ...] = ()
    if language in _COMPILERS:
        names = [PurePosixPath(path).name for path in sources]
        compiled = [name for name in names if PurePosixPath(name).suffix.lower() not in HEADERS]
        argv = [*_COMPILERS[language], *compiled, *_LIBRARIES[language]]
        made = (_script(gathering, "build", argv), _file(gathering, TESTLIB, testlib.header().read_bytes()))
        command = [PROGRAM]
    elif language == "python":
        command = ["/usr/bin/python3", main]
    else:
        gathering.unsupported.append(f"{sources[0]}: only programs in C, C++ and Python can be called in its way")
        return None
    settings = {"protocol": protocol, "command": command, "parts": parts}
    return Program(name=sources[0], files=(*files, *made, *_around(gathering, "protocols.py", settings)))


def wrapped_dmoj_checker(
    gathering: Gathering, path: str, *, problem: str, arguments: dict[str, object], binary_data: bool
) -> Program:
    """Wrap a Python checker of DMOJ, with the Python files that lie beside it."""
    name = PurePosixPath(path).name
    beside = [each for each in gathering.folder.names("") if each.endswith(".py") and each != name]
    files = tuple(gathering.file(each, f"problem/{PurePosixPath(each).name}") for each in (path, *beside))
    settings = {
        "checker": f"problem/{name}",
        "problem": problem,
        "arguments": arguments,
        "binary_data": binary_data,
    }
    return Program(name=path, files=(*files, *_around(gathering, "dmoj_checker.py", settings)))


def _around(gathering: Gathering, script: str, settings: dict[str, object]) -> tuple[PackagedFile, PackagedFile]:
    content = resources.files("judgebox.packages.wrappers").joinpath(script).read_bytes()
    return (
        PackagedFile(name="run", content=gathering.keep(content), executable=True),
        _file(gathering, "settings.json", json.dumps(settings).encode()),
    )


def _file(gathering: Gathering, name: str, content: bytes) -> PackagedFile:
    return PackagedFile(name=name, content=gathering.keep(content))


def _script(gathering: Gathering, name: str, argv: list[str]) -> PackagedFile:
    """Make a script that runs a command; Python takes the words as they are, whatever is in them."""
    content = f"#!/usr/bin/python3\nimport os\nos.execv({argv[0]!r}, {argv!r})\n"
    return PackagedFile(name=name, content=gathering.keep(content.encode()), executable=True)
