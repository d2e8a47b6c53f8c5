// Which nodes a first walk over an event looks for. Most events are decided by the few fields that rules wait for; a second walk, which
// finds everything, is made only where a predicate asks for another. A node that is asked for often is wanted from then on, and so is what
// is on the way to it: what a walk finds depends on the events before, what an event means does not.
//
// Most keys of an event lead to none of these nodes, and their last bytes show it: a node has a set of 64 bits for the last bytes of its keys
// that do. Such keys have records, in the order of those bits, so that the bits below one count the records before the first that it may mean:
//
//   tail      16 bytes: the last ones of the key behind its opening quote, at the end
//   mask      u16, a bit a byte of the tail that counts
//   length    u16, bytes of the key
//   next      u32 address of the next record with the same bit, or 0
//   node      u32 to which the key leads
//   long      u32 address of the key in the program if it is longer than the tail, else 0

import {
  KEY_BYTES, KEY_FLAGS, KEY_HASH_ALL, KEY_LENGTH, KEY_NEXT, KEY_NOCASE, KEY_NODE, KEY_PLAIN_BYTES, KEY_TEXT, NODE_BYTES, NODE_FLAGS,
  NODE_HAS_KEYS, NODE_KEY_COUNT, NODE_KEY_FIRST, NODE_KEY_SHIFT, NODE_KEY_SLOTS, NODE_LEVEL_SHIFT, NODE_SUBTREE,
} from "../layout";
import { QUOTE } from "../ascii";
import { equal } from "../match/find";
import {
  WANTED_KEY_BYTES, WANTED_SET_BYTES, asked, awaited, keySlots, keys, nodeCount, nodes, program, wanted, wantedKeys, wantedSets, wantedSlots,
} from "../memory";

/** The node is looked for. */
const WANTED: u8 = 1;
/** So is some node below it. */
// @ts-ignore: decorator
@inline export const WANTED_BELOW: u8 = 2;
/** The same, and the node has keys. */
// @ts-ignore: decorator
@inline export const WANTED_KEYS: u8 = 4;

/** Bytes at the end of a key that choose its bit. */
const TAIL_BYTES: u32 = 4;
/** Of so many keys with one bit each may be compared; of more it is better to know the length, and to look them up by all of it. */
const MOST_ALIKE: u32 = 4;
/** Bytes of a record's tail. */
const LONG_BYTES: u32 = 16;
const MASK: usize = 16;
const LENGTH: usize = 18;
const NEXT: usize = 20;
const NODE: usize = 24;
const LONG: usize = 28;
/** Of a node: its bits, then the address of its first record, 0 if its keys have to be looked up otherwise. */
const FIRST: usize = 8;

/** Events between two looks at how often nodes were asked for. */
const PERIOD: u32 = 1 << 16;
/** A node is wanted once it was asked for so often, and in this share of the events. */
const LEAST_ASKED: u32 = 8;
const SHARE: u32 = 16;
let events: u32 = 0;

/** Begins with the nodes that rules wait for, and the elements of quantifiers, which are always walked whole. */
export function wantAwaited(): void {
  events = 0;
  for (let node: u32 = 1; node < nodeCount; node++) {
    const before = awaitedUntil(node);
    const after = awaitedUntil(node + 1);
    const below = awaitedUntil(node + 1 + load<u32>(nodeAt(node), NODE_SUBTREE)) != after;
    if (below) want(node, WANTED | WANTED_BELOW);
    else if (after != before || load<u32>(nodeAt(node), NODE_FLAGS) >> NODE_LEVEL_SHIFT) want(node, WANTED);
  }
  for (let node: u32 = 1; node < nodeCount; node++) if (load<u8>(wanted + node) & WANTED_KEYS) placeKeys(node);
}

/** How many nodes before `node` rules wait for. */
// @ts-ignore: decorator
@inline
function awaitedUntil(node: u32): u32 {
  return load<u32>(awaited + <usize>node * 4);
}

/** Counts the events. */
// @ts-ignore: decorator
@inline
export function countEvent(): void {
  if (++events == PERIOD) beginPeriod();
}

function beginPeriod(): void {
  events = 0;
  memory.fill(asked, 0, <usize>nodeCount * 4);
}

/** Notes that someone asked for a node that is not wanted yet. */
export function noteAsked(node: u32): void {
  const at = asked + <usize>node * 4;
  const times = load<u32>(at) + 1;
  store<u32>(at, times);
  if (times < LEAST_ASKED || times * SHARE < events) return;
  want(node, WANTED);
  // From the inside to the outside, so that keys are placed when it is known what is wanted below.
  for (let above = node - 1; above > 0; above--) {
    if (above + load<u32>(nodeAt(above), NODE_SUBTREE) < node) continue;
    want(above, WANTED | WANTED_BELOW);
    if (load<u8>(wanted + above) & WANTED_KEYS) placeKeys(above);
  }
}

function want(node: u32, bits: u8): void {
  const keyed = bits & WANTED_BELOW && load<u32>(nodeAt(node), NODE_FLAGS) & NODE_HAS_KEYS;
  store<u8>(wanted + node, load<u8>(wanted + node) | bits | (keyed ? WANTED_KEYS : 0));
}

/** The bit for keys whose last bytes are those before `end`, without regard to ASCII case. */
// @ts-ignore: decorator
@inline
export function tailBit(tail: u32): u64 {
  return (<u64>1) << (((tail | 0x20202020) * KEY_HASH_ALL) >> 26);
}

/** The bits of a node's wanted keys; none for node 0. */
// @ts-ignore: decorator
@inline
export function tailsOf(node: u32): u64 {
  return load<u64>(wantedSets + <usize>node * WANTED_SET_BYTES);
}

/** Whether a wanted key can be found by findWanted(). */
// @ts-ignore: decorator
@inline
export function hasRecords(node: u32): bool {
  return load<u32>(wantedSets + <usize>node * WANTED_SET_BYTES, FIRST) != 0;
}

/**
 * The record of the key of `node` that ends at `quote`, 0 if it has none. `bit` is that of its last bytes, one of `tails`, the node's. Where
 * no backslash comes before it, a quote before the bytes of the key is the one that opens it.
 */
// @ts-ignore: decorator
@inline
export function findWanted(node: u32, tails: u64, bit: u64, quote: usize): usize {
  const first = <usize>load<u32>(wantedSets + <usize>node * WANTED_SET_BYTES, FIRST);
  let record = first + <usize>popcnt(tails & (bit - 1)) * WANTED_KEY_BYTES;
  const found = v128.load(quote - LONG_BYTES);
  do {
    const mask = <u32>load<u16>(record, MASK);
    if (!(~i8x16.bitmask(i8x16.eq(found, v128.load(record))) & mask)) {
      const long = load<u32>(record, LONG);
      if (!long || isLong(long, quote)) return record;
    }
    record = load<u32>(record, NEXT);
  } while (record);
  return 0;
}

/** Bytes of the key of a record. */
// @ts-ignore: decorator
@inline
export function lengthOf(record: usize): u32 {
  return <u32>load<u16>(record, LENGTH);
}

/** The node to which the key of a record leads. */
// @ts-ignore: decorator
@inline
export function nodeOf(record: usize): u32 {
  return load<u32>(record, NODE);
}

/** Whether the bytes before `quote` are those of a key that is longer than a tail, and a quote. */
function isLong(key: usize, quote: usize): bool {
  const length = load<u32>(key, KEY_LENGTH);
  return load<u8>(quote - length - 1) == QUOTE && equal(quote - length, program + load<u32>(key, KEY_TEXT), length);
}

/** Places the keys of a node that lead to wanted ones. */
function placeKeys(node: u32): void {
  placeSlots(node);
  placeRecords(node);
}

function placeSlots(node: u32): void {
  const first = load<u32>(nodeAt(node), NODE_KEY_SLOTS);
  const end = first + ((<u32>1) << (32 - load<u32>(nodeAt(node), NODE_KEY_SHIFT)));
  for (let slot = first; slot < end; slot++) {
    let next = load<u32>(keySlots + <usize>slot * 4);
    while (next && !isWanted(keyAt(next - 1))) next = load<u32>(keyAt(next - 1), KEY_NEXT);
    store<u32>(wantedSlots + <usize>slot * 4, next);
  }
}

function placeRecords(node: u32): void {
  const set = wantedSets + <usize>node * WANTED_SET_BYTES;
  const first = load<u32>(nodeAt(node), NODE_KEY_FIRST);
  const start = keyAt(first);
  const end = start + <usize>load<u32>(nodeAt(node), NODE_KEY_COUNT) * KEY_BYTES;
  let tails: u64 = 0;
  let regular = true;
  for (let key = start; key < end; key += KEY_BYTES) {
    if (!isWanted(key)) continue;
    tails |= bitOf(key);
    if (!isRegular(key)) regular = false;
  }
  store<u64>(set, tails);
  store<u32>(set, 0, FIRST);
  if (!regular) return;
  const records = wantedKeys + <usize>first * WANTED_KEY_BYTES;
  const heads = <usize>popcnt(tails) * WANTED_KEY_BYTES;
  memory.fill(records, 0, heads);
  let free = records + heads;
  for (let key = start; key < end; key += KEY_BYTES) {
    if (!isWanted(key)) continue;
    let record = records + <usize>popcnt(tails & (bitOf(key) - 1)) * WANTED_KEY_BYTES;
    if (load<u16>(record, MASK)) {
      for (let alike: u32 = 1; ; alike++) {
        if (alike == MOST_ALIKE) return;
        if (!load<u32>(record, NEXT)) break;
        record = load<u32>(record, NEXT);
      }
      store<u32>(record, free, NEXT);
      record = free;
      free += WANTED_KEY_BYTES;
    }
    writeRecord(record, key);
  }
  store<u32>(set, records, FIRST);
}

// @ts-ignore: decorator
@inline
function isWanted(key: usize): bool {
  return load<u8>(wanted + load<u32>(key, KEY_NODE)) != 0;
}

/** The bit of a key, or all where what comes before it would choose. */
function bitOf(key: usize): u64 {
  const length = load<u32>(key, KEY_LENGTH);
  const tail = load<u32>(program + load<u32>(key, KEY_TEXT) + length - TAIL_BYTES);
  // A key of three bytes has its opening quote in its tail, whatever stands before it in the program.
  if (length >= TAIL_BYTES) return tailBit(tail);
  return length == TAIL_BYTES - 1 ? tailBit((tail & ~0xff) | QUOTE) : u64.MAX_VALUE;
}

/** Whether a key is found by its bytes alone. */
function isRegular(key: usize): bool {
  const length = load<u32>(key, KEY_LENGTH);
  if (load<u32>(key, KEY_FLAGS) & KEY_NOCASE || length < TAIL_BYTES - 1 || length > KEY_PLAIN_BYTES) return false;
  const text = program + load<u32>(key, KEY_TEXT);
  for (let i: u32 = 0; i < length; i++) if (load<u8>(text + i) == QUOTE) return false;
  return true;
}

function writeRecord(record: usize, key: usize): void {
  const length = load<u32>(key, KEY_LENGTH);
  const shown = min(length, LONG_BYTES);
  const counted = min(length + 1, LONG_BYTES);
  const end = record + LONG_BYTES;
  memory.copy(end - shown, program + load<u32>(key, KEY_TEXT) + length - shown, shown);
  if (counted > shown) store<u8>(end - counted, QUOTE);
  store<u16>(record, <u16>((<u32>0xffff) << (LONG_BYTES - counted)), MASK);
  store<u16>(record, <u16>length, LENGTH);
  store<u32>(record, 0, NEXT);
  store<u32>(record, load<u32>(key, KEY_NODE), NODE);
  store<u32>(record, length >= LONG_BYTES ? key : 0, LONG);
}

// @ts-ignore: decorator
@inline
function nodeAt(node: u32): usize {
  return nodes + <usize>node * NODE_BYTES;
}

// @ts-ignore: decorator
@inline
function keyAt(key: u32): usize {
  return keys + <usize>key * KEY_BYTES;
}
