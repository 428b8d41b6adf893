// JSON: where it is wrong, and how it looks.
import { element } from "./dom.js";

/** The first mistake in a JSON text, with its line and column, the same in every browser; null if there is none. */
export function mistakeIn(text) {
  try { JSON.parse(text); return null; } catch { /* found below */ }
  let at = 0;
  const fail = (message, where = at) => { throw { message, at: where }; };
  const blank = () => { while (/[ \t\r\n]/.test(text[at] ?? "")) at++; };
  const string = () => {
    const from = at++;
    while (text[at] !== '"') {
      if (at >= text.length) fail("this string is never closed", from);
      if (text[at] < " ") fail("a line break or tab inside a string must be written \\n or \\t");
      if (text[at] === "\\") { if (!/^\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) fail("JSON has no such escape"); at++; }
      at++;
    }
    at++;
  };
  const list = (close, item) => {
    at++; blank();
    if (text[at] === close) { at++; return; }
    for (;;) {
      item(); blank();
      if (text[at] === close) { at++; return; }
      if (text[at] !== ",") fail(at >= text.length ? `the end is missing: ${close}` : `a comma or ${close} is missing before this`);
      const comma = at++; blank();
      if (text[at] === close) fail(`there is a comma too many before ${close}`, comma);
    }
  };
  const value = () => {
    blank();
    const start = text[at];
    if (start === "{") return list("}", () => {
      blank();
      if (text[at] !== '"') fail("a name in double quotes must be here");
      string(); blank();
      if (text[at] !== ":") fail("a colon is missing after the name");
      at++; value();
    });
    if (start === "[") return list("]", value);
    if (start === '"') return string();
    const word = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)(?![\w.+-])/.exec(text.slice(at));
    if (!word) fail(start === undefined ? "a value is missing" : start === "'" ? "JSON needs double quotes" : "this is not a JSON value");
    at += word[0].length;
  };
  try { value(); blank(); if (at < text.length) fail("there is something after the end"); fail("this is not JSON"); }
  catch (found) {
    if (typeof found.at !== "number") return { line: 1, column: 1, message: "this is nested too deeply" };
    const before = text.slice(0, found.at).split("\n");
    return { line: before.length, column: before.at(-1).length + 1, message: found.message };
  }
}

/** A value as coloured, indented JSON. */
export function code(value) {
  const pre = element("pre", { class: "code", tabindex: "0" });
  for (const line of JSON.stringify(value, null, 2).split("\n")) {
    // What is too long for a line continues below its own indentation.
    const block = element("span", { class: "line" });
    block.style.setProperty("--in", line.search(/\S/) + 2 + "ch");
    let from = 0;
    for (const found of line.matchAll(/("(?:[^"\\]|\\.)*")(:)?|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null)\b/g)) {
      block.append(line.slice(from, found.index));
      const kind = found[1] ? (found[2] ? "n" : "s") : "d";
      block.append(element("span", { class: kind }, found[1] ?? found[0]), found[2] ?? "");
      from = found.index + found[0].length;
    }
    block.append(line.slice(from));
    pre.append(block);
  }
  return pre;
}

/** A text as JSON where it is some, else as it is. */
export function pretty(text) {
  try { return code(JSON.parse(text)); } catch {
    const pre = element("pre", { class: "code", tabindex: "0" });
    pre.textContent = text;
    return pre;
  }
}
