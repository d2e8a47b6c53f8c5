// Values in the input: where strings and tokens end, and one array element after another. Everything is read through the bitmaps and
// the index of the last scan. The functions stay inside the input on any bytes; on valid JSON they are right.

import { escapeBits, input, stringBits } from "../memory";

// @ts-ignore: decorator
@inline export const QUOTE: u8 = 0x22;
// @ts-ignore: decorator
@inline export const COLON: u8 = 0x3a;
// @ts-ignore: decorator
@inline export const openObject: u8 = 0x7b;
// @ts-ignore: decorator
@inline export const openArray: u8 = 0x5b;

/**
 * For bytes of the index only: there, `[` and `{` alone have 3 in their low three bits, `]` and `}` alone have 5. Odd are besides only strays,
 * which the scan takes for brackets.
 */
// @ts-ignore: decorator
@inline
export function isOpen(byte: u8): bool {
  return (byte & 7) == 3;
}

// @ts-ignore: decorator
@inline
export function isClose(byte: u8): bool {
  return (byte & 7) == 5;
}

/** For bytes of the index only: whether it is a bracket or a stray. */
// @ts-ignore: decorator
@inline
export function isOdd(byte: u8): bool {
  return bool(byte & 1);
}

/** JSON's white space. */
// @ts-ignore: decorator
@inline
export function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

// @ts-ignore: decorator
@inline
export function skipSpace(at: usize): usize {
  while (isSpace(load<u8>(at))) at++;
  return at;
}

/** Whether the byte at this address is inside a string. */
export function insideString(at: usize): bool {
  const offset = at - input;
  return bool((load<u64>(stringBits + ((offset >> 6) << 3)) >> (offset & 63)) & 1);
}

/** The closing quote of the string whose content begins at `at`. */
// @ts-ignore: decorator
@inline
export function stringEnd(at: usize): usize {
  const offset = at - input;
  let word = stringBits + ((offset >> 6) << 3);
  const bits = ~load<u64>(word) >> (offset & 63);
  if (bits) return at + <usize>ctz(bits);
  do word += 8;
  while (!~load<u64>(word));
  return input + ((word - stringBits) << 3) + <usize>ctz(~load<u64>(word));
}

/** The first content byte of the string that ends at the closing quote `quote`. */
export function stringStart(quote: usize): usize {
  const offset = quote - 1 - input;
  let word = stringBits + ((offset >> 6) << 3);
  const bits = ~load<u64>(word) << (63 - (offset & 63));
  if (bits) return quote - <usize>clz(bits) + 1;
  do word -= 8;
  while (!~load<u64>(word));
  return input + ((word - stringBits) << 3) + 65 - <usize>clz(~load<u64>(word));
}

/** Whether there is a backslash from `at` up to `end`. */
export function hasEscape(at: usize, end: usize): bool {
  if (at >= end) return false;
  const first = at - input;
  const last = end - 1 - input;
  let word = escapeBits + ((first >> 6) << 3);
  const lastWord = escapeBits + ((last >> 6) << 3);
  let bits = load<u64>(word) >> (first & 63) << (first & 63);
  while (word < lastWord) {
    if (bits) return true;
    word += 8;
    bits = load<u64>(word);
  }
  return (bits << (63 - (last & 63))) != 0;
}

/** 64 bits of a bitmap, the highest one that of the byte before `quote`. */
// @ts-ignore: decorator
@inline
function bitsBefore(bitmap: usize, quote: usize): u64 {
  const offset = quote - 1 - input;
  const at = offset & 63;
  const word = bitmap + ((offset >> 6) << 3);
  return (load<u64>(word) << (63 - at)) | (load<u64>(word - 8) >> 1 >> at);
}

/** Bytes of the string that ends at the closing quote `quote`; more than 62 where it is longer, or no string. */
// @ts-ignore: decorator
@inline
export function stringLength(quote: usize): u32 {
  return <u32>clz(~bitsBefore(stringBits, quote)) - 1;
}

/** Whether there is a backslash in the `length` bytes before `quote`, at most 63. */
// @ts-ignore: decorator
@inline
export function hasEscapeBefore(quote: usize, length: u32): bool {
  return bitsBefore(escapeBits, quote) >> (63 - length) > 1;
}

/** A bit for each backslash in the 64 bytes before `quote`, the highest one for the byte right before it. */
// @ts-ignore: decorator
@inline
export function escapesBefore(quote: usize): u64 {
  return bitsBefore(escapeBits, quote);
}

/** Whether there is a byte above 0x7f from `at` up to `end`. */
export function hasHigh(at: usize, end: usize): bool {
  if (at >= end) return false;
  for (; at + 16 <= end; at += 16) if (i8x16.bitmask(v128.load(at))) return true;
  return ((i8x16.bitmask(v128.load(at)) << (16 - <i32>(end - at))) & 0xffff) != 0;
}

/** The first byte after the number, `true`, `false` or `null` that begins at `at`. */
export function tokenEnd(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte <= 0x20 || byte == 0x2c || byte == QUOTE || (byte | 0x20) == 0x7b || (byte | 0x20) == 0x7d) return at;
    at++;
  }
}

// What firstElement() and nextElement() found: an element and the first index entry at or after it.
export let elementAt: usize = 0;
export let elementEntry: usize = 0;

/** Finds the first element of the array at `value`, whose bracket `entry` points to. False if it has none. */
export function firstElement(value: usize, entry: usize): bool {
  if (load<u32>(entry) != value) return false;
  elementAt = skipSpace(value + 1);
  elementEntry = entry + 4;
  return load<u8>(elementAt) != 0x5d;
}

/** Finds the element after the one at `at`, with `entry` as firstElement() or nextElement() gave it. False after the last one. */
export function nextElement(at: usize, entry: usize): bool {
  const byte = load<u8>(at);
  if (byte == QUOTE) at = stringEnd(at + 1) + 1;
  else if (byte == openObject || byte == openArray) {
    if (load<u32>(entry) != at) return false;
    entry = containerEnd(entry);
    at = load<u32>(entry - 4) + 1;
  } else at = tokenEnd(at);
  at = skipSpace(at);
  if (load<u8>(at) != 0x2c) return false;
  elementAt = skipSpace(at + 1);
  while (load<u32>(entry) < elementAt) entry += 4;
  elementEntry = entry;
  return true;
}

/** The entry after the bracket that closes the container which `entry` opens. */
export function containerEnd(entry: usize): usize {
  let depth = 0;
  do {
    const byte = load<u8>(load<u32>(entry));
    entry += 4;
    if (isOpen(byte)) depth++;
    else if (isClose(byte)) depth--;
    else if (byte != COLON && !isOdd(byte)) return entry;
  } while (depth > 0);
  return entry;
}
