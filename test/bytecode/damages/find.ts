// Finding what to damage in the sample program.

import * as layout from "../../../src/bytecode/layout.js";
import type { Draft } from "../programs.js";

const {
  SECTION_NODES: NODES,
  SECTION_TABLES: TABLES,
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

/** A node whose keys all regard case, and its first key. */
export function plainKey(draft: Draft): { node: number; key: number } {
  const node = nodeWhere(draft, (field) => (field(layout.NODE_FLAGS) & 3) === layout.NODE_HAS_KEYS);
  return { node, key: draft.get(NODES, node, layout.NODE_KEY_FIRST) };
}

/** The first `**`. */
export function anywhereNode(draft: Draft): number {
  return nodeWhere(draft, (field) => (field(layout.NODE_FLAGS) & layout.NODE_ANYWHERE) !== 0);
}

/** The first table of a type that a test holds of. */
export function tableOf(draft: Draft, type: number, test: (table: number) => boolean = () => true): number {
  return draft.find(TABLES, (table) => draft.get(TABLES, table, layout.TABLE_TYPE) === type && test(table));
}

/** The first entry of the first table of a type. */
export function entryOf(draft: Draft, type: number): number {
  return draft.get(TABLES, tableOf(draft, type), layout.TABLE_ENTRY_FIRST);
}

/** The first node with an eager table. */
export function eagerNode(draft: Draft): number {
  return nodeWhere(draft, (field) => field(layout.NODE_TABLE_COUNT) > 0);
}

/** Makes the last eager table one that is not, whose rules still wait. */
export function calmLastTable(draft: Draft): void {
  const table = draft.find(TABLES, (at) => at + 1 === draft.count(TABLES) || !isEager(draft, at + 1));
  const node = draft.get(TABLES, table, layout.TABLE_NODE);
  draft.set(TABLES, table, layout.TABLE_EAGER, 0);
  draft.set(NODES, node, layout.NODE_TABLE_COUNT, draft.get(NODES, node, layout.NODE_TABLE_COUNT) - 1);
  for (let at = node + 1; at < draft.count(NODES); at++) draft.set(NODES, at, layout.NODE_TABLE_FIRST, table);
}

function isEager(draft: Draft, table: number): boolean {
  return draft.get(TABLES, table, layout.TABLE_EAGER) === 1;
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
