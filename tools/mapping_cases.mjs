// Writes the right results into tests/data/mapping-cases.json: what JSONata's reference implementation makes of each
// expression in Node.js. Add a case without a result, then run this:
//
//     node tools/mapping_cases.mjs
//
// src/sources/map/js/jsonata.js is the file of that name in npm's package jsonata, unchanged; with a path to that
// package as an argument, this says so or fails.

import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(root, path), "utf8");
const vendored = "src/sources/map/js/jsonata.js";
const [npm] = process.argv.slice(2);
if (npm !== undefined && readFileSync(join(npm, "jsonata.js"), "utf8") !== read(vendored)) {
  throw new Error(`${vendored} isn't the package's jsonata.js`);
}
// Loaded from a copy in memory: the folder holds modules, this file is a script.
const loaded = { exports: {} };
new Function("module", "exports", "require", read(vendored))(loaded, loaded.exports, createRequire(import.meta.url));
const jsonata = loaded.exports;

/// What src/sources/payload.rs does: a whole number beyond 2^53 is a string.
function parse(json) {
  const withoutLongNumbers = json.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g, (match, text, number) =>
    text === undefined && !Number.isSafeInteger(Number(number)) ? `"${number}"` : match,
  );
  return JSON.parse(withoutLongNumbers);
}

function payload({ payload, input }, payloads) {
  if (payload === undefined) {
    return input;
  }
  return payloads[payload] ?? parse(read(`sources/examples/${payload}.json`));
}

async function evaluate({ expression, ...rest }, { payloads, bindings }) {
  try {
    const input = structuredClone(payload(rest, payloads));
    const result = await jsonata(expression).evaluate(input, { ...bindings, source: rest.payload ?? "case" });
    const json = JSON.stringify(result, (_, value) =>
      typeof value === "function" || value?._jsonata_lambda || value?._jsonata_function ? "" : value,
    );
    return json === undefined ? {} : { result: JSON.parse(json) };
  } catch (error) {
    return { code: error.code ?? null };
  }
}

const path = "tests/data/mapping-cases.json";
const data = JSON.parse(read(path));
const lines = [];
for (const { payload, input, expression } of data.cases) {
  const given = payload === undefined ? { input } : { payload };
  lines.push(JSON.stringify({ ...given, expression, ...(await evaluate({ ...given, expression }, data)) }));
}
const head = JSON.stringify({ payloads: data.payloads, bindings: data.bindings }, null, 1).slice(0, -2);
writeFileSync(join(root, path), `${head},\n "cases": [\n  ${lines.join(",\n  ")}\n ]\n}\n`);
console.log(`${lines.length} cases`);
