// From a position that a filter let through to the literals that occur there.

import { equal } from "./find";
import { addFound, isFound } from "./literals-found";
import {
  LAYER_BUCKET_BITS, LAYER_BUCKETS, LAYER_ENTRIES, LAYER_TRIE, LITERAL_BYTES, LITERAL_HASH_HIGH, LITERAL_HASH_LOW, LITERAL_ID,
  LITERAL_LENGTH, LITERAL_OFFSET, LITERAL_TAG, LITERAL_TEXT,
} from "./literals-layout";

/** Entries looked at and blocks of 16 bytes compared that a layer with an automaton may cost for each byte passed, and before the first. */
const BUDGET_PER_BYTE: u32 = 4;
const BUDGET_START: u32 = 1024;

/** Entries looked at, blocks of 16 bytes compared and nodes of automata passed since the module began, for the tests. */
export let literalWork: u32 = 0;

let setStart: usize = 0;
let textStart: usize = 0;
let textEnd: usize = 0;
let buckets: usize = 0;
let bucketShift: u64 = 0;
let entries: usize = 0;
let budgeted: bool = false;
let spent: u32 = 0;

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
  spent = 0;
  budgeted = load<u32>(layer, LAYER_TRIE) != 0;
}

/** Adds what a layer cost to `literalWork`. */
export function endLayer(automatonSteps: u32): void {
  literalWork += spent + automatonSteps;
}

/** Adds the literals whose gram of this hash stands at this position. False: the layer's budget is spent. */
export function verify(at: usize, hash: u64): bool {
  const bucket = buckets + <usize>(hash >> bucketShift) * 4;
  const first = load<u32>(bucket);
  const last = load<u32>(bucket, 4);
  let work = last - first;
  const end = entries + last * LITERAL_BYTES;
  for (let entry = entries + first * LITERAL_BYTES; entry < end; entry += LITERAL_BYTES) {
    if (load<u32>(entry, LITERAL_TAG) != <u32>hash) continue;
    const before = load<u32>(entry, LITERAL_OFFSET);
    const length = load<u32>(entry, LITERAL_LENGTH);
    if (at - textStart < before || at - before + length > textEnd) continue;
    const id = load<u32>(entry, LITERAL_ID);
    if (isFound(id)) continue;
    work += length >> 4;
    if (equal(at - before, setStart + load<u32>(entry, LITERAL_TEXT), length)) addFound(id);
  }
  spent += work;
  return !budgeted || spent <= BUDGET_START + BUDGET_PER_BYTE * <u32>(at - textStart);
}
