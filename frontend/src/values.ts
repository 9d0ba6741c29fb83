// The same rules as `judgebox.web.values` and `judgebox.web.dialogue`, for cases that arrive while the page is open.

export interface Signature {
  kind: "function" | "class";
  parameters: { name: string; type: string }[];
}

export interface Call {
  text: string;
  answer: string | undefined;
  output: string | undefined;
}

export interface Values {
  arguments: { name: string; text: string }[];
  calls: Call[];
}

/** Arguments by name, or calls one below the other; null if the input is not of that form. */
export function readValues(signature: Signature, input: string, answer: string | null, output: string | null): Values | null {
  const lines = linesOf(input).filter(Boolean);
  if (signature.kind === "function") {
    if (lines.length !== signature.parameters.length) return null;
    return { arguments: signature.parameters.map(({ name }, at) => ({ name, text: lines[at]! })), calls: [] };
  }
  const [names, given] = [elementsOf(lines[0] ?? ""), elementsOf(lines[1] ?? "")];
  if (lines.length !== 2 || !names || !given || names.length !== given.length) return null;
  const expected = elementsOf(answer ?? "") ?? [];
  const got = elementsOf(output ?? "") ?? [];
  const calls = names.map((name, at) => ({ text: call(name, given[at]!), answer: expected[at], output: got[at] }));
  return { arguments: [], calls };
}

export function linesOf(input: string): string[] {
  return input.split("\n").map((line) => line.trim());
}

/** The elements of a JSON list as they are written, since numbers may be larger than JavaScript can hold. */
function elementsOf(text: string): string[] | null {
  const list = text.trim();
  if (!list.startsWith("[") || !list.endsWith("]")) return null;
  const inside = list.slice(1, -1);
  const found: string[] = [];
  let depth = 0;
  let begin = 0;
  for (const { 0: mark, index } of inside.matchAll(/"(?:\\.|[^"\\])*"?|[[\]{},]/g)) {
    if (mark === "[" || mark === "{") depth++;
    else if (mark === "]" || mark === "}") depth--;
    else if (mark === "," && depth === 0) {
      found.push(inside.slice(begin, index).trim());
      begin = index + 1;
    }
  }
  const last = inside.slice(begin).trim();
  return last || found.length ? [...found, last] : found;
}

function call(name: string, given: string): string {
  return `${name.replaceAll('"', "")}(${elementsOf(given)?.join(", ") ?? given})`;
}

export interface Line {
  speaker: "judge" | "program" | null;
  text: string;
}

/** Who said what in a run of an interactive problem. */
export function readDialogue(text: string): Line[] {
  if (!text.trim()) return [];
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => {
      const speaker = line.startsWith("<") ? "judge" : line.startsWith(">") ? "program" : null;
      return { speaker, text: speaker ? line.slice(1) : line };
    });
}
