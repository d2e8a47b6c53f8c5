// The walk: one pass over the index of an event, along the path tree. It finds where the values sit that some predicate may ask for,
// and proves the brackets balanced; everything else is skipped.
//
// Invariants
// - `cur` is the path tree node of the innermost open object if some path goes through it, else 0; in an array it is always 0.
// - The value of a key is known by its colon. `pending` is the node of the last key seen, taken by the next opening bracket: in valid
//   JSON another colon or that bracket comes first.
// - A slot is written for the last of several equal keys; what an earlier one had below it is cleared then. Where the first one counts,
//   a slot is written once, and what is below a later key is not looked at.
// - Early exit: a node that some rule waits for is settled once its value is known, or known not to come: the object that it would be in
//   is closed, or is no object. When all are settled and no rule is a candidate, nothing that is left of the event matters.

import {
  COUNTER_KEYS, INDEX_BYTES, INDEX_NODE, INDEX_VALUE, KEY_BYTES, KEY_FLAGS, KEY_HASH_ALL, KEY_HASH_FIRST, KEY_LENGTH, KEY_NEXT, KEY_NOCASE,
  KEY_NODE, KEY_PLAIN_BYTES, KEY_TEXT, NODE_BYTES, NODE_DEFERRED, NODE_FLAGS, NODE_HAS_KEYS, NODE_HAS_NOCASE_KEYS, NODE_INDEX_COUNT,
  NODE_INDEX_FIRST, NODE_KEY_COUNT, NODE_KEY_FIRST, NODE_KEY_SHIFT, NODE_KEY_SLOTS, NODE_SUBTREE, REFUSED_DEPTH, REFUSED_MISMATCHED,
  REFUSED_UNBALANCED, REFUSED_UNTERMINATED_STRING,
} from "../layout";
import { count } from "../count";
import { equal } from "../match/find";
import { anyCandidate } from "../match/table";
import { fold } from "../unicode/fold";
import {
  KEY_ARENA, allocate, awaited, brackets, elements, firstWins, hasAnywhere, indexes, keySlots, keys, maxDepth, nodes, parents, program,
  resetArena, slots, strict, touched, wanted, wantedSlots,
} from "../memory";
import { MORE, STEP, openString, scanMore, scanned, specialsEnd } from "./scan";
import { unescape } from "./unescape";
import {
  COLON, QUOTE, escapesBefore, hasEscapeBefore, hasHigh, isClose, isOdd, isOpen, openArray, openObject, skipSpace, stringLength, stringStart, insideString, nextElement,
  elementAt, elementEntry, firstElement,
} from "./value";
import { WANTED_BELOW, WANTED_KEYS, countEvent, findWanted, hasRecords, lengthOf, nodeOf, noteAsked, tailBit, tailsOf } from "./wanted";

/** Why the last walk failed; 0 if it did not. */
export let refusal: u32 = 0;
/** Where the last walk met the end of what it could read, if it did so before the event had ended. */
export let failedAt: usize = 0;
/** The last walk left the event for the next line: no rule can match it. */
export let left: bool = false;
/** The last strict walk met a colon outside of an object, or an element outside of an array. */
export let misplaced: bool = false;
/** The first entry of `elements` that no strict walk has passed. */
let element: usize = 0;
/** The first index entry of the event. */
let first: usize = 0;
/** Everything that the event has was found; else only what is wanted. */
let allFound: bool = false;
/** Where the first 64 bytes of the event begin that hold a backslash or a byte above 0x7f: keys from there may be spelled unusually. */
let special: usize = 0;
/** The last walk met a node whose subtree is walked afterwards. */
let deferred: bool = false;
/** The event may still be left early, */
export let leaving: bool = false;
/** once none of the nodes that rules wait for is unsettled. */
let unsettled: u32 = 0;
/** The last value that settled a node. */
export let settledAt: usize = 0;

/** Bytes of a step of the scan once the event cannot be left any more. */
const LONG_STEP: usize = 256;

// @ts-ignore: decorator
@inline
function nodeAt(node: u32): usize {
  return nodes + <usize>node * NODE_BYTES;
}

/** Sets where the value of a node is; `entry` is the first index entry at or after it. */
export function setSlot(node: u32, value: usize, entry: usize): void {
  const slot = slots + <usize>node * 8;
  if (load<u32>(slot)) clearBelow(node);
  store<u32>(slot, value);
  store<u32>(slot, entry, 4);
  const word = touched + <usize>(node >> 6) * 8;
  store<u64>(word, load<u64>(word) | ((<u64>1) << (node & 63)));
}

/** Forgets the values of the descendants of a node. */
export function clearBelow(node: u32): void {
  const below = load<u32>(nodeAt(node), NODE_SUBTREE);
  if (below) memory.fill(slots + <usize>(node + 1) * 8, 0, <usize>below * 8);
}

/** Forgets the values of all nodes that were set since the last call. */
export function clearTouched(nodeCount: u32): void {
  const words = touched + <usize>((nodeCount + 63) >> 6) * 8;
  for (let word = touched; word < words; word += 8) {
    let bits = load<u64>(word);
    if (!bits) continue;
    store<u64>(word, 0);
    const base = slots + ((word - touched) << 6);
    do {
      store<u64>(base + (<usize>ctz(bits) << 3), 0);
      bits &= bits - 1;
    } while (bits);
  }
}

/**
 * Takes the value after `colon` for a key's node. Gives the node if what is below it is to be walked now, else 0. `sparse`: only if it is
 * wanted.
 */
// @ts-ignore: decorator
@inline
function take(node: u32, colon: usize, entry: usize, sparse: bool): u32 {
  if (sparse && !load<u8>(wanted + node)) return 0;
  if (firstWins && load<u32>(slots + <usize>node * 8)) return 0;
  setSlot(node, skipSpace(colon + 1), entry);
  const flags = load<u32>(nodeAt(node), NODE_FLAGS);
  if (sparse && !(load<u8>(wanted + node) & WANTED_BELOW)) {
    if (leaving) settle(node);
    return 0;
  }
  if (flags & NODE_DEFERRED || load<u32>(nodeAt(node), NODE_INDEX_COUNT)) deferred = true;
  if (leaving) settle(node);
  return flags & NODE_DEFERRED ? 0 : node;
}

/** How many of the nodes below a node rules wait for. */
// @ts-ignore: decorator
@inline
function awaitedBelow(node: u32): u32 {
  const at = awaited + <usize>(node + 1) * 4;
  return load<u32>(at + <usize>load<u32>(nodeAt(node), NODE_SUBTREE) * 4) - load<u32>(at);
}

/** Notes that the value of a node was found. */
function settle(node: u32): void {
  const at = awaited + <usize>node * 4;
  const value = <usize>load<u32>(slots + <usize>node * 8);
  if (load<u32>(at, 4) != load<u32>(at)) {
    unsettled--;
    settledAt = value;
  }
  const below = awaitedBelow(node);
  if (!below) return;
  const byte = load<u8>(value);
  const flags = load<u32>(nodeAt(node), NODE_FLAGS);
  if (flags & NODE_DEFERRED || (byte == openArray && load<u32>(nodeAt(node), NODE_INDEX_COUNT))) leaving = false; // walked at the end
  else if (byte != openObject || !(flags & NODE_HAS_KEYS)) unsettled -= below;
}

/** Whether the last value that settled a node ends in what was scanned: at the latest where another entry follows its colon. */
// @ts-ignore: decorator
@inline
function isWhole(entry: usize): bool {
  const at = load<u32>(entry - 4);
  if (load<u8>(at) != COLON || skipSpace(at + 1) != settledAt) return true;
  return !openString && settledAt < scanned;
}

/** Takes another step of the scan, unless the event can be left: then false. */
function goOn(entry: usize): bool {
  if (leaving && !unsettled && isWhole(entry)) {
    left = !anyCandidate();
    if (left) return false;
    leaving = false;
  }
  const before = specialsEnd;
  scanMore(leaving ? STEP : LONG_STEP);
  if (special == usize.MAX_VALUE && specialsEnd > before) special = load<u32>(before);
  return true;
}

/** Whether the ASCII letters of `text` match `folded`, which has none in upper case. */
// @ts-ignore: decorator
@inline
function equalFolded(text: usize, folded: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(text + i);
    if ((byte - 0x41 < 26 ? byte | 0x20 : byte) != load<u8>(folded + i)) return false;
  }
  return true;
}

/** Whether two keys are the same. Up to 15 bytes beyond each are read. */
// @ts-ignore: decorator
@inline
function sameKey(a: usize, b: usize, length: u32): bool {
  const same = <u32>i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
  if (~same & ((1 << min<u32>(length, 16)) - 1)) return false;
  return length <= 16 || equal(a + 16, b + 16, length - 16);
}

/** Hash of a key, without regard to ASCII case; src/plan/hash.ts computes the same. */
// @ts-ignore: decorator
@inline
function hashKey(at: usize, length: u32): u32 {
  const short: u32 = length < 4 ? 0xffffffff >> (32 - 8 * length) & (0 - u32(length > 0)) : 0xffffffff;
  const first = (load<u32>(at) & short) | 0x20202020;
  const last = length < 4 ? first : load<u32>(at + length - 4) | 0x20202020;
  return (((first + length) * KEY_HASH_FIRST) ^ last) * KEY_HASH_ALL;
}

/** Whether the key before `colon` may be spelled otherwise than by its bytes, or does not end right before it. */
// @ts-ignore: decorator
@inline
function isUnusual(colon: usize): bool {
  return load<u8>(colon - 1) != QUOTE || colon > special;
}

/** Bytes of which none is a backslash where the last four of a key are what they look like: an escape that ends in them has six. */
const TAIL_REACH: u64 = 9;

/** Takes the value of the key before `colon` if it leads to a wanted node, as `bit`, that of its last bytes, may say. */
// @ts-ignore: decorator
@inline
function visitWanted(node: u32, tails: u64, bit: u64, colon: usize, entry: usize): u32 {
  const quote = colon - 1;
  if (hasRecords(node) && load<u8>(quote) == QUOTE) {
    const escapes = colon > special ? escapesBefore(quote) : 0;
    if (tails & bit) {
      const record = findWanted(node, tails, bit, quote);
      // A quote before the key may be escaped.
      if (record && !(escapes >> <u64>(62 - lengthOf(record)))) return take(nodeOf(record), colon, entry, true);
      if (!record && !escapes) return 0;
    } else if (!(escapes >> (64 - TAIL_REACH))) return 0;
  }
  return visitSparsely(node, colon, entry);
}

/** A call, to keep the walk small that meets none of these keys. */
function visitSparsely(node: u32, colon: usize, entry: usize): u32 {
  return visitKey(node, colon, entry, true);
}

/** Looks up the key before `colon` among those of `node`, and takes its value for each node that it names. */
// @ts-ignore: decorator
@inline
function visitKey(node: u32, colon: usize, entry: usize, sparse: bool): u32 {
  const at = nodeAt(node);
  let quote = colon - 1;
  while (load<u8>(quote) != QUOTE) {
    const byte = load<u8>(quote);
    if (byte > 0x20) return 0;
    quote--;
  }
  const flags = load<u32>(at, NODE_FLAGS);
  const length = stringLength(quote);
  const start = quote - length;
  if (length > KEY_PLAIN_BYTES) return visitLongKey(at, quote, colon, entry, sparse);
  if (colon > special && (hasEscapeBefore(quote, length) || (flags & NODE_HAS_NOCASE_KEYS && hasHigh(start, quote)))) {
    return visitSpelledKey(at, start, quote, colon, entry, sparse);
  }
  let child: u32 = 0;
  const slot = hashKey(start, length) >> load<u32>(at, NODE_KEY_SHIFT);
  let next = load<u32>((sparse ? wantedSlots : keySlots) + <usize>(load<u32>(at, NODE_KEY_SLOTS) + slot) * 4);
  while (next) {
    const key = keys + <usize>(next - 1) * KEY_BYTES;
    if (load<u32>(key, KEY_LENGTH) == length) {
      const text = program + load<u32>(key, KEY_TEXT);
      const same = load<u32>(key, KEY_FLAGS) & KEY_NOCASE ? equalFolded(start, text, length) : sameKey(start, text, length);
      if (same) child = take(load<u32>(key, KEY_NODE), colon, entry, sparse) || child;
    }
    next = load<u32>(key, KEY_NEXT);
  }
  return child;
}

function visitLongKey(at: usize, quote: usize, colon: usize, entry: usize, sparse: bool): u32 {
  const start = stringStart(quote);
  return start > quote ? 0 : visitSpelledKey(at, start, quote, colon, entry, sparse); // in what is no JSON there may be no string
}

/** The same for a key that is long, has escapes or, where case is ignored, characters beyond ASCII: it is decoded first. */
function visitSpelledKey(at: usize, start: usize, quote: usize, colon: usize, entry: usize, sparse: bool): u32 {
  const room = <u32>(quote - start) + 16;
  resetArena(KEY_ARENA);
  const plain = allocate(KEY_ARENA, room * 3);
  if (!plain) return 0;
  const plainLength = unescape(start, <u32>(quote - start), plain);
  const folded = plain + room;
  const foldedLength = fold(plain, plainLength, folded);
  let child: u32 = 0;
  let key = keys + <usize>load<u32>(at, NODE_KEY_FIRST) * KEY_BYTES;
  const end = key + <usize>load<u32>(at, NODE_KEY_COUNT) * KEY_BYTES;
  for (; key < end; key += KEY_BYTES) {
    const nocase = (load<u32>(key, KEY_FLAGS) & KEY_NOCASE) != 0;
    const length = load<u32>(key, KEY_LENGTH);
    if (length != (nocase ? foldedLength : plainLength)) continue;
    if (!equal(nocase ? folded : plain, program + load<u32>(key, KEY_TEXT), length)) continue;
    child = take(load<u32>(key, KEY_NODE), colon, entry, sparse) || child;
  }
  return child;
}

/** Passes the elements up to the bracket at `at`, in a container whose bracket is `inner`; gives the address of the next one. */
function passElements(at: usize, inner: u8): usize {
  misplaced = misplaced || inner != openArray;
  do element += 4;
  while (load<u32>(element) <= at);
  return load<u32>(element);
}

/**
 * Walks the object or array whose bracket `entry` points to, as the value of `node`. Gives the entry after its closing bracket;
 * where the brackets do not balance, 0, and `refusal` says why.
 * `validating`: looks at whether everything stands in the right kind of container, too.
 * `sparse`: finds what is wanted only.
 * `compared`: wanted keys are compared at once with the records of json/wanted.ts, where there are any.
 * `stepwise`: the scan goes step by step, and where the event is left, the result is 0 and `left` is true.
 */
// @ts-ignore: decorator
@inline
function walkBrackets(node: u32, entry: usize, sparse: bool, validating: bool, stepwise: bool, compared: bool): usize {
  let depth: u32 = 0;
  let inner: u8 = 0; // if validating: the bracket of the innermost container,
  let next: usize = validating ? load<u32>(element) : 0; // and the address of the next element
  let cur: u32 = 0;
  let tails: u64 = 0; // of `cur`, if sparse
  let pending = node;
  while (true) {
    const at = load<u32>(entry);
    const byte = load<u8>(at);
    entry += 4;
    if (byte == COLON) {
      if (validating && inner != openObject) misplaced = true;
      if (!cur) continue;
      count(COUNTER_KEYS, 1);
      if (sparse) {
        const bit = tailBit(load<u32>(at - 5));
        pending = 0;
        if (tails & bit || isUnusual(at)) {
          pending = compared ? visitWanted(cur, tails, bit, at, entry) : visitKey(cur, at, entry, true);
        }
      } else pending = visitKey(cur, at, entry, false);
    } else if (isOpen(byte)) {
      if (depth == maxDepth) {
        refusal = REFUSED_DEPTH;
        return 0;
      }
      if (validating) {
        if (next <= at) next = passElements(at, inner);
        inner = byte;
      }
      store<u8>(brackets + depth, byte);
      const entered = sparse ? load<u8>(wanted + pending) & WANTED_KEYS : load<u32>(nodeAt(pending), NODE_FLAGS) & NODE_HAS_KEYS;
      store<u32>(parents + <usize>depth * 8, cur);
      if (stepwise) store<u32>(parents + <usize>depth * 8, unsettled, 4);
      depth++;
      cur = byte == openObject && entered ? pending : 0;
      if (sparse) tails = tailsOf(cur);
      pending = 0;
    } else if (isClose(byte)) {
      if (validating && next <= at) next = passElements(at, inner);
      depth--;
      if (load<u8>(brackets + depth) + 2 != byte) {
        refusal = REFUSED_MISMATCHED;
        return 0;
      }
      if (!depth) return entry;
      if (validating) inner = load<u8>(brackets + depth - 1);
      if (stepwise && cur) unsettled = load<u32>(parents + <usize>depth * 8, 4) - awaitedBelow(cur);
      cur = load<u32>(parents + <usize>depth * 8);
      if (sparse) tails = tailsOf(cur);
    } else if (stepwise && byte == MORE) {
      entry -= 4;
      if (!goOn(entry)) return 0;
    } else if (!isOdd(byte)) {
      refusal = insideString(at) ? REFUSED_UNTERMINATED_STRING : REFUSED_UNBALANCED;
      failedAt = at;
      return 0;
    }
  }
}

function walkContainer(node: u32, entry: usize): usize {
  return walkBrackets(node, entry, false, false, false, false);
}

function walkStepwise(entry: usize): usize {
  return walkBrackets(1, entry, true, false, true, true);
}

/** The same for a whole event, of which `misplaced` tells. */
function walkStrictly(entry: usize): usize {
  misplaced = false;
  while (load<u32>(element) <= load<u32>(entry)) element += 4;
  return walkBrackets(1, entry, true, true, false, true);
}

/** Lets strict walks begin with the first element. */
export function rewindElements(): void {
  element = elements;
}

/** Walks the nodes that could not be walked in passing: array elements by index, and twins of a key that ignores case. */
function walkDeferred(first: u32, last: u32): void {
  for (let node = first; node <= last; node++) {
    const slot = slots + <usize>node * 8;
    if (!load<u32>(slot)) continue;
    const at = nodeAt(node);
    if (load<u32>(at, NODE_FLAGS) & NODE_DEFERRED) walkValue(node, load<u32>(slot), load<u32>(slot, 4));
    else if (load<u32>(at, NODE_INDEX_COUNT) && load<u8>(load<u32>(slot)) == openArray) walkIndexes(at, slot);
    else continue;
    node += load<u32>(at, NODE_SUBTREE);
  }
}

function walkIndexes(at: usize, slot: usize): void {
  let child = indexes + <usize>load<u32>(at, NODE_INDEX_FIRST) * INDEX_BYTES;
  const end = child + <usize>load<u32>(at, NODE_INDEX_COUNT) * INDEX_BYTES;
  let more = firstElement(load<u32>(slot), load<u32>(slot, 4));
  for (let i: u32 = 0; more && child < end; i++) {
    const element = elementAt;
    const entry = elementEntry;
    if (load<u32>(child, INDEX_VALUE) == i) {
      const node = load<u32>(child, INDEX_NODE);
      setSlot(node, element, entry);
      walkValue(node, element, entry);
      child += INDEX_BYTES;
    }
    more = nextElement(element, entry);
  }
}

/** Walks what is below `node`, whose value starts at `value` and was proved balanced before. */
export function walkValue(node: u32, value: usize, entry: usize): void {
  const at = nodeAt(node);
  const below = load<u32>(at, NODE_SUBTREE);
  if (!below) return;
  deferred = false;
  const byte = load<u8>(value);
  if (byte == openObject && load<u32>(entry) == value) walkContainer(node, entry);
  if (byte == openArray && load<u32>(at, NODE_INDEX_COUNT)) walkIndexes(at, slots + <usize>node * 8);
  else if (deferred) walkDeferred(node + 1, node + below);
}

function walkSparsely(entry: usize): usize {
  return walkBrackets(1, entry, true, false, false, true);
}

/** The same where most keys would not be found by comparing them at once. */
function walkBySlots(entry: usize): usize {
  return walkBrackets(1, entry, true, false, false, false);
}

/** Where the event that was walked last ends: its closing brace. */
export let eventEnd: usize = 0;

/** Where it begins. */
export function eventStart(): usize {
  return load<u32>(first);
}

/**
 * Walks an event, whose opening brace `entry` points to, as the value of node 1, and finds what is wanted. Gives the entry after it; or 0
 * where it was left or refused. `firstSpecial` as `special`.
 */
export function walkEvent(entry: usize, firstSpecial: usize, stepwise: bool): usize {
  special = firstSpecial;
  first = entry;
  allFound = false;
  refusal = 0;
  deferred = false;
  left = false;
  countEvent();
  let after: usize;
  if (stepwise) {
    leaving = true;
    unsettled = awaitedBelow(1);
    after = walkStepwise(entry);
    leaving = false;
  } else after = strict ? walkStrictly(entry) : hasRecords(1) ? walkSparsely(entry) : walkBySlots(entry);
  if (after) {
    eventEnd = load<u32>(after - 4);
    finishWalk();
  }
  return after;
}

/** Makes sure that the value of a node was looked for. */
// @ts-ignore: decorator
@inline
export function ask(node: u32): void {
  if (!allFound && !load<u8>(wanted + node)) findAll(node);
}

/** Walks the event that was walked last once more and finds everything, because someone asked for `node`. */
function findAll(node: u32): void {
  noteAsked(node);
  allFound = true;
  deferred = false;
  memory.fill(slots + 8, 0, (1 + <usize>load<u32>(nodeAt(1), NODE_SUBTREE)) * 8);
  walkContainer(1, first);
  finishWalk();
}

/** Walks what the walk of an event could not walk in passing. */
function finishWalk(): void {
  if (deferred) walkDeferred(2, 1 + load<u32>(nodeAt(1), NODE_SUBTREE));
  if (hasAnywhere()) setSlot(1, load<u32>(first), first);
}
