// What can be seen of an expression before it runs.

import { locate } from "position";

/// JSONata's functions, less `$eval`.
const FUNCTIONS = (
  "abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent " +
  "distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber " +
  "fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power " +
  "random reduce replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter " +
  "substringBefore sum toMillis trim type uppercase zip"
).split(" ");
/// What a mapping finds bound, beside its payload.
const BOUND = ["headers", "query", "source", "metadata"];
/// They differ in every run: a retry would send the text again.
const UNSTABLE = ["now", "millis", "random", "shuffle"];
const TOKEN = ["clientToken", "ClientToken"];
/// They take a function as their second argument.
const HIGHER_ORDER = ["map", "filter", "single", "reduce", "sift", "each", "sort"];

/// `{makesToken, problems}`, the problems in the order in which they stand.
export function inspect(text, ast) {
  const seen = survey(ast);
  const known = new Set([...FUNCTIONS, ...BOUND, ...seen.bound.keys()]);
  const problems = [];
  const report = (code, node, token) => problems.push({ code, token, ...locate(text, node.position ?? 0, token) });
  for (const node of seen.variables) {
    if (node.value === "eval") {
      report("U1010", node, "eval");
    }
  }
  for (const { callee } of seen.calls) {
    if (callee.type === "variable" && callee.value !== "" && callee.value !== "eval" && !known.has(callee.value)) {
      report("U1011", callee, callee.value);
    } else if (isName(callee) && !seen.members.has(callee.steps[0].value) && !seen.hasDynamicMembers) {
      report("U1012", callee.steps[0], callee.steps[0].value);
    }
  }
  const unstable = findUnstable(seen);
  if (unstable !== undefined) {
    report("U1013", unstable, unstable.value);
  }
  problems.sort((one, other) => one.line - other.line || one.column - other.column);
  return { makesToken: seen.tokens.length > 0, problems, known: [...known].sort() };
}

/// All that is of interest, collected in one walk. It needs no stack, however deep the expression.
function survey(ast) {
  const seen = {
    variables: [],
    // Each with what is called, its arguments, and whether it must be a function.
    calls: [],
    // By the name of a variable: all that it may be.
    bound: new Map(),
    // The names of members that objects are made of.
    members: new Set(),
    hasDynamicMembers: false,
    tokens: [],
  };
  const bind = (name, value) => seen.bound.set(name, [...(seen.bound.get(name) ?? []), ...value]);
  walk(ast, (node) => {
    switch (node.type) {
      case "variable":
        seen.variables.push(node);
        break;
      case "bind":
        bind(node.lhs.value, [node.rhs]);
        break;
      case "lambda":
        node.arguments.forEach((parameter) => bind(parameter.value, []));
        break;
      case "function":
      case "partial":
        seen.calls.push({ callee: node.procedure, arguments: node.arguments });
        if (node.procedure.type === "variable" && HIGHER_ORDER.includes(node.procedure.value)) {
          const [, passed] = node.arguments;
          if (passed?.type === "variable") {
            seen.calls.push({ callee: passed, arguments: [] });
          }
        }
        break;
      case "apply":
        if (node.rhs.type === "variable") {
          seen.calls.push({ callee: node.rhs, arguments: [node.lhs] });
        }
        break;
      case "index":
        bind(node.value, []);
        break;
      default:
    }
    for (const name of [node.focus, node.index]) {
      if (typeof name === "string") {
        bind(name, []);
      }
    }
    const pairs = node.type === "unary" && node.value === "{" ? node.lhs : (node.group?.lhs ?? []);
    for (const [key, value] of pairs) {
      if (key.type !== "string") {
        seen.hasDynamicMembers = true;
      } else {
        seen.members.add(key.value);
        if (TOKEN.includes(key.value)) {
          seen.tokens.push(value);
        }
      }
    }
  });
  bindParameters(seen, bind);
  return seen;
}

/// A parameter may be whatever its function is called with.
function bindParameters(seen, bind) {
  for (const { callee, arguments: passed } of seen.calls) {
    const functions = callee.type === "variable" ? (seen.bound.get(callee.value) ?? []) : [callee];
    for (const { type, arguments: parameters } of functions) {
      if (type === "lambda") {
        parameters.forEach((parameter, index) => bind(parameter.value, passed.slice(index, index + 1)));
      }
    }
  }
}

/// The unstable function that a token is made of, directly or by way of variables.
function findUnstable({ tokens, bound }) {
  const nodes = [...tokens];
  const followed = new Set();
  while (nodes.length > 0) {
    let found;
    walk(nodes.pop(), (node) => {
      if (node.type === "variable") {
        if (UNSTABLE.includes(node.value) && !bound.has(node.value)) {
          found ??= node;
        } else if (!followed.has(node.value)) {
          followed.add(node.value);
          nodes.push(...(bound.get(node.value) ?? []));
        }
      }
    });
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function isName(node) {
  return node.type === "path" && node.steps.length === 1 && node.steps[0].type === "name";
}

function walk(root, look) {
  const nodes = [root];
  const walked = new Set();
  while (nodes.length > 0) {
    const node = nodes.pop();
    if (walked.has(node)) {
      continue;
    }
    walked.add(node);
    if (!Array.isArray(node)) {
      look(node);
    }
    for (const [name, child] of Object.entries(node)) {
      // A signature is made of functions, a regular expression is none of our nodes.
      if (typeof child === "object" && child !== null && name !== "signature" && !(child instanceof RegExp)) {
        nodes.push(child);
      }
    }
  }
}
