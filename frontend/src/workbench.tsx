// The right half of a problem's page: editor, samples, own input, and the verdict as it arrives.

import { computed, signal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApiError, type Scope, cancelSubmission, createSubmission } from "./api";
import { type Editor, createEditor } from "./editor";
import { follow } from "./follow-events";
import { type Judging, finished, firstFailing, isUnderWay, started, told } from "./judging";
import { makeDivider, setUpPanes, showPane } from "./panes";
import { mark, recall, remember, userId } from "./memory";
import { visible } from "./text";
import { linesOf, readValues } from "./values";
import { Arguments, Calls, CaseData, Data, Icon, type ProblemKind, VerdictView, headline } from "./verdict-view";
import { type Words, wordsOf } from "./words";

interface Language {
  id: string;
  name: string;
  editor: string;
  template: string;
  missing: string | null;
  /** The heading under which it is listed. */
  group: string;
  /** Its limits in words, where they are not the problem's. */
  limits: string | null;
}

interface Sample {
  number: number;
  input: string;
  answer: string;
}

interface WorkbenchData extends ProblemKind {
  problem: string;
  language: string;
  languages: Language[];
  samples: Sample[];
  sourceLimitBytes: number;
  words: Words;
  /** The language chosen in the server's form before this script was there. */
  chosen?: string;
  /** What was typed into that form, or what it had sent and the server refused. */
  typed: string | null;
  error: string;
}

type Tab = `sample-${number}` | "input" | "verdict";

const CONFLICT = 409;
const SAVE_AFTER_MS = 400;
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

class Workbench {
  readonly language;
  readonly tab = signal<Tab>("input");
  readonly judging = signal<Judging | null>(null);
  readonly ownInput = signal("");
  readonly saved = signal<boolean | null>(null);
  readonly isBusy = computed(() => isUnderWay(this.judging.value));
  private editor: Editor | null = null;
  private stopFollowing: (() => void) | null = null;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly data: WorkbenchData,
    private readonly nonce: string,
  ) {
    const usable = data.languages.filter((each) => !each.missing);
    const wanted = data.typed === null ? (data.chosen ?? recall("language") ?? data.language) : data.language;
    this.language = signal(usable.find((each) => each.id === wanted) ?? usable[0]!);
    if (data.samples.length) this.tab.value = "sample-0";
    this.ownInput.value = recall(`input.${data.problem}`) ?? data.samples[0]?.input ?? "";
  }

  mount(place: HTMLElement): void {
    this.editor = createEditor(place, { nonce: this.nonce, label: "Source code", onChange: () => this.saveSoon() });
    const typed = this.data.typed;
    void this.editor.open(typed ?? this.draft() ?? this.language.value.template, this.language.value.editor);
    if (typed !== null) this.save();
    addEventListener("pagehide", () => this.save());
    addEventListener("keydown", (event) => this.onKey(event), { capture: true });
  }

  choose(id: string): void {
    const next = this.data.languages.find((each) => each.id === id);
    if (!next || next.missing) return;
    this.save();
    this.language.value = next;
    remember("language", id);
    void this.editor?.open(this.draft() ?? next.template, next.editor);
    this.saved.value = null;
  }

  reset(): void {
    this.editor?.replace(this.language.value.template);
    this.editor?.focus();
  }

  run(): void {
    void (this.tab.value === "input" ? this.send("input") : this.send(this.data.samples.length ? "samples" : "input"));
  }

  submit(): void {
    void this.send("all");
  }

  /** Ask for the end of the judging; that it ended arrives as its last event. */
  async stop(): Promise<void> {
    const id = this.judging.value?.id;
    if (!id) return;
    try {
      await cancelSubmission(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === CONFLICT) return; // it was judged in the meantime
      this.judging.value = { ...this.judging.value!, trouble: error.message };
    }
  }

  private async send(scope: Scope): Promise<void> {
    if (this.isBusy.value || !this.editor) return;
    this.save();
    showPane("code");
    this.stopFollowing?.();
    this.judging.value = started(scope);
    if (scope !== "samples" || this.tab.value === "input") this.tab.value = "verdict";
    const { data } = this;
    const source = this.editor.text();
    const size = new TextEncoder().encode(source).length;
    if (size > data.sourceLimitBytes) {
      this.fail(`The source has ${size} bytes, the limit is ${data.sourceLimitBytes}.`);
      return;
    }
    try {
      const sent = await createSubmission({
        problem: data.problem,
        language: this.language.value.id,
        source,
        user_id: userId(),
        scope,
        ...(scope === "input" ? { input: this.ownInput.value } : {}),
      });
      this.judging.value = { ...this.judging.value, phase: "queued", id: sent.id };
      this.listen(sent.id);
    } catch (error) {
      this.fail(error instanceof ApiError ? error.message : "Something unexpected went wrong. Your code is kept.");
      if (!(error instanceof ApiError)) throw error;
    }
  }

  private fail(trouble: string): void {
    this.judging.value = { ...this.judging.value!, phase: "failed", trouble };
    this.tab.value = "verdict";
  }

  private listen(id: string): void {
    const change = (how: (judging: Judging) => Judging) => {
      if (this.judging.value?.id === id) this.judging.value = how(this.judging.value);
    };
    this.stopFollowing = follow(id, {
      onEvent: (event) => change((judging) => told(judging, event)),
      onTrouble: (trouble) => change((judging) => ({ ...judging, trouble })),
      onFinished: (submission) => {
        change((judging) => finished(judging, submission));
        this.onFinished();
      },
    });
  }

  private onFinished(): void {
    const judging = this.judging.value;
    if (!judging?.final) return;
    if (judging.scope === "all") {
      mark(this.data.problem, judging.final.verdict === "AC" ? "solved" : "tried");
      const { title } = headline(judging, this.data.words);
      document.title = `${judging.final.verdict === "AC" ? "✓" : "✗"} ${title} · ${document.title.replace(/^[✓✗] .*? · /, "")}`;
    }
    if (judging.scope !== "samples") return;
    const failing = firstFailing(judging);
    this.tab.value = failing ? `sample-${failing.index}` : judging.cases.length ? "sample-0" : "verdict";
  }

  private draftKey(): string {
    return `draft.${this.data.problem}.${this.language.value.id}`;
  }

  private draft(): string | null {
    return recall(this.draftKey());
  }

  private saveSoon(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  private save(): void {
    clearTimeout(this.saving);
    if (!this.editor) return;
    const text = this.editor.text();
    // An untouched template is no draft: a better template may come with a later version.
    this.saved.value = remember(this.draftKey(), text === this.language.value.template ? null : text);
    remember(`input.${this.data.problem}`, this.ownInput.value);
  }

  private onKey(event: KeyboardEvent): void {
    if (!(IS_MAC ? event.metaKey : event.ctrlKey) || event.altKey || event.shiftKey) return;
    if (event.key === "Enter") this.submit();
    else if (event.key === "'") this.run();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function inGroups(languages: Language[]): [string, Language[]][] {
  const groups = new Map<string, Language[]>();
  for (const each of languages) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups];
}

function Bar({ bench }: { bench: Workbench }) {
  const key = IS_MAC ? "⌘" : "Ctrl+";
  return (
    <div class="bench-bar">
      <label>
        <span class="hidden">Language</span>
        <select value={bench.language.value.id} onChange={(event) => bench.choose(event.currentTarget.value)}>
          {inGroups(bench.data.languages).map(([group, members]) => (
            <optgroup key={group} label={group}>
              {members.map((each) => (
                <option key={each.id} value={each.id} disabled={each.missing !== null}>
                  {each.missing ? `${each.name} (needs ${each.missing})` : each.name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <button class="tool" type="button" title="Back to the template (undo brings your code back)" onClick={() => bench.reset()}>
        <Icon name="reset" />
        <span class="hidden">Back to the template</span>
      </button>
      {bench.language.value.limits && (
        <span class="saved muted small" title="The limits of this language">
          {bench.language.value.limits}
        </span>
      )}
      <span class="saved muted small">
        {bench.saved.value === true && "Draft kept"}
        {bench.saved.value === false && "This browser keeps no drafts"}
      </span>
      <span class="spacer" />
      {bench.isBusy.value && bench.judging.value?.id ? (
        <button class="button" type="button" key="stop" onClick={() => void bench.stop()}>
          <Icon name="cross" /> Stop
        </button>
      ) : (
        <button class="button" type="button" key="run" title={`Run (${key}')`} disabled={bench.isBusy.value} onClick={() => bench.run()}>
          <Icon name="play" /> Run
        </button>
      )}
      <button class="button primary" type="button" title={`Submit (${key}Enter)`} disabled={bench.isBusy.value} onClick={() => bench.submit()}>
        Submit
      </button>
    </div>
  );
}

function EditorPlace({ bench }: { bench: Workbench }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => bench.mount(place.current!), [bench]);
  return (
    <>
      <div class="bench-editor" ref={place} />
      <p class="hidden" id="editor-hint">
        Tab indents. To leave the editor with the keyboard, press Escape and then Tab.
      </p>
    </>
  );
}

function TabButton({ bench, tab, icon, tone, children }: { bench: Workbench; tab: Tab; icon?: string | undefined; tone?: string | undefined; children: string }) {
  const isActive = bench.tab.value === tab;
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${tab}`}
      class={tone ? `tab ${tone}` : "tab"}
      aria-selected={isActive}
      aria-controls="console-panel"
      tabindex={isActive ? 0 : -1}
      onClick={() => {
        bench.tab.value = tab;
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

function walkTabs(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tabs = [...document.querySelectorAll<HTMLButtonElement>(".console-tabs [role=tab]")];
  const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
  if (!step || at < 0) return;
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next?.click();
  next?.focus();
}

function Console({ bench }: { bench: Workbench }) {
  const { data } = bench;
  const judging = bench.judging.value;
  const words = data.words;
  const samplesJudged = judging?.scope === "input" ? undefined : judging?.cases;
  const state = judging && headline(judging, words);
  const active = bench.tab.value;
  useEffect(() => document.getElementById(`tab-${active}`)?.scrollIntoView({ block: "nearest", inline: "nearest" }), [active, judging]);
  return (
    <div class="console">
      <div class="console-tabs" role="tablist" aria-label="Samples and verdict" onKeyDown={walkTabs}>
        {data.samples.map((sample, at) => {
          const judged = samplesJudged?.[at];
          const look = judged && wordsOf(words, judged.verdict);
          return (
            <TabButton key={at} bench={bench} tab={`sample-${at}`} icon={look?.icon} tone={look?.tone}>
              {data.samples.length > 1 ? `Sample ${sample.number}` : "Sample"}
            </TabButton>
          );
        })}
        <TabButton bench={bench} tab="input">
          Own input
        </TabButton>
        <TabButton bench={bench} tab="verdict" icon={state?.icon} tone={state?.tone}>
          Verdict
        </TabButton>
      </div>
      <div class="console-panel" id="console-panel" role="tabpanel" aria-labelledby={`tab-${bench.tab.value}`}>
        <Panel bench={bench} />
      </div>
      <p class="hidden" role="status">
        {state?.title}
      </p>
    </div>
  );
}

function Panel({ bench }: { bench: Workbench }) {
  const { data } = bench;
  const tab = bench.tab.value;
  const judging = bench.judging.value;
  if (tab === "verdict") {
    if (judging) return <VerdictView judging={judging} words={data.words} problem={data} />;
    return (
      <p class="muted hint">
        Run tries your program on the samples or on an input of your own. Submit judges it on all cases, and each one shows up here
        as soon as it is done.
      </p>
    );
  }
  if (tab === "input") return data.signature?.kind === "function" ? <OwnArguments bench={bench} /> : <OwnInput bench={bench} />;
  const at = Number(tab.slice("sample-".length));
  const judged = judging?.scope === "input" ? undefined : judging?.cases[at];
  if (judged?.visible && judged.verdict !== "SK") {
    const { title, tone, icon } = wordsOf(data.words, judged.verdict);
    return (
      <>
        <p class={`verdict ${tone}`}>
          <Icon name={icon} /> {title}
        </p>
        <CaseData judged={judged} problem={data} scope="samples" />
      </>
    );
  }
  const sample = data.samples[at];
  return sample ? <SampleData sample={sample} problem={data} /> : null;
}

function SampleData({ sample, problem }: { sample: Sample; problem: ProblemKind }) {
  const values = problem.signature && readValues(problem.signature, sample.input, sample.answer, null);
  if (values?.calls.length) return <Calls calls={values.calls} hasAnswer hasOutput={false} />;
  return (
    <div class="data-grid">
      <Data title="Input">{values ? <Arguments values={values.arguments} /> : visible(sample.input)}</Data>
      <Data title="Expected">{visible(sample.answer)}</Data>
    </div>
  );
}

function OwnInput({ bench }: { bench: Workbench }) {
  return (
    <label class="own-input">
      <span class="muted small">{hintForInput(bench.data)}</span>
      <textarea
        spellcheck={false}
        autocapitalize="off"
        value={bench.ownInput.value}
        onInput={(event) => {
          bench.ownInput.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

function hintForInput(data: WorkbenchData): string {
  if (data.signature) return "Run makes these calls: first a list of names, on the next line a list of their arguments.";
  if (data.interactive) return "Run gives your program these lines on its standard input, as if the judge had said them.";
  return "Run gives your program this on its standard input.";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A field for each argument of the function; the input that is sent has them a line each. */
function OwnArguments({ bench }: { bench: Workbench }) {
  const { parameters } = bench.data.signature!;
  const lines = linesOf(bench.ownInput.value);
  return (
    <div class="own-input">
      <span class="muted small">Run calls your function with these arguments, written as JSON.</span>
      {parameters.map(({ name, type }, at) => (
        <label key={name}>
          <span>
            <code>{name}</code> <span class="muted small">{type}</span>
          </span>
          <input
            type="text"
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
            value={lines[at] ?? ""}
            aria-invalid={!isJson(lines[at] ?? "")}
            onInput={(event) => {
              const changed = parameters.map((_, place) => lines[place] ?? "");
              changed[at] = event.currentTarget.value;
              bench.ownInput.value = `${changed.join("\n")}\n`;
            }}
          />
        </label>
      ))}
    </div>
  );
}

function ConsoleDivider() {
  const divider = useRef<HTMLDivElement>(null);
  useEffect(() => makeDivider(divider.current!, divider.current!.parentElement!, "height"), []);
  return (
    <div
      class="divider flat"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the editor"
      aria-valuemin={25}
      aria-valuemax={75}
      aria-valuenow={55}
      tabindex={0}
      ref={divider}
    />
  );
}

function App({ bench }: { bench: Workbench }) {
  return (
    <div class="bench">
      <Bar bench={bench} />
      {bench.data.error && <p class="notice bad">{bench.data.error}</p>}
      <EditorPlace bench={bench} />
      <ConsoleDivider />
      <Console bench={bench} />
    </div>
  );
}

/** Whoever was faster than this script loses nothing of what they chose and typed. */
function withFormOf(place: HTMLElement, data: WorkbenchData): WorkbenchData {
  const language = place.querySelector("select")?.value;
  const source = place.querySelector("textarea");
  const isTyped = source !== null && source.value !== source.defaultValue;
  const isChosen = language !== undefined && language !== data.language;
  return {
    ...data,
    ...(isChosen ? { chosen: language } : {}),
    ...(isTyped ? { typed: source.value, language: language ?? data.language } : {}),
  };
}

const place = document.getElementById("workbench");
const data = JSON.parse(document.getElementById("workbench-data")?.textContent ?? "null") as WorkbenchData | null;
setUpPanes();
if (place && data?.languages.some((each) => !each.missing)) {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  const bench = new Workbench(withFormOf(place, data), nonce);
  place.replaceChildren();
  render(<App bench={bench} />, place);
}
