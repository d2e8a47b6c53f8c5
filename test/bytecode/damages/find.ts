// Finding what to damage in the sample program.

import * as layout from "../../../src/bytecode/layout.js";
import type { Draft } from "../programs.js";

const {
  SECTION_NODES: NODES,
  SECTION_TABLE_SLOTS: TABLE_SLOTS,
  SECTION_TABLE_ENTRIES: ENTRIES,
  SECTION_PREDICATES: PREDICATES,
  SECTION_CODE: CODE,
} = layout;

/** What is done to the sample program, and what the refusal must say. */
export type Damage = readonly [name: string, reason: string, damage: (draft: Draft) => void];

/** A number beyond everything. */
export const BEYOND = 0xfffffff0;

/** The first node that a test holds of. */
export function nodeWhere(draft: Draft, test: (field: (at: number) => number) => boolean): number {
  return draft.find(NODES, (node) => test((at) => draft.get(NODES, node, at)));
}

/** A node with a key of at least 4 bytes, and that key. */
export function longKey(draft: Draft): { node: number; key: number } {
  const node = nodeWhere(draft, (field) => (field(layout.NODE_FLAGS) & 3) === layout.NODE_HAS_KEYS);
  return { node, key: draft.get(NODES, node, layout.NODE_KEY_FIRST) };
}

export function elementRoot(draft: Draft): number {
  return draft.getPredicate(draft.predicate(layout.KIND_SOME), layout.PREDICATE_ARG);
}

/** The `some` that stands in the body of another. */
export function innerSome(draft: Draft): number {
  return draft.find(PREDICATES, (predicate) => {
    const head = draft.getPredicate(predicate, layout.PREDICATE_KIND);
    return (head & 0xff) === layout.KIND_SOME && head >>> 16 === 1;
  });
}

export function outerSome(draft: Draft): number {
  return draft.find(PREDICATES, (predicate) => {
    const field = (at: number): number => draft.getPredicate(predicate, at);
    const body = field(layout.PREDICATE_SIZE);
    if (field(layout.PREDICATE_KIND) !== layout.KIND_SOME || body < layout.CODE_FIRST) return false;
    return draft.get(CODE, body - layout.CODE_FIRST, layout.INSTRUCTION_PREDICATE) !== predicate;
  });
}

/** Lowest slot of the first table with an entry in it. */
export function filledSlot(draft: Draft): number {
  return draft.find(TABLE_SLOTS, (slot) => draft.get(TABLE_SLOTS, slot) !== 0);
}

/** The last predicate that a rule waits for. */
export function lastAwaited(draft: Draft): number {
  let last = awaited(draft);
  for (let at = last; at < draft.count(PREDICATES); at++) {
    if (draft.getPredicate(at, layout.PREDICATE_RULE_COUNT) > 0) last = at;
  }
  return last;
}

export function awaited(draft: Draft): number {
  return draft.find(PREDICATES, (predicate) => draft.getPredicate(predicate, layout.PREDICATE_RULE_COUNT) > 0);
}

export function listOf(draft: Draft, atLeast: number): { entry: number; first: number } {
  const entry = draft.find(ENTRIES, (at) => draft.get(ENTRIES, at, layout.ENTRY_POSTING_COUNT) >= atLeast);
  return { entry, first: draft.get(ENTRIES, entry, layout.ENTRY_POSTING) };
}

export function setConstant(draft: Draft, kind: number, offset: number, value: number): void {
  draft.setWord(draft.getPredicate(draft.predicate(kind), layout.PREDICATE_ARG) + offset, value);
}
