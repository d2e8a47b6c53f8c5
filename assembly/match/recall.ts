// What was found out about strings that came before. Logs repeat themselves: most strings that rules look into stood at the same node not
// long ago. The texts of such a string, and what the tables of its node found in it, are kept and taken again.
//
//   slots     RECALL_SLOTS times: u32 address of a record or 0, u32 its hash, u32 hash of the last string here that got no record, 0
//   records   u32 node, u32 address of the string's bytes as the event has them, u32 their length, 0;
//             for the plain and the folded text: u32 address or 0, u32 length;
//             for each table of the node that has a place (memory.ts): u32 address of a list or 0
//   lists     u32 count of predicates that hold, u32 count of rules that wait for them, then both
//
// A string gets its record when it comes for the second time: what never comes again costs no room. Records, their bytes, texts and lists fill
// one region from its start. Once it is full, no more is kept, and all is forgotten before the next event: while an event
// is judged, addresses stay good.

import {
  ENTRY_BYTES, ENTRY_POSTING, ENTRY_POSTING_COUNT, PREDICATE_BYTES, PREDICATE_RULES, PREDICATE_RULE_COUNT,
} from "../layout";
import {
  PAD, RECALL_SLOTS, TEXTS_BYTES, TEXTS_PLACES, postings, predicates, recallEnd, recallPlaces, recallSlots, recallStart, tableEntries, texts,
} from "../memory";
import { equal } from "./find";

const SLOT_BYTES: usize = 16;
const RECORD_TEXTS: usize = 16;
const RECORD_LISTS: usize = 32;
/** Longer strings seldom come again, and would fill the region. */
const MAX_BYTES: u32 = 4096;
/** Of longer strings only some blocks of 16 bytes go into the hash. */
const HASHED_BYTES: u32 = 256;
const HASH_FACTOR: u64 = 0x9e3779b97f4a7c15;

const emptyList = memory.data(8, 4);
const lastFound = memory.data(4, 4);

let top: usize = 0;
let full: bool = true;

/** Forgets everything if there is no room left. No record is in use. */
// @ts-ignore: decorator
@inline
export function beginRecall(): void {
  if (full) forget();
}

/** Begins with nothing known. */
export function forget(): void {
  full = false;
  top = recallStart;
  if (recallEnd > recallStart) memory.fill(recallSlots, 0, RECALL_SLOTS * SLOT_BYTES);
}

/** Room for `bytes`, PAD more after it, or 0; keepRecalled() makes it the caller's. */
export function recallRoom(bytes: u32): usize {
  if (top + bytes + PAD <= recallEnd) return top;
  full = true;
  return 0;
}

// @ts-ignore: decorator
@inline
export function keepRecalled(end: usize): void {
  top = (end + 15) & ~15;
}

/** The record of the string of `length` bytes at `start`, which is the value of `node`; 0 if it has none. */
export function findRecord(node: u32, start: usize, length: u32): usize {
  if (length > MAX_BYTES) return 0;
  const hash = hashString(node, start, length);
  const slot = recallSlots + <usize>(hash & (RECALL_SLOTS - 1)) * SLOT_BYTES;
  if (load<u32>(slot, 4) == hash) {
    const record = load<u32>(slot);
    if (load<u32>(record) == node && load<u32>(record, 8) == length && equal(start, load<u32>(record, 4), length)) return record;
  }
  if (load<u32>(slot, 8) == hash) return makeRecord(slot, hash, node, start, length);
  store<u32>(slot, hash, 8);
  return 0;
}

function makeRecord(slot: usize, hash: u32, node: u32, start: usize, length: u32): usize {
  const head = <u32>RECORD_LISTS + load<u32>(texts + <usize>node * TEXTS_BYTES, TEXTS_PLACES) * 4;
  const record = recallRoom(head + length);
  if (!record) return 0;
  memory.fill(record, 0, head);
  memory.copy(record + head, start, length);
  keepRecalled(record + head + length);
  store<u32>(record, node);
  store<u32>(record, record + head, 4);
  store<u32>(record, length, 8);
  store<u32>(slot, record);
  store<u32>(slot, hash, 4);
  return record;
}

/** Hash of a string and its node; never 0. */
function hashString(node: u32, start: usize, length: u32): u32 {
  let a = <u64>length ^ (<u64>node << 32);
  let b: u64 = 0;
  if (length < 16) {
    if (length >= 8) b = load<u64>(start);
    if (length & 7) a ^= load<u64>(start + (length & 8)) << ((8 - (length & 7)) << 3);
  } else {
    const stride = <usize>(length / HASHED_BYTES + 1) << 4;
    const last = start + length - 16;
    for (let at = start; at < last; at += stride) {
      a = mix(a ^ load<u64>(at));
      b = mix(b ^ load<u64>(at, 8));
    }
    a ^= load<u64>(last);
    b ^= load<u64>(last, 8);
  }
  const hash = mix(mix(a) ^ b);
  return <u32>(hash >> 16) | 1;
}

// @ts-ignore: decorator
@inline
function mix(word: u64): u64 {
  const product = word * HASH_FACTOR;
  return product ^ (product >> 32);
}

/** Where a record has the address and the length of a text, the address 0 as long as it is not known. */
// @ts-ignore: decorator
@inline
export function recordedText(record: usize, folded: u32): usize {
  return record + RECORD_TEXTS + <usize>folded * 8;
}

/** Where a record of the table's node has the address of what the table found, 0 as long as it was not asked; 0 if it has no place. */
// @ts-ignore: decorator
@inline
export function recordedList(record: usize, table: u32): usize {
  const place = load<u32>(recallPlaces + <usize>table * 4);
  return place ? record + RECORD_LISTS + <usize>(place - 1) * 4 : 0;
}

/** Writes down at `place`, which recordedList() gave, what the `found` entries at `ids`, counted from `first`, make hold, as far as there is room. */
export function recordList(place: usize, first: u32, ids: usize, found: u32): void {
  if (!found) return store<u32>(place, emptyList);
  const lastId = ids + <usize>found * 4;
  let predicateCount: u32 = 0;
  let ruleCount: u32 = 0;
  for (let id = ids; id < lastId; id += 4) {
    const entry = entryAt(first + load<u32>(id));
    predicateCount += load<u32>(entry, ENTRY_POSTING_COUNT);
    for (let at = postingsOf(entry), end = postingsEnd(entry); at < end; at += 4) {
      ruleCount += load<u32>(predicateAt(load<u32>(at)), PREDICATE_RULE_COUNT);
    }
  }
  const list = recallRoom(8 + (predicateCount + ruleCount) * 4);
  if (!list) return;
  store<u32>(list, predicateCount);
  store<u32>(list, ruleCount, 4);
  let held = list + 8;
  let rules = held + <usize>predicateCount * 4;
  for (let id = ids; id < lastId; id += 4) {
    const entry = entryAt(first + load<u32>(id));
    for (let at = postingsOf(entry), end = postingsEnd(entry); at < end; at += 4) {
      const predicate = predicateAt(load<u32>(at));
      store<u32>(held, load<u32>(at));
      held += 4;
      const waiting = <usize>load<u32>(predicate, PREDICATE_RULE_COUNT) * 4;
      memory.copy(rules, postings + <usize>load<u32>(predicate, PREDICATE_RULES) * 4, waiting);
      rules += waiting;
    }
  }
  keepRecalled(rules);
  store<u32>(place, list);
}

/** The same for `found`, 1 + an entry or 0. */
export function recordText(place: usize, found: u32): void {
  store<u32>(lastFound, found - 1);
  recordList(place, 0, lastFound, u32(found != 0));
}

// @ts-ignore: decorator
@inline
function entryAt(entry: u32): usize {
  return tableEntries + <usize>entry * ENTRY_BYTES;
}

// @ts-ignore: decorator
@inline
function postingsOf(entry: usize): usize {
  return postings + <usize>load<u32>(entry, ENTRY_POSTING) * 4;
}

// @ts-ignore: decorator
@inline
function postingsEnd(entry: usize): usize {
  return postingsOf(entry) + <usize>load<u32>(entry, ENTRY_POSTING_COUNT) * 4;
}

// @ts-ignore: decorator
@inline
function predicateAt(predicate: u32): usize {
  return predicates + <usize>predicate * PREDICATE_BYTES;
}
