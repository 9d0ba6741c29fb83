// Colours for the source on the page of a submission, by the modes of the editor.

import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { loadMode } from "./modes";

const classes = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: "keyword" },
  { tag: [tags.string, tags.character, tags.special(tags.string)], class: "string" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: "number" },
  { tag: [tags.comment, tags.meta], class: "comment" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: "name" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.standard(tags.name)], class: "type" },
]);

/** Colour the lines of a source; they stay as they are where there is no mode for it. */
async function colour(place: HTMLElement): Promise<void> {
  const code = place.querySelector("code");
  const text = code?.textContent;
  const mode = await loadMode(place.dataset.editor ?? "");
  if (!code || !text || !mode) return;
  const lines = [document.createElement("span")];
  highlightCode(
    text,
    mode.language.parser.parse(text),
    classes,
    (piece, name) => lines.at(-1)!.append(name ? coloured(piece, name) : piece),
    () => lines.push(document.createElement("span")),
  );
  code.replaceChildren(...lines.flatMap((line, at) => (at ? ["\n", line] : [line])));
}

function coloured(text: string, name: string): HTMLElement {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

const place = document.getElementById("source");
if (place) void colour(place);
