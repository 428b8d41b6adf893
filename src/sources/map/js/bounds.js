// What QuickJS does in C looks at no clock, however long it takes: the engine's interrupt comes between steps of
// JavaScript, and inside regular expressions. So whatever a text or list makes long is charged for its length here, and
// the clock is looked at each time that enough has come together. Texts have a longest length: a rope of strings is
// longer than the memory it takes.

const { tick } = globalThis;
/// For the payload: it may be longer than a text in it.
export const { parse } = JSON;

/// The longest text, in UTF-16 units. A payload is no longer, and a request document far shorter.
export const MAX_TEXT = 1 << 20;

/// About 10 ns of work each: two looks at the clock are less than a millisecond apart.
const UNITS = 1 << 16;
/// What takes more than all the time of a run isn't begun.
const MAX_UNITS = 25_000_000;
/// Compared characters that one search may cost without a look at the clock in between.
const SEARCH = 1 << 20;

let spent = 0;

export function charge(units) {
  if (units > MAX_UNITS) {
    throw { code: "U1006" };
  }
  spent += units;
  if (spent >= UNITS) {
    spent = 0;
    tick();
  }
}

export function bound(length) {
  if (length > MAX_TEXT) {
    throw { code: "U1001" };
  }
}

/// Replaces a function of C by one that looks at what it is given first.
function guard(owner, name, guarded) {
  const original = owner[name];
  Object.defineProperty(owner, name, { value: guarded(original), configurable: true, writable: true });
}

const text = String.prototype;
for (const [name, units] of [["toLowerCase", 2], ["toUpperCase", 2], ["substr", 1 / 16], ["slice", 1 / 16]]) {
  guard(text, name, (original) => function (first, second) {
    bound(this.length);
    charge(this.length * units);
    return original.call(this, first, second);
  });
}

// Odd: a template with values in it is a call of this, too, with several arguments of any type.
guard(text, "concat", (original) => function (...others) {
  const joined = original.apply(this, others);
  bound(joined.length);
  return joined;
});

// The search compares the whole needle at each place: with two long texts it goes on in pieces. A needle that is no
// string is one of a few characters.
const { indexOf, lastIndexOf, substring } = text;
const isLongSearch = (text, needle) => typeof needle === "string" && text.length * needle.length > SEARCH;

text.indexOf = function (needle, from = 0) {
  charge(this.length / 16);
  if (!isLongSearch(this, needle)) {
    return indexOf.call(this, needle, from);
  }
  bound(this.length);
  const step = Math.ceil(SEARCH / needle.length);
  for (let start = Math.max(0, from); start + needle.length <= this.length; start += step) {
    charge(UNITS);
    const found = indexOf.call(substring.call(this, start, start + step + needle.length - 1), needle);
    if (found !== -1) {
      return start + found;
    }
  }
  return -1;
};
text.lastIndexOf = function (needle) {
  charge(this.length / 16);
  if (!isLongSearch(this, needle)) {
    return lastIndexOf.call(this, needle);
  }
  bound(this.length);
  const step = Math.ceil(SEARCH / needle.length);
  for (let end = this.length - needle.length; end >= 0; end -= step) {
    charge(UNITS);
    const start = Math.max(0, end - step + 1);
    const found = lastIndexOf.call(substring.call(this, start, end + needle.length), needle);
    if (found !== -1) {
      return start + found;
    }
  }
  return -1;
};

guard(text, "split", (original) => function (separator, limit) {
  bound(this.length);
  charge(this.length);
  if (!isLongSearch(this, separator)) {
    return original.call(this, separator, limit);
  }
  const parts = [];
  let start = 0;
  for (let found = this.indexOf(separator); found !== -1; found = this.indexOf(separator, start)) {
    parts.push(substring.call(this, start, found));
    start = found + separator.length;
  }
  parts.push(substring.call(this, start));
  return original.call("", separator, 0).concat(limit === undefined ? parts : parts.slice(0, limit));
});

guard(text, "replace", (original) => function (pattern, replacement) {
  bound(this.length);
  charge(this.length * 4);
  return original.call(this, pattern, replacement);
});

const list = Array.prototype;
for (const [name, units] of [["concat", 1 / 2], ["indexOf", 1 / 2], ["reverse", 1 / 2], ["slice", 1 / 2]]) {
  guard(list, name, (original) => function (first, second) {
    charge((this.length + (first?.length ?? 0)) * units);
    return second === undefined ? original.call(this, first) : original.call(this, first, second);
  });
}

// `new Array(1e9).join(" ")` is how `$pad` and pictures make their padding.
const { join, push } = list;
list.join = function (separator = ",") {
  bound(separator.length * (this.length - 1));
  if (this.length < 1000) {
    charge(this.length);
    const joined = join.call(this, separator);
    bound(joined.length);
    return joined;
  }
  let joined = "";
  for (let index = 0; index < this.length; index++) {
    const item = this[index];
    joined += (index === 0 ? "" : separator) + (item === undefined || item === null ? "" : item);
    bound(joined.length);
  }
  return joined;
};

// Without a comparison of JavaScript, sorting looks at no clock.
guard(list, "sort", (original) => function (compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0)) {
  return original.call(this, compare);
});

// The engine passes at most 65,535 arguments; V8 about twice as many.
push.apply = (target, items) => {
  for (let index = 0; index < items.length; index++) {
    push.call(target, items[index]);
  }
  return target.length;
};
for (const name of ["max", "min"]) {
  const original = Math[name];
  original.apply = (_, items) => {
    let found = original();
    for (let index = 0; index < items.length; index++) {
      found = original(found, items[index]);
    }
    return found;
  };
}

for (const name of ["keys", "getOwnPropertyNames"]) {
  guard(Object, name, (original) => (object) => {
    const names = original(object);
    charge(names.length * 5);
    return names;
  });
}

for (const name of ["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"]) {
  guard(globalThis, name, (original) => (given) => {
    bound(given?.length);
    charge((given?.length ?? 0) * 4);
    return original(given);
  });
}

guard(JSON, "parse", (original) => (json) => {
  bound(json?.length);
  charge((json?.length ?? 0) * 4);
  return original(json);
});

guard(JSON, "stringify", (original) => (value, replacer, space) => {
  const json = original(value, replacer, space);
  if (json !== undefined) {
    bound(json.length);
    charge(json.length);
  }
  return json;
});
