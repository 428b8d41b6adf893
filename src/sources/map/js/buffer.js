// The one thing of Node.js that JSONata takes for granted: Base64, of strings whose characters are bytes.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = 0x3d;
/// By byte: its value; undefined of what is not Base64.
const VALUES = [];
for (let value = 0; value < 64; value++) {
  VALUES[ALPHABET.charCodeAt(value)] = value;
}
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;

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

/// As Node.js reads it: of each character the lower byte; what is not Base64 is passed over, the first `=` ends it.
function decode(text) {
  let bytes = "";
  let bits = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at) & 0xff;
    if (byte === PADDING) {
      break;
    }
    const value = VALUES[byte];
    if (value === undefined) {
      continue;
    }
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += String.fromCharCode(bits >> count);
      bits &= (1 << count) - 1;
    }
  }
  return bytes;
}

// A function of its own, because JSONata calls it with `new`.
function from(text, encoding) {
  return { toString: () => (encoding === "base64" ? decode(text) : encode(text)) };
}

// The name under which JSONata looks for it.
globalThis.global = { Buffer: { from } };
