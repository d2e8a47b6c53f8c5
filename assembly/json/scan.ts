// Structural scan: 64 bytes at a time, from bytes to bitmaps to an index of addresses.
//
// The index holds brackets and colons outside strings, and line ends; nothing else is needed to walk an event. A colon tells of
// its key (which ends just before it) and of its value (which begins just after it); commas and quotes tell nothing more. In what is no
// JSON it may hold strays besides, which whoever reads it passes over: it costs less to take them for brackets than to tell them apart.
// Strings are found by bitmap: a bit is set from an opening quote up to, not including, its closing quote.
//
// A newline always ends an event. Where one stands inside a string, that string is torn: the bits after it are inverted, so that
// the next line starts outside. The walk sees the string bit of the newline itself and refuses the line.
//
// Documents may have newlines between their tokens. Then only those newlines are in the index that no document can go on after: inside a
// string, or before a line that begins with a brace, unless a value may stand there, behind an opening bracket, a comma or a colon.
//
// A scan of lines may also go step by step, so that what is not needed is never looked at. Each step ends the index with the address of a
// zero, which is no byte of the index: whoever meets it takes another step and goes on at the same entry.
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

/** The byte that the index ends with between the steps of a scan. */
// @ts-ignore: decorator
@inline export const MORE: u8 = 0;
const more = memory.data(8, 8);
/** Bytes of a step by default. */
// @ts-ignore: decorator
@inline export const STEP: usize = 128;

// Between two steps: where the next one begins, how the block before it ended, and which bits of its first block count.
export let scanned: usize = 0;
export let openString: u64 = 0; // all ones if the block before ended inside a string
let carriedEscape: u64 = 0; //     one if it ended in a backslash that escapes
let counting: u64 = 0;
let scanEnd: usize = 0;
let lineEnds: u64 = 0;

// V8 makes a vector constant anew wherever it is used; one that comes from memory it keeps.
const WANTED = memory.data<u8>([0x22, 0x26, 0x7f, 0x3a, 0x5c, 1, 0x0a]);

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

/**
 * Brackets and colons: `[`, `]`, `{` and `}` are alike but for three bits. So are `Y`, `_`, `y` and the delete character, which stand
 * outside strings in nothing that is JSON.
 */
// @ts-ignore: decorator
@inline
function structural(bytes: v128, fold: v128, folded: v128, colon: v128): v128 {
  return v128.or(i8x16.eq(v128.or(bytes, fold), folded), i8x16.eq(bytes, colon));
}

/** The smallest of four bytes each, as signed numbers. */
// @ts-ignore: decorator
@inline
function least(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.min_s(i8x16.min_s(a, b), i8x16.min_s(c, d));
}

// @ts-ignore: decorator
@inline
export function equal(a: v128, b: v128, c: v128, d: v128, byte: i8): u64 {
  return equalTo(a, b, c, d, i8x16.splat(byte));
}

// @ts-ignore: decorator
@inline
export function equalTo(a: v128, b: v128, c: v128, d: v128, wanted: v128): u64 {
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

/** A scan of documents met a newline since beginDocuments(). */
export let hasNewlines: bool = false;

// @ts-ignore: decorator
@inline
export function beginDocuments(): void {
  hasNewlines = false;
}

/** Of the newlines of the block at `at`, those that end a document, finished or not. */
export function documentEnds(lines: u64, string: u64, at: usize): u64 {
  if (lines) hasNewlines = true;
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
 * Scans the blocks from `from` to `end`. `newlines` is all ones where a newline ends an event, zero where it is mere space.
 * `documents`: a newline ends an event only where documentEnds() says so.
 * `stepwise`: goes on from the step before, and leaves the state for the next.
 */
// @ts-ignore: decorator
@inline
function scanBlocks(from: usize, end: usize, newlines: u64, documents: bool, stepwise: bool): void {
  let inString: u64 = stepwise ? openString : 0; // all ones if the block before ended inside a string
  let escaped: u64 = stepwise ? carriedEscape : 0; // one if the block before ended in a backslash that escapes
  let counted: u64 = stepwise ? counting : u64.MAX_VALUE;
  let out = stepwise ? indexEnd : index;
  let special = stepwise ? specialsEnd : specials;
  let strings = stringBits + ((from - input) >> 3);
  let escapes = escapeBits + ((from - input) >> 3);
  const quote = v128.load8_splat(WANTED);
  const fold = v128.load8_splat(WANTED, 1);
  const folded = v128.load8_splat(WANTED, 2);
  const colon = v128.load8_splat(WANTED, 3);
  const backslash = v128.load8_splat(WANTED, 4);
  const one = v128.load8_splat(WANTED, 5);
  const newline = v128.load8_splat(WANTED, 6);
  const first = out;
  let at = from;
  for (; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes = equalTo(a, b, c, d, quote);
    let found = mask(
      structural(a, fold, folded, colon), structural(b, fold, folded, colon),
      structural(c, fold, folded, colon), structural(d, fold, folded, colon),
    );
    if (stepwise) {
      quotes &= counted;
      found &= counted;
    }

    // Backslashes and high bytes are rare in most logs, common in some; newlines are rare. A backslash becomes zero, a high byte is negative.
    const rare = i8x16.sub_sat_s(
      least(v128.xor(a, backslash), v128.xor(b, backslash), v128.xor(c, backslash), v128.xor(d, backslash)),
      one,
    );
    const breaks = i8x16.le_u(i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)), newline);
    let backslashes: u64 = 0;
    let lines: u64 = 0;
    if (<u64>i8x16.bitmask(v128.or(rare, breaks)) | escaped) {
      const isSpecial = i8x16.bitmask(rare) != 0;
      if (isSpecial) {
        store<u32>(special, at);
        special += 4;
      }
      if (isSpecial || escaped) {
        backslashes = equalTo(a, b, c, d, backslash);
        if (stepwise) backslashes &= counted;
        const escapees = escapedBy(backslashes, escaped);
        quotes &= ~escapees;
        escaped = (backslashes & ~escapees) >> 63;
      }
      if (i8x16.bitmask(breaks)) {
        lines = equalTo(a, b, c, d, newline) & newlines;
        if (stepwise) lines &= counted;
      }
    }
    store<u64>(escapes, backslashes);
    escapes += 8;

    let string = parity(quotes) ^ inString;
    inString = <u64>(<i64>string >> 63);
    if (lines) {
      string = tear(string, lines);
      inString = <u64>(<i64>(string & ~lines) >> 63);
      found = (found & ~string) | (documents ? documentEnds(lines, string, at) : lines);
    } else found &= ~string;
    store<u64>(strings, string);
    strings += 8;
    if (stepwise) counted = u64.MAX_VALUE;

    out = flatten(found, at, out);
  }
  indexEnd = out;
  specialsEnd = special;
  if (stepwise) {
    openString = inString;
    carriedEscape = escaped;
    counting = counted;
    scanned = at;
  }
  count(COUNTER_BYTES, <u32>(end - from));
  count(COUNTER_STRUCTURALS, <u32>((out - first) >> 2));
}

/**
 * Scans `length` bytes of the input, and the rest of their last block, which the caller has filled with spaces.
 * `newlines` and `documents` as in scanBlocks().
 */
export function scan(length: usize, newlines: u64, documents: bool): void {
  scanBlocks(input, input + length, newlines, documents, false);
}

/** Begins a scan that goes step by step, as `scan()` would go all at once. Without newlines the last byte ends the event. */
export function beginScan(length: usize, newlines: u64): void {
  scanEnd = input + length;
  lineEnds = newlines;
  indexEnd = index;
  specialsEnd = specials;
  skipTo(input);
}

/** Goes on with the event that begins at `at`, which no step has come to. */
export function skipTo(at: usize): void {
  scanned = at & ~63; // the input begins with a block
  openString = 0;
  carriedEscape = 0;
  counting = u64.MAX_VALUE << (at & 63);
  store<u32>(indexEnd, <u32>more);
}

/** Takes a step of `bytes`, a multiple of 64. There is something left to scan. */
export function scanMore(bytes: usize): void {
  const end = min(scanned + bytes, scanEnd);
  scanBlocks(scanned, end, lineEnds, false, true);
  if (end == scanEnd && !lineEnds) {
    store<u32>(indexEnd, <u32>scanEnd - 1);
    indexEnd += 4;
  }
  store<u32>(indexEnd, <u32>more);
}

/** The newline after the last step: there is one in every input of lines. */
export function nextNewline(): usize {
  const newline = v128.load8_splat(WANTED, 6);
  let at = scanned;
  while (true) {
    const a = i8x16.eq(v128.load(at), newline);
    const b = i8x16.eq(v128.load(at, 16), newline);
    const c = i8x16.eq(v128.load(at, 32), newline);
    const d = i8x16.eq(v128.load(at, 48), newline);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return at + <usize>ctz(mask(a, b, c, d));
    at += 64;
  }
}
