"""The runtimes that we judge work inside a box: what compiles outside compiles there, and runs there."""

import shutil
from dataclasses import dataclass

import pytest

from judgebox.domain.run import Command, Ending
from judgebox.sandbox.box import LauncherBox
from sandboxing import MIB, some_limits


@dataclass(frozen=True)
class Sample:
    """A program that reads two numbers and prints their sum, and the memory in which it must do so."""

    source: str
    text: str
    run: tuple[str, ...]
    compile: tuple[str, ...] | None = None
    memory_mib: int = 64


SAMPLES = {
    "python": Sample("main.py", "print(sum(map(int, input().split())))", ("/usr/bin/python3", "main.py")),
    "python_threads_and_processes": Sample(
        "main.py",
        "import concurrent.futures as futures, multiprocessing, threading\n"
        "if __name__ == '__main__':\n"
        "    numbers = list(map(int, input().split()))\n"
        "    threading.Thread(target=len, args=([],)).start()\n"
        "    with futures.ProcessPoolExecutor(2) as pool: numbers = list(pool.map(int, numbers))\n"
        "    queue = multiprocessing.Queue(); queue.put(sum(numbers)); print(queue.get())\n",
        ("/usr/bin/python3", "main.py"),
        memory_mib=256,
    ),
    "c": Sample(
        "main.c",
        '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }',
        ("./main",),
        ("gcc", "-O2", "-o", "main", "main.c", "-lm"),
        memory_mib=16,
    ),
    "cpp": Sample(
        "main.cpp",
        "#include <bits/stdc++.h>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }",
        ("./main",),
        ("g++", "-std=c++20", "-O2", "-o", "main", "main.cpp"),
        memory_mib=16,
    ),
    "java": Sample(
        "Main.java",
        "import java.util.*; public class Main { record Pair(int a, int b) {}\n"
        "public static void main(String[] arguments) throws Exception { Scanner in = new Scanner(System.in);\n"
        "Pair pair = new Pair(in.nextInt(), in.nextInt()); int[] sum = new int[1];\n"
        "Thread thread = new Thread(() -> sum[0] = pair.a() + pair.b()); thread.start(); thread.join();\n"
        "System.out.println(sum[0]); } }",
        ("/usr/bin/java", "-XX:+UseSerialGC", "-Xss64m", "-Xmx128m", "-XX:-UsePerfData", "Main"),
        ("javac", "-J-Xmx256m", "-J-XX:+UseSerialGC", "-J-XX:-UsePerfData", "-proc:none", "Main.java"),
        memory_mib=256,
    ),
    "javascript": Sample(
        "main.js",
        "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\n"
        "const { Worker } = require('worker_threads');\n"
        "const worker = new Worker(`require('worker_threads').parentPort.postMessage(${a + b})`, { eval: true });\n"
        "worker.on('message', (sum) => console.log(sum));",
        ("node", "--stack-size=65500", "main.js"),
        memory_mib=256,
    ),
}


@pytest.mark.parametrize("language", SAMPLES)
async def test_a_language_compiles_and_runs(language: str, box: LauncherBox) -> None:
    sample = SAMPLES[language]
    programs = [argv[0] for argv in (sample.run, sample.compile or ()) if argv and not argv[0].startswith("./")]
    if missing := [program for program in programs if shutil.which(program) is None]:
        pytest.skip(f"{', '.join(missing)} is not installed")
    await box.put({sample.source: sample.text.encode()})
    if sample.compile is not None:
        limits = some_limits(cpu_s=10, wall_s=60, memory_mib=512, processes=64)
        compiled = await box.run(Command(argv=sample.compile, limits=limits))
        assert (compiled.ending, compiled.exit_code) == (Ending.EXITED, 0), compiled
    await box.freeze()

    limits = some_limits(cpu_s=5, wall_s=30, memory_mib=sample.memory_mib, processes=64)
    outcomes = [await box.run(Command(argv=sample.run, limits=limits, stdin=b"40 2\n")) for _ in range(2)]

    for outcome in outcomes:
        assert (outcome.ending, outcome.exit_code, outcome.output) == (Ending.EXITED, 0, b"42\n"), outcome
        assert 0 < outcome.usage.memory_bytes <= sample.memory_mib * MIB


async def test_what_was_compiled_in_one_box_runs_in_another(sandbox_boxes: tuple[LauncherBox, LauncherBox]) -> None:
    first, second = sandbox_boxes
    await first.put({"deep/er/main.c": b"int main(void) { return 7; }"})
    limits = some_limits(cpu_s=10, wall_s=30, memory_mib=256)
    assert (await first.run(Command(argv=("gcc", "-o", "main", "deep/er/main.c"), limits=limits))).exit_code == 0
    files = await first.collect(limit_bytes=MIB)

    await second.put(files, executable=True)
    await second.freeze()
    outcome = await second.run(Command(argv=("./main",), limits=some_limits()))

    assert set(files) == {"main", "deep/er/main.c"}
    assert outcome.exit_code == 7
