// Requests to the playground, and what the page says when it is gone.
import { $, setText } from "./dom.js";

let gone = false;
export const isGone = () => gone;

function showServer(isGoneNow) {
  $("server").className = isGoneNow ? "gone" : "";
  setText($("server"), isGoneNow ? "The playground is gone" : "Listening on " + location.host);
  if (isGoneNow !== gone) $("gone").hidden = !isGoneNow;
  gone = isGoneNow;
}

/** Asks one of the page's own endpoints; with a body by POST. */
export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try { answer = await fetch("/_playground" + path, options); } catch (error) { showServer(true); throw error; }
  showServer(false);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}
