// One judging as the page shows it: a value that grows with each event.

import type { CaseDetail, EventMessage, Scope, SubmissionDetail } from "./api";

export type Phase = "sending" | "queued" | "compiling" | "running" | "finished" | "failed";

export interface Judging {
  scope: Scope;
  phase: Phase;
  id: string | null;
  generation: number;
  attempt: number;
  caseCount: number | null;
  cases: readonly (CaseDetail | undefined)[];
  final: SubmissionDetail | null;
  /** What hinders it, in a sentence; with phase "failed" why it never began. */
  trouble: string | null;
}

export function started(scope: Scope, id: string | null = null): Judging {
  return {
    scope,
    phase: id ? "queued" : "sending",
    id,
    generation: 0,
    attempt: 0,
    caseCount: null,
    cases: [],
    final: null,
    trouble: null,
  };
}

/** Events of an older attempt are dropped; a newer one starts over. */
export function told(judging: Judging, event: EventMessage): Judging {
  if (judging.phase === "finished") return judging;
  const age = event.generation - judging.generation || event.attempt - judging.attempt;
  if (age < 0) return judging;
  const current =
    age > 0 ? { ...judging, generation: event.generation, attempt: event.attempt, cases: [] } : judging;
  switch (event.kind) {
    case "queued":
    case "compiling":
      return { ...current, phase: event.kind };
    case "running":
      return { ...current, phase: "running", caseCount: event.case_count };
    case "case": {
      if (!event.case) return current;
      const cases = [...current.cases];
      cases[event.case.index] = event.case;
      return { ...current, phase: "running", cases, caseCount: event.case_count ?? current.caseCount };
    }
    case "finished":
      return current;
  }
}

export function finished(judging: Judging, submission: SubmissionDetail): Judging {
  const cases: (CaseDetail | undefined)[] = [];
  for (const each of submission.cases) cases[each.index] = each;
  return { ...judging, phase: "finished", final: submission, trouble: null, cases, caseCount: cases.length };
}

export function isUnderWay(judging: Judging | null): boolean {
  return judging !== null && judging.phase !== "finished" && judging.phase !== "failed";
}

export function firstFailing(judging: Judging): CaseDetail | undefined {
  return judging.cases.find((each) => each && each.verdict !== "AC" && each.verdict !== "SK");
}
