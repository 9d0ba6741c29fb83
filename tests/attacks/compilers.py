"""Section E: compilers, which run what the author of a source wants.

Those that must say no may do so in any way: with an error, by a crash, or because a limit ends them. It is
never an error of the sandbox, and never a program.
"""

from functools import partial

import judgebox
from attacks.attack import (
    COMPILER,
    CPU,
    MEMORY,
    OUTPUT,
    PROGRAMS,
    WALL,
    Attack,
    Ends,
    attack,
    dies,
    exits,
    is_killed,
    run_and_collect,
)
from attacks.stage import Bait, Stage
from judgebox.domain.run import Ending, Outcome
from sandboxing import some_limits

STINGY = some_limits(cpu_s=0.6, wall_s=4, memory_mib=256)
VIRTUAL = some_limits(cpu_s=2, wall_s=8, memory_mib=384, processes=64)
"""For compilers that run in a virtual machine of their own."""
JAVAC = (
    "/usr/bin/javac",
    "-J-XX:+UseSerialGC",
    "-J-XX:TieredStopAtLevel=1",
    "-J-Xmx192m",
    "-J-Xlog:disable",
    "-proc:none",
    "-d",
    "/tmp",
)
SAYS_NO: tuple[Ends, ...] = (exits(None), dies(), is_killed(MEMORY, CPU, WALL, OUTPUT))


def _fails(outcome: Outcome) -> None:
    assert (outcome.ending, outcome.exit_code) != (Ending.EXITED, 0)


def _sees_nothing_of_the_host(outcome: Outcome) -> None:
    assert b"/etc/shadow: No such file or directory" in outcome.error
    assert b"found" not in outcome.error


def _finds_nothing(outcome: Outcome) -> None:
    assert outcome.exit_code != 0
    assert b"nothing" in outcome.error
    assert b"found" not in outcome.error


def _with_paths_of(bait: Bait, program: str) -> bytes:
    """The source, in which the paths of this host's secrets are filled in; the compiler reads it as its input."""
    source = (PROGRAMS / program).read_text()
    secret, answer, _ = bait.files
    paths = {"SECRET": secret, "ANSWER": answer, "PACKAGE": judgebox.__file__, "OWN": __file__}
    for name, path in paths.items():
        source = source.replace(f"@{name}@", str(path))
    return source.encode()


def knows_paths(program: str) -> Attack:
    """A source with paths of this host."""
    language = {".c": "c", ".cpp": "c++"}[f".{program.rpartition('.')[2]}"]
    return attack(
        program,
        exits(1),
        limits=COMPILER,
        stdin=partial(_with_paths_of, program=program),
        argv=("/usr/bin/gcc", "-x", language, "-o", "/tmp/main", "-"),
        also=_finds_nothing if "asks" in program else _fails,
    )


async def _compile_and_wait_for_nothing(stage: Stage) -> None:
    """What a compiler left is what it had left when its run was over: none of its processes writes later."""
    stage.must(await stage.run())
    first = await stage.collect()
    assert first == await stage.collect()
    await stage.box.freeze()
    stage.must(await stage.run())


INCLUDED = {
    "zero": "/dev/zero",
    "random": "/dev/urandom",
    "input": "/dev/stdin",
    "own": "/proc/self/fd/0",
    "dir": "/usr",
}
NESTED = (
    "gcc",
    "g++",
    "declarators",
    "javac",
    "strings",
    "node",
    "arrows",
    "python",
    "operators",
    "attributes",
    "blocks",
)
MAY_PASS = {"gcc", "g++", "declarators", "strings", "node", "arrows", "operators", "attributes"}
FILLS = {"fill": (), "repeat": ("-DREPEAT",), "loop": ("-DLOOP",)}

ATTACKS: list[Attack] = [
    attack("compilers/includes_device.c", *SAYS_NO, limits=STINGY, argv=("gcc", "{source}"), also=_fails),
    attack(
        "compilers/compile_bomb.cpp",
        is_killed(CPU),
        exits(None),
        limits=STINGY,
        argv=("g++", "-fconstexpr-ops-limit=1000000000000", "{source}"),
        also=_fails,
    ),
    attack(
        "compilers/reads_compiler_host.c",
        exits(None),
        limits=COMPILER,
        argv=("gcc", "{source}"),
        also=_sees_nothing_of_the_host,
    ),
    # Without an end: of files, of types, of computing, of words.
    *(
        attack(
            "compilers/includes_any.c",
            *SAYS_NO,
            limits=STINGY,
            argv=("gcc", f'-DPLACE="{place}"', "-o", "/tmp/main", "{source}"),
            also=_fails,
            variant=name,
        )
        for name, place in INCLUDED.items()
        if name not in ("input", "own")  # an empty input is an empty file
    ),
    *(
        attack(
            f"compilers/{name}",
            *SAYS_NO,
            limits=STINGY,
            argv=("g++", "-std=gnu++20", "-O0", "-o", "/tmp/main", "{source}"),
            also=_fails,
        )
        for name in ("includes_itself.cpp", "recursive_templates.cpp", "compile_time_loop.cpp", "range_initialiser.cpp")
    ),
    *(
        attack(f"compilers/{name}", *SAYS_NO, limits=STINGY, argv=("gcc", "-o", "/tmp/main", "{source}"), also=_fails)
        for name in ("macro_bomb.c", "diagnostics_flood.c", "giant_array.c", "is_no_source.c", "pragma_tricks.c")
    ),
    *(
        attack(
            "compilers/assembler_fill.c",
            *SAYS_NO,
            limits=STINGY,
            argv=("gcc", *flags, "-o", "/tmp/main", "{source}"),
            also=_fails,
            variant=name,
        )
        for name, flags in FILLS.items()
    ),
    # Files of the host.
    knows_paths("compilers/asks_for_files.c"),
    knows_paths("compilers/includes_secret.c"),
    knows_paths("compilers/embeds_secret.c"),
    knows_paths("compilers/embeds_directive.cpp"),
    attack("compilers/links_host.c", *SAYS_NO, limits=COMPILER, argv=("gcc", "-o", "/tmp/main", "{source}")),
    # What is no attack must pass.
    attack(
        "compilers/fast_pragmas.cpp",
        exits(),
        limits=COMPILER,
        argv=("g++", "-std=gnu++20", "-O2", "-o", "/tmp/main", "{source}"),
    ),
    # Parsers.
    *(
        attack(
            "compilers/deep_nesting.python",
            *SAYS_NO,
            limits=STINGY if name in ("gcc", "g++", "declarators") else VIRTUAL,
            arguments=(name,),
            also=None if name in MAY_PASS else _fails,
            variant=name,
        )
        for name in NESTED
    ),
    attack("compilers/odd_python.python", exits(output=b"refused\n"), limits=VIRTUAL),
    attack("compilers/folded_python.python", exits(output=b"done\n"), limits=VIRTUAL),
    # Java.
    *(
        attack(f"compilers/{name}.java", *SAYS_NO, limits=VIRTUAL, argv=(*JAVAC, "{source}"), also=_fails)
        for name in ("endless_names", "escaped_names", "packages", "folded_strings", "generic_bomb")
    ),
    attack(
        "compilers/processors.bash",
        exits(output=b"compiled 0\n"),
        limits=VIRTUAL,
        play=run_and_collect(
            {
                "META-INF/services/javax.annotation.processing.Processor": b"Processor\n",
                "Processor.java": None,
                "Processor.class": None,
                "Main.java": None,
                "Main.class": None,
            }
        ),
    ),
    # Node.
    attack(
        "compilers/check_runs.javascript",
        exits(None, output=b""),
        limits=VIRTUAL,
        argv=("/usr/bin/node", "--check", "{source}"),
    ),
    # What stays behind.
    attack("compilers/forking_compiler.bash", exits(output=b"compiled\n"), play=_compile_and_wait_for_nothing),
]
