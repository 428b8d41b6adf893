// The page in a real browser, a playground of its own for each test, and where on the page things are.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { chromium } from "playwright-core";
import { start } from "./playground.js";

let browser, errors;
/** Of the test that runs. */
export let page, playground;

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
  await open();
});
afterEach(async () => {
  await page.close();
  await playground.stop();
  assert.deepEqual(errors, []);
});

async function open() {
  await page.goto(playground.url);
  await page.getByRole("combobox", { name: "Start from" }).waitFor();
  await page.waitForFunction(() => document.querySelector("#event").value !== "");
}

/** Starts the playground anew with settings, and opens its page. */
export async function restart(settings) {
  await playground.stop();
  playground = await start(0, settings);
  await open();
}

/** Starts the playground anew on the same port, as its user would; the page stays open. */
export async function startAgain() {
  playground = await start(playground.port);
}

export const editor = () => page.getByLabel("Event, in JSON");
export const reply = () => page.getByRole("region", { name: "Reply to the sender" });
export const call = () => page.getByRole("region", { name: "Calls to AWS" });
export const phone = () => page.getByRole("complementary", { name: "The customer’s phone" });
export const history = () => page.getByRole("region", { name: "Sent so far" }).getByRole("button");
export const waiting = () => page.getByRole("region", { name: "Waiting for their time" });

/** Waits until the text of `place` matches. */
export async function shows(place, pattern) {
  const holds = async () => pattern.test(await place.innerText());
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await page.waitForTimeout(50);
  }
  assert.match(await place.innerText(), pattern);
}

export async function write(event) {
  await page.getByLabel("Start from").selectOption("own");
  await editor().fill(typeof event === "string" ? event : JSON.stringify(event, null, 2));
}

export async function send(event) {
  const sent = await history().count();
  await write(event);
  await page.getByRole("button", { name: "Send" }).click();
  await history().nth(sent).waitFor();
}
