// Bytes as text of a module: compressed, and seven bits in each byte of its UTF-8, which takes 14% more than the bytes and
// base64 33% more. src/packed.ts is the way back.

import { brotliCompressSync } from "node:zlib";

// The characters of ASCII that the bundler escapes in a string, and the quote that it then chooses.
const ESCAPED = "\0\x07\b\v\f\r\x1b\\`";

/** @param {Uint8Array} bytes @returns {string} */
export function pack(bytes) {
  const digits = [];
  let held = 0;
  let bits = 0;
  for (const byte of brotliCompressSync(bytes)) {
    held |= byte << bits;
    for (bits += 8; bits >= 7; bits -= 7) {
      digits.push(held & 127);
      held >>>= 7;
    }
  }
  digits.push(held);

  // A digit that would be escaped shares a character of two bytes with the next one: 110aaaab 10bbbbbb.
  let text = "";
  for (let at = 0; at < digits.length; at++) {
    const escaped = ESCAPED.indexOf(String.fromCharCode(digits[at]));
    text += String.fromCharCode(escaped < 0 ? digits[at] : ((escaped + 1) << 7) | (digits[++at] ?? 0));
  }
  return text;
}
