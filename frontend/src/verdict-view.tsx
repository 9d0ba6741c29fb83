import type { ComponentChildren } from "preact";
import type { CaseDetail } from "./api";
import { type Judging, firstFailing } from "./judging";
import { type Comparison, type Piece, duration, memory, tokenDiff, visible } from "./text";
import { type Words, reasonOf, rerunsOfCase, sentence, wordsOf } from "./words";

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

const PHASES = {
  sending: "Sending…",
  queued: "Waiting in the queue…",
  compiling: "Compiling…",
  running: "Running…",
  finished: "",
  failed: "Not submitted",
} as const;

/** What the headline says: also what a screen reader is told, once for each change of it. */
export function headline(judging: Judging, words: Words): { title: string; tone: string; icon: string } {
  if (judging.phase === "failed") return { title: PHASES.failed, tone: "bad", icon: "alert" };
  if (!judging.final) return { title: PHASES[judging.phase], tone: "quiet", icon: "clock" };
  const { title, tone, icon } = wordsOf(words, judging.final.verdict);
  if (judging.final.verdict !== "AC" || judging.scope === "all") return { title, tone, icon };
  return { title: judging.scope === "input" ? "Finished" : "Samples passed", tone, icon };
}

function explain(judging: Judging, words: Words): string {
  const { final } = judging;
  if (judging.phase === "failed") return judging.trouble ?? "";
  if (!final) {
    const done = judging.cases.filter(Boolean).length;
    return judging.phase === "running" && judging.caseCount ? `${done} of ${judging.caseCount} cases` : "";
  }
  if (final.verdict === "AC") {
    if (judging.scope === "input") return "The program ended normally.";
    return judging.caseCount === 1 ? "The one case passed." : `All ${judging.caseCount} cases passed.`;
  }
  const failing = firstFailing(judging);
  const where = failing && judging.scope !== "input" ? `Case ${failing.index + 1} of ${judging.caseCount}: ` : "";
  const why = reasonOf(words, final);
  return [where ? `${where}${why}.` : sentence(why), final.detail].filter(Boolean).join(" ");
}

export function Ticks({ judging, words }: { judging: Judging; words: Words }) {
  const count = judging.caseCount ?? 0;
  if (count < 2) return null;
  return (
    <ol class={count > 40 ? "ticks many" : "ticks"} aria-label="Cases">
      {Array.from({ length: count }, (_, at) => {
        const judged = judging.cases[at];
        if (!judged) return <li key={at} class="tick waiting" title={`Case ${at + 1}: not judged yet`} />;
        const { tone, icon, title } = wordsOf(words, judged.verdict);
        const text = `Case ${at + 1}: ${title}${judged.verdict === "SK" ? "" : `, ${duration(judged.cpu_time_s)}`}`;
        return (
          <li key={at} class={`tick ${tone}`} title={text}>
            <Icon name={icon} />
            <span class="hidden">{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

export function Data({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="data">
      <h3>{title}</h3>
      <pre tabindex={0}>{children}</pre>
    </section>
  );
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  return <>{pieces.map((piece, at) => (piece.differs ? <mark key={at}>{visible(piece.text)}</mark> : visible(piece.text)))}</>;
}

/** Input, answer and output of a visible case, side by side, with what differs marked. */
export function CaseData({ judged, rules }: { judged: CaseDetail; rules: Comparison }) {
  const [answer, output] = tokenDiff(judged.answer ?? "", judged.output ?? "", rules);
  const isRight = judged.verdict === "AC";
  return (
    <>
      {judged.message && !isRight && <p class="checker">{sentence(visible(judged.message)).replace(/\.\.$/, ".")}</p>}
      <div class="data-grid">
        {judged.input !== null && <Data title="Input">{visible(judged.input)}</Data>}
        {judged.answer !== null && (
          <Data title="Expected">{isRight ? visible(judged.answer) : <Pieces pieces={answer} />}</Data>
        )}
        {judged.output !== null && (
          <Data title="Your output">
            {isRight || judged.answer === null ? visible(judged.output) : <Pieces pieces={output} />}
            {judged.output === "" && <span class="muted">(nothing)</span>}
          </Data>
        )}
        {judged.error && <Data title="Error stream">{visible(judged.error)}</Data>}
      </div>
    </>
  );
}

/** Points, and how many there are where that is known. */
function points(score: number, most: number | null): string {
  const rounded = String(Number(score.toFixed(2)));
  return most === null ? rounded : `${rounded} of ${Number(most.toFixed(2))}`;
}

export function VerdictView({ judging, words, rules }: { judging: Judging; words: Words; rules: Comparison }) {
  const { title, tone, icon } = headline(judging, words);
  const failing = judging.final ? firstFailing(judging) : undefined;
  const reruns = failing ? rerunsOfCase(words, failing) : "";
  const shown = failing ?? (judging.scope === "input" && judging.final ? judging.cases[0] : undefined);
  return (
    <div class="verdict-view">
      <section class={`headline ${tone} ${judging.final || judging.phase === "failed" ? "" : "moving"}`}>
        <span class="badge">
          <Icon name={icon} />
        </span>
        <div>
          <h2>{title}</h2>
          <p>{explain(judging, words)}</p>
        </div>
        {judging.final && judging.final.cpu_time_s !== null && judging.cases.length > 0 && (
          <dl class="stats">
            {judging.final.score !== null && (
              <div>
                <dt>Score</dt>
                <dd>{points(judging.final.score, judging.final.max_score)}</dd>
              </div>
            )}
            <div>
              <dt>Time</dt>
              <dd>{duration(judging.final.cpu_time_s)}</dd>
            </div>
            <div>
              <dt>Memory</dt>
              <dd>{memory(judging.final.memory_kib ?? 0)}</dd>
            </div>
          </dl>
        )}
      </section>
      {judging.trouble && judging.phase !== "failed" && <p class="notice warn">{judging.trouble}</p>}
      <Ticks judging={judging} words={words} />
      {judging.final?.compile_output && (
        <section class="data">
          <h3>Compiler</h3>
          <pre tabindex={0}>{visible(judging.final.compile_output)}</pre>
        </section>
      )}
      {shown?.visible && <CaseData judged={shown} rules={rules} />}
      {reruns && <p class="muted">{sentence(reruns)}</p>}
      {failing && !failing.visible && <p class="muted">This case is secret, so its data is not shown.</p>}
      {judging.final && judging.id && (
        <p>
          <a href={`/submissions/${judging.id}`}>All details of this submission</a>
        </p>
      )}
    </div>
  );
}

