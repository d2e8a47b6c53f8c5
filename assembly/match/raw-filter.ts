// Whether a literal of a table of `**` may be in some scalar of the event, told from the event's bytes as they lie in memory: most events
// have none, and then their scalars need not be gone through, unescaped and folded.
//
// A literal has a piece of characters that no escape but `\u` stands for. Where the literal is in the text of a scalar, its piece is in the
// event in whatever case, unless a `\u` or one of the two letters above ASCII that fold to ASCII takes part. Four bytes of each piece, or
// three and what stands for the character behind it, are looked for: 16 positions at a time are tested for three neighbouring pairs of bytes,
// each of which some literal has there. Of a pair 7 bits count, so one bit of 16 bytes tells whether it is in a set; of the bytes of a piece
// those are taken that add least to the sets, by how common characters are in logs. A filter is made when the program is loaded:
//
//   3 × 16 bytes  the sets of the pairs: by four bits of the difference of the two a bit for each three bits of the second
//   u32           how many pieces
//   1024 × u32    by a hash of three bytes: address of the record of the last piece with them, 0 for none
//   pieces        u32 their three bytes, u32 where they begin in the piece, u32 address of the piece, u32 its length, u32 address of the
//                 record of the piece before it with the same hash, 0 for none
//
// What the sets let through is compared with pieces as long as that costs no more than a budget that grows with the bytes passed. An event
// made to cost more is gone through scalar by scalar, as one is that may have a literal.

import { BACKSLASH, LETTER_U, QUOTE, SLASH } from "../ascii";
import { count } from "../count";
import { after1, after2 } from "./literals-nibbles";
import { hex4 } from "../json/unescape";
import { eventEnd, eventStart } from "../json/walk";
import { MAX_RAW_LITERALS, RAW_HEAD_BYTES, RAW_PIECE_BYTES, program, rawFilters, tableCount, tables } from "../memory";
import { COUNTER_PIECES, TABLE_BYTES, TABLE_SET } from "../layout";
import {
  LAYER_BUCKETS, LAYER_BUCKET_BITS, LAYER_BYTES, LAYER_ENTRIES, LITERALS_BUCKETS, LITERALS_BUCKET_MASK, LITERALS_END_TRIE, LITERALS_ENTRIES,
  LITERALS_LAYERS, LITERALS_LAYER_COUNT, LITERALS_START_TRIE, LITERALS_WHOLE_TRIE, LITERAL_BYTES, LITERAL_HASH_HIGH, LITERAL_LENGTH,
  LITERAL_TEXT,
} from "./literals-layout";

const PIECE_COUNT: usize = 48;
const HEADS: usize = 52;
const HASH_SHIFT: u32 = 22;
/** Bytes of a literal that are looked at. */
const LOOKED_AT: u32 = 64;
/** A bit for each of the characters that are common in logs, at the last five bits of their codes: acdeilmnoprstu, most digits, space, dot and dash. */
const COMMON: u32 = 0x3df23b;
const LOWER: u32 = 0x202020;
/** How common a common character is where another is 1, and what is more than all that pairs can add to a set. */
const COMMON_WEIGHT: u32 = 4;
const ANY: u32 = 1024;
const NONE: u32 = 256;
/** Pieces that may be compared with an event for each of its bytes, and before the first; 16 bytes that are alike count as another. */
const BUDGET_PER_BYTE: u32 = 4;
const BUDGET_START: u32 = 1024;

// V8 makes a vector constant anew wherever it is used; one that comes from memory it keeps.
const CONSTANTS = memory.data<u8>([15, 0x5c, 0x75, 0x80]);
/** For the bits 2 to 5 of a byte, of which 5 may tell capitals apart and does not count, a bit of its own. */
const BITS = memory.data<u8>([1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128]);

let spent: u32 = 0;

/** Fills the filters for which there is room, and drops those of sets of which not every literal has a piece. */
export function makeRawFilters(): void {
  for (let table: u32 = 0; table < tableCount; table++) {
    const place = rawFilters + <usize>table * 4;
    const filter = load<u32>(place);
    if (filter && !fill(filter, program + load<u32>(tables + <usize>table * TABLE_BYTES, TABLE_SET))) store<u32>(place, 0);
  }
}

/** Whether a literal of the table may be in a scalar of the event that was walked last. */
export function mayBeRaw(table: u32): bool {
  const filter = load<u32>(rawFilters + <usize>table * 4);
  spent = 0;
  return !filter || !scanRaw(filter, eventStart(), <u32>(eventEnd - eventStart()));
}

/** Whether no literal can be in a text, as far as the filter tells. */
function scanRaw(filter: usize, text: usize, length: u32): bool {
  const end = text + length;
  const none = i8x16.splat(0);
  let in0 = none;
  let in1 = none;
  let at = text;
  while (true) {
    const set0 = v128.load(filter);
    const set1 = v128.load(filter, 16);
    const set2 = v128.load(filter, 32);
    const bits = v128.load(BITS);
    const half = v128.load8_splat(CONSTANTS);
    const backslash = v128.load8_splat(CONSTANTS, 1);
    const letterU = v128.load8_splat(CONSTANTS, 2);
    const high = v128.load8_splat(CONSTANTS, 3);
    let found = none;
    // The hot loop has no calls, so that all it needs stays in registers.
    for (; at < end; at += 16) {
      const before0 = in0;
      const before1 = in1;
      const block = v128.load(at);
      const next = v128.load(at, 1);
      const low = v128.and(i8x16.sub(block, next), half);
      const bit = i8x16.swizzle(bits, v128.and(i16x8.shr_u(next, 2), half));
      in0 = v128.and(i8x16.swizzle(set0, low), bit);
      in1 = v128.and(i8x16.swizzle(set1, low), bit);
      const in2 = v128.and(i8x16.swizzle(set2, low), bit);
      const piece = i8x16.min_u(in2, i8x16.min_u(after1(before1, in1), after2(before0, in0)));
      const escape = v128.and(i8x16.eq(block, backslash), i8x16.eq(next, letterU));
      found = v128.or(v128.or(piece, escape), v128.and(block, high));
      if (v128.any_true(found)) break;
    }
    if (at >= end) return true;
    for (let hits = ~i8x16.bitmask(i8x16.eq(found, none)) & 0xffff; hits; hits &= hits - 1) {
      if (isRawHit(filter, at + ctz(hits))) return false;
    }
    at += 16;
  }
}

/** Whether what the sets let through may be a literal, or the budget is spent; `last` is the third byte of a piece, or begins what may stand for one. */
function isRawHit(filter: usize, last: usize): bool {
  if (last >= eventEnd) return false;
  const word = load<u32>(last);
  if (<u16>word == <u16>(BACKSLASH | (LETTER_U << 8))) return isTelling(hex4(last + 2, eventEnd));
  // The long s and the sign of kelvin, in UTF-8.
  if (<u16>word == 0xbfc5 || (word & 0xffffff) == 0xaa84e2) return true;
  const first = last - 2;
  const key = keyOf(load<u32>(first));
  for (let piece = <usize>load<u32>(headOf(filter, key)); piece; piece = load<u32>(piece, 16)) {
    spend(1);
    if (key != load<u32>(piece)) continue;
    const length = load<u32>(piece, 12);
    spend(length >> 4);
    if (isAlike(first - load<u32>(piece, 4), load<u32>(piece, 8), length)) return true;
  }
  return spent > BUDGET_START + BUDGET_PER_BYTE * <u32>(last - eventStart());
}

/** The three bytes of a piece that are looked for, without regard to case. */
// @ts-ignore: decorator
@inline
function keyOf(word: u32): u32 {
  return (word | LOWER) & 0xffffff;
}

/** Where the address of the last piece with a key, or another of the same hash, is. */
// @ts-ignore: decorator
@inline
function headOf(filter: usize, key: u32): usize {
  return filter + HEADS + <usize>((key * LITERAL_HASH_HIGH) >> HASH_SHIFT) * 4;
}

// @ts-ignore: decorator
@inline
function spend(pieces: u32): void {
  count(COUNTER_PIECES, pieces);
  spent += pieces;
}

/** Whether a piece may have the character that a `\u` stands for, or a letter that the character folds to. */
// @ts-ignore: decorator
@inline
function isTelling(unit: u32): bool {
  return isPlain(unit) || unit == 0x17f || unit == 0x212a;
}

/** Whether a character may be in a piece: printable ASCII that has no escape of its own, and that encoders have no habit to write as `\u`. */
function isPlain(unit: u32): bool {
  return unit - 0x20 < 0x5f && unit != QUOTE && unit != BACKSLASH && unit != SLASH && unit - 0x26 > 1 && (unit | 2) != 0x3e;
}

/** Equal but for the bit that tells capitals apart. */
function isAlike(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if ((load<u8>(a + i) ^ load<u8>(b + i)) & 0xdf) return false;
  return true;
}

// @ts-ignore: decorator
@inline
function piecesEnd(filter: usize): usize {
  return filter + RAW_HEAD_BYTES + <usize>load<u32>(filter, PIECE_COUNT) * RAW_PIECE_BYTES;
}

function fill(filter: usize, set: usize): bool {
  // Literals that are in one of these are in no entry.
  if (load<u32>(set, LITERALS_START_TRIE) | load<u32>(set, LITERALS_END_TRIE) | load<u32>(set, LITERALS_WHOLE_TRIE)) return false;
  let layer = set + load<u32>(set, LITERALS_LAYERS);
  const end = layer + load<u32>(set, LITERALS_LAYER_COUNT) * LAYER_BYTES;
  for (; layer < end; layer += LAYER_BYTES) {
    const buckets = (<u32>1) << load<u32>(layer, LAYER_BUCKET_BITS);
    if (!addPieces(filter, set, load<u32>(layer, LAYER_ENTRIES), load<u32>(layer, LAYER_BUCKETS), buckets)) return false;
  }
  return addPieces(filter, set, load<u32>(set, LITERALS_ENTRIES), load<u32>(set, LITERALS_BUCKETS), load<u32>(set, LITERALS_BUCKET_MASK) + 1);
}

/** The pair of two bytes, without regard to case: four bits of their difference and three of the second. */
// @ts-ignore: decorator
@inline
function pairOf(first: u32, second: u32): u32 {
  return ((first - second) & 15) | ((second & 0x1c) << 2);
}

// @ts-ignore: decorator
@inline
function weightOf(byte: u32): u32 {
  return (COMMON >> (byte & 31)) & 1 ? COMMON_WEIGHT : 1;
}

/** What a pair adds to a set, by how common it is; 0 if it is there. */
function cost(set: usize, first: u32, second: u32): u32 {
  const pair = pairOf(first, second);
  return (load<u8>(set + (pair & 15)) >> (pair >> 4)) & 1 ? 0 : weightOf(first) * weightOf(second);
}

function addPair(set: usize, first: u32, second: u32): void {
  const pair = pairOf(first, second);
  const at = set + (pair & 15);
  store<u8>(at, load<u8>(at) | <u8>((<u32>1) << (pair >> 4)));
}

/** Adds pieces of all literals that a table of buckets has. False: one has none. */
function addPieces(filter: usize, set: usize, entries: u32, buckets: u32, bucketCount: u32): bool {
  let entry = set + entries;
  const end = entry + load<u32>(set + buckets + bucketCount * 4) * LITERAL_BYTES;
  for (; entry < end; entry += LITERAL_BYTES) {
    if (!addPiece(filter, set + load<u32>(entry, LITERAL_TEXT), min(load<u32>(entry, LITERAL_LENGTH), LOOKED_AT))) return false;
  }
  return true;
}

/** Adds the run of plain characters around those bytes of a literal that add least to the sets. */
function addPiece(filter: usize, literal: usize, length: u32): bool {
  let best: u32 = u32.MAX_VALUE;
  let at: usize = 0;
  let from: usize = 0;
  let run: usize = literal;
  const end = literal + length;
  for (let next = literal; next < end; next++) {
    if (!isPlain(load<u8>(next))) run = next + 1;
    else if (next - run >= 2) {
      const added = costOf(filter, next - 2, end);
      if (added < best) {
        best = added;
        at = next - 2;
        from = run;
      }
    }
  }
  if (!at) return false;
  let to = at + 3;
  while (to < end && isPlain(load<u8>(to))) to++;
  const count = load<u32>(filter, PIECE_COUNT);
  const piece = piecesEnd(filter);
  // A literal has several entries where its filter takes several steps at once.
  for (let other = filter + RAW_HEAD_BYTES; other < piece; other += RAW_PIECE_BYTES) if (load<u32>(other, 8) == from) return true;
  if (count == MAX_RAW_LITERALS) return false;
  store<u32>(filter, count + 1, PIECE_COUNT);
  const key = keyOf(load<u32>(at));
  const head = headOf(filter, key);
  store<u32>(piece, key);
  store<u32>(piece, at - from, 4);
  store<u32>(piece, from, 8);
  store<u32>(piece, to - from, 12);
  store<u32>(piece, load<u32>(head), 16);
  store<u32>(head, piece);
  addPair(filter, load<u8>(at), load<u8>(at + 1));
  addPair(filter + 16, load<u8>(at + 1), load<u8>(at + 2));
  const behind = behindOf(at, end);
  if (behind == NONE) memory.fill(filter + 32, 0xff, 16);
  else {
    addPair(filter + 32, load<u8>(at + 2), behind);
    if (!isPlain(behind)) addPair(filter + 32, load<u8>(at + 2), BACKSLASH);
  }
  return true;
}

/** What the three bytes at `at` of a literal that ends at `end`, and what is behind them, add to the sets. */
function costOf(filter: usize, at: usize, end: usize): u32 {
  const third = load<u8>(at + 2);
  const behind = behindOf(at, end);
  let last = ANY;
  if (behind != NONE) {
    last = cost(filter + 32, third, behind);
    if (!isPlain(behind)) last += cost(filter + 32, third, BACKSLASH);
  }
  return last + cost(filter, load<u8>(at), load<u8>(at + 1)) + cost(filter + 16, load<u8>(at + 1), third);
}

/** The byte behind the three at `at`, which may be written with a backslash instead if it is not plain; NONE if it may be any. */
// @ts-ignore: decorator
@inline
function behindOf(at: usize, end: usize): u32 {
  return at + 3 < end && load<u8>(at + 3) < 0x80 ? <u32>load<u8>(at + 3) : NONE;
}
