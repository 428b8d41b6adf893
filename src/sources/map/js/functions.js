// What JSONata's own functions need, beside the bounds of what they are built on.

import { MAX_TEXT, bound, charge } from "bounds";

const { jsonata } = globalThis.global;

/// A rope of so many characters is compared with another in a moment.
const MAX_ROPE = 1 << 26;

// To apply a function in part, JSONata reads its parameters from its source, which the bytecode doesn't have: their
// number will do. `$string` has one with a default, at which the reference fails, too; a rest parameter likewise.
const PARAMETERS = ["(a)", "(a, b)", "(a, b, c)", "(a, b, c, d)"];
Function.prototype.toString = function () {
  switch (`${this.name} ${this.length}`) {
    case "string 1":
      return "(a, b = false)";
    case "closure 0":
      return "(...a)";
    default:
      return PARAMETERS[this.length - 1] ?? "()";
  }
};

async function guard(name, guarded) {
  const definition = await jsonata(`$${name}`).evaluate(null, {});
  const { implementation } = definition;
  definition.implementation = guarded(implementation);
  const { length } = implementation;
  Object.defineProperties(definition.implementation, { name: { value: name }, length: { value: length } });
}

// What it makes is a rope: longer than the memory it takes. A short one is let pass as it comes: to wait for it would
// change the order in which the reference evaluates.
await guard("replace", (original) => function (...given) {
  const [text, , replacement] = given;
  const made = original.apply(this, given);
  const most = (text?.length ?? 0) * (typeof replacement === "string" ? replacement.length : MAX_TEXT);
  return most <= MAX_ROPE ? made : made.then(bounded);
});

function bounded(text) {
  bound(text?.length);
  return text;
}

// To look a long name up takes its hash, for each item.
await guard("lookup", (original) => function (input, name) {
  charge((Array.isArray(input) ? input.length : 1) * ((name?.length ?? 0) >> 4));
  return original.call(this, input, name);
});

// Compares each text with all others.
await guard("distinct", (original) => function (items) {
  if (Array.isArray(items)) {
    const length = items.reduce((sum, item) => sum + (typeof item === "string" ? item.length : 0), 0);
    charge((items.length * length) >> 9);
  }
  return original.call(this, items);
});
