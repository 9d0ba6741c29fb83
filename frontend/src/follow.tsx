// The page of a submission that is still judged: shows its progress, then the finished page.

import { render } from "preact";
import { signal } from "@preact/signals";
import type { Scope } from "./api";
import { follow } from "./follow-events";
import { started, told } from "./judging";
import { Icon, Ticks, headline } from "./verdict-view";
import type { Words } from "./words";

const place = document.getElementById("live");
if (place?.dataset.submission) {
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Words;
  const { submission, scope } = place.dataset;
  const judging = signal(started(scope as Scope, submission));

  const Live = () => {
    const { title, icon } = headline(judging.value, words);
    return (
      <>
        <span class="badge">
          <Icon name={icon} />
        </span>
        <div>
          <h1 aria-live="polite">{title}</h1>
          {judging.value.trouble && <p>{judging.value.trouble}</p>}
          <Ticks judging={judging.value} words={words} />
        </div>
      </>
    );
  };

  place.replaceChildren();
  place.classList.add("moving");
  render(<Live />, place);
  follow(submission, {
    onEvent: (event) => (judging.value = told(judging.value, event)),
    onTrouble: (trouble) => (judging.value = { ...judging.value, trouble }),
    onFinished: () => location.reload(),
  });
}
