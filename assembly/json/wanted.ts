// Which nodes a first walk over an event looks for. Most events are decided by the few fields that rules wait for; a second walk, which
// finds everything, is made only where a predicate asks for another. A node that is asked for often is wanted from then on, and so is what
// is on the way to it: what a walk finds depends on the events before, what an event means does not.
//
// Keys of wanted nodes are looked up in slots of their own: of each chain they have the first key that leads to a wanted node. Most keys of an
// event lead to none, and their last bytes show it: a node has a set of 64 bits for the tails of the keys that do.

import {
  KEY_BYTES, KEY_HASH_ALL, KEY_LENGTH, KEY_NEXT, KEY_NODE, KEY_TEXT, NODE_BYTES, NODE_FLAGS, NODE_HAS_KEYS, NODE_KEY_COUNT, NODE_KEY_FIRST,
  NODE_KEY_SHIFT, NODE_KEY_SLOTS, NODE_LEVEL_SHIFT, NODE_SUBTREE,
} from "../layout";
import { QUOTE } from "../ascii";
import { asked, awaited, keySlots, keys, nodeCount, nodes, program, wanted, wantedSlots, wantedTails } from "../memory";

/** The node is looked for. */
const WANTED: u8 = 1;
/** So is some node below it. */
// @ts-ignore: decorator
@inline export const WANTED_BELOW: u8 = 2;
/** The same, and the node has keys. */
// @ts-ignore: decorator
@inline export const WANTED_KEYS: u8 = 4;

/** Bytes at the end of a key that are its tail. */
const TAIL_BYTES: u32 = 4;

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
  for (let node: u32 = 1; node < nodeCount; node++) if (load<u8>(wanted + node) & WANTED_KEYS) placeSlots(node);
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
  // From the inside to the outside, so that slots are placed when it is known what is wanted below.
  for (let above = node - 1; above > 0; above--) {
    if (above + load<u32>(nodeAt(above), NODE_SUBTREE) < node) continue;
    want(above, WANTED | WANTED_BELOW);
    if (load<u8>(wanted + above) & WANTED_KEYS) placeSlots(above);
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

/** Places the keys of a node that lead to wanted ones. */
function placeSlots(node: u32): void {
  const first = load<u32>(nodeAt(node), NODE_KEY_SLOTS);
  const end = first + ((<u32>1) << (32 - load<u32>(nodeAt(node), NODE_KEY_SHIFT)));
  for (let slot = first; slot < end; slot++) {
    let next = load<u32>(keySlots + <usize>slot * 4);
    while (next && !load<u8>(wanted + load<u32>(keyAt(next), KEY_NODE))) next = load<u32>(keyAt(next), KEY_NEXT);
    store<u32>(wantedSlots + <usize>slot * 4, next);
  }
  let tails: u64 = 0;
  let key = keyAt(1 + load<u32>(nodeAt(node), NODE_KEY_FIRST));
  for (const last = key + <usize>load<u32>(nodeAt(node), NODE_KEY_COUNT) * KEY_BYTES; key < last; key += KEY_BYTES) {
    if (!load<u8>(wanted + load<u32>(key, KEY_NODE))) continue;
    const length = load<u32>(key, KEY_LENGTH);
    const tail = load<u32>(program + load<u32>(key, KEY_TEXT) + length - TAIL_BYTES);
    // A key of three bytes has its opening quote in its tail, whatever stands before it in the program.
    if (length >= TAIL_BYTES) tails |= tailBit(tail);
    else tails |= length == TAIL_BYTES - 1 ? tailBit((tail & ~0xff) | QUOTE) : u64.MAX_VALUE;
  }
  store<u64>(wantedTails + <usize>node * 8, tails);
}

// @ts-ignore: decorator
@inline
function nodeAt(node: u32): usize {
  return nodes + <usize>node * NODE_BYTES;
}

// @ts-ignore: decorator
@inline
function keyAt(next: u32): usize {
  return keys + <usize>(next - 1) * KEY_BYTES;
}
