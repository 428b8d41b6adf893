// What Rust calls: an expression is compiled, or run on a payload. Compiled expressions stay on this side: a handle to
// one that outlived its engine would end the process.

import "buffer";
import { parse } from "bounds";
import "jsonata";
import "functions";
import { inspect } from "inspect";
import { locate, locateSyntaxError } from "position";

const { jsonata } = globalThis.global;

/// Characters of expressions that are kept compiled: each takes 80 to 400 bytes of the memory that a run has.
const MAX_KEPT = 16 * 1024;
const kept = new Map();
let keptLength = 0;

function expression(text) {
  let compiled = kept.get(text);
  if (compiled === undefined) {
    compiled = jsonata(text);
    // It would run code out of a payload.
    compiled.assign("eval", undefined);
    if (keptLength + text.length > MAX_KEPT) {
      kept.clear();
      keptLength = 0;
    }
    kept.set(text, compiled);
    keptLength += text.length;
  }
  return compiled;
}

globalThis.compile = (text) => {
  let compiled;
  try {
    compiled = expression(text);
  } catch (error) {
    return { makesToken: false, problems: [syntaxProblem(text, error)] };
  }
  return inspect(text, compiled.ast());
};

function syntaxProblem(text, error) {
  const code = codeOf(error);
  const expected = typeof error?.value === "string" ? error.value : undefined;
  return { code, expected, ...locateSyntaxError(jsonata.parser, text, code, error) };
}

globalThis.run = (text, input, bindings) => evaluate(text, input, bindings, documents);

/// For tests: whatever an expression makes, as JSON.
globalThis.runForAnything = (text, input, bindings) =>
  evaluate(text, input, bindings, (result) => {
    const json = JSON.stringify(result, (_, value) => (isFunction(value) ? "" : value));
    return { kind: "documents", isList: false, documents: json === undefined ? [] : [json] };
  });

async function evaluate(text, input, bindings, made) {
  let payload;
  try {
    payload = input === "" ? undefined : parse(input);
  } catch (error) {
    return error instanceof SyntaxError ? { kind: "unreadable" } : failure(text, error);
  }
  try {
    return made(await expression(text).evaluate(payload, parse(bindings)));
  } catch (error) {
    return failure(text, error);
  }
}

function documents(result) {
  if (result === undefined || result === null) {
    return { kind: "documents", isList: false, documents: [] };
  }
  const items = Array.isArray(result) ? result.filter((item) => item !== undefined && item !== null) : [result];
  return { kind: "documents", isList: Array.isArray(result), documents: items.map(document) };
}

function document(item) {
  if (typeof item !== "object" || Array.isArray(item) || isFunction(item)) {
    throw { code: "U1002" };
  }
  return JSON.stringify(item, (_, value) => {
    if (isFunction(value)) {
      throw { code: "U1002" };
    }
    return value;
  });
}

function isFunction(value) {
  return typeof value === "function" || value?._jsonata_function === true || value?._jsonata_lambda === true;
}

// The error's message and values quote the payload: they stay here.
function failure(text, error) {
  const code = codeOf(error);
  const place = Number.isInteger(error?.position) ? locate(text, error.position, error.token) : {};
  return { kind: "failed", code, ...place };
}

/// JSONata's code, or ours for what the engine itself throws.
function codeOf(error) {
  if (typeof error?.code === "string" && /^[A-Z]\d{4}$/.test(error.code)) {
    return error.code;
  }
  const message = error instanceof Error ? error.message : "";
  switch (true) {
    // Odd: when even the error finds no memory, null is thrown, and JSONata trips over it.
    case error === null:
    case message.startsWith("out of memory"):
    case message === "cannot read property 'token' of null":
    case message === "cannot read property 'position' of null":
      return "U1003";
    case message === "Maximum call stack size exceeded":
      return "U1004";
    case message === "string too long":
    case message === "invalid string length":
    case message === "invalid array length":
      return "U1001";
    // JSONata tells this of every value but null.
    case message === "cannot set property 'token' of null":
      return "T1006";
    case error instanceof SyntaxError:
      return "U1005";
    default:
      return "U1000";
  }
}
