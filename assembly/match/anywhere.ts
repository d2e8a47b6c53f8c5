// `**`: a node that stands for every scalar at or below the node before it. Its slot holds one of them after another; a predicate of it
// holds if it holds of one. Its tables are looked up for all of them in one pass.

import {
  COUNTER_LOOKUPS, COUNTER_VALUES, TABLE_BYTES, TABLE_ENTRY_FIRST, TABLE_FORM, TABLE_LITERALS, TABLE_SET, TABLE_TYPE,
} from "../layout";
import { count } from "../count";
import { certain, firstScalar, nextScalar } from "../json/scalars";
import { lookups, program, release, setScratch, tables, topOf } from "../memory";
import { findLiterals } from "./literals";
import { LITERALS_SEEN_BYTES } from "./literals-layout";
import { levelOf, stampOf, text, textLength, textStart } from "./operand";
import { judgeText } from "./predicate";
import { mayBeRaw } from "./raw-filter";
import { beginFinding, endFinding, findOnce, take } from "./several";
import { findText } from "./table";

/** Looks each scalar up in the tables of the node from `first` to before `end`. */
export function lookUpAnywhere(node: u32, first: u32, end: u32): void {
  const level = levelOf(node);
  const stamp = stampOf(level);
  let may = false;
  for (let table = first; table < end; table++) {
    store<u64>(lookups + <usize>table * 8, stamp);
    may = may || mayBeRaw(table);
  }
  if (!may) return;
  const top = topOf(level);
  beginFinding();
  let value = firstScalar(node - 1);
  while (value) {
    count(COUNTER_VALUES, 1);
    take(node, value);
    value = lookUpScalar(node, first, end, stamp) ? nextScalar() : firstScalar(node - 1);
    release(level, top);
  }
  take(node, 0);
  endFinding(first, end);
}

/** Whether a predicate of text holds of some scalar; `at` is where the predicate is. */
export function judgeAnywhere(at: usize, kind: u32, form: u32, node: u32): bool {
  const level = levelOf(node);
  const top = topOf(level);
  let holds = false;
  let value = firstScalar(node - 1);
  while (value && !holds) {
    count(COUNTER_VALUES, 1);
    take(node, value);
    const found = judgeText(at, kind, form, node);
    holds = found && certain();
    value = found && !holds ? firstScalar(node - 1) : nextScalar();
    release(level, top);
  }
  take(node, 0);
  return holds;
}

/** False if the scalars have to be gone through again: nothing was marked yet. */
function lookUpScalar(node: u32, first: u32, end: u32, stamp: u64): bool {
  for (let table = first; table < end; table++) {
    const at = tables + <usize>table * TABLE_BYTES;
    if (!text(node, load<u32>(at, TABLE_FORM))) continue;
    count(COUNTER_LOOKUPS, 1);
    if (load<u32>(at, TABLE_TYPE) == TABLE_LITERALS) {
      const set = program + load<u32>(at, TABLE_SET);
      const scratch = load<u32>(setScratch + <usize>table * 4);
      const found = findLiterals(set, textStart, textLength, scratch);
      if (!found) continue;
      if (!certain()) return false;
      const ids = scratch + load<u32>(set, LITERALS_SEEN_BYTES);
      for (let i: u32 = 0; i < found; i++) findOnce(load<u32>(at, TABLE_ENTRY_FIRST) + load<u32>(ids + <usize>i * 4), stamp);
    } else {
      const found = findText(at);
      if (!found) continue;
      if (!certain()) return false;
      findOnce(found - 1, stamp);
    }
  }
  return true;
}
