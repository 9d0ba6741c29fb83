import katex from "katex";

/** Typeset every formula; one that KaTeX can't read stays as the readable text that it was. */
export function typeset(nodes: Iterable<HTMLElement>): void {
  for (const node of nodes) {
    const formula = document.createElement("span");
    try {
      katex.render(node.dataset.tex ?? "", formula, {
        displayMode: node.classList.contains("display"),
        throwOnError: true,
        trust: false,
        maxExpand: 200,
        maxSize: 20,
      });
      node.replaceChildren(formula);
    } catch {
      node.classList.add("plain-math");
    }
  }
}
