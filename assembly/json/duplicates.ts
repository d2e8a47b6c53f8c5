// Which members of an event are hidden by a later one with the same key in the same object, or by an earlier one where the first counts.
// The walk needs no such list, because it meets the few keys that it looks for; `**` looks at whatever is there, so it asks once one of its
// values was found to hold.
//
// The keys of all objects are collected in document order and sorted by object and key. Sorting compares texts in the end, so that keys
// chosen to have one hash cost no more than their length. Records, 20 bytes each:
//   0   u32  number of the object
//   4   u32  hash of the key
//   8   u32  where the key is, unescaped
//   12  u32  its length
//   16  u32  the index entry of its colon; its lowest bit once another member hides it

import { count } from "../count";
import { compare } from "../match/find";
import { stampOf } from "../match/operand";
import { hashText } from "../match/table";
import { COUNTER_KEYS } from "../layout";
import { DUPLICATE_ARENA, allocate, exhaust, firstWins, keep, parents, resetArena } from "../memory";
import { unescape } from "./unescape";
import { COLON, QUOTE, hasEscape, isClose, isOpen, isSpace, stringStart } from "./value";

const RECORD_BYTES: u32 = 20;
/** A record and two places in the order of records. */
const KEY_ROOM: u32 = RECORD_BYTES + 8;
/** More keys than an event of any size that fits into memory beside their records. */
const MAX_KEYS: u32 = 1 << 26;

/** Index entries of the colons of hidden members, ascending; then NONE. */
export let hidden: usize = memory.data(4, 4);
const NONE: u32 = u32.MAX_VALUE;
const nothing = hidden;
/** The event of the list. */
let known: u64 = 0;

/** Whether the list is of this event. */
// @ts-ignore: decorator
@inline
export function knowsHidden(): bool {
  return known == stampOf(0);
}

/** Lists the hidden members of the event whose brace `entry` points to; whether there are any. */
export function findHidden(entry: usize): bool {
  store<u32>(nothing, NONE);
  hidden = nothing;
  known = stampOf(0);
  const keys = countColons(entry);
  if (keys < 2) return false;
  if (keys > MAX_KEYS) {
    exhaust();
    return false;
  }
  resetArena(DUPLICATE_ARENA);
  const records = allocate(DUPLICATE_ARENA, keys * KEY_ROOM + 4);
  if (!records) return false;
  keep(DUPLICATE_ARENA, records + keys * KEY_ROOM + 4);
  const end = collectKeys(entry, records);
  const order = records + keys * RECORD_BYTES;
  if (!hideEqual(sort(records, end, order, order + keys * 4), <u32>(end - records) / RECORD_BYTES)) return false;
  let list = order;
  for (let at = records; at < end; at += RECORD_BYTES) {
    const colon = load<u32>(at, 16);
    if (!(colon & 1)) continue;
    store<u32>(list, colon & ~1);
    list += 4;
  }
  store<u32>(list, NONE);
  hidden = order;
  return true;
}

function countColons(entry: usize): u32 {
  let colons: u32 = 0;
  let depth: u32 = 0;
  do {
    const byte = load<u8>(load<u32>(entry));
    entry += 4;
    if (byte == COLON) colons++;
    else if (isOpen(byte)) depth++;
    else if (isClose(byte)) depth--;
  } while (depth);
  return colons;
}

/** Writes the record of every key; gives the end of the last one. */
function collectKeys(entry: usize, record: usize): usize {
  let objects: u32 = 0;
  let depth: u32 = 0;
  do {
    const at = load<u32>(entry);
    const byte = load<u8>(at);
    if (isOpen(byte)) {
      store<u32>(parents + <usize>depth * 4, objects++);
      depth++;
    } else if (isClose(byte)) depth--;
    else if (byte == COLON && collectKey(at, record)) {
      store<u32>(record, load<u32>(parents + <usize>(depth - 1) * 4));
      store<u32>(record, <u32>entry, 16);
      record += RECORD_BYTES;
    }
    entry += 4;
  } while (depth);
  return record;
}

/** Writes where the key before `colon` is. False if it is no string: then the event is no JSON. */
function collectKey(colon: usize, record: usize): bool {
  count(COUNTER_KEYS, 1);
  let quote = colon - 1;
  while (isSpace(load<u8>(quote))) quote--;
  if (load<u8>(quote) != QUOTE) return false;
  let start = stringStart(quote);
  if (start > quote) return false;
  let length = <u32>(quote - start);
  if (hasEscape(start, quote)) {
    const to = allocate(DUPLICATE_ARENA, length + 16);
    if (!to) return false;
    length = unescape(start, length, to);
    keep(DUPLICATE_ARENA, to + length);
    start = to;
  }
  store<u32>(record, hashText(start, length), 4);
  store<u32>(record, <u32>start, 8);
  store<u32>(record, length, 12);
  return true;
}

function orderOf(a: usize, b: usize): i32 {
  const objects = load<u64>(a);
  const others = load<u64>(b);
  if (objects != others) return objects < others ? -1 : 1;
  return compare(load<u32>(a, 8), load<u32>(a, 12), load<u32>(b, 8), load<u32>(b, 12));
}

/** Sorts the records, equal keys in document order: merges ever longer runs of `from` into `to`, and back. Gives the one that is sorted. */
function sort(records: usize, end: usize, from: usize, to: usize): usize {
  const size = <u32>(end - records) / RECORD_BYTES;
  for (let i: u32 = 0; i < size; i++) store<u32>(from + <usize>i * 4, <u32>(records + <usize>i * RECORD_BYTES));
  for (let run: u32 = 1; run < size; run *= 2) {
    for (let first: u32 = 0; first < size; first += 2 * run) {
      const middle = min(first + run, size);
      merge(from + <usize>first * 4, from + <usize>middle * 4, from + <usize>min(middle + run, size) * 4, to + <usize>first * 4);
    }
    const merged = to;
    to = from;
    from = merged;
  }
  return from;
}

function merge(a: usize, b: usize, end: usize, to: usize): void {
  const middle = b;
  for (; a < middle || b < end; to += 4) {
    const takesFirst = b == end || (a < middle && orderOf(load<u32>(a), load<u32>(b)) <= 0);
    store<u32>(to, load<u32>(takesFirst ? a : b));
    if (takesFirst) a += 4;
    else b += 4;
  }
}

/** Marks what comes before an equal key, or after one where the first counts, in the lowest bit of its index entry; whether there was any. */
function hideEqual(sorted: usize, size: u32): bool {
  let found = false;
  for (let i: u32 = 1; i < size; i++) {
    const before = load<u32>(sorted + <usize>(i - 1) * 4);
    const after = load<u32>(sorted + <usize>i * 4);
    if (orderOf(before, after) != 0) continue;
    const loser = firstWins ? after : before;
    store<u32>(loser, load<u32>(loser, 16) | 1, 16);
    found = true;
  }
  return found;
}
