// Simple case folding of WTF-8 text: the same mapping as src/unicode/fold.ts.
//
// FOLD_RUNS holds FOLD_RUN_COUNT runs of two words, ascending by `first`:
//
//   word 0   first (21 bits) | stride - 1 (1 bit) << 21 | count (10 bits) << 22
//   word 1   delta, signed
//
// first, first + stride, …, count of them, each folds to itself + delta.

import { FOLD_RUN_COUNT, FOLD_RUNS } from "./fold.generated";

/** What a code point folds to; itself if no case is known of it. */
export function foldCodePoint(codePoint: u32): u32 {
  let low: u32 = 0;
  let high: u32 = FOLD_RUN_COUNT;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((load<u32>(FOLD_RUNS + ((<usize>middle) << 3)) & 0x1fffff) <= codePoint) low = middle + 1;
    else high = middle;
  }
  if (low == 0) return codePoint;
  const run = FOLD_RUNS + ((<usize>(low - 1)) << 3);
  const head = load<u32>(run);
  const distance = codePoint - (head & 0x1fffff);
  const shift = (head >>> 21) & 1;
  if (distance & shift) return codePoint;
  return distance >>> shift < head >>> 22 ? codePoint + load<u32>(run, 4) : codePoint;
}

/**
 * Folds `length` bytes of WTF-8 at `source` into `target`, and returns the length of what it wrote. Bytes that are no
 * WTF-8 are copied as they are. The target must have room for 1.5 × length + 16 bytes: a code point grows from two bytes
 * to three at most, and stores are 16 bytes wide. Up to 15 bytes after the source are read, and do not matter.
 */
export function fold(source: usize, length: u32, target: usize): u32 {
  const end = source + length;
  const start = target;
  while (source < end) {
    const bytes = v128.load(source);
    v128.store(target, foldAscii(bytes));
    const ascii = min<usize>(end - source, ctz(v128.bitmask<i8>(bytes) | 0x10000));
    source += ascii;
    target += ascii;
    if (ascii == 16) continue;
    while (source < end && load<u8>(source) >= 0x80) {
      const size = sizeAt(source, end);
      if (size == 1) store<u8>(target++, load<u8>(source));
      else target = encode(foldCodePoint(decode(source, size)), target);
      source += size;
    }
  }
  return <u32>(target - start);
}

/** 16 bytes with those folded that are ASCII. */
// @ts-ignore: decorator
@inline
export function foldAscii(bytes: v128): v128 {
  // Moved so that `Z` is the largest signed number: one comparison tells the letters.
  const isUpper = i8x16.gt_s(i8x16.add(bytes, i8x16.splat(0x7f - 0x5a)), i8x16.splat(0x7f - 26));
  return v128.or(bytes, v128.and(isUpper, i8x16.splat(0x20)));
}

/** Bytes of the code point at `at`, whose first byte is not ASCII; 1 where the bytes are no WTF-8. */
function sizeAt(at: usize, end: usize): u32 {
  const lead: u32 = load<u8>(at);
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const size: u32 = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + size > end) return 1;
  const second: u32 = load<u8>(at, 1);
  const lowest: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const highest: u32 = lead == 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 1;
  for (let i: u32 = 2; i < size; i++) {
    if ((load<u8>(at + i) & 0xc0) != 0x80) return 1;
  }
  return size;
}

/** The code point of the `size` bytes (2 to 4) at `at`. */
function decode(at: usize, size: u32): u32 {
  let codePoint = <u32>load<u8>(at) & (0x7f >>> size);
  for (let i: u32 = 1; i < size; i++) codePoint = (codePoint << 6) | (load<u8>(at + i) & 0x3f);
  return codePoint;
}

/** Writes a code point and returns the end of it. */
function encode(codePoint: u32, at: usize): usize {
  if (codePoint < 0x80) {
    store<u8>(at, codePoint);
    return at + 1;
  }
  if (codePoint < 0x800) {
    store<u8>(at, 0xc0 | (codePoint >>> 6));
    store<u8>(at, 0x80 | (codePoint & 0x3f), 1);
    return at + 2;
  }
  if (codePoint < 0x10000) {
    store<u8>(at, 0xe0 | (codePoint >>> 12));
    store<u8>(at, 0x80 | ((codePoint >>> 6) & 0x3f), 1);
    store<u8>(at, 0x80 | (codePoint & 0x3f), 2);
    return at + 3;
  }
  store<u8>(at, 0xf0 | (codePoint >>> 18));
  store<u8>(at, 0x80 | ((codePoint >>> 12) & 0x3f), 1);
  store<u8>(at, 0x80 | ((codePoint >>> 6) & 0x3f), 2);
  store<u8>(at, 0x80 | (codePoint & 0x3f), 3);
  return at + 4;
}
