// What a CRM is answered, and a real delivery whose signature fails.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { page, reply, shows } from "./support.js";

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
