// Statement and code side by side with a divider to drag; on narrow screens one of them at a time.

import { recall, remember } from "./memory";

const NARROWEST = 25;
const WIDEST = 70;
const STEP = 2;

function split(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".split");
}

/** On narrow screens, show one of the panes. */
export function showPane(name: "statement" | "code"): void {
  const panes = split();
  if (!panes) return;
  panes.dataset.pane = name;
  for (const button of panes.querySelectorAll<HTMLButtonElement>("[data-show]"))
    button.ariaPressed = String(button.dataset.show === name);
}

export function setUpPanes(): void {
  const panes = split();
  const divider = panes?.querySelector<HTMLElement>(".divider");
  if (!panes || !divider) return;
  for (const button of panes.querySelectorAll<HTMLButtonElement>("[data-show]"))
    button.addEventListener("click", () => showPane(button.dataset.show === "code" ? "code" : "statement"));

  let width = 44;
  const setWidth = (percent: number) => {
    width = Math.min(WIDEST, Math.max(NARROWEST, percent));
    panes.style.setProperty("--statement-width", `${width}%`);
    divider.ariaValueNow = String(Math.round(width));
    remember("split", String(Math.round(width)));
  };
  const known = Number(recall("split"));
  if (known) setWidth(known);
  divider.hidden = false;
  divider.addEventListener("pointerdown", (down) => {
    divider.setPointerCapture(down.pointerId);
    down.preventDefault();
  });
  divider.addEventListener("pointermove", (move) => {
    if (!divider.hasPointerCapture(move.pointerId)) return;
    const { left, width: whole } = panes.getBoundingClientRect();
    setWidth(((move.clientX - left) / whole) * 100);
  });
  divider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step) setWidth(width + step);
  });
}
