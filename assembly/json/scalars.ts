// Every scalar at a value or below it, one after another: what `**` stands for. Commas and quotes are not in the index, so members are
// found by their colons and elements one behind the other.
//
// Of equal keys one counts. To know which members are hidden costs more than to pass by all of them, so that is found out only
// where it matters: a caller to whom a scalar means something asks certain(), and begins again where it says no.

import { brackets } from "../memory";
import { entryOf, valueOf } from "../match/operand";
import { findHidden, hidden, knowsHidden } from "./duplicates";
import { COLON, QUOTE, containerEnd, isClose, isOpen, openArray, openObject, skipSpace, stringEnd, tokenEnd } from "./value";

/** The next index entry; 0 behind the last scalar. */
let cursor: usize = 0;
/** Containers around it, below and with the value that was begun with. */
let depth: u32 = 0;
/** Where the next element of the innermost array begins, if it comes before the next index entry; else 0. */
let element: usize = 0;
/** The next of the hidden members. */
let nextHidden: usize = 0;

/** Whether a value that begins with this byte is an object or an array. */
// @ts-ignore: decorator
@inline
function isContainer(byte: u8): bool {
  return (byte | 0x20) == openObject; // which `[` is but for that bit
}

/** The first scalar at or below the value of a node; 0 if there is none. */
export function firstScalar(node: u32): usize {
  cursor = 0;
  const value = valueOf(node);
  if (!value || !isContainer(load<u8>(value))) return value;
  const entry = entryOf(node);
  if (load<u32>(entry) != value) return 0;
  cursor = entry;
  depth = 0;
  element = 0;
  nextHidden = 0;
  if (knowsHidden()) {
    nextHidden = hidden;
    while (load<u32>(nextHidden) < cursor) nextHidden += 4;
  }
  return nextScalar();
}

/** The scalar after the one that was found last; 0 if there is none. */
export function nextScalar(): usize {
  while (cursor) {
    if (element) {
      const value = element;
      element = 0;
      const byte = load<u8>(value);
      if (!isContainer(byte) && byte != 0x5d) {
        nextElement(byte == QUOTE ? stringEnd(value + 1) + 1 : tokenEnd(value));
        return value;
      }
    }
    const entry = cursor;
    const at = load<u32>(entry);
    const byte = load<u8>(at);
    cursor += 4;
    if (byte == COLON) {
      const value = skipSpace(at + 1);
      const container = isContainer(load<u8>(value));
      if (nextHidden && load<u32>(nextHidden) == entry) passHidden(value, container);
      else if (!container) return value;
    } else if (isOpen(byte)) {
      store<u8>(brackets + depth, byte);
      depth++;
      if (byte == openArray) element = skipSpace(at + 1);
    } else if (isClose(byte)) {
      depth--;
      if (!depth) cursor = 0;
      else if (load<u8>(brackets + depth - 1) == openArray) nextElement(at + 1);
    }
  }
  return 0;
}

/** Looks for an element behind the one that ends at `end`. */
// @ts-ignore: decorator
@inline
function nextElement(end: usize): void {
  const comma = skipSpace(end);
  if (load<u8>(comma) == 0x2c) element = skipSpace(comma + 1);
}

function passHidden(value: usize, container: bool): void {
  if (container && load<u32>(cursor) == value) cursor = containerEnd(cursor);
  while (load<u32>(nextHidden) < cursor) nextHidden += 4;
}

/** Whether the scalar that was found last surely counts. If not, the scalars have to be gone through from the first one again. */
export function certain(): bool {
  return knowsHidden() || !findHidden(entryOf(1));
}
