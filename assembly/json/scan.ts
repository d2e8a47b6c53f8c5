// Structural scan: 64 bytes at a time, from bytes to bitmaps to an index of addresses.
//
// The index holds brackets and colons outside strings, and line ends; nothing else is needed to walk an event. A colon tells of
// its key (which ends just before it) and of its value (which begins just after it); commas and quotes tell nothing more.
// Strings are found by bitmap: a bit is set from an opening quote up to, not including, its closing quote.
//
// A newline always ends an event. Where one stands inside a string, that string is torn: the bits after it are inverted, so that
// the next line starts outside. The walk sees the string bit of the newline itself and refuses the line.
//
// Documents may have newlines between their tokens. Then only those newlines are in the index that no document can go on after: inside a
// string, or before a line that begins with a brace, unless a value may stand there, behind an opening bracket, a comma or a colon.
//
// Technique: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1.

import { COUNTER_BYTES, COUNTER_STRUCTURALS } from "../layout";
import { count } from "../count";
import { COMMA } from "../ascii";
import { escapeBits, index, input, specials, stringBits } from "../memory";
import { isSpace } from "./value";

/** End of the index: the address after its last entry. */
export let indexEnd: usize = 0;
/** End of the list of special blocks. */
export let specialsEnd: usize = 0;

// @ts-ignore: decorator
@inline const EVEN: u64 = 0x5555555555555555;

/** Bit i of the result is the parity of the bits 0 to i. */
// @ts-ignore: decorator
@inline
export function parity(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/** A bit a byte of a block of 64 whose comparison came out true. */
// @ts-ignore: decorator
@inline
export function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

/** Brackets and colons: `[` and `]` differ from `{` and `}` in bit 5 alone. */
// @ts-ignore: decorator
@inline
function structural(bytes: v128): v128 {
  const folded = v128.or(bytes, i8x16.splat(0x20));
  return v128.or(
    v128.or(i8x16.eq(folded, i8x16.splat(0x7b)), i8x16.eq(folded, i8x16.splat(0x7d))),
    i8x16.eq(bytes, i8x16.splat(0x3a)),
  );
}

// @ts-ignore: decorator
@inline
export function equal(a: v128, b: v128, c: v128, d: v128, byte: i8): u64 {
  const wanted = i8x16.splat(byte);
  return mask(i8x16.eq(a, wanted), i8x16.eq(b, wanted), i8x16.eq(c, wanted), i8x16.eq(d, wanted));
}

/** Writes four addresses, whether there are as many bits or not; the caller knows how many count. */
// @ts-ignore: decorator
@inline
function flatten4(bits: u64, base: u32, out: usize): u64 {
  store<u32>(out, base + <u32>ctz(bits));
  bits &= bits - 1;
  store<u32>(out, base + <u32>ctz(bits), 4);
  bits &= bits - 1;
  store<u32>(out, base + <u32>ctz(bits), 8);
  bits &= bits - 1;
  store<u32>(out, base + <u32>ctz(bits), 12);
  return bits & (bits - 1);
}

/** Writes the address of each bit, and up to three more; gives the end of those that count. */
// @ts-ignore: decorator
@inline
export function flatten(found: u64, at: u32, out: usize): usize {
  const n = <usize>popcnt(found);
  let bits = flatten4(found, at, out);
  if (n > 4) {
    bits = flatten4(bits, at, out + 16);
    for (let more: usize = 8; more < n; more += 4) bits = flatten4(bits, at, out + more * 4);
  }
  return out + n * 4;
}

/** The bytes that a backslash escapes. `carried` is one if the block before ended in a backslash that escapes. */
// @ts-ignore: decorator
@inline
export function escapedBy(backslashes: u64, carried: u64): u64 {
  const starters = backslashes & ~carried;
  const follows = (starters << 1) | carried;
  const oddStarts = starters & ~EVEN & ~follows;
  return (EVEN ^ ((oddStarts + starters) << 1)) & follows;
}

/** Ends the strings that are open at line ends: the bits after each such line end are inverted. */
// @ts-ignore: decorator
@inline
export function tear(string: u64, lines: u64): u64 {
  let torn = lines & string;
  while (torn) {
    const after = ~(torn ^ (torn - 1)); // the bits above the lowest one
    string ^= after;
    torn = lines & string & after;
  }
  return string;
}

/** Of the newlines of the block at `at`, those that end a document, finished or not. */
export function documentEnds(lines: u64, string: u64, at: usize): u64 {
  let ends = lines & string;
  for (let more = lines & ~string; more; more &= more - 1) {
    const newline = at + <usize>ctz(more);
    if (load<u8>(newline + 1) == 0x7b && !leadsToValue(newline)) ends |= more & (0 - more);
  }
  return ends;
}

/** Whether the last byte before `at` that is no white space announces a value. */
function leadsToValue(at: usize): bool {
  do at--;
  while (at >= input && isSpace(load<u8>(at)));
  const byte = load<u8>(at);
  return byte == 0x5b || byte == COMMA || byte == 0x3a;
}

/** Notes where a scan of `length` bytes ended the index and the list of special blocks. */
export function endScan(length: usize, out: usize, special: usize): void {
  indexEnd = out;
  specialsEnd = special;
  count(COUNTER_BYTES, <u32>length);
  count(COUNTER_STRUCTURALS, <u32>((out - index) >> 2));
}

/**
 * Scans `length` bytes of the input, and the rest of their last block, which the caller has filled with spaces.
 * `newlines` is all ones where a newline ends an event, zero where it is mere space. `documents`: only where documentEnds() says so.
 */
export function scan(length: usize, newlines: u64, documents: bool): void {
  let inString: u64 = 0; // all ones if the block before ended inside a string
  let escaped: u64 = 0; // one if the block before ended in a backslash that escapes
  let out = index;
  let special = specials;
  let strings = stringBits;
  let escapes = escapeBits;
  const end = input + length;
  for (let at = input; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes = equal(a, b, c, d, 0x22);
    let found = mask(structural(a), structural(b), structural(c), structural(d));

    // Backslashes and high bytes are rare in most logs, common in some; newlines are rare.
    const backslash = i8x16.splat(0x5c);
    const rare = v128.or(
      v128.or(v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)), v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash))),
      v128.or(v128.or(a, b), v128.or(c, d)),
    );
    if (i8x16.bitmask(rare)) {
      store<u32>(special, at);
      special += 4;
    }
    let backslashes: u64 = 0;
    if (i8x16.bitmask(rare) || escaped) {
      backslashes = equal(a, b, c, d, 0x5c);
      const escapees = escapedBy(backslashes, escaped);
      quotes &= ~escapees;
      escaped = (backslashes & ~escapees) >> 63;
    }
    store<u64>(escapes, backslashes);
    escapes += 8;

    let string = parity(quotes) ^ inString;
    inString = <u64>(<i64>string >> 63);
    const newline = i8x16.splat(0x0a);
    const breaks = v128.or(
      v128.or(i8x16.eq(a, newline), i8x16.eq(b, newline)),
      v128.or(i8x16.eq(c, newline), i8x16.eq(d, newline)),
    );
    if (v128.any_true(breaks)) {
      const lines = equal(a, b, c, d, 0x0a) & newlines;
      string = tear(string, lines);
      inString = <u64>(<i64>(string & ~lines) >> 63);
      found = (found & ~string) | (documents ? documentEnds(lines, string, at) : lines);
    } else found &= ~string;
    store<u64>(strings, string);
    strings += 8;

    out = flatten(found, at, out);
  }
  endScan(length, out, special);
}
