// A real delivery, pasted: where its signature fails.
import { $, announce, element, showHint } from "./dom.js";
import { ask } from "./server.js";

let sources = [];

export function offerSources(all) {
  sources = all.filter(source => source.verification);
  $("delivery-source").replaceChildren(...sources.map(source => element("option", { value: source.name }, source.name)));
  choose();
}

function choose() {
  const source = sources.find(source => source.name === $("delivery-source").value);
  if (!source) return;
  $("delivery-url").placeholder = source.url;
  showHint($("delivery-secret-hint"), source.secretVariable
    ? `Left empty: the playground’s own value of ${source.secretVariable}. A real delivery needs the real secret.`
    : "This source’s secret isn’t in an environment variable: paste it here.");
}

const MARKS = { ok: "✓", problem: "✗", note: "–" };
const WORDS = { ok: "Right: ", problem: "Wrong: ", note: "Note: " };

async function check(event) {
  event.preventDefault();
  showHint($("delivery-problem"), "");
  const request = { source: $("delivery-source").value, headers: $("delivery-headers").value, body: $("delivery-body").value, url: $("delivery-url").value, secret: $("delivery-secret").value };
  let found;
  try { found = await ask("/delivery", request); } catch (error) { showHint($("delivery-problem"), error.message.replace(/^\d+: /, ""), true); return; }
  $("delivery-result").replaceChildren(
    element("p", { class: found.isGenuine ? "verdict" : "verdict bad" }, found.verdict),
    element("ul", { class: "steps" }, ...found.steps.map(({ outcome, title, detail }) => element("li", { class: "is-" + outcome },
      element("span", { class: "mark", "aria-hidden": "true" }, MARKS[outcome]),
      element("div", {}, element("b", {}, element("span", { class: "quiet" }, WORDS[outcome]), title), detail ? element("p", {}, detail) : null)))));
  $("delivery-result").hidden = false;
  $("delivery-result").scrollIntoView({ block: "nearest" });
  announce(found.verdict);
}

$("delivery-source").addEventListener("change", choose);
$("delivery-form").addEventListener("submit", check);
