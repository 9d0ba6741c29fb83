// What every page has: the theme, marks of what was solved, copying, local times, formulas.

import { marks, recall, remember, userId } from "./memory";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const THEME_NAMES: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

function setUpTheme(button: HTMLButtonElement): void {
  const show = (theme: Theme) => {
    document.documentElement.dataset.theme = theme;
    button.title = button.ariaLabel = `Theme: ${THEME_NAMES[theme]}`;
  };
  const chosen = () => THEMES.find((each) => each === recall("theme")) ?? "auto";
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length]!;
    remember("theme", next === "auto" ? null : next);
    show(next);
  });
  show(chosen());
  button.hidden = false;
}

function svgIcon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function showMarks(cells: NodeListOf<HTMLElement>): void {
  const known = marks();
  let solved = 0;
  for (const cell of cells) {
    const how = known[cell.dataset.problem ?? ""];
    if (!how) continue;
    const text = document.createElement("span");
    text.className = "hidden";
    text.textContent = how === "solved" ? "Solved" : "Tried";
    cell.classList.add(how);
    cell.title = how === "solved" ? "Solved in this browser" : "Tried in this browser";
    cell.append(svgIcon(how === "solved" ? "check" : "half"), text);
    solved += Number(how === "solved");
  }
  const progress = document.getElementById("progress");
  if (progress && solved) progress.textContent = `${solved} of ${progress.textContent?.replace(" to solve", "")} solved`;
}

function setUpCopying(button: HTMLButtonElement): void {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
    await navigator.clipboard.writeText(text);
    const before = button.firstElementChild;
    const done = svgIcon("check");
    before?.replaceWith(done);
    button.classList.add("done");
    setTimeout(() => {
      if (before) done.replaceWith(before);
      button.classList.remove("done");
    }, 1200);
  });
}

const LOCAL_TIME = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
const LOCAL_TIME_OF_OTHER_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function showLocalTimes(): void {
  for (const time of document.querySelectorAll("time")) {
    time.title = time.textContent ?? "";
    const moment = new Date(time.dateTime);
    const format = moment.getFullYear() === new Date().getFullYear() ? LOCAL_TIME : LOCAL_TIME_OF_OTHER_YEAR;
    time.textContent = format.format(moment);
  }
}

const theme = document.getElementById("theme");
if (theme instanceof HTMLButtonElement) setUpTheme(theme);
showMarks(document.querySelectorAll<HTMLElement>("[data-problem]"));
document.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach(setUpCopying);
showLocalTimes();

const mine = document.getElementById("mine");
if (mine instanceof HTMLAnchorElement && recall("user")) {
  const target = new URL(location.href);
  target.searchParams.set("user", userId());
  target.searchParams.delete("before");
  mine.href = target.pathname + target.search;
  mine.hidden = false;
}

const formulas = document.querySelectorAll<HTMLElement>("[data-tex]");
if (formulas.length) void import("./math").then(({ typeset }) => typeset(formulas));
