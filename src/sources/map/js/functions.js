// What JSONata's own functions need, beside the bounds of what they are built on.

import { bound, charge } from "bounds";

const { jsonata } = globalThis.global;

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

// What it makes is a rope: longer than the memory it takes.
await guard("replace", (original) => async function (...given) {
  const made = await original.apply(this, given);
  bound(made?.length ?? 0);
  return made;
});

// To look a long name up takes its hash, for each item.
await guard("lookup", (original) => function (input, name) {
  charge((Array.isArray(input) ? input.length : 1) * (name.length >> 4));
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
