// Hashes of a literal's bytes that the core computes too: hashGram of assembly/match/literals-buckets.ts and hashKey of
// assembly/match/literals-anchored.ts. Both are products of 64 bits, here in halves of 32.

import { LITERAL_HASH_HIGH, LITERAL_HASH_LOW } from "./literals-layout.js";

/** 64 bits as two unsigned halves. */
interface Hash {
  readonly high: number;
  readonly low: number;
}

/** The high 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const cross = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000);
  const middle = aLow * bHigh + (cross % 0x10000);
  return aHigh * bHigh + Math.floor(cross / 0x10000) + Math.floor(middle / 0x10000);
}

/** Bits 32 to 63 of a number times the factor of the hash. */
function highOf(low: number, high: number): number {
  return (
    (highProduct(low, LITERAL_HASH_LOW) + Math.imul(low, LITERAL_HASH_HIGH) + Math.imul(high, LITERAL_HASH_LOW)) >>> 0
  );
}

/** And bits 0 to 31. */
function lowOf(low: number): number {
  return Math.imul(low, LITERAL_HASH_LOW) >>> 0;
}

/** Up to four bytes as a little-endian word. */
function word(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < Math.min(count, 4); i++) value |= (bytes[at + i] as number) << (8 * i);
  return value >>> 0;
}

/** The high half of the hash of the `count` (1 to 8) bytes at an offset. Its high bits choose a place in a table. */
export function hashGram(bytes: Uint8Array, at: number, count: number): number {
  return highOf(word(bytes, at, count), word(bytes, at + 4, count - 4));
}

/** The low half of that hash. */
export function tagGram(bytes: Uint8Array, at: number, count: number): number {
  return lowOf(word(bytes, at, count));
}

/** Hash of a key (`length` bytes, one or more) of an anchor's class, by the key's length and its first and last 8 bytes. */
export function hashKey(anchor: number, bytes: Uint8Array, at: number, length: number): Hash {
  const first = mix({ low: length, high: anchor }, bytes, at, Math.min(length, 8));
  return length < 8 ? first : mix(first, bytes, at + length - 8, 8);
}

function mix(hash: Hash, bytes: Uint8Array, at: number, count: number): Hash {
  const low = (hash.low ^ word(bytes, at, count)) >>> 0;
  const high = highOf(low, (hash.high ^ word(bytes, at + 4, count - 4)) >>> 0);
  return { low: (lowOf(low) ^ high) >>> 0, high };
}
