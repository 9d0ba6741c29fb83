// The server's words for verdicts, signals and reasons, as the page carries them.

import type { CaseDetail, SubmissionDetail } from "./api";

export interface VerdictWords {
  title: string;
  tone: string;
  icon: string;
  help: string;
}

export interface Words {
  verdicts: Record<string, VerdictWords>;
  reasons: Record<string, string>;
  signals: Record<string, string>;
  doubts: Record<string, string>;
}

const UNKNOWN: VerdictWords = { title: "Unknown", tone: "quiet", icon: "dash", help: "" };

export function wordsOf(words: Words, verdict: string | null): VerdictWords {
  return words.verdicts[verdict ?? ""] ?? UNKNOWN;
}

/** Why a case got its verdict, with the exit code or the signal in words. */
export function reasonOfCase(words: Words, judged: CaseDetail): string {
  if (judged.reason === "signal" && judged.signal !== null)
    return `it was ended by ${words.signals[judged.signal] ?? `signal ${judged.signal}`}`;
  if (judged.reason === "exit" && judged.exit_code !== null) return `it ended with exit code ${judged.exit_code}`;
  return words.reasons[judged.reason ?? ""] ?? "";
}

/** Why a case was run more than once, and what each run took; empty if it was not. */
export function rerunsOfCase(words: Words, judged: CaseDetail): string {
  const { timing } = judged;
  if (!timing?.doubt || timing.runs.length === 1) return "";
  const times = timing.runs.map((run) => `${run.cpu_time_s.toFixed(3)} s`).join(", ");
  return `run ${timing.runs.length} times, since ${words.doubts[timing.doubt] ?? timing.doubt}: ${times} of CPU time`;
}

export function reasonOf(words: Words, submission: SubmissionDetail): string {
  if (submission.first_failing?.reason) return reasonOfCase(words, submission.first_failing);
  return words.reasons[submission.reason ?? ""] ?? "";
}

export function sentence(text: string): string {
  return text ? `${text[0]!.toUpperCase()}${text.slice(1)}.` : "";
}
