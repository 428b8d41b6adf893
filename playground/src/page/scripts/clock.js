// The playground's clock: shown, set, and set right again.
import { $, announce, setText } from "./dom.js";
import { ask } from "./server.js";
import { duration, inZone } from "./time.js";

let now = new Date();
export const playgroundTime = () => now;

export function showClock({ now: time, secondsAhead }) {
  now = new Date(time);
  $("now").dateTime = time;
  setText($("now"), inZone(now));
  const isMoved = Math.abs(secondsAhead) >= 1;
  setText($("ahead"), isMoved ? `${duration(secondsAhead)} ${secondsAhead > 0 ? "ahead" : "behind"}` : "");
  $("clock-reset").disabled = !isMoved;
}

/** A date as an input of type datetime-local has it. */
function localInput(date) {
  const two = number => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

async function set(time) {
  await ask("/clock", { now: time }).catch(error => announce(error.message));
  $("clock").open = false;
  $("clock").querySelector("summary").focus();
  announce(time ? `The playground’s clock says ${inZone(new Date(time))}.` : "The playground’s clock shows the real time again.");
}

$("clock").addEventListener("toggle", () => { if ($("clock").open) { $("clock-time").value = localInput(now); $("clock-time").focus(); } });
$("clock").addEventListener("keydown", event => { if (event.key === "Escape") { $("clock").open = false; $("clock").querySelector("summary").focus(); } });
$("clock-form").addEventListener("submit", event => { event.preventDefault(); set(new Date($("clock-time").value).toISOString()); });
$("clock-reset").addEventListener("click", () => set(null));
