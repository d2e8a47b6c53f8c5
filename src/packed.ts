// What assembly/pack.mjs packed.

import { brotliDecompressSync } from "node:zlib";

const ESCAPED = "\0\x07\b\v\f\r\x1b\\`";

/** The bytes of a text whose characters hold seven bits, or from U+0080 on two times seven, the first of them by its place in `ESCAPED`. */
export function unpack(text: string): Buffer {
  const bytes = new Uint8Array((text.length * 7) >> 2);
  let held = 0;
  let bits = 0;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const escaped = code >> 7;
    held |= (escaped ? ESCAPED.charCodeAt(escaped - 1) | ((code & 127) << 7) : code) << bits;
    for (bits += escaped ? 14 : 7; bits >= 8; bits -= 8) {
      bytes[end++] = held;
      held >>>= 8;
    }
  }
  return brotliDecompressSync(bytes.subarray(0, end));
}
