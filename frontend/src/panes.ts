// Statement and code side by side, editor above console, each with a divider to drag; on narrow
// screens statement and code take turns.

import { recall, remember } from "./memory";

const NARROWEST = 25;
const WIDEST = 75;
const KEYS: Record<"width" | "height", Record<string, number>> = {
  width: { ArrowLeft: -2, ArrowRight: 2 },
  height: { ArrowUp: -2, ArrowDown: 2 },
};

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
  makeDivider(divider, panes, "width");
  divider.hidden = false;
}

/**
 * Let a divider be dragged, or moved by arrow keys. What it sets is a custom property of the element
 * around it, in percent; this browser remembers it.
 */
export function makeDivider(divider: HTMLElement, around: HTMLElement, side: "width" | "height"): void {
  const key = `split-${side}`;
  let percent = Number(divider.ariaValueNow);
  const move = (to: number) => {
    percent = Math.round(Math.min(WIDEST, Math.max(NARROWEST, to)) * 10) / 10;
    around.style.setProperty(`--${key}`, `${percent}%`);
    divider.ariaValueNow = String(Math.round(percent));
    remember(key, String(percent));
  };
  const known = Number(recall(key));
  if (known) move(known);
  divider.addEventListener("pointerdown", (down) => {
    divider.setPointerCapture(down.pointerId);
    down.preventDefault();
  });
  divider.addEventListener("pointermove", (at) => {
    if (!divider.hasPointerCapture(at.pointerId)) return;
    const { left, top, width, height } = around.getBoundingClientRect();
    move(100 * (side === "width" ? (at.clientX - left) / width : (at.clientY - top) / height));
  });
  divider.addEventListener("keydown", (event) => {
    const step = KEYS[side][event.key];
    if (!step) return;
    event.preventDefault();
    move(percent + step);
  });
}
