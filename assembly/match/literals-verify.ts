// From a position that a filter let through to the literals that occur there.

import { equal } from "./find";
import { addFound, isFound } from "./literals-found";
import {
  LAYER_BUCKET_BITS, LAYER_BUCKETS, LAYER_ENTRIES, LAYER_GRAM, LAYER_TRIE, LITERAL_BYTES, LITERAL_HASH_HIGH, LITERAL_HASH_LOW, LITERAL_ID,
  LITERAL_LENGTH, LITERAL_OFFSET, LITERAL_TAG, LITERAL_TEXT,
} from "./literals-layout";

/** Entries looked at and blocks of 16 bytes compared that a layer with an automaton may cost for each byte passed, and before the first. */
const BUDGET_PER_BYTE: u32 = 4;
const BUDGET_START: u32 = 1024;

/** Entries looked at and blocks of 16 bytes compared since the module began, for the tests. */
export let literalWork: u64 = 0;

let setStart: usize = 0;
let textStart: usize = 0;
let textEnd: usize = 0;
let buckets: usize = 0;
let bucketShift: u64 = 0;
let entries: usize = 0;
let budgeted: bool = false;
let spent: u64 = 0;

/** The bits of a word that a gram of `bytes` (1 to 8) keeps. */
// @ts-ignore: decorator
@inline
export function gramMask(bytes: u32): u64 {
  return <u64>-1 >> (64 - ((<u64>bytes) << 3));
}

/** Hash of the gram at a position; its high bits choose, its low 32 bits tell grams apart. src/plan/literals-hash.ts computes the same. */
// @ts-ignore: decorator
@inline
export function hashGram(at: usize, mask: u64): u64 {
  return (load<u64>(at) & mask) * (((<u64>LITERAL_HASH_HIGH) << 32) | <u64>LITERAL_HASH_LOW);
}

export function beginLayer(set: usize, layer: usize, text: usize, length: u32): void {
  setStart = set;
  textStart = text;
  textEnd = text + length;
  buckets = set + load<u32>(layer, LAYER_BUCKETS);
  bucketShift = 64 - <u64>load<u32>(layer, LAYER_BUCKET_BITS);
  entries = set + load<u32>(layer, LAYER_ENTRIES);
  budgeted = load<u32>(layer, LAYER_TRIE) != 0;
  spent = 0;
}

/** Adds the literals whose gram of this hash stands at this position. False: the layer's budget is spent. */
export function verify(at: usize, hash: u64): bool {
  const bucket = buckets + <usize>(hash >> bucketShift) * 4;
  let entry = entries + load<u32>(bucket) * LITERAL_BYTES;
  const end = entries + load<u32>(bucket, 4) * LITERAL_BYTES;
  for (; entry < end; entry += LITERAL_BYTES) {
    spent++;
    if (load<u32>(entry, LITERAL_TAG) != <u32>hash) continue;
    const before = load<u32>(entry, LITERAL_OFFSET);
    const length = load<u32>(entry, LITERAL_LENGTH);
    if (at - textStart < before || at - before + length > textEnd) continue;
    const id = load<u32>(entry, LITERAL_ID);
    if (isFound(id)) continue;
    spent += length >> 4;
    if (equal(at - before, setStart + load<u32>(entry, LITERAL_TEXT), length)) addFound(id);
  }
  return !budgeted || spent <= BUDGET_START + BUDGET_PER_BYTE * (at - textStart);
}
