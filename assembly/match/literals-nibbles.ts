// The filter for small sets, "Teddy" (Hyperscan: Wang et al., NSDI 2019): literals are in 8 groups, and 16 positions at a time are tested for
// one to three neighbouring bytes whose low and high halves occur there in some gram of a group.
//
// The halves of a block are looked up once. Where a gram begins in the block before, that block's look-ups are shifted in, so a hit is at
// the gram's last byte.

import { LAYER_FILTER, LAYER_GRAM, NIBBLE_POSITION_BYTES } from "./literals-layout";
import { beginLayer, gramMask, hashGram, verify } from "./literals-buckets";

/** For each byte of a block the groups that may have it at one position; `low` and `high` are its halves. */
// @ts-ignore: decorator
@inline
function groups(table: v128, tableHigh: v128, low: v128, high: v128): v128 {
  return v128.and(i8x16.swizzle(table, low), i8x16.swizzle(tableHigh, high));
}

// V8 makes a vector constant anew wherever it is used; one that comes from memory it keeps.
const HALF = memory.data<u8>([15]);

// @ts-ignore: decorator
@inline
function highHalves(block: v128, half: v128): v128 {
  return v128.and(i16x8.shr_u(block, 4), half);
}

/** `block` moved one byte towards the end of the text, behind the last byte of the block before. */
// @ts-ignore: decorator
@inline
export function after1(before: v128, block: v128): v128 {
  return i8x16.shuffle(before, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

// @ts-ignore: decorator
@inline
export function after2(before: v128, block: v128): v128 {
  return i8x16.shuffle(before, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

/** Adds the layer's literals that occur in the text. False: its budget is spent. */
export function scanNibbles(set: usize, layer: usize, text: usize, length: u32): bool {
  beginLayer(set, layer, text, length);
  const filter = set + load<u32>(layer, LAYER_FILTER);
  const gram = load<u32>(layer, LAYER_GRAM);
  if (gram == 1) return scanSingles(filter, text, length);
  return gram == 2 ? scanPairs(filter, text, length) : scanTriples(filter, text, length);
}

function scanSingles(filter: usize, text: usize, length: u32): bool {
  const low0 = v128.load(filter);
  const high0 = v128.load(filter, 16);
  const half = v128.load8_splat(HALF);
  const end = text + length;
  for (let at = text; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const foundA = groups(low0, high0, v128.and(a, half), highHalves(a, half));
    const foundB = groups(low0, high0, v128.and(b, half), highHalves(b, half));
    if (v128.any_true(v128.or(foundA, foundB)) && !verifyHits(foundA, foundB, at, 1)) return false;
  }
  return true;
}

function scanPairs(filter: usize, text: usize, length: u32): bool {
  const low0 = v128.load(filter);
  const high0 = v128.load(filter, 16);
  const low1 = v128.load(filter, NIBBLE_POSITION_BYTES);
  const high1 = v128.load(filter, NIBBLE_POSITION_BYTES + 16);
  const half = v128.load8_splat(HALF);
  const end = text + length;
  let before = i8x16.splat(0);
  for (let at = text; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const aLow = v128.and(a, half);
    const bLow = v128.and(b, half);
    const aHigh = highHalves(a, half);
    const bHigh = highHalves(b, half);
    const a0 = groups(low0, high0, aLow, aHigh);
    const b0 = groups(low0, high0, bLow, bHigh);
    const foundA = v128.and(after1(before, a0), groups(low1, high1, aLow, aHigh));
    const foundB = v128.and(after1(a0, b0), groups(low1, high1, bLow, bHigh));
    before = b0;
    if (v128.any_true(v128.or(foundA, foundB)) && !verifyHits(foundA, foundB, at - 1, 2)) return false;
  }
  return true;
}

function scanTriples(filter: usize, text: usize, length: u32): bool {
  const low0 = v128.load(filter);
  const high0 = v128.load(filter, 16);
  const low1 = v128.load(filter, NIBBLE_POSITION_BYTES);
  const high1 = v128.load(filter, NIBBLE_POSITION_BYTES + 16);
  const low2 = v128.load(filter, 2 * NIBBLE_POSITION_BYTES);
  const high2 = v128.load(filter, 2 * NIBBLE_POSITION_BYTES + 16);
  const half = v128.load8_splat(HALF);
  const end = text + length;
  let before0 = i8x16.splat(0);
  let before1 = before0;
  for (let at = text; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const aLow = v128.and(a, half);
    const bLow = v128.and(b, half);
    const aHigh = highHalves(a, half);
    const bHigh = highHalves(b, half);
    const a0 = groups(low0, high0, aLow, aHigh);
    const b0 = groups(low0, high0, bLow, bHigh);
    const a1 = groups(low1, high1, aLow, aHigh);
    const b1 = groups(low1, high1, bLow, bHigh);
    const foundA = v128.and(v128.and(after2(before0, a0), after1(before1, a1)), groups(low2, high2, aLow, aHigh));
    const foundB = v128.and(v128.and(after2(a0, b0), after1(a1, b1)), groups(low2, high2, bLow, bHigh));
    before0 = b0;
    before1 = b1;
    if (v128.any_true(v128.or(foundA, foundB)) && !verifyHits(foundA, foundB, at - 2, 3)) return false;
  }
  return true;
}

/** Verifies the hits of 32 positions. False: the layer's budget is spent. */
function verifyHits(a: v128, b: v128, first: usize, gram: u32): bool {
  const none = i8x16.splat(0);
  let hits = ~(<u32>i8x16.bitmask(i8x16.eq(a, none)) | (<u32>i8x16.bitmask(i8x16.eq(b, none)) << 16));
  const mask = gramMask(gram);
  do {
    const at = first + ctz(hits);
    if (!verify(at, hashGram(at, mask))) return false;
    hits &= hits - 1;
  } while (hits);
  return true;
}
