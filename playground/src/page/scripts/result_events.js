// What the function told on its results bus.
import { $, element } from "./dom.js";
import { code } from "./json.js";

const MAX_ROWS = 100;

export function listResultEvents(events) {
  for (const event of events) $("event-list").prepend(row(event));
  while ($("event-list").children.length > MAX_ROWS) $("event-list").lastChild.remove();
  $("no-events").hidden = $("event-list").children.length > 0;
}

function row(event) {
  const { detail } = event, word = event["detail-type"].replace(/^Outbound chat /, "");
  const notes = [detail.code, word === "failed" && detail.final === false ? "will be tried again" : null, detail.channel, detail.sender].filter(Boolean).join(", ");
  return element("li", {}, element("details", {},
    element("summary", {},
      element("time", { datetime: event.time }, new Date(event.time).toLocaleTimeString("en-GB", { hour12: false })),
      element("span", { class: "outcome " + word }, word), element("span", { class: "brief" }, notes)),
    code(event)));
}

export function forgetResultEvents() { $("event-list").replaceChildren(); $("no-events").hidden = false; }
