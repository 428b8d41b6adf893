// The page as its user meets it, in a real browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENTS } from "./events.js";
import { putEvents, schedule } from "./schedules.js";
import { call, history, page, phone, playground, reply, send, shows, startAgain, waiting, write } from "./support.js";

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
  await playground.stop();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await shows(page.getByRole("alert"), /doesn’t answer any more/);
  assert.ok((await page.getByRole("alert").boundingBox()).y >= 0);
  await page.getByRole("button", { name: "Send" }).click();
  await shows(page.locator("#problem"), /^Not sent: the playground doesn’t answer/);
  await startAgain();
  await shows(page.locator("#server"), /^Listening on/);
  assert.equal(await page.getByRole("alert").isVisible(), false);
  await send({ to: "+14155550123", message: "Back" });
  await shows(phone(), /Back/);
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
