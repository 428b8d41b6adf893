// The list of what was sent, by this page or by others.
import { $, element } from "./dom.js";
import { showTrial } from "./reply.js";

const MAX_ROWS = 200;
const known = new Set();

/** Adds trials of a run of the playground; those that are listed already are left out. */
export function listTrials(boot, trials) {
  for (const trial of trials) {
    const key = boot + "/" + trial.id;
    if (known.has(key)) continue;
    known.add(key);
    $("list").prepend(element("li", {}, row(trial)));
  }
  $("nothing").hidden = $("list").children.length > 0;
  while ($("list").children.length > MAX_ROWS) $("list").lastChild.remove();
}

function row(trial) {
  const button = element("button", { type: "button" },
    element("time", { datetime: trial.at }, new Date(trial.at).toLocaleTimeString("en-GB", { hour12: false })),
    element("span", { class: "outcome " + trial.outcome }, trial.outcome),
    element("span", { class: "title" }, trial.title, element("span", { class: "brief" }, [trial.sender, trial.brief].filter(Boolean).join(": "))),
    element("span", { class: "how" }, `${trial.via}, ${trial.took} ms`));
  button.trial = trial;
  button.addEventListener("click", () => { showTrial(trial); $("reply-title").scrollIntoView({ block: "nearest" }); });
  return button;
}
