// Hashes that the core computes too: assembly/match/table.ts and assembly/json/walk.ts.

import { KEY_HASH_BYTES, KEY_HASH_FACTOR, TEXT_HASH_FACTOR, TEXT_HASH_SEED } from "../bytecode/layout.js";

/** Hash of a text: unsigned 32 bits. */
export function hashText(text: Uint8Array): number {
  let hash = TEXT_HASH_SEED ^ text.length;
  for (let at = 0; at < text.length; at += 4) {
    const word =
      (text[at] ?? 0) | ((text[at + 1] ?? 0) << 8) | ((text[at + 2] ?? 0) << 16) | ((text[at + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ word, TEXT_HASH_FACTOR);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** Hash of a key's last bytes without regard to ASCII case: unsigned 32 bits. The key has at least KEY_HASH_BYTES bytes. */
export function hashKey(key: Uint8Array): number {
  let word = 0;
  for (let i = 0; i < KEY_HASH_BYTES; i++) word |= ((key[key.length - KEY_HASH_BYTES + i] as number) | 0x20) << (8 * i);
  return Math.imul(word, KEY_HASH_FACTOR) >>> 0;
}

/** Bytes as a string, one character each. */
export function bytesKey(bytes: Uint8Array): string {
  let key = "";
  for (let at = 0; at < bytes.length; at += 8192) key += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return key;
}
