// The event to be sent: where it starts from, its mapping, and how it is sent.
import { $, announce, debounced, element, plural, showHint } from "./dom.js";
import { numberLines } from "./editor.js";
import { code, mistakeIn } from "./json.js";
import { showDraft } from "./phone.js";
import { shownTrial } from "./reply.js";
import { ask, isGone } from "./server.js";

const OWN = { to: "+14155550123", message: "Hello! Your order is on its way." };
let examples = null, requests = [];
export const areExamplesLoaded = () => examples !== null;
const how = () => document.querySelector("input[name=how]:checked").value;
const source = () => examples?.sources.find(source => "source/" + source.name === $("example").value) ?? null;
const contentType = () => /^content-type:\s*(.*)$/im.exec($("headers").value)?.[1];

export async function loadExamples() {
  examples = await ask("/examples");
  const group = (label, options) => options.length ? [element("optgroup", { label }, ...options)] : [];
  $("example").replaceChildren(element("option", { value: "own" }, "A text of your own"),
    ...group("events/", examples.events.map(event => element("option", { value: "event/" + event.name }, event.name))),
    ...group("Sources: a CRM’s webhook or event", examples.sources.map(source => element("option", { value: "source/" + source.name }, source.name))));
  if (!$("event").value) choose();
  return examples;
}

function choose() {
  const chosen = $("example").value, event = examples?.events.find(event => "event/" + event.name === chosen), from = source();
  $("event").value = event?.text ?? from?.example ?? JSON.stringify(OWN, null, 2);
  $("mapping").hidden = $("mapped").hidden = !from;
  $("event-label").textContent = !from ? "Event, in JSON" : from.isEvent ? "What EventBridge delivers" : "What the CRM sends";
  if (from) {
    $("map").value = from.map;
    $("map-of").textContent = from.name;
    $("path").value = "/sources/" + from.name;
    $("headers").value = "Content-Type: " + from.contentType;
    setHow(from.isEvent ? "lambda" : "http");
  } else {
    $("path").value = "/outbound-chats";
    $("headers").value = "Content-Type: application/json";
    if (event) setHow("lambda");
  }
  changed();
}

function setHow(value) {
  document.querySelector(`input[name=how][value=${value}]`).checked = true;
  $("http").hidden = value !== "http";
}

/** Shows the first mistake in the event; true if there is none. */
function checkEvent() {
  const mustBeJson = how() === "lambda" || !contentType() || /json/i.test(contentType());
  const mistake = mustBeJson ? mistakeIn($("event").value) : null;
  numberLines($("event"), mistake?.line);
  $("event").setAttribute("aria-invalid", String(Boolean(mistake)));
  showHint($("problem"), mistake ? `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}` : "", Boolean(mistake));
  return !mistake;
}

const draftSoon = debounced(180, () => { try { showDraft(JSON.parse($("event").value)); } catch { /* shown as a mistake */ } });
function changed() { checkEvent(); if (source()) mapSoon(); else draftSoon(); }

async function map() {
  const from = source();
  if (!from) return;
  numberLines($("map"));
  let answer;
  try { answer = await ask("/map", { source: from.name, map: $("map").value, body: $("event").value, contentType: contentType() ?? "application/json" }); } catch { return; }
  numberLines($("map"), answer.line);
  showHint($("map-problem"), answer.problem ?? answer.warnings.join(" "), Boolean(answer.problem));
  requests = answer.requests;
  $("mapped-count").textContent = answer.problem ? "" : requests.length ? plural(requests.length, "request") : "skipped on purpose";
  $("requests").replaceChildren(...requests.map(code));
  if (!requests.length) $("requests").append(element("p", { class: "empty" }, answer.problem ? "Correct the mapping first." : "The mapping asks for no text here."));
  showDraft(requests[0] ?? null);
}
const mapSoon = debounced(160, map);

let isSending = false;
/** Sends what stands in the editor; gives the trial, and in which run of the playground it was. */
export async function send() {
  if (isSending) return null;
  if (!checkEvent()) { $("event").focus(); announce("Not sent. " + $("problem").textContent); return null; }
  isSending = true;
  draftSoon.cancel();
  $("send").setAttribute("aria-busy", "true");
  const from = source();
  const request = { how: how(), title: $("example").selectedOptions[0]?.textContent ?? "event", event: $("event").value };
  if (request.how === "http") {
    request.path = $("path").value;
    request.headers = $("headers").value.split("\n").map(line => /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line)).filter(Boolean).map(found => [found[1], found[2]]);
  }
  if (from) Object.assign(request, { source: from.name, map: $("map").value });
  try { return await ask("/send", request); } catch (error) {
    showHint($("problem"), isGone() ? "Not sent: the playground doesn’t answer." : "Not sent: " + error.message, true);
    return null;
  } finally {
    isSending = false;
    $("send").removeAttribute("aria-busy");
  }
}

const indented = text => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };
$("example").addEventListener("change", choose);
$("event").addEventListener("input", changed);
$("map").addEventListener("input", mapSoon);
$("headers").addEventListener("input", changed);
for (const radio of document.querySelectorAll("input[name=how]")) radio.addEventListener("change", () => { setHow(radio.value); changed(); });
$("again").addEventListener("click", () => {
  $("example").value = "own"; choose(); setHow("lambda");
  $("event").value = indented(shownTrial().event);
  changed(); $("event").focus(); $("event").setSelectionRange(0, 0);
});
$("format").addEventListener("click", () => { if (checkEvent()) { $("event").value = indented($("event").value); changed(); } });
if (/Mac|iPhone|iPad/.test(navigator.platform)) $("shortcut").textContent = "⌘ Return sends";
