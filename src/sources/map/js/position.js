// Where in an expression something is: its line and column, both from 1.

/// The place of a token. JSONata tells the position where it ends, or where the parenthesis behind it does.
export function locate(text, position, token) {
  const last = Math.min(position, text.trimEnd().length);
  const isAt = (end) => typeof token === "string" && text.slice(end - token.length, end) === token;
  const end = [last, last - 1].find(isAt);
  if (end === undefined) {
    return lineAndColumn(text, last);
  }
  const start = end - token.length;
  return { ...lineAndColumn(text, text[start - 1] === "$" ? start - 1 : start), token };
}

/// The place of what can't be parsed. What isn't closed is found where it was opened.
export function locateSyntaxError(parser, text, code, error) {
  switch (code) {
    case "S0101":
      return lineAndColumn(text, openedAt(parser, text, code, "\"'"));
    case "S0105":
      return lineAndColumn(text, openedAt(parser, text, code, "`"));
    case "S0302":
      return lineAndColumn(text, openedAt(parser, text, code, "/"));
    case "U1005":
      return lineAndColumn(text, regexAt(parser, text));
    default:
      return locate(text, Number.isInteger(error?.position) ? error.position : 0, error?.token);
  }
}

function lineAndColumn(text, at) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: Array.from(before.at(-1)).length + 1 };
}

/// The last of `marks` before which the expression doesn't fail in this way.
function openedAt(parser, text, code, marks) {
  let candidates = 0;
  for (let at = text.length - 1; at > 0 && candidates < 100; at--) {
    if (marks.includes(text[at])) {
      candidates++;
      if (failure(parser, text.slice(0, at))?.code !== code) {
        return at;
      }
    }
  }
  return 0;
}

/// A regular expression that doesn't compile tells no position. The parser took its pattern last but one, then its flags.
function regexAt(parser, text) {
  const taken = [];
  failure(parser, {
    length: text.length,
    charAt: (at) => text.charAt(at),
    indexOf: (part, from) => text.indexOf(part, from),
    substr: (start, length) => text.substr(start, length),
    substring: (start, end) => {
      taken.push(start);
      return text.substring(start, end);
    },
  });
  return Math.max(0, (taken.at(-2) ?? 0) - 1);
}

function failure(parser, text) {
  try {
    parser(text);
    return undefined;
  } catch (error) {
    return error;
  }
}
