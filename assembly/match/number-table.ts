// Tables of numbers: one binary search among the bounds of all number predicates of a node answers each of them.
//
// The place of a number counts bounds and the gaps around them: 2 * i + 1 is that of bound i, 2 * i that of what lies between it and the
// bound before. A predicate of a range compares places. Nothing is marked for it, but for the rules that wait for it: of the predicates
// that rules wait for those that hold stand first in the table's lists.

import {
  COUNTER_LOOKUPS, COUNTER_STEPS, ENTRY_BYTES, ENTRY_POSTING, ENTRY_POSTING_COUNT, ENTRY_TEXT, KIND_NUMBER_GT, KIND_NUMBER_GTE, KIND_NUMBER_LT, NUMBER_FRACTIONS,
  NUMBER_INTEGERS, PREDICATE_ARG, PREDICATE_BYTES, PREDICATE_KIND, PREDICATE_SIZE, TABLE_BYTES, TABLE_ENTRY_FIRST, TABLE_FALLING,
  TABLE_RANGES, TABLE_RISING,
} from "../layout";
import { count } from "../count";
import { tokenEnd } from "../json/value";
import { places, postings, predicates, program, tableEntries, tables } from "../memory";
import { compareSmallToDecimal, compareToDecimal, isInteger, isNumber, isSmall, small } from "./number";
import { isNumeric, valueOf } from "./operand";
import { endOfEntries, hold, lookUp, markWaiting, marking } from "./table";

/** Below the place the spelling of the number, as NUMBER_ flags; 0 where there is no number. */
const PLACE_SHIFT: u32 = 2;

/** Finds the place of a node's value in a table of numbers, and notes what holds there. */
export function lookUpNumber(node: u32, table: u32, stamp: u64): void {
  const found = places + <usize>table * 4;
  store<u32>(found, 0);
  const value = valueOf(node);
  if (!value || !isNumeric(value)) return;
  const length = <u32>(tokenEnd(value) - value);
  if (!isNumber(value, length)) return;
  count(COUNTER_LOOKUPS, 1);
  const spelling = isInteger(value, length) ? NUMBER_INTEGERS : NUMBER_FRACTIONS;
  const at = tables + <usize>table * TABLE_BYTES;
  const first = load<u32>(at, TABLE_ENTRY_FIRST);
  const place = placeOf(value, length, first, endOfEntries(table));
  store<u32>(found, (place << PLACE_SHIFT) | spelling);
  if (place & 1) holdAll(first + (place >> 1), spelling, stamp);
  if (marking) markRanges(at, place, spelling);
}

/** 1 + the entry of a table that is the number at `value`; 0 if there is no number, or none is. */
export function findNumber(value: usize, table: u32): u32 {
  if (!isNumeric(value)) return 0;
  const length = <u32>(tokenEnd(value) - value);
  if (!isNumber(value, length)) return 0;
  count(COUNTER_LOOKUPS, 1);
  const first = load<u32>(tables + <usize>table * TABLE_BYTES, TABLE_ENTRY_FIRST);
  const place = placeOf(value, length, first, endOfEntries(table));
  return place & 1 ? first + (place >> 1) + 1 : 0;
}

function placeOf(value: usize, length: u32, first: u32, end: u32): u32 {
  const isShort = isSmall(value, length);
  const integer = small;
  let low = first;
  let high = end;
  while (low < high) {
    count(COUNTER_STEPS, 1);
    const middle = (low + high) >> 1;
    const bound = program + load<u32>(tableEntries + <usize>middle * ENTRY_BYTES, ENTRY_TEXT);
    const order = isShort ? compareSmallToDecimal(integer, value, length, bound) : compareToDecimal(value, length, bound);
    if (order == 0) return 2 * (middle - first) + 1;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return 2 * (low - first);
}

/** Notes that the predicates hold which an entry posts, as far as they look at such a spelling. */
function holdAll(entry: u32, spelling: u32, stamp: u64): void {
  const at = tableEntries + <usize>entry * ENTRY_BYTES;
  let posting = postings + <usize>load<u32>(at, ENTRY_POSTING) * 4;
  const end = posting + <usize>load<u32>(at, ENTRY_POSTING_COUNT) * 4;
  for (; posting < end; posting += 4) {
    const predicate = load<u32>(posting);
    if (looksAt(predicates + <usize>predicate * PREDICATE_BYTES, spelling)) hold(predicate, stamp);
  }
}

/** Marks the rules that wait for ranges with the place in them. */
function markRanges(at: usize, place: u32, spelling: u32): void {
  const rising = load<u32>(at, TABLE_RISING);
  const first = postings + <usize>load<u32>(at, TABLE_RANGES) * 4;
  const middle = first + <usize>rising * 4;
  markPrefix(first, middle, place, spelling);
  markPrefix(middle, middle + <usize>load<u32>(at, TABLE_FALLING) * 4, place, spelling);
}

function markPrefix(posting: usize, end: usize, place: u32, spelling: u32): void {
  for (; posting < end; posting += 4) {
    const predicate = load<u32>(posting);
    const at = predicates + <usize>predicate * PREDICATE_BYTES;
    if (!inRange(at, place)) return;
    if (looksAt(at, spelling)) markWaiting(at);
  }
}

// @ts-ignore: decorator
@inline
function looksAt(predicate: usize, spelling: u32): bool {
  return bool((load<u32>(predicate, PREDICATE_KIND) >> 8) & spelling);
}

/** Whether a place is on the right side of a predicate's bound. */
function inRange(predicate: usize, place: u32): bool {
  const bound: u32 = 2 * load<u32>(predicate, PREDICATE_SIZE) + 1;
  const kind = load<u32>(predicate, PREDICATE_KIND) & 0xff;
  if (kind == KIND_NUMBER_GT) return place > bound;
  if (kind == KIND_NUMBER_GTE) return place >= bound;
  return kind == KIND_NUMBER_LT ? place < bound : place <= bound;
}

/** Whether the number of its node is in the range of a predicate. */
export function judgeRange(predicate: usize): bool {
  const table = load<u32>(predicate, PREDICATE_ARG);
  lookUp(table);
  const found = load<u32>(places + <usize>table * 4);
  return looksAt(predicate, found) && inRange(predicate, found >> PLACE_SHIFT);
}
