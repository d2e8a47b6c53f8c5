// What assembly/pack.mjs packed.

import { brotliDecompressSync } from "node:zlib";

/** The bytes of a text in which two characters, `#` to `~` without the backslash, are 13 bits. */
export function unpack(text: string): Buffer {
  const digit = (at: number): number => text.charCodeAt(at) - (text.charCodeAt(at) < 92 ? 35 : 36);
  const bytes = new Uint8Array((text.length * 13) >> 4);
  let held = 0;
  let bits = 0;
  let end = 0;
  for (let at = 0; at < text.length; at += 2) {
    held |= (digit(at) + 91 * digit(at + 1)) << bits;
    for (bits += 13; bits >= 8; bits -= 8) {
      bytes[end++] = held;
      held >>>= 8;
    }
  }
  return brotliDecompressSync(bytes.subarray(0, end));
}
