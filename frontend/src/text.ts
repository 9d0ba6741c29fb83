// The same rules as `judgebox.web.text`, for what arrives without passing the server's templates.

const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g;
const HIDDEN =
  /[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Show every character: controls as pictures, bidi and other invisible ones by their code point. */
export function visible(text: string): string {
  return text
    .replace(ESCAPES, "")
    .replaceAll("\r\n", "\n")
    .replace(HIDDEN, (found) => {
      const code = found.codePointAt(0)!;
      if (code < 0x20) return String.fromCodePoint(0x2400 + code);
      return code === 0x7f ? "\u2421" : `\u27e8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
    });
}

export function duration(seconds: number): string {
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : `${Number(seconds.toFixed(2))} s`;
}

export function memory(kib: number): string {
  if (kib >= 1024 * 1024) return `${Number((kib / 1024 / 1024).toFixed(1))} GiB`;
  return kib >= 1024 ? `${Number((kib / 1024).toFixed(1))} MiB` : `${kib} KiB`;
}

export interface Piece {
  text: string;
  differs: boolean;
}

export interface Comparison {
  caseSensitive: boolean;
  absolute: number | null;
  relative: number | null;
}

const CELLS_TO_ALIGN = 400_000;

const WORDS = /\s+|\S+/g;
const JSON_PARTS = /\s+|[[\]{},:]|"(?:\\.|[^"\\])*"?|[^\s[\]{},:"]+|./g;

/** Mark the tokens in which answer and output differ; white space is kept but never marked. */
export function tokenDiff(answer: string, output: string, rules: Comparison, isJson = false): [Piece[], Piece[]] {
  const tokens = isJson ? JSON_PARTS : WORDS;
  const ours = answer.match(tokens) ?? [];
  const theirs = output.match(tokens) ?? [];
  const expected = ours.filter((token) => token.trim());
  const got = theirs.filter((token) => token.trim());
  const key = (token: string) => (rules.caseSensitive ? token : token.toLowerCase());
  const keys = expected.map(key);
  const gotKeys = got.map((token, at) => (isClose(expected[at], token, rules) ? keys[at]! : key(token)));
  const [sameOurs, sameTheirs] = common(keys, gotKeys);
  return [pieces(ours, sameOurs), pieces(theirs, sameTheirs)];
}

function isClose(answer: string | undefined, output: string, rules: Comparison): boolean {
  if (answer === undefined || (rules.absolute === null && rules.relative === null)) return false;
  const expected = Number(answer);
  return Math.abs(Number(output) - expected) <= Math.max(rules.absolute ?? 0, (rules.relative ?? 0) * Math.abs(expected));
}

/** The places of a longest common subsequence; place by place where aligning would take too long. */
function common(left: string[], right: string[]): [Set<number>, Set<number>] {
  const inLeft = new Set<number>();
  const inRight = new Set<number>();
  if (left.length * right.length > CELLS_TO_ALIGN) {
    left.forEach((token, at) => token === right[at] && inLeft.add(at));
    return [inLeft, inLeft];
  }
  const width = right.length + 1;
  const length = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      length[i * width + j] =
        left[i] === right[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      inLeft.add(i++);
      inRight.add(j++);
    } else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++;
    else j++;
  }
  return [inLeft, inRight];
}

function pieces(parts: string[], same: Set<number>): Piece[] {
  const joined: Piece[] = [];
  let at = 0;
  for (const text of parts) {
    const differs = text.trim() !== "" && !same.has(at);
    if (text.trim()) at++;
    const last = joined.at(-1);
    if (last && !last.differs && !differs) last.text += text;
    else joined.push({ text, differs });
  }
  return joined;
}
