// Hashes that the core computes too: assembly/match/table.ts and assembly/json/walk.ts.

import { KEY_HASH_ALL, KEY_HASH_FIRST, TEXT_HASH_FACTOR, TEXT_HASH_SEED } from "../bytecode/layout.js";
import { encodeWtf8 } from "../unicode/wtf8.js";

/** Hash of a text: unsigned 32 bits. */
export function hashText(text: Uint8Array): number {
  let hash = TEXT_HASH_SEED ^ text.length;
  const { length } = text;
  for (let at = 0; at < length; at += 4) {
    let word = text[at] as number;
    if (at + 1 < length) word |= (text[at + 1] as number) << 8;
    if (at + 2 < length) word |= (text[at + 2] as number) << 16;
    if (at + 3 < length) word |= (text[at + 3] as number) << 24;
    hash = Math.imul(hash ^ word, TEXT_HASH_FACTOR);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/**
 * Hash of a key without regard to ASCII case, from its length and its first and last 4 bytes (a shorter key: all of it, and zeros):
 * unsigned 32 bits.
 */
export function hashKey(key: Uint8Array): number {
  const first = wordAt(key, 0);
  const last = key.length < 4 ? first : wordAt(key, key.length - 4);
  return Math.imul(Math.imul(first + key.length, KEY_HASH_FIRST) ^ last, KEY_HASH_ALL) >>> 0;
}

function wordAt(key: Uint8Array, at: number): number {
  let word = 0;
  for (let i = 0; i < 4; i++) word |= ((key[at + i] ?? 0) | 0x20) << (8 * i);
  return word;
}

/** The bytes that `bytesKey` made a string of. */
export function bytesOf(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let at = 0; at < key.length; at++) bytes[at] = key.charCodeAt(at);
  return bytes;
}

/** The bytes of a text, as `encodeWtf8` gives them, as `bytesKey` has them. */
export function utf8Key(text: string): string {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x80) return bytesKey(encodeWtf8(text));
  return text;
}

/** Bytes as a string, one character each. */
export function bytesKey(bytes: Uint8Array): string {
  if (bytes.length <= 8192) return charactersOf(bytes);
  let key = "";
  for (let at = 0; at < bytes.length; at += 8192) key += charactersOf(bytes.subarray(at, at + 8192));
  return key;
}

/** Spread syntax would go through an iterator, which takes several times as long. */
function charactersOf(bytes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, undefined, bytes as unknown as number[]);
}
