"""The bare cost: the same interpreter on the same inputs, without judgebox."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.cli.bench.problem import CASES, SOURCE, input_of
from judgebox.languages import Language, compile_argv, entry_of, files_of, run_argv

MEMORY_MIB = 512


@dataclass(frozen=True, slots=True)
class BareRuns:
    """A folder with the program and its inputs, and how to run it."""

    directory: Path
    argv: Sequence[str]

    def run(self, case: int) -> None:
        with (self.directory / f"{case}.in").open("rb") as stdin:
            subprocess.run(
                self.argv, cwd=self.directory, stdin=stdin, stdout=subprocess.PIPE, env={"PATH": os.defpath}, check=True
            )

    def seconds_of_all_cases(self) -> float:
        """Run each case, one after the other."""
        start = time.perf_counter()
        for case in range(1, CASES + 1):
            self.run(case)
        return time.perf_counter() - start

    def runs_a_second(self, runs: int, *, slots: int) -> float:
        """Run so many at once, until there were `runs`."""
        start = time.perf_counter()
        with ThreadPoolExecutor(slots) as pool:
            for _ in pool.map(self.run, (index % CASES + 1 for index in range(runs))):
                pass
        return runs / (time.perf_counter() - start)


@contextmanager
def bare_runs(language: Language) -> Iterator[BareRuns]:
    """Prepare the runs; the program is compiled once if the language does so."""
    with TemporaryDirectory(prefix="judgebox-bare-") as name:
        directory = Path(name)
        files = files_of(language, SOURCE)
        entry = entry_of(language, files)
        for file, content in files.items():
            (directory / file).write_bytes(content)
        for case in range(1, CASES + 1):
            (directory / f"{case}.in").write_text(input_of(case))
        compiler = compile_argv(language, files, entry)
        if compiler is not None:
            subprocess.run(compiler, cwd=directory, stdout=subprocess.DEVNULL, check=True)
        yield BareRuns(directory, run_argv(language, entry, MEMORY_MIB))
