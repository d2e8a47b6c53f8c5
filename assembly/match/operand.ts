// What a predicate looks at: the value of a node, its type, and its text. Texts are decoded once an event (or element) and form, into
// the arena of the node's level.

import { COUNTER_TEXTS, FORM_FOLDED, FORM_SCALAR, NODE_ANYWHERE, NODE_BYTES, NODE_FLAGS, NODE_LEVEL_SHIFT } from "../layout";
import { count } from "../count";
import { QUOTE, hasEscape, openArray, openObject, stringEnd, tokenEnd } from "../json/value";
import { NOT_ASCII, unescape, unescapeFolded } from "../json/unescape";
import { TEXTS_BYTES, TEXTS_RECORD, allocate, keep, nodes, slots, stamps, texts } from "../memory";
import { fold } from "../unicode/fold";
import { findRecord, keepRecalled, recallRoom, recordedText } from "./recall";

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

/** The record of the string at `value`, which is that of `node` in the event with this stamp; 0 if it has none. */
// @ts-ignore: decorator
@inline
export function recordOf(node: u32, value: usize, stamp: u64): usize {
  const memo = texts + <usize>node * TEXTS_BYTES + TEXTS_RECORD;
  return load<u64>(memo) >= stamp ? <usize>load<u32>(memo, 8) : recall(memo, node, value, stamp);
}

function recall(memo: usize, node: u32, value: usize, stamp: u64): usize {
  const record = load<u8>(value) == QUOTE ? findRecord(node, value + 1, <u32>(stringEnd(value + 1) - value - 1)) : 0;
  store<u64>(memo, stamp);
  store<u32>(memo, record, 8);
  return record;
}

/** Takes the string at `value` as the text, and remembers nothing; false if it is no string, or one with escapes. */
// @ts-ignore: decorator
@inline
export function takePlain(value: usize): bool {
  if (load<u8>(value) != QUOTE) return false;
  const end = stringEnd(value + 1);
  textStart = value + 1;
  textLength = <u32>(end - value) - 1;
  return !hasEscape(textStart, end);
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
  const folded = form & FORM_FOLDED;
  const memo = texts + <usize>node * TEXTS_BYTES + folded * 16;
  if (load<u64>(memo) == stamp) {
    textStart = load<u32>(memo, 8);
    textLength = load<u32>(memo, 12);
    return true;
  }
  const record = recordOf(node, value, stamp);
  const recorded = recordedText(record, folded);
  if (record && load<u32>(recorded)) {
    textStart = load<u32>(recorded);
    textLength = load<u32>(recorded, 4);
  } else {
    if (folded) {
      const read = isString && readFolded(value + 1, level, record);
      if (!read && !(text(node, form & ~FORM_FOLDED) && foldText(level, record))) return false;
    } else if (isString) {
      if (!readString(value + 1, level, record)) return false;
    } else {
      textStart = value;
      textLength = <u32>(tokenEnd(value) - value);
    }
  }
  store<u64>(memo, stamp);
  store<u32>(memo, textStart, 8);
  store<u32>(memo, textLength, 12);
  return true;
}

/** Room for a text: in the record, if there is one with room, or in the arena of the level. */
// @ts-ignore: decorator
@inline
function roomFor(bytes: u32, level: u32, record: usize): usize {
  return (record && recallRoom(bytes)) || allocate(level, bytes);
}

/** The text that was written to `to`, which roomFor() gave. */
function keepText(to: usize, level: u32, record: usize, folded: u32): void {
  textStart = to;
  if (!record || to != recallRoom(0)) return keep(level, to + textLength);
  keepRecalled(to + textLength);
  store<u32>(recordedText(record, folded), to);
  store<u32>(recordedText(record, folded), textLength, 4);
}

// @ts-ignore: decorator
@inline
function readString(start: usize, level: u32, record: usize): bool {
  const end = stringEnd(start);
  textStart = start;
  textLength = <u32>(end - start);
  if (!hasEscape(start, end)) return true;
  count(COUNTER_TEXTS, 1);
  const to = roomFor(textLength, level, record);
  if (!to) return false;
  textLength = unescape(start, textLength, to);
  keepText(to, level, record, 0);
  return true;
}

/** Unescapes and folds at once, which saves most strings of a form their way through the other. False if that is not to be had. */
// @ts-ignore: decorator
@inline
function readFolded(start: usize, level: u32, record: usize): bool {
  const end = stringEnd(start);
  const length = <u32>(end - start);
  if (!hasEscape(start, end)) return false;
  const to = roomFor(length, level, record);
  if (!to) return false;
  const folded = unescapeFolded(start, length, to);
  if (folded == NOT_ASCII) return false;
  count(COUNTER_TEXTS, 1);
  textLength = folded;
  keepText(to, level, record, 1);
  return true;
}

// @ts-ignore: decorator
@inline
function foldText(level: u32, record: usize): bool {
  count(COUNTER_TEXTS, 1);
  const to = roomFor(textLength + (textLength >> 1) + 16, level, record);
  if (!to) return false;
  textLength = fold(textStart, textLength, to);
  keepText(to, level, record, 1);
  return true;
}
