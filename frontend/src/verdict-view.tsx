import type { ComponentChildren } from "preact";
import type { CaseDetail, GroupDetail, Scope } from "./api";
import { type Judging, firstFailing } from "./judging";
import { type Comparison, type Piece, duration, memory, tokenDiff, visible } from "./text";
import { type Call, type Signature, readDialogue, readValues } from "./values";
import { type Words, reasonOf, rerunsOfCase, sentence, wordsOf } from "./words";

/** What of a problem decides how its cases are shown. */
export interface ProblemKind {
  /** Null if another checker than the default one judges, so that differences say little. */
  comparison: Comparison | null;
  /** Of a function problem. */
  signature: Signature | null;
  interactive: boolean;
}

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
  const detail = final.detail === failing?.message ? "" : sentence(final.detail ?? "").replace(/\.\.$/, ".");
  return [where ? `${where}${why}.` : sentence(why), detail].filter(Boolean).join(" ");
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

/** Arguments under the names that the function has for them. */
export function Arguments({ values }: { values: { name: string; text: string }[] }) {
  return (
    <>
      {values.map(({ name, text }, at) => (
        <>
          {at > 0 && "\n"}
          <span key={name} class="named" data-name={name}>
            {visible(text)}
          </span>
        </>
      ))}
    </>
  );
}

/** The calls of an object with what they return: as expected, and once it ran, what came. */
export function Calls({ calls, hasOutput, hasAnswer }: { calls: Call[]; hasOutput: boolean; hasAnswer: boolean }) {
  return (
    <div class="scroll">
      <table class="list compact calls">
        <thead>
          <tr>
            <th>Call</th>
            {hasAnswer && <th>Expected</th>}
            {hasOutput && <th>Returned</th>}
          </tr>
        </thead>
        <tbody>
          {calls.map(({ text, answer, output }, at) => {
            const differs = hasAnswer && output !== undefined && output !== answer;
            return (
              <tr key={at}>
                <th scope="row">
                  <code>{visible(text)}</code>
                </th>
                {hasAnswer && (
                  <td>
                    <code>{visible(answer ?? "")}</code>
                  </td>
                )}
                {hasOutput && <td>{differs ? <mark>{visible(output)}</mark> : <code>{visible(output ?? "")}</code>}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Dialogue({ text }: { text: string }) {
  return (
    <section class="data">
      <h3>Dialogue</h3>
      <div class="dialogue" tabindex={0}>
        {readDialogue(text).map(({ speaker, text }, at) =>
          speaker ? (
            <p key={at} class={speaker}>
              {visible(text)}
            </p>
          ) : (
            <hr key={at} />
          ),
        )}
      </div>
    </section>
  );
}

/** Input, answer and output of a visible case, side by side, with what differs marked. */
export function CaseData({ judged, problem, scope }: { judged: CaseDetail; problem: ProblemKind; scope: Scope }) {
  const { comparison, signature } = problem;
  const { input, answer, output } = judged;
  const isRight = judged.verdict === "AC";
  const isMarked = !isRight && answer !== null && output !== null && comparison !== null;
  const [ours, theirs] = isMarked ? tokenDiff(answer, output, comparison, signature !== null) : [[], []];
  const values = signature && input !== null ? readValues(signature, input, answer, output) : null;
  const calls = values && values.calls.length > 0 && (
    <Calls calls={values.calls} hasOutput={!!output} hasAnswer={answer !== null} />
  );
  const hasTalked = problem.interactive && scope !== "input" && output !== null;
  return (
    <>
      {judged.message && !isRight && <p class="checker">{sentence(visible(judged.message)).replace(/\.\.$/, ".")}</p>}
      {output && calls}
      <div class="data-grid">
        {values && values.arguments.length > 0 ? (
          <Data title="Input">
            <Arguments values={values.arguments} />
          </Data>
        ) : (
          input !== null && !values && <Data title="Input">{visible(input)}</Data>
        )}
        {answer !== null && !hasTalked && !values?.calls.length && (
          <Data title="Expected">{isMarked ? <Pieces pieces={ours} /> : visible(answer)}</Data>
        )}
        {hasTalked && <Dialogue text={output} />}
        {output !== null && !hasTalked && !values?.calls.length && (
          <Data title={signature ? "Returned" : "Your output"}>
            {isMarked ? <Pieces pieces={theirs} /> : visible(output)}
            {output === "" && <span class="muted">(nothing)</span>}
          </Data>
        )}
        {judged.error && <Data title={signature ? "Printed" : "Error stream"}>{visible(judged.error)}</Data>}
      </div>
      {!output && calls}
    </>
  );
}

/** A group's name without the folder that all have; empty for the samples and the whole. */
function plainName(name: string): string {
  return ["", "secret", "sample"].includes(name) || name.endsWith("/sample") ? "" : name.replace(/^secret\//, "");
}

function Groups({ groups, words }: { groups: GroupDetail[]; words: Words }) {
  const shown = groups.filter(({ name }) => plainName(name));
  if (!shown.length) return null;
  return (
    <div class="scroll">
      <table class="list compact">
        <thead>
          <tr>
            <th>Test group</th>
            <th>Verdict</th>
            <th class="end">Cases accepted</th>
            <th class="end">Points</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => {
            const { title, tone, icon } = wordsOf(words, group.verdict);
            return (
              <tr key={group.name}>
                <th scope="row">{visible(plainName(group.name))}</th>
                <td>
                  <span class={`verdict ${tone}`}>
                    <Icon name={icon} /> {title}
                  </span>
                </td>
                <td class="end number">
                  {group.accepted} of {group.cases}
                </td>
                <td class="end number">{group.score !== null && points(group.score, group.max_score)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Points, and how many there are where that is known. */
function points(score: number, most: number | null): string {
  const rounded = String(Number(score.toFixed(2)));
  return most === null ? rounded : `${rounded} of ${Number(most.toFixed(2))}`;
}

export function VerdictView({ judging, words, problem }: { judging: Judging; words: Words; problem: ProblemKind }) {
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
      {judging.final && <Groups groups={judging.final.groups} words={words} />}
      {shown?.visible && <CaseData judged={shown} problem={problem} scope={judging.scope} />}
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

