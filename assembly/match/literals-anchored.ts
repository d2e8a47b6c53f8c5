// Literals that have their place: at the start, at the end, or the whole text. Literals of similar length make a class, whose key is their
// first (or last) 1, 2, 3, 4, 8, 16 or 32 bytes; a whole text is its own key. One table holds all classes.

import { equal } from "./find";
import { addFound } from "./literals-found";
import {
  CLASS_ANCHOR, CLASS_BYTES, CLASS_END, CLASS_KEY, CLASS_START, CLASS_WHOLE, LITERAL_BYTES, LITERAL_HASH_HIGH, LITERAL_HASH_LOW,
  LITERAL_ID, LITERAL_LENGTH, LITERAL_OFFSET, LITERAL_TAG, LITERAL_TEXT, LITERALS_BUCKET_MASK, LITERALS_BUCKETS, LITERALS_CLASS_COUNT, LITERALS_CLASSES,
  LITERALS_END_TRIE, LITERALS_ENTRIES, LITERALS_START_TRIE, LITERALS_WHOLE_TRIE,
} from "./literals-layout";
import { gramMask } from "./literals-buckets";
import { walkBackward, walkForward, walkWhole } from "./literals-trie";

const FACTOR: u64 = ((<u64>LITERAL_HASH_HIGH) << 32) | <u64>LITERAL_HASH_LOW;

// @ts-ignore: decorator
@inline
function mix(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * FACTOR;
  return product ^ (product >> 32);
}

/** Hash of a key of at least one byte by its first and last 8 bytes. src/plan/literals-hash.ts computes the same. */
// @ts-ignore: decorator
@inline
function hashKey(anchor: u32, at: usize, bytes: u32): u64 {
  const salt = (<u64>anchor << 32) | <u64>bytes;
  if (bytes < 8) return mix(salt, load<u64>(at) & gramMask(bytes));
  return mix(mix(salt, load<u64>(at)), load<u64>(at + bytes - 8));
}

/** Adds the literals with a place that the text has there. */
export function findAnchored(set: usize, text: usize, length: u32): void {
  const count = load<u32>(set, LITERALS_CLASS_COUNT);
  let at = set + load<u32>(set, LITERALS_CLASSES);
  const classesEnd = at + count * CLASS_BYTES;
  for (; at < classesEnd; at += CLASS_BYTES) {
    const anchor = load<u32>(at, CLASS_ANCHOR);
    const bytes = anchor == CLASS_WHOLE ? length : load<u32>(at, CLASS_KEY);
    if (bytes > length || bytes == 0) continue;
    const key = anchor == CLASS_END ? text + length - bytes : text;
    const hash = hashKey(anchor, key, bytes);
    const bucket = set + load<u32>(set, LITERALS_BUCKETS) + (<u32>hash & load<u32>(set, LITERALS_BUCKET_MASK)) * 4;
    const first = load<u32>(bucket);
    const end = load<u32>(bucket, 4);
    if (first != end) compareAll(set, first, end, <u32>(hash >> 32), anchor, text, length);
  }
  const start = load<u32>(set, LITERALS_START_TRIE);
  if (start) walkForward(set, set + start, text, length);
  const end = load<u32>(set, LITERALS_END_TRIE);
  if (end) walkBackward(set, set + end, text, length);
  const whole = load<u32>(set, LITERALS_WHOLE_TRIE);
  if (whole) walkWhole(set, set + whole, text, length);
}

function compareAll(set: usize, first: u32, end: u32, tag: u32, anchor: u32, text: usize, length: u32): void {
  let entry = set + load<u32>(set, LITERALS_ENTRIES) + first * LITERAL_BYTES;
  const last = set + load<u32>(set, LITERALS_ENTRIES) + end * LITERAL_BYTES;
  for (; entry < last; entry += LITERAL_BYTES) {
    if (load<u32>(entry, LITERAL_TAG) != tag || load<u32>(entry, LITERAL_OFFSET) != anchor) continue;
    const bytes = load<u32>(entry, LITERAL_LENGTH);
    if (anchor == CLASS_WHOLE ? bytes != length : bytes > length) continue;
    const at = anchor == CLASS_END ? text + length - bytes : text;
    if (equal(at, set + load<u32>(entry, LITERAL_TEXT), bytes)) addFound(load<u32>(entry, LITERAL_ID));
  }
}
