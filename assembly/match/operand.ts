// What a predicate looks at: the value of a node, its type, and its text. Texts are decoded once an event (or element) and form, into
// the arena of the node's level.

import { COUNTER_TEXTS, FORM_FOLDED, FORM_SCALAR, NODE_ANYWHERE, NODE_BYTES, NODE_FLAGS, NODE_LEVEL_SHIFT } from "../layout";
import { count } from "../count";
import { QUOTE, hasEscape, openArray, openObject, stringEnd, tokenEnd } from "../json/value";
import { unescape } from "../json/unescape";
import { allocate, keep, nodes, slots, stamps, texts } from "../memory";
import { fold } from "../unicode/fold";

/** The text that the last text() found: WTF-8. */
export let textStart: usize = 0;
export let textLength: u32 = 0;

/** The address of a node's value in this event, 0 if it is missing. */
// @ts-ignore: decorator
@inline
export function valueOf(node: u32): usize {
  return load<u32>(slots + <usize>node * 8);
}

/** The index entry that goes with valueOf(). */
// @ts-ignore: decorator
@inline
export function entryOf(node: u32): usize {
  return load<u32>(slots + <usize>node * 8, 4);
}

// @ts-ignore: decorator
@inline
export function levelOf(node: u32): u32 {
  return load<u32>(nodes + <usize>node * NODE_BYTES, NODE_FLAGS) >> NODE_LEVEL_SHIFT;
}

/** Whether the node stands for every scalar at or below the one before it. */
// @ts-ignore: decorator
@inline
export function isAnywhere(node: u32): bool {
  return (load<u32>(nodes + <usize>node * NODE_BYTES, NODE_FLAGS) & NODE_ANYWHERE) != 0;
}

// @ts-ignore: decorator
@inline
export function stampOf(level: u32): u64 {
  return load<u64>(stamps + <usize>level * 8);
}

// @ts-ignore: decorator
@inline
export function isNull(value: usize): bool {
  return load<u32>(value) == 0x6c6c756e; // "null"
}

// @ts-ignore: decorator
@inline
export function isTrue(value: usize): bool {
  return load<u32>(value) == 0x65757274; // "true"
}

// @ts-ignore: decorator
@inline
export function isFalse(value: usize): bool {
  return load<u32>(value) == 0x736c6166; // "fals"
}

/** Whether a value starts like a number. */
// @ts-ignore: decorator
@inline
export function isNumeric(value: usize): bool {
  const byte = load<u8>(value);
  return byte == 0x2d || byte - 0x30 < 10;
}

/** Finds the text of a node in a form. False if it has none: missing, or not of a type that has text. */
export function text(node: u32, form: u32): bool {
  const value = valueOf(node);
  if (!value) return false;
  const byte = load<u8>(value);
  const isString = byte == QUOTE;
  if (!isString && (!(form & FORM_SCALAR) || byte == openObject || byte == openArray || isNull(value))) return false;
  const level = levelOf(node);
  const stamp = stampOf(level);
  const memo = texts + <usize>node * 32 + (form & FORM_FOLDED) * 16;
  if (load<u64>(memo) == stamp) {
    textStart = load<u32>(memo, 8);
    textLength = load<u32>(memo, 12);
    return true;
  }
  if (form & FORM_FOLDED) {
    if (!text(node, form & ~FORM_FOLDED) || !foldText(level)) return false;
  } else if (isString) {
    if (!readString(value + 1, level)) return false;
  } else {
    textStart = value;
    textLength = <u32>(tokenEnd(value) - value);
  }
  store<u64>(memo, stamp);
  store<u32>(memo, textStart, 8);
  store<u32>(memo, textLength, 12);
  return true;
}

// @ts-ignore: decorator
@inline
function readString(start: usize, level: u32): bool {
  const end = stringEnd(start);
  textStart = start;
  textLength = <u32>(end - start);
  if (!hasEscape(start, end)) return true;
  count(COUNTER_TEXTS, 1);
  const to = allocate(level, textLength);
  if (!to) return false;
  textLength = unescape(start, textLength, to);
  textStart = to;
  keep(level, to + textLength);
  return true;
}

// @ts-ignore: decorator
@inline
function foldText(level: u32): bool {
  count(COUNTER_TEXTS, 1);
  const to = allocate(level, textLength + (textLength >> 1) + 16);
  if (!to) return false;
  textLength = fold(textStart, textLength, to);
  textStart = to;
  keep(level, to + textLength);
  return true;
}
