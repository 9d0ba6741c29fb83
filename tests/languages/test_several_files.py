"""Programs of several files: all are compiled together, or lie beside the one that is started."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from judgebox.domain.problem import ProblemLimits
from judgebox.languages import read_catalog
from judgebox.sandbox import LauncherSandbox
from judgebox.usecases.compile import compile_files, mounts_of
from judgebox.usecases.judging.assignment import command_of_files, run_limits_of
from languages.test_languages import WANTS_ALL
from sandboxing import SLOWNESS

CATALOG = read_catalog()

PRINT_THREE: Mapping[str, Mapping[str, str]] = {
    "c": {
        "main.c": '#include "h.h"\n#include <stdio.h>\nint main(){printf("%d",f());}',
        "f.c": '#include "h.h"\nint f(){return 3;}',
        "h.h": "int f();",
    },
    "cpp": {
        "sol.cpp": '#include "h.h"\n#include <cstdio>\nint main(){printf("%d",f());}',
        "f.cc": '#include "h.h"\nint f(){return 3;}',
        "h.h": "int f();",
    },
    "java": {
        "A.java": "package x; public class A { static int f(){return 3;} }",
        "B.java": "package x; public class B { public static void main(String[] a){System.out.print(A.f());} }",
    },
    "python": {
        "helper.py": "def f(): return 3",
        "prog.py": 'from helper import f\nif __name__ == "__main__":\n  print(f())',
    },
    "pypy": {
        "helper.py": "def f(): return 3",
        "prog.py": 'from helper import f\nif __name__ == "__main__":\n  print(f())',
    },
    "javascript": {
        "lib.js": "exports.f=()=>3",
        "main.js": 'console.log(require("./lib").f())',
    },
    "typescript": {
        "lib.ts": "export const f=():number=>3;",
        "main.ts": 'import {f} from "./lib"; console.log(f())',
    },
    "go": {
        "a.go": "package main\nfunc f() int { return 3 }",
        "main.go": 'package main\nimport "fmt"\nfunc main() { fmt.Print(f()) }',
    },
    "rust": {
        "lib_a.rs": "pub fn f()->i32{3}",
        "main.rs": 'mod lib_a; fn main(){print!("{}",lib_a::f())}',
    },
    "csharp": {
        "A.cs": "class A{public static int F(){return 3;}}",
        "B.cs": "class B{static void Main(){System.Console.Write(A.F());}}",
    },
    "kotlin": {
        "A.kt": "fun f()=3",
        "Main.kt": "fun main(){print(f())}",
    },
    "scala": {
        "A.scala": "object A{def f=3}",
        "M.scala": "object M{def main(a:Array[String]):Unit=print(A.f)}",
    },
    "haskell": {
        "Main.hs": "import A\nmain = print f",
        "A.hs": "module A where\nf = 3 :: Int",
    },
    "ocaml": {
        "a.ml": "let f () = 3",
        "main.ml": "let () = print_int (A.f ())",
    },
    "pascal": {
        "a.pas": "unit a; interface function f:longint; implementation function f:longint; begin f:=3 end; end.",
        "m.pas": "program m; uses a; begin write(f) end.",
    },
    "ruby": {
        "a.rb": "def f; 3; end",
        "main.rb": 'require_relative "a"\nputs f',
    },
    "perl": {
        "A.pm": "package A; sub f {3} 1;",
        "main.pl": 'use lib "."; use A; print A::f();',
    },
    "php": {
        "a.php": "<?php function f(){return 3;}",
        "main.php": '<?php require "a.php"; echo f();',
    },
    "lua": {
        "a.lua": "return {f=function() return 3 end}",
        "main.lua": 'print(require("a").f())',
    },
    "d": {
        "a.d": "module a; int f(){return 3;}",
        "main.d": "import a, std.stdio; void main(){write(f());}",
    },
    "fortran": {
        "a.f90": "module a\ncontains\n integer function f()\n f=3\n end\nend",
        "m.f90": 'program m\nuse a\nprint "(I0)", f()\nend',
    },
    "ada": {
        "a.ads": "package A is\n function F return Integer;\nend A;",
        "a.adb": "package body A is\n function F return Integer is (3);\nend A;",
        "main.adb": "with A, Ada.Text_IO;\nprocedure Main is\nbegin\n Ada.Text_IO.Put(Integer'Image(A.F));\nend Main;",
    },
    "erlang": {
        "a.erl": "-module(a).\n-export([f/0]).\nf() -> 3.",
        "main.erl": '-module(main).\n-export([main/0]).\nmain() -> io:format("~w",[a:f()]).',
    },
    "nim": {
        "a.nim": "proc f*(): int = 3",
        "main.nim": "import a\necho f()",
    },
    "racket": {
        "a.rkt": "#lang racket/base\n(provide f)\n(define (f) 3)",
        "main.rkt": '#lang racket/base\n(require "a.rkt")\n(display (f))',
    },
    "bash": {
        "a.sh": "f() { echo 3; }",
        "main.sh": ". ./a.sh; f",
    },
}
"""Programs of two files at least, which print 3."""

WANTED = [key for key in PRINT_THREE if (CATALOG.languages[key].is_common or WANTS_ALL)]


@pytest.mark.parametrize("language_id", WANTED)
async def test_a_program_of_several_files_is_one_program(sandbox: LauncherSandbox, language_id: str) -> None:
    language = CATALOG.languages[language_id]
    if CATALOG.missing_programs(language_id):
        pytest.skip(f"{language.package} is not installed")
    files = {name: text.encode() for name, text in PRINT_THREE[language_id].items()}
    limits = run_limits_of(language, ProblemLimits(time_limit=timedelta(seconds=10 * SLOWNESS)))

    async with sandbox.box(mounts=mounts_of(language), resident=language.resident) as box:
        compiled = await compile_files(box, files, language)
        assert compiled.reason is None, compiled.output
        outcome = await box.run(command_of_files(language, limits, files))

    assert outcome.output.strip() == b"3", outcome
