// What this browser remembers. Storage may be full, or forbidden: then nothing is remembered.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`judgebox.${key}`);
  } catch {
    return null;
  }
}

/** Keep a value, or forget it with null; says whether that worked. */
export function remember(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(`judgebox.${key}`);
    else localStorage.setItem(`judgebox.${key}`, value);
    return true;
  } catch {
    return false;
  }
}

export type Mark = "solved" | "tried";

export function marks(): Record<string, Mark> {
  try {
    const stored: unknown = JSON.parse(recall("marks") ?? "{}");
    return typeof stored === "object" && stored !== null ? (stored as Record<string, Mark>) : {};
  } catch {
    return {};
  }
}

/** Mark a problem as tried or solved; what is solved stays solved. */
export function mark(problem: string, how: Mark): void {
  const all = marks();
  if (all[problem] === "solved") return;
  remember("marks", JSON.stringify({ ...all, [problem]: how }));
}

/** The name under which this browser submits: random, so that it can list what it sent. */
export function userId(): string {
  const known = recall("user");
  if (known && /^web-[0-9a-f]{24}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const made = `web-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  remember("user", made);
  return made;
}
