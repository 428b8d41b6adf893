// What is on the customer's phone: what was sent, or the draft.
import { $, element } from "./dom.js";
import { ask } from "./server.js";

const MAX_WHATSAPP_CHARACTERS = 4096;

/** Shows texts, or `nothing` where there are none. */
export function showOnPhone(texts, isDraft, nothing = "No text to show yet.") {
  const text = texts.at(-1), isWhatsApp = text?.channel === "WhatsApp", length = text?.length;
  $("case").classList.toggle("whatsapp", isWhatsApp);
  $("carrier").textContent = text?.channel ?? "SMS";
  $("to").textContent = text?.to ? "to " + text.to : "to the customer";
  $("talk").replaceChildren(...texts.map(text => bubble(text, isDraft)));
  const note = words => $("talk").append(element("p", { class: "note" }, words));
  if (isDraft && text?.content != null) note("Draft: not sent yet");
  if (!isDraft && text && text.content != null && !text.started) note("Connect did not start this chat.");
  if (!text) note(nothing);
  const rows = lengthRows(text);
  if (rows.length && texts.length > 1) rows.unshift(["Text", `${texts.length} of ${texts.length}`]);
  $("length").replaceChildren(...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
  showLengthNote(isWhatsApp ? null : length);
}

function bubble(text, isDraft) {
  if (text.content == null) return element("p", { class: "note" }, text.started || isDraft ? "The flow sends the first message." : "No chat was started.");
  return element("div", { class: isDraft || !text.started ? "bubble draft" : "bubble" }, text.content);
}

function lengthRows(text) {
  const length = text?.length;
  if (!length) return [];
  if (text.channel === "WhatsApp") return [["Characters", `${length.characters} of ${MAX_WHATSAPP_CHARACTERS}`]];
  const unit = length.alphabet === "GSM-7" ? "Septets" : "UTF-16 units";
  return [["Characters", length.characters], ["Alphabet", length.alphabet], [unit, `${length.units} of ${length.limit}`], ["SMS parts", length.parts]];
}

function showLengthNote(length) {
  const outside = length?.outsideGsm7, isTooLong = Boolean(length && !length.fits);
  $("length-note").hidden = !outside && !isTooLong;
  if (isTooLong) $("length-note").textContent = `Too long: carriers take at most ${length.limit} of these units.`;
  else if (outside) $("length-note").replaceChildren(element("code", {}, outside.character), ` as character ${outside.position} is outside GSM-7, so the whole text takes 16 bits per character: 70 to a single SMS, not 160.`);
}

/** The text, the number and the channel that a document, however deep, seems to ask for. */
function draftIn(value, found = {}) {
  if (typeof value === "string") { if (/^\s*[[{]/.test(value)) try { draftIn(JSON.parse(value), found); } catch { /* only text */ } return found; }
  if (value === null || typeof value !== "object") return found;
  for (const [name, inner] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (typeof inner === "string") {
      if (key === "message" || key === "content" || key.endsWith("initialsystemmessage.content")) { if (!/^\s*[[{]/.test(inner)) found.content ??= inner; }
      if (key === "to" || key === "address" && inner.startsWith("+")) found.to ??= inner;
      if (/whatsapp$/i.test(inner) && (key === "channel" || key === "valuestring")) found.channel = "WhatsApp";
    }
    draftIn(inner, found);
  }
  return found;
}

let drafts = 0;
export function forgetDraft() { drafts++; }

export async function showDraft(document) {
  const draft = ++drafts, found = draftIn(document);
  if (found.content == null) return showOnPhone([], true);
  const { length } = await ask("/length", { text: found.content }).catch(() => ({}));
  // What was typed or sent since then is newer.
  if (draft === drafts) showOnPhone([{ channel: found.channel ?? "SMS", to: found.to, content: found.content, length }], true);
}
