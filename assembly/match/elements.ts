// The elements of an array as values of its node: in a form with FORM_ELEMENTS, what holds of one of them holds of the array. Arrays and
// objects among them have no text.

import {
  COUNTER_LOOKUPS, COUNTER_VALUES, FORM_ELEMENTS, TABLE_BYTES, TABLE_ENTRY_FIRST, TABLE_FORM, TABLE_LITERALS, TABLE_NETWORKS, TABLE_NUMBERS,
  TABLE_SET, TABLE_TYPE,
} from "../layout";
import { count } from "../count";
import { elementAt, elementEntry, firstElement, nextElement, openArray } from "../json/value";
import { program, release, setScratch, tables, topOf } from "../memory";
import { findLiterals } from "./literals";
import { LITERALS_SEEN_BYTES } from "./literals-layout";
import { findNetworks, foundNetworks } from "./network-table";
import { findNumber } from "./number-table";
import { entryOf, levelOf, recordOf, stampOf, text, textLength, textStart, valueOf } from "./operand";
import { judgeText } from "./predicate";
import { beginFinding, endFinding, findOnce, take } from "./several";
import { endOfEntries, findText } from "./table";

/** Whether the elements of a node's value are looked at. */
// @ts-ignore: decorator
@inline
export function hasElements(node: u32, form: u32): bool {
  if (!(form & FORM_ELEMENTS)) return false;
  const value = valueOf(node);
  return value && load<u8>(value) == openArray;
}

/** Looks each element of the array at a node up in a table. */
export function lookUpElements(node: u32, table: u32): void {
  const level = levelOf(node);
  const stamp = stampOf(level);
  const array = valueOf(node);
  const top = topOf(level);
  recordOf(node, array, stamp); // an array has none, and so has none of its elements
  beginFinding();
  let more = firstElement(array, entryOf(node));
  while (more) {
    const element = elementAt;
    const entry = elementEntry;
    count(COUNTER_VALUES, 1);
    take(node, element);
    lookUpElement(node, element, table, stamp);
    release(level, top);
    more = nextElement(element, entry);
  }
  take(node, array);
  endFinding(table, table + 1);
}

function lookUpElement(node: u32, element: usize, table: u32, stamp: u64): void {
  const at = tables + <usize>table * TABLE_BYTES;
  const type = load<u32>(at, TABLE_TYPE);
  if (type == TABLE_NUMBERS) {
    const found = findNumber(element, table);
    if (found) findOnce(found - 1, stamp);
    return;
  }
  if (!text(node, load<u32>(at, TABLE_FORM))) return;
  count(COUNTER_LOOKUPS, 1);
  const first = load<u32>(at, TABLE_ENTRY_FIRST);
  if (type == TABLE_LITERALS) {
    const set = program + load<u32>(at, TABLE_SET);
    const scratch = load<u32>(setScratch + <usize>table * 4);
    const found = findLiterals(set, textStart, textLength, scratch);
    findEach(first, scratch + load<u32>(set, LITERALS_SEEN_BYTES), found, stamp);
  } else if (type == TABLE_NETWORKS) findEach(first, foundNetworks, findNetworks(first, endOfEntries(table)), stamp);
  else {
    const found = findText(at);
    if (found) findOnce(found - 1, stamp);
  }
}

function findEach(first: u32, ids: usize, found: u32, stamp: u64): void {
  for (let i: u32 = 0; i < found; i++) findOnce(first + load<u32>(ids + <usize>i * 4), stamp);
}

/** Whether a predicate of text, which is at `at`, holds of some element of the array at a node. */
export function judgeElements(at: usize, kind: u32, form: u32, node: u32): bool {
  const level = levelOf(node);
  const array = valueOf(node);
  const top = topOf(level);
  recordOf(node, array, stampOf(level));
  let holds = false;
  let more = firstElement(array, entryOf(node));
  while (more && !holds) {
    const element = elementAt;
    const entry = elementEntry;
    count(COUNTER_VALUES, 1);
    take(node, element);
    holds = judgeText(at, kind, form, node);
    release(level, top);
    more = nextElement(element, entry);
  }
  take(node, array);
  return holds;
}
