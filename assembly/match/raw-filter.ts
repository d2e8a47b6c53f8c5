// Whether a literal of a table of `**` may be in some scalar of the event, told from the event's bytes as they lie in memory: most events
// have none, and then their scalars need not be gone through, unescaped and folded.
//
// A literal has a piece of characters that no escape but `\u` stands for. Where the literal is in the text of a scalar, its piece is in the
// event in whatever case, unless a `\u` or one of the two letters above ASCII that fold to ASCII takes part. Three bytes of each piece are
// looked for, as in literals-nibbles.ts. A filter is made when the program is loaded:
//
//   96 bytes   masks of literals-nibbles.ts: groups 0 to 5 are for pieces, 6 for the two letters, 7 for `\u`
//   u32        how many pieces
//   64 × u32   by a hash of three bytes: address of the record of the last piece with them, 0 for none
//   pieces     u32 their three bytes, u32 where they begin in the piece, u32 address of the piece, u32 its length, u32 address of the record
//              of the piece before it with the same hash, 0 for none
//
// What the masks let through is compared with pieces as long as that costs no more than a budget that grows with the bytes passed. An event
// made to cost more is gone through scalar by scalar, as one is that may have a literal.

import { BACKSLASH, LETTER_U, QUOTE, SLASH } from "../ascii";
import { count } from "../count";
import { hex4 } from "../json/unescape";
import { eventEnd, eventStart } from "../json/walk";
import { MAX_RAW_LITERALS, RAW_HEAD_BYTES, RAW_PIECE_BYTES, program, rawFilters, tableCount, tables } from "../memory";
import { COUNTER_PIECES, TABLE_BYTES, TABLE_SET } from "../layout";
import {
  LAYER_BUCKETS, LAYER_BUCKET_BITS, LAYER_BYTES, LAYER_ENTRIES, LITERALS_BUCKETS, LITERALS_BUCKET_MASK, LITERALS_END_TRIE, LITERALS_ENTRIES,
  LITERALS_LAYERS, LITERALS_LAYER_COUNT, LITERALS_START_TRIE, LITERALS_WHOLE_TRIE, LITERAL_BYTES, LITERAL_HASH_HIGH, LITERAL_LENGTH,
  LITERAL_TEXT, NIBBLE_POSITION_BYTES,
} from "./literals-layout";
import { scanRaw } from "./literals-nibbles";

const MASKS_BYTES: usize = 3 * NIBBLE_POSITION_BYTES;
const HASH_SHIFT: u32 = 26;
const PIECE_GROUPS: u32 = 6;
/** Bytes of a literal that are looked at. */
const LOOKED_AT: u32 = 64;
/** A bit for each of the characters that are common in logs, at the last five bits of their codes: acdeilmnoprstu, most digits, space, dot and dash. */
const COMMON: u32 = 0x3df23b;
const LOWER: u32 = 0x202020;
/** Pieces that may be compared with an event for each of its bytes, and before the first; 16 bytes that are alike count as another. */
const BUDGET_PER_BYTE: u32 = 4;
const BUDGET_START: u32 = 1024;

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

/** Whether what the masks let through at a byte may be a literal, or the budget is spent. */
export function isRawHit(filter: usize, at: usize): bool {
  if (at >= eventEnd) return false;
  const word = load<u32>(at);
  if (<u16>word == <u16>(BACKSLASH | (LETTER_U << 8))) return isTelling(hex4(at + 2, eventEnd));
  // The long s and the sign of kelvin, in UTF-8.
  if (<u16>word == 0xbfc5 || (word & 0xffffff) == 0xaa84e2) return true;
  const key = keyOf(word);
  for (let piece = <usize>load<u32>(headOf(filter, key)); piece; piece = load<u32>(piece, 16)) {
    spend(1);
    if (key != load<u32>(piece)) continue;
    const length = load<u32>(piece, 12);
    spend(length >> 4);
    if (isAlike(at - load<u32>(piece, 4), load<u32>(piece, 8), length)) return true;
  }
  return spent > BUDGET_START + BUDGET_PER_BYTE * <u32>(at - eventStart());
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
  return filter + MASKS_BYTES + 4 + <usize>((key * LITERAL_HASH_HIGH) >> HASH_SHIFT) * 4;
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
  return filter + RAW_HEAD_BYTES + <usize>load<u32>(filter, MASKS_BYTES) * RAW_PIECE_BYTES;
}

function fill(filter: usize, set: usize): bool {
  // Literals that are in one of these are in no entry.
  if (load<u32>(set, LITERALS_START_TRIE) | load<u32>(set, LITERALS_END_TRIE) | load<u32>(set, LITERALS_WHOLE_TRIE)) return false;
  letThrough(filter, 0, 7, BACKSLASH);
  letThrough(filter, 1, 7, LETTER_U);
  letThrough(filter, 0, 6, 0xc5);
  letThrough(filter, 1, 6, 0xbf);
  letThrough(filter, 0, 6, 0xe2);
  letThrough(filter, 1, 6, 0x84);
  for (let byte: u32 = 0; byte < 256; byte += 17) {
    letThrough(filter, 2, 6, byte);
    letThrough(filter, 2, 7, byte);
  }
  let layer = set + load<u32>(set, LITERALS_LAYERS);
  const end = layer + load<u32>(set, LITERALS_LAYER_COUNT) * LAYER_BYTES;
  for (; layer < end; layer += LAYER_BYTES) {
    const buckets = (<u32>1) << load<u32>(layer, LAYER_BUCKET_BITS);
    if (!addPieces(filter, set, load<u32>(layer, LAYER_ENTRIES), load<u32>(layer, LAYER_BUCKETS), buckets)) return false;
  }
  return addPieces(filter, set, load<u32>(set, LITERALS_ENTRIES), load<u32>(set, LITERALS_BUCKETS), load<u32>(set, LITERALS_BUCKET_MASK) + 1);
}

/** Adds a byte of a group to the masks of a position, 0 to 2. */
function letThrough(filter: usize, position: usize, group: u32, byte: u32): void {
  const bit = <u8>((<u32>1) << group);
  const low = filter + position * NIBBLE_POSITION_BYTES + (byte & 15);
  const high = filter + position * NIBBLE_POSITION_BYTES + 16 + (byte >> 4);
  store<u8>(low, load<u8>(low) | bit);
  store<u8>(high, load<u8>(high) | bit);
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

/** Adds the run of plain characters around those three of a literal that are rarest in logs. */
function addPiece(filter: usize, literal: usize, length: u32): bool {
  let best: u32 = u32.MAX_VALUE;
  let at: usize = 0;
  let from: usize = 0;
  let run: usize = literal;
  const end = literal + length;
  for (let next = literal; next < end; next++) {
    if (!isPlain(load<u8>(next))) run = next + 1;
    else if (next - run >= 2) {
      const rank = isCommon(next - 2) + isCommon(next - 1) + isCommon(next);
      if (rank < best) {
        best = rank;
        at = next - 2;
        from = run;
      }
    }
  }
  if (!at) return false;
  let to = at + 3;
  while (to < end && isPlain(load<u8>(to))) to++;
  const count = load<u32>(filter, MASKS_BYTES);
  const piece = piecesEnd(filter);
  // A literal has several entries where its filter takes several steps at once.
  for (let other = filter + RAW_HEAD_BYTES; other < piece; other += RAW_PIECE_BYTES) if (load<u32>(other, 8) == from) return true;
  if (count == MAX_RAW_LITERALS) return false;
  store<u32>(filter, count + 1, MASKS_BYTES);
  const key = keyOf(load<u32>(at));
  const head = headOf(filter, key);
  store<u32>(piece, key);
  store<u32>(piece, at - from, 4);
  store<u32>(piece, from, 8);
  store<u32>(piece, to - from, 12);
  store<u32>(piece, load<u32>(head), 16);
  store<u32>(head, piece);
  const group = <u32>(load<u8>(at + 1) + load<u8>(at + 2)) % PIECE_GROUPS;
  for (let i: usize = 0; i < 3; i++) {
    letThrough(filter, i, group, load<u8>(at + i));
    letThrough(filter, i, group, load<u8>(at + i) & 0xdf);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function isCommon(at: usize): u32 {
  return (COMMON >> (load<u8>(at) & 31)) & 1;
}
