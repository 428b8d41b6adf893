// The one thing of Node.js that JSONata takes for granted: Base64.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = Object.create(null);
for (let value = 0; value < 64; value++) {
  VALUES[ALPHABET[value]] = value;
}
VALUES["-"] = 62;
VALUES["_"] = 63;

function encode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const one = bytes.charCodeAt(at) & 0xff;
    const two = bytes.charCodeAt(at + 1) & 0xff;
    const three = bytes.charCodeAt(at + 2) & 0xff;
    text += ALPHABET[one >> 2] + ALPHABET[((one & 3) << 4) | (two >> 4)];
    text += at + 1 < bytes.length ? ALPHABET[((two & 15) << 2) | (three >> 6)] : "=";
    text += at + 2 < bytes.length ? ALPHABET[three & 63] : "=";
  }
  return text;
}

/// As Node.js reads it: what is no Base64 is passed over, the first `=` ends it.
function decode(text) {
  let bytes = "";
  let bits = 0;
  let count = 0;
  for (const letter of text) {
    if (letter === "=") {
      break;
    }
    const value = VALUES[letter];
    if (value === undefined) {
      continue;
    }
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += String.fromCharCode((bits >> count) & 0xff);
      bits &= (1 << count) - 1;
    }
  }
  return bytes;
}

function from(text, encoding) {
  return { toString: () => (encoding === "base64" ? decode(text) : encode(text)) };
}

// The name under which JSONata looks for it.
globalThis.global = { Buffer: { from } };
