// The page: what is typed goes to the playground, what is new comes back.
import { $ } from "./dom.js";
import { playgroundTime, showClock } from "./clock.js";
import { areExamplesLoaded, loadExamples, send } from "./compose.js";
import { offerSources } from "./delivery.js";
import { listTrials } from "./history.js";
import { showOnPhone } from "./phone.js";
import { showTrial } from "./reply.js";
import { forgetResultEvents, listResultEvents } from "./result_events.js";
import { ask } from "./server.js";
import { showWaiting } from "./waiting.js";

let boot = null, lastTrial = 0, resultEvents = 0;

function show(news) {
  if (boot !== null && boot !== news.boot && (lastTrial || resultEvents)) {
    // The playground was started again: its numbers begin anew, and so does what is asked for.
    boot = news.boot; lastTrial = 0; resultEvents = 0;
    forgetResultEvents();
    return;
  }
  boot = news.boot;
  for (const trial of news.trials) lastTrial = Math.max(lastTrial, trial.id);
  resultEvents += news.resultEvents.length;
  showClock(news);
  showWaiting(news.waiting, playgroundTime());
  listTrials(boot, news.trials);
  listResultEvents(news.resultEvents);
}

async function poll() {
  try {
    show(await ask(`/news?after=${lastTrial}&resultEvents=${resultEvents}`));
    if (!areExamplesLoaded()) offerSources((await loadExamples()).sources);
  } catch { /* shown by `ask` */ }
  setTimeout(poll, document.hidden ? 4000 : 1200);
}

async function sendAndShow() {
  const sent = await send();
  if (!sent) return;
  if (sent.boot === boot) listTrials(boot, [sent.trial]);
  showTrial(sent.trial);
  if ($("results").getBoundingClientRect().top > innerHeight * .6) $("results").scrollIntoView({ block: "start" });
}

$("send").addEventListener("click", sendAndShow);
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.target.closest("#delivery")) { event.preventDefault(); sendAndShow(); }
});
showOnPhone([], true);
poll();
