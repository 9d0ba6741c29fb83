// How the editor colours and indents each language. One chunk a mode: only that of the chosen language is loaded.

import { LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";

type Loader = () => Promise<LanguageSupport>;

function stream(load: () => Promise<StreamParser<unknown>>): Loader {
  return async () => new LanguageSupport(StreamLanguage.define(await load()));
}

const erlang = stream(() => import("@codemirror/legacy-modes/mode/erlang").then((mode) => mode.erlang));
const javascript: Loader = () => import("@codemirror/lang-javascript").then((mode) => mode.javascript());
const pascal = stream(() => import("@codemirror/legacy-modes/mode/pascal").then((mode) => mode.pascal));
const perl = stream(() => import("@codemirror/legacy-modes/mode/perl").then((mode) => mode.perl));
const python: Loader = () => import("@codemirror/lang-python").then((mode) => mode.python());
const ruby = stream(() => import("@codemirror/legacy-modes/mode/ruby").then((mode) => mode.ruby));
const scheme = stream(() => import("@codemirror/legacy-modes/mode/scheme").then((mode) => mode.scheme));

/** By the `editor` of a language file; where there is no mode of its own, that of the nearest relative. */
const MODES: Record<string, Loader> = {
  ada: stream(() => import("@codemirror/legacy-modes/mode/vhdl").then((mode) => mode.vhdl)),
  bash: stream(() => import("@codemirror/legacy-modes/mode/shell").then((mode) => mode.shell)),
  brainfuck: stream(() => import("@codemirror/legacy-modes/mode/brainfuck").then((mode) => mode.brainfuck)),
  clojure: stream(() => import("@codemirror/legacy-modes/mode/clojure").then((mode) => mode.clojure)),
  cobol: stream(() => import("@codemirror/legacy-modes/mode/cobol").then((mode) => mode.cobol)),
  "common-lisp": stream(() => import("@codemirror/legacy-modes/mode/commonlisp").then((mode) => mode.commonLisp)),
  cpp: () => import("@codemirror/lang-cpp").then((mode) => mode.cpp()),
  crystal: stream(() => import("@codemirror/legacy-modes/mode/crystal").then((mode) => mode.crystal)),
  csharp: stream(() => import("@codemirror/legacy-modes/mode/clike").then((mode) => mode.csharp)),
  d: stream(() => import("@codemirror/legacy-modes/mode/d").then((mode) => mode.d)),
  elixir: ruby,
  erlang,
  forth: stream(() => import("@codemirror/legacy-modes/mode/forth").then((mode) => mode.forth)),
  fortran: stream(() => import("@codemirror/legacy-modes/mode/fortran").then((mode) => mode.fortran)),
  go: stream(() => import("@codemirror/legacy-modes/mode/go").then((mode) => mode.go)),
  groovy: stream(() => import("@codemirror/legacy-modes/mode/groovy").then((mode) => mode.groovy)),
  haskell: stream(() => import("@codemirror/legacy-modes/mode/haskell").then((mode) => mode.haskell)),
  java: () => import("@codemirror/lang-java").then((mode) => mode.java()),
  javascript,
  kotlin: stream(() => import("@codemirror/legacy-modes/mode/clike").then((mode) => mode.kotlin)),
  lua: stream(() => import("@codemirror/legacy-modes/mode/lua").then((mode) => mode.lua)),
  modula2: pascal,
  nasm: stream(() => import("@codemirror/legacy-modes/mode/z80").then((mode) => mode.z80)),
  nim: python,
  objectivec: stream(() => import("@codemirror/legacy-modes/mode/clike").then((mode) => mode.objectiveC)),
  ocaml: stream(() => import("@codemirror/legacy-modes/mode/mllike").then((mode) => mode.oCaml)),
  octave: stream(() => import("@codemirror/legacy-modes/mode/octave").then((mode) => mode.octave)),
  pascal,
  perl,
  php: javascript,
  prolog: erlang,
  python,
  r: stream(() => import("@codemirror/legacy-modes/mode/r").then((mode) => mode.r)),
  racket: scheme,
  raku: perl,
  ruby,
  rust: stream(() => import("@codemirror/legacy-modes/mode/rust").then((mode) => mode.rust)),
  scala: stream(() => import("@codemirror/legacy-modes/mode/clike").then((mode) => mode.scala)),
  scheme,
  sml: stream(() => import("@codemirror/legacy-modes/mode/mllike").then((mode) => mode.sml)),
  sql: stream(() => import("@codemirror/legacy-modes/mode/sql").then((mode) => mode.sqlite)),
  tcl: stream(() => import("@codemirror/legacy-modes/mode/tcl").then((mode) => mode.tcl)),
  typescript: () => import("@codemirror/lang-javascript").then((mode) => mode.javascript({ typescript: true })),
};

/** Colours and indentation for a mode; nothing for plain text. */
export async function loadMode(mode: string): Promise<LanguageSupport | undefined> {
  return await MODES[mode]?.();
}

const BY_TWO = new Set(
  "javascript typescript ruby crystal elixir lua scala haskell ocaml sml scheme racket common-lisp clojure r pascal".split(" "),
);

/** What the Tab key indents by. */
export function indentOf(mode: string): string {
  if (mode === "go") return "\t";
  return BY_TWO.has(mode) ? "  " : "    ";
}
