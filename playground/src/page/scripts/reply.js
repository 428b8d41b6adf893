// What came of an event: the reply, the calls to AWS, the text.
import { $, announce, element, plural } from "./dom.js";
import { code, pretty } from "./json.js";
import { forgetDraft, showOnPhone } from "./phone.js";

const STATUS = { 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout" };
const headerList = headers => element("dl", { class: "headers" }, ...headers.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));

function showReply({ reply, lines, crm }) {
  const parts = [];
  if (reply.kind === "http") {
    parts.push(element("p", { class: reply.status < 400 ? "verdict" : "verdict bad" }, `${reply.status} ${STATUS[reply.status] ?? ""}`));
    if (crm) parts.push(element("p", { class: "crm" }, crm));
    if (reply.headers.length) parts.push(headerList(reply.headers));
    parts.push(reply.body ? pretty(reply.body) : element("p", { class: "empty" }, "No body."));
  } else if (reply.kind === "fault") {
    parts.push(element("p", { class: "verdict bad" }, reply.errorType), element("p", { class: "told" }, reply.errorMessage), element("p", { class: "empty" }, "The invocation failed, so that the sender’s retries and dead-letter queues work."));
  } else parts.push(code(reply.value));
  if (lines.length) parts.push(element("details", { class: "lines" }, element("summary", {}, `Log and metrics: ${plural(lines.length, "line")}`), ...lines.map(code)));
  $("reply").replaceChildren(...parts);
}

function showCalls({ calls, outcome, reason }) {
  $("count").textContent = calls.length > 1 ? plural(calls.length, "call") : "";
  const starts = calls.some(call => call.operation === "StartOutboundChatContact");
  const parts = starts ? [] : [element("p", { class: "told" }, "Connect was not called."), element("p", { class: "empty" }, reason ?? (outcome === "scheduled" ? "The text waits for its time with EventBridge Scheduler." : calls.length ? "See the calls below." : "The event asked for no chat."))];
  $("call").replaceChildren(...parts, ...inTries(calls).map(callInTries));
}

function callInTries(tries) {
  const call = tries[0];
  const name = call.operation && call.operation !== "StartOutboundChatContact" ? element("p", { class: "operation" }, call.operation) : null;
  return element("div", { class: "call" }, name, element("p", { class: "request" }, `${call.method} ${readable(call.path)}`),
    call.body == null ? null : code(call.body), ...tries.map((call, index) => answer(call, tries.length > 1 ? `Try ${index + 1}: ` : "")),
    element("details", {}, element("summary", {}, "Headers"), headerList(call.headers)));
}

function answer(call, before) {
  const told = call.error ?? (call.contact_id ? "ContactId " + call.contact_id : "");
  return element("p", { class: call.error ? "answer bad" : "answer" }, `${before}${call.status || "no answer"} `, told ? element("code", {}, told) : null);
}

// The SDK tries again what may pass: the same request, shown once.
function inTries(calls) {
  const groups = [];
  for (const call of calls) {
    const before = groups.at(-1)?.[0], same = call => JSON.stringify([call.method, call.path, call.body]);
    if (before && same(before) === same(call)) groups.at(-1).push(call); else groups.push([call]);
  }
  return groups;
}

function readable(path) { try { return decodeURIComponent(path); } catch { return path; } }

let shown = null;
export const shownTrial = () => shown;

export function showTrial(trial) {
  shown = trial;
  $("again").hidden = false;
  $("took").textContent = `${trial.outcome}, ${trial.took} ms`;
  forgetDraft();
  showReply(trial); showCalls(trial); showOnPhone(trial.texts, false, trial.outcome === "scheduled" ? "The text waits for its time." : "No text was sent.");
  $("phone-time").textContent = new Date(trial.at).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
  for (const button of $("list").querySelectorAll("button")) button.setAttribute("aria-current", String(button.trial === trial));
  const length = trial.texts.at(-1)?.length;
  const reply = trial.reply.kind === "http" ? `Reply ${trial.reply.status}. ` : trial.reply.kind === "fault" ? trial.reply.errorType + ". " : "";
  announce(`${trial.outcome}. ${reply}${plural(trial.calls.length, "call")} to AWS. ` + (length ? `${length.characters} characters, ${length.alphabet}, ${plural(length.parts, "SMS part")}.` : ""));
}
