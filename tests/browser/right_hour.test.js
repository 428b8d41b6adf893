// Texts that wait for their time, the clock that they go by, and what is told of them.
import { test } from "node:test";
import { putEvents, schedule } from "./schedules.js";
import { call, history, page, phone, playground, reply, restart, send, shows, waiting, write } from "./support.js";

test("a text of the night is seen waiting in the recipient's time, and is fired", async () => {
  const morning = { To: "+12125550123", Message: "Good morning!", TimeZone: "America/New_York", ClientToken: "t" };
  await schedule(playground.simulator, "a", "2099-01-31T13:00:00", morning);
  await shows(waiting(), /1 text[\s\S]*Sat,? 31 Jan,? (at )?08:00 in New York[\s\S]*days[\s\S]*Good morning!/);
  await waiting().getByRole("button", { name: /^Fire now: .*08:00 in New York, to \+12125550123/ }).click();
  await shows(waiting(), /No text waits/);
  await shows(page.locator("#clock summary"), /14:00[\s\S]*days ahead/);
  await history().first().waitFor();
  await shows(history().first(), /started[\s\S]*schedule a fired/);
  await history().first().click();
  await shows(phone(), /Good morning!/);
  await shows(call(), /"ClientToken": "t"/);
});

test("a text posted at night is seen waiting until eight, fired, and told of on the results bus", async () => {
  await restart({ SEND_WINDOW: "08:00-21:00" });
  // 08:00 in Berlin, where this browser is, is 02:00 in New York.
  await page.locator("#clock summary").click();
  await page.getByLabel("Date and time, in your time zone").fill("2026-12-01T08:00");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await shows(page.locator("#clock summary"), /Tue,? 1 Dec,? (at )?08:00/);
  await write({ to: "+12125550123", message: "Good morning!" });
  await page.getByText("HTTP request body").click();
  await page.keyboard.press("Control+Enter");
  await shows(reply(), /202 Accepted[\s\S]*"SendAt": "2026-12-01T13:00:00Z"/);
  await shows(call(), /Connect was not called[\s\S]*waits for its time with EventBridge Scheduler[\s\S]*CreateSchedule/);
  await shows(phone(), /The text waits for its time/);
  await shows(waiting(), /1 text[\s\S]*Tue,? 1 Dec,? (at )?08:00 in New York[\s\S]*in (5 h 59 min|6 h)[\s\S]*SMS to \+12125550123 Good morning!/);
  await waiting().getByRole("button", { name: /^Fire now/ }).click();
  await shows(waiting(), /No text waits/);
  await shows(history().first(), /started[\s\S]*fired/);
  await history().first().click();
  await shows(phone(), /14:00[\s\S]*Good morning!/);
  await shows(page.getByRole("region", { name: "Result events" }), /started[\s\S]*scheduled/);
});

test("a text whose zone is not known says so, one of several zones has both ends, and a cancelled one is gone", async () => {
  await schedule(playground.simulator, "b", "2099-01-31T14:00:00", { To: "+18505550123" });
  await shows(waiting(), /08:00 in Chicago to Sat,? 31 Jan,? (at )?09:00 in New York/);
  await waiting().getByRole("button", { name: /^Cancel/ }).click();
  await shows(waiting(), /No text waits/);
  await schedule(playground.simulator, "a", "2099-01-31T13:00:00", { To: "+18005550199" });
  await shows(waiting(), /13:00 UTC; the recipient’s time zone is not known[\s\S]*The flow sends the first message/);
  await waiting().getByRole("button", { name: /^Cancel/ }).click();
  await shows(waiting(), /No text waits/);
  await shows(page.locator("#announcement"), /Cancelled/);
});

test("the clock is set with the keyboard, and set right again", async () => {
  const clock = page.locator("#clock summary");
  await clock.focus();
  await page.keyboard.press("Enter");
  const time = page.getByLabel("Date and time, in your time zone");
  await time.fill("2099-06-01T03:00");
  await page.keyboard.press("Enter");
  await shows(clock, /Mon,? 1 Jun,? (at )?03:00[\s\S]*ahead/);
  await send({ to: "+14155550123", message: "At night" });
  await shows(phone(), /^3:0\d[\s\S]*At night/);
  await clock.click();
  await page.getByRole("button", { name: "Back to real time" }).click();
  await page.waitForFunction(() => document.querySelector("#ahead").textContent === "");
});

test("result events are listed, newest first, and shown whole", async () => {
  const events = page.getByRole("region", { name: "Result events" });
  await shows(events, /No result event yet/);
  await putEvents(playground.simulator, [["started", { channel: "SMS", sender: "HTTP" }], ["failed", { code: "ThrottlingException", final: false }]]);
  await shows(events, /failed[\s\S]*ThrottlingException, will be tried again[\s\S]*started[\s\S]*SMS, HTTP/);
  await events.locator("summary").first().click();
  await shows(events, /"detail-type": "Outbound chat failed"/);
});
