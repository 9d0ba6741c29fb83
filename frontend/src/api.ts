// The part of /api/v1 that the pages use.

export type Scope = "all" | "samples" | "input";

export interface Timing {
  doubt: string | null;
  runs: { cpu_time_s: number }[];
}

export interface CaseDetail {
  index: number;
  name: string;
  visible: boolean;
  verdict: string;
  reason: string | null;
  cpu_time_s: number;
  memory_kib: number;
  exit_code: number | null;
  signal: number | null;
  message: string | null;
  input: string | null;
  answer: string | null;
  output: string | null;
  error: string | null;
  timing: Timing | null;
}

export interface GroupDetail {
  name: string;
  verdict: string;
  score: number | null;
  max_score: number | null;
  accepted: number;
  cases: number;
}

export interface SubmissionDetail {
  id: string;
  state: "queued" | "judging" | "judged" | "cancelled";
  scope: Scope;
  verdict: string | null;
  reason: string | null;
  score: number | null;
  max_score: number | null;
  cpu_time_s: number | null;
  memory_kib: number | null;
  detail: string | null;
  compile_output: string | null;
  first_failing: CaseDetail | null;
  groups: GroupDetail[];
  cases: CaseDetail[];
}

export interface EventMessage {
  kind: "queued" | "compiling" | "running" | "case" | "finished";
  generation: number;
  attempt: number;
  case_count: number | null;
  case: CaseDetail | null;
}

export interface NewSubmission {
  problem: string;
  language: string;
  source: string;
  user_id: string;
  scope: Scope;
  input?: string;
}

/** What went wrong, in a sentence for the reader. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const UNREACHABLE = "The server can't be reached. Your code is kept in this browser; try again in a moment.";
const BUSY = "The server can't take submissions right now. Your code is kept in this browser; try again in a moment.";

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new ApiError(UNREACHABLE, 0);
  }
  if (response.ok) return (await response.json()) as T;
  throw new ApiError(await explain(response), response.status);
}

async function explain(response: Response): Promise<string> {
  if (response.status >= 500 || response.status === 429) {
    const seconds = Number(response.headers.get("retry-after"));
    return seconds > 1 ? BUSY.replace("in a moment", `in ${seconds} seconds`) : BUSY;
  }
  try {
    const problem = (await response.json()) as { detail?: unknown };
    if (typeof problem.detail === "string") return `${problem.detail[0]?.toUpperCase() ?? ""}${problem.detail.slice(1)}.`;
  } catch {
    // Not JSON: a proxy's own page. The status says enough.
  }
  return `The server refused this (status ${response.status}).`;
}

export function createSubmission(submission: NewSubmission): Promise<SubmissionDetail> {
  return call("/submissions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) },
    body: JSON.stringify(submission),
  });
}

export function cancelSubmission(id: string): Promise<SubmissionDetail> {
  return call(`/submissions/${encodeURIComponent(id)}/cancel`, { method: "POST" });
}

export function getSubmission(id: string, waitSeconds = 0, signal?: AbortSignal): Promise<SubmissionDetail> {
  const wait = waitSeconds ? `?wait=${waitSeconds}` : "";
  return call(`/submissions/${encodeURIComponent(id)}${wait}`, signal ? { signal } : undefined);
}

export function eventsUrl(id: string): string {
  return `/api/v1/submissions/${encodeURIComponent(id)}/events`;
}
