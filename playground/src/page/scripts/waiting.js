// The texts that wait for their time.
import { $, announce, element, plural, setText } from "./dom.js";
import { code } from "./json.js";
import { ask } from "./server.js";
import { city, duration, inZone } from "./time.js";

let listed = "";

export function showWaiting(waiting, now) {
  setText($("waiting-count"), waiting.length ? plural(waiting.length, "text") : "");
  $("nothing-waits").hidden = waiting.length > 0;
  for (const [index, text] of waiting.entries()) {
    const left = $("waiting-list").children[index]?.querySelector(".left");
    if (left) setText(left, timeLeft(text, now));
  }
  // Rows are made again only when they change: whoever reads one, or has a button of it in focus, isn't disturbed.
  const key = JSON.stringify(waiting);
  if (key === listed) return;
  listed = key;
  $("waiting-list").replaceChildren(...waiting.map(text => row(text, now)));
}

const timeLeft = (text, now) => `in ${duration((new Date(text.firesAt) - now) / 1000)}`;

function row(text, now) {
  const when = recipientTime(text), what = text.message ?? "The flow sends the first message.";
  const action = (label, path, done) => {
    const button = element("button", { type: "button", class: "small", "aria-label": `${label}: ${when}, to ${text.to ?? "the customer"}` }, label);
    button.addEventListener("click", () => act(path, text, done));
    return button;
  };
  return element("li", {},
    element("div", { class: "when" }, element("time", { datetime: text.firesAt }, when), element("span", { class: "left" }, timeLeft(text, now))),
    element("div", { class: "what" }, element("span", { class: "brief" }, [text.channel, text.to].filter(Boolean).join(" to ")), " ", what),
    element("div", { class: "row" }, action("Fire now", "/schedules/fire", "Fired. The clock went to its time."), action("Cancel", "/schedules/cancel", "Cancelled.")),
    element("details", {}, element("summary", {}, "Schedule"), element("p", { class: "brief name" }, `${text.group} / ${text.name}`), typeof text.input === "object" ? code(text.input) : element("pre", { class: "code" }, String(text.input))));
}

/** When it fires, where the recipient is; with several possible zones, from the earliest to the latest. */
function recipientTime({ firesAt, timeZones }) {
  const date = new Date(firesAt);
  const times = [...new Map(timeZones.map(zone => [inZone(date, zone), zone])).entries()];
  if (!times.length) return `${inZone(date, "UTC")} UTC; the recipient’s time zone is not known`;
  if (times.length === 1) return `${times[0][0]} in ${city(times[0][1])}`;
  const offset = zone => new Date(date.toLocaleString("en-US", { timeZone: zone }));
  times.sort((one, other) => offset(one[1]) - offset(other[1]));
  return `${times[0][0]} in ${city(times[0][1])} to ${times.at(-1)[0]} in ${city(times.at(-1)[1])}`;
}

async function act(path, { group, name }, done) {
  try { await ask(path, { group, name }); announce(done); } catch (error) { announce(error.message); }
}
