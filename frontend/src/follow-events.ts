// How it works: events tell the progress, the submission itself is the truth. EventSource reconnects
// by itself and resumes where it was; where it gives up, or keeps failing, we ask the API again and
// again instead. At the end the whole submission is fetched, so a lost event changes nothing.

import { ApiError, type EventMessage, type SubmissionDetail, eventsUrl, getSubmission } from "./api";

const KINDS = ["queued", "compiling", "running", "case", "finished"];
const FAILURES_BEFORE_ASKING = 4;
const ASK_WAIT_SECONDS = 5;
const ASK_AGAIN_AFTER_MS = [500, 1000, 2000, 5000];

export interface Listener {
  onEvent(event: EventMessage): void;
  onFinished(submission: SubmissionDetail): void;
  /** The connection is troubled, in words; null when it is well again. */
  onTrouble(text: string | null): void;
}

/** Follow a submission to its end; the function that is returned stops it. */
export function follow(id: string, listener: Listener): () => void {
  const stop = new AbortController();
  const source = new EventSource(eventsUrl(id));
  let failures = 0;

  const end = async () => {
    source.close();
    await ask(id, listener, stop.signal);
  };
  const onMessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as EventMessage;
    listener.onEvent(event);
    if (event.kind === "finished") void end();
  };
  for (const kind of KINDS) source.addEventListener(kind, onMessage);
  source.onopen = () => {
    failures = 0;
    listener.onTrouble(null);
  };
  source.onerror = () => {
    failures++;
    if (source.readyState === EventSource.CLOSED || failures >= FAILURES_BEFORE_ASKING) void end();
    else listener.onTrouble("Connection lost. Reconnecting…");
  };
  stop.signal.addEventListener("abort", () => source.close());
  return () => stop.abort();
}

/** Ask until the submission is final. */
async function ask(id: string, listener: Listener, signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; ) {
    try {
      const submission = await getSubmission(id, ASK_WAIT_SECONDS, signal);
      listener.onTrouble(null);
      if (submission.state === "judged" || submission.state === "cancelled") {
        listener.onFinished(submission);
        return;
      }
      tries = 0;
    } catch (error) {
      if (signal.aborted) return;
      listener.onTrouble(error instanceof ApiError && error.status ? error.message : "Connection lost. Trying again…");
      tries++;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER_MS[Math.min(tries, ASK_AGAIN_AFTER_MS.length - 1)]));
  }
}
