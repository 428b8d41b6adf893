// The page as its user meets it, in a real browser.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { chromium } from "playwright-core";
import { EVENTS } from "./events.js";
import { start } from "./playground.js";
import { putEvents, schedule } from "./schedules.js";

let browser, playground, page, errors;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(() => browser?.close());
beforeEach(async () => {
  playground = await start();
  page = await browser.newPage({ viewport: { width: 1280, height: 860 }, timezoneId: "Europe/Berlin" });
  errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  // What the page's policy forbids is told on the console only.
  page.on("console", (message) => { if (/Content Security Policy/.test(message.text())) errors.push(message.text()); });
  await page.goto(playground.url);
  await page.getByRole("combobox", { name: "Start from" }).waitFor();
  await page.waitForFunction(() => document.querySelector("#event").value !== "");
});
afterEach(async () => {
  await page.close();
  await playground.stop();
  assert.deepEqual(errors, []);
});

const editor = () => page.getByLabel("Event, in JSON");
const reply = () => page.getByRole("region", { name: "Reply to the sender" });
const call = () => page.getByRole("region", { name: "Calls to AWS" });
const phone = () => page.getByRole("complementary", { name: "The customer’s phone" });
const history = () => page.getByRole("region", { name: "Sent so far" }).getByRole("button");

/** Waits until the text of `place` matches. */
async function shows(place, pattern) {
  const holds = async () => pattern.test(await place.innerText());
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await page.waitForTimeout(50);
  }
  assert.match(await place.innerText(), pattern);
}

async function write(event) {
  await page.getByLabel("Start from").selectOption("own");
  await editor().fill(typeof event === "string" ? event : JSON.stringify(event, null, 2));
}

async function send(event) {
  const sent = await history().count();
  await write(event);
  await page.getByRole("button", { name: "Send" }).click();
  await history().nth(sent).waitFor();
}

for (const [sender, [event, expected]] of Object.entries(EVENTS)) {
  test(`${sender} is sent, and the sender's reply stands beside the call and the text`, async () => {
    await send(event);
    await shows(reply().locator("#reply"), expected);
    await shows(call(), /PUT \/contact\/outbound-chat[\s\S]*"Content": "Hello!"[\s\S]*200 ContactId/);
    await shows(phone(), /Hello!/);
    await shows(page.locator("#announcement"), /^started\..*1 call to AWS\. 6 characters, GSM-7, 1 SMS part\.$/);
  });
}

test("every file of events/ can be chosen and sent", async () => {
  const files = await page.locator("optgroup[label='events/'] option").allInnerTexts();
  assert.ok(files.length > 0);
  for (const [index, file] of files.entries()) {
    await page.getByLabel("Start from").selectOption("event/" + file);
    await page.getByRole("button", { name: "Send" }).click();
    await history().nth(index).waitFor();
    await shows(history().first(), new RegExp(file.replaceAll(".", "\\.")));
  }
});

test("every source's example is mapped, signed and sent", async () => {
  const sources = await page.locator("optgroup[label^=Sources] option").allInnerTexts();
  assert.ok(sources.length >= 9);
  for (const [index, source] of sources.entries()) {
    await page.getByLabel("Start from").selectOption("source/" + source);
    await shows(page.locator("#mapped-count"), /^\d requests?$/);
    await page.getByRole("button", { name: "Send" }).click();
    await history().nth(index).waitFor();
    // A webhook's is posted to its path; that of an EventBridge source is an event.
    await shows(history().first(), new RegExp(`started[\\s\\S]*(/sources/${source}|${source}\\s*EventBridge)`));
  }
});

test("an edited mapping changes the requests as it is typed, and what is sent", async () => {
  await page.getByLabel("Start from").selectOption("source/zendesk");
  const mapping = page.getByLabel("Mapping, in JSONata");
  await shows(page.locator("#requests"), /"clientToken": "zendesk:35436:Solved"/);
  await mapping.fill('{"to": requester.phone, "message": "Ciao " & requester.name, "clientToken": ticket_id}');
  await shows(page.locator("#requests"), /"message": "Ciao Maria"/);
  await shows(phone(), /Ciao Maria[\s\S]*Draft/);
  await mapping.press("Control+Enter");
  await shows(reply(), /201 Created/);
  await shows(call(), /"Content": "Ciao Maria"/);
  await mapping.fill('{"to": requester.phone, "message": ');
  await shows(page.locator("#map-problem"), /Line \d, column \d+: map is not JSONata/);
  await mapping.fill('{"to": requester.phone}');
  await shows(page.locator("#map-problem"), /no clientToken/);
  await page.getByLabel("What the CRM sends").fill('{"requester": {}}');
  await mapping.fill("requester.phone ? {}");
  await shows(page.locator("#mapped-count"), /skipped on purpose/);
});

test("a body is sent as an HTTP request and answered with status and headers", async () => {
  await write({ to: "+14155550123", message: "Hi" });
  await page.getByText("HTTP request body").click();
  await page.keyboard.press("Control+Enter");
  await shows(reply(), /201 Created\s+Content-Type\s+application\/json[\s\S]*"ContactId"/i);
});

test("the phone follows the typing, and names what makes a text long", async () => {
  await write({ to: "+14155550123", message: "a".repeat(161) });
  await shows(phone(), /Draft: not sent yet[\s\S]*GSM-7[\s\S]*161 of 1530[\s\S]*SMS parts\s*2/);
  await write({ to: "+14155550123", message: "Your “driver”" });
  await shows(phone(), /UCS-2[\s\S]*“ as character 6 is outside GSM-7/);
});

test("WhatsApp is shown in its own colours and without SMS parts", async () => {
  await send({ to: "+14155550123", message: "Hi", channel: "WhatsApp" });
  await shows(phone(), /WhatsApp[\s\S]*2 of 4096/);
  assert.doesNotMatch(await phone().innerText(), /SMS parts/);
  assert.ok(await page.locator("#case.whatsapp").count());
});

test("a mistake in the JSON is shown at its line and nothing is sent", async () => {
  await write('{\n  "to": "+14155550123"\n  "message": "x"\n}');
  await shows(page.locator("#problem"), /^Line 3, column 3: a comma or } is missing/);
  assert.equal(await page.locator(".editor:has(#event) pre b").innerText(), "3");
  await page.keyboard.press("Control+Enter");
  await shows(page.locator("#announcement"), /^Not sent/);
  assert.equal(await history().count(), 0);
});

test("a refused request says why Connect was not called", async () => {
  await send({ to: "+14155550123", mesage: "x" });
  await shows(reply(), /ValidationFailed[\s\S]*did you mean/);
  await shows(call(), /Connect was not called\.[\s\S]*did you mean/);
});

test("a failing Connect is shown with every try, and the chat as not started", async () => {
  await send({ to: "+12025550109", message: "x" });
  await shows(reply(), /InternalServiceException/);
  await shows(call(), /Try 1: 500 InternalServiceException[\s\S]*Try 2: 500 InternalServiceException/);
  await shows(phone(), /Connect did not start this chat/);
});

test("the list runs newest first, holds others' requests, and shows them again", async () => {
  await send({ to: "+14155550123", message: "First" });
  await fetch(playground.url + "outbound-chats", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"To": "1"}' });
  await history().nth(1).waitFor();
  await shows(history().first(), /failed[\s\S]*POST \/outbound-chats[\s\S]*HTTP/);
  await history().first().click();
  await shows(reply(), /400 Bad Request/);
  await history().nth(1).click();
  await shows(phone(), /First/);
});

test("words from outside are shown, never run", async () => {
  await send({ to: "+14155550123", message: "<img src=x onerror=alert(1)>", "<b>": 1 });
  await shows(reply(), /ValidationFailed/);
  await send({ to: "+14155550123", message: "<img src=x onerror=alert(1)>" });
  await shows(phone(), /<img src=x/);
  assert.equal(await page.locator("main img").count(), 0);
});

test("a server that is gone is told plainly, and missed no longer when it is back", async () => {
  const { port } = playground;
  await playground.stop();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await shows(page.getByRole("alert"), /doesn’t answer any more/);
  assert.ok((await page.getByRole("alert").boundingBox()).y >= 0);
  await page.getByRole("button", { name: "Send" }).click();
  await shows(page.locator("#problem"), /^Not sent: the playground doesn’t answer/);
  playground = await start(port);
  await shows(page.locator("#server"), /^Listening on/);
  assert.equal(await page.getByRole("alert").isVisible(), false);
  await send({ to: "+14155550123", message: "Back" });
  await shows(phone(), /Back/);
});

const waiting = () => page.getByRole("region", { name: "Waiting for their time" });

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
  await playground.stop();
  playground = await start(0, { SEND_WINDOW: "08:00-21:00" });
  await page.goto(playground.url);
  await page.waitForFunction(() => document.querySelector("#event").value !== "");
  // 08:00 in Berlin, where this browser is, is 02:00 in New York.
  await page.locator("#clock summary").click();
  await page.getByLabel("Date and time, in your time zone").fill("2026-12-01T08:00");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await shows(page.locator("#clock summary"), /Tue,? 1 Dec,? (at )?08:00/);
  await write({ to: "+12125550123", message: "Good morning!" });
  await page.getByText("HTTP request body").click();
  await page.keyboard.press("Control+Enter");
  await shows(reply(), /202 Accepted[\s\S]*"SendAt": "2026-12-01T13:00:00Z"/);
  await shows(call(), /Connect was not called[\s\S]*CreateSchedule/);
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

test("what a CRM is answered stands above the reply", async () => {
  await page.getByLabel("Start from").selectOption("source/zendesk");
  await shows(page.locator("#mapped-count"), /^1 request$/);
  await page.getByRole("button", { name: "Send" }).click();
  await shows(reply(), /201 Created[\s\S]*The CRM is answered 201: delivered; the text was started/);
});

test("a pasted delivery is diagnosed: genuine, changed by copying, without its header", async () => {
  const body = '{"ticket_id": "1"}', timestamp = "2026-01-15T09:00:00Z";
  const signature = createHmac("sha256", "s3cret").update(timestamp + body).digest("base64");
  const found = page.getByRole("region", { name: "What the check found" });
  const headers = page.getByLabel("Headers, as they were copied");
  await page.getByLabel("Source", { exact: true }).selectOption("zendesk");
  await page.getByLabel("Secret", { exact: true }).fill("s3cret");
  await headers.fill(`> POST /sources/zendesk HTTP/2\n> x-zendesk-webhook-signature: ${signature}\n> x-zendesk-webhook-signature-timestamp: ${timestamp}`);
  await page.getByLabel("Body, exactly as it was sent").fill(body);
  await page.getByRole("button", { name: "Check" }).click();
  await shows(found, /^Genuine[\s\S]*HMAC SHA-256 of \{timestamp\}\{body\}[\s\S]*days old[\s\S]*The signature matches/);
  await page.getByLabel("Body, exactly as it was sent").fill(body + "\n");
  await page.getByLabel("Body, exactly as it was sent").press("Control+Enter");
  await page.getByRole("button", { name: "Check" }).press("Enter");
  await shows(found, /^Not genuine[\s\S]*without the line break at its end/);
  await headers.fill("> POST /sources/zendesk HTTP/2\n> x-hub-signature: sha1=00");
  await page.getByRole("button", { name: "Check" }).click();
  await shows(found, /The header X-Zendesk-Webhook-Signature is missing[\s\S]*There is x-hub-signature/);
  assert.doesNotMatch(await page.locator("main").innerText(), /s3cret/);
});

test("the keyboard alone is enough", async () => {
  await page.getByLabel("Start from").focus();
  const order = [];
  for (let steps = 0; steps < 4; steps++) {
    await page.keyboard.press("Tab");
    order.push(await page.evaluate(() => document.activeElement.id || document.activeElement.name));
  }
  assert.deepEqual(order, ["how", "event", "send", "format"]);
  await page.locator("#event").focus();
  await page.keyboard.press("Control+Enter");
  await history().first().waitFor();
  await history().first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await history().first().getAttribute("aria-current"), "true");
});

for (const colorScheme of ["light", "dark"]) {
  test(`at 360 pixels, ${colorScheme}, nothing is wider than the screen`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 740 });
    await schedule(playground.simulator, "a".repeat(64), "2099-01-31T13:00:00", { To: "+12125550123", Message: "x".repeat(200) });
    await putEvents(playground.simulator, [["failed", { code: "x".repeat(60), final: false }]]);
    await send({ to: "+14155550123", message: "A long word: " + "x".repeat(200) });
    await waiting().locator("summary").click();
    await page.locator("#clock summary").click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${colorScheme}.png`, fullPage: true });
  });
}
