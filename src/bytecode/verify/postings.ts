// Postings: that whatever a lookup finds marks only its own predicates and rules that exist, at a price that is linear in the program.

import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged } from "./damage.js";
import { endOfEntries } from "./tables.js";

/**
 * Proves that the lists of postings follow one another without a gap: for each entry of a table the predicates of that table that hold,
 * for each predicate the rules and groups that wait for it, for each group its tables and its rules that wait for none. Tables must be
 * verified.
 */
export function verifyPostings(program: ProgramView): void {
  const lists = new Lists(program);
  const predicates = program.count(layout.SECTION_PREDICATES);
  const rules = program.count(layout.SECTION_RULES);
  const groups = program.count(layout.SECTION_GROUPS);
  const posted: Posted = { once: new Uint8Array(predicates), eagerly: new Uint8Array(predicates) };
  for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) {
    const mayPost = postedBy(program, table, posted);
    const own = `predicates of table ${table}`;
    const end = endOfEntries(program, table);
    for (let entry = program.field(layout.SECTION_TABLES, table, layout.TABLE_ENTRY_FIRST); entry < end; entry++) {
      const first = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING);
      const count = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING_COUNT);
      lists.verify("entry", entry, first, count, predicates, own, mayPost);
    }
    const type = program.field(layout.SECTION_TABLES, table, layout.TABLE_TYPE);
    if (type === layout.TABLE_NUMBERS) verifyRanges(program, table, lists, posted);
    if (type === layout.TABLE_NETWORKS) verifyNested(program, table, lists, posted.once);
  }
  for (let predicate = 0; predicate < predicates; predicate++) {
    const first = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULES);
    const count = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULE_COUNT);
    // Looked up later, or for an element, it would be too late to mark them.
    const level = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND) >>> 16;
    if (count > 0 && (posted.eagerly[predicate] === layout.EAGER_NEVER || level !== 0)) {
      damaged("postings", `predicate ${predicate}: rules can wait only for what an eager table of the event posts`);
    }
    // Scopes are judged once the tables of every event have been looked up.
    const mayWait = (id: number): boolean => id < rules || posted.eagerly[predicate] === layout.EAGER_EVENT;
    lists.verify("predicate", predicate, first, count, rules + groups, "rules", mayWait);
  }
  for (let group = 0; group < groups; group++) verifyGroup(program, lists, group);
  lists.verifyEnd();
}

function verifyGroup(program: ProgramView, lists: Lists, group: number): void {
  const field = (at: number): number => program.field(layout.SECTION_GROUPS, group, at);
  const ofEvents = (table: number): boolean => {
    const node = program.field(layout.SECTION_TABLES, table, layout.TABLE_NODE);
    const level = program.field(layout.SECTION_NODES, node, layout.NODE_FLAGS) >>> layout.NODE_LEVEL_SHIFT;
    return level === 0 && program.field(layout.SECTION_TABLES, table, layout.TABLE_EAGER) === layout.EAGER_GROUP;
  };
  const tables = program.count(layout.SECTION_TABLES);
  lists.verify(
    "group",
    group,
    field(layout.GROUP_TABLES),
    field(layout.GROUP_TABLE_COUNT),
    tables,
    "tables of groups",
    ofEvents,
  );
  const rules = program.count(layout.SECTION_RULES);
  lists.verify(
    "group",
    group,
    field(layout.GROUP_ALWAYS),
    field(layout.GROUP_ALWAYS_COUNT),
    rules,
    "rules",
    () => true,
  );
}

/** Proves the lists of a table's ranges, whose predicates stand in the order of their bounds. */
function verifyRanges(program: ProgramView, table: number, lists: Lists, posted: Posted): void {
  const field = (at: number): number => program.field(layout.SECTION_TABLES, table, at);
  const sides = [
    { count: field(layout.TABLE_RISING), kinds: [layout.KIND_NUMBER_GT, layout.KIND_NUMBER_GTE] },
    { count: field(layout.TABLE_FALLING), kinds: [layout.KIND_NUMBER_LT, layout.KIND_NUMBER_LTE] },
  ];
  let first = field(layout.TABLE_RANGES);
  for (const { count, kinds } of sides) {
    lists.take("table", table, first, count);
    for (const predicate of lists.ids(first, count)) {
      const of = (at: number): number => program.field(layout.SECTION_PREDICATES, predicate, at);
      const isOwn =
        predicate < program.count(layout.SECTION_PREDICATES) &&
        kinds.includes(of(layout.PREDICATE_KIND) & 0xff) &&
        of(layout.PREDICATE_ARG) === table &&
        posted.once[predicate] === 0;
      if (!isOwn) damaged("postings", `table ${table}: expected each of its ranges once, found predicate ${predicate}`);
      posted.once[predicate] = 1;
      posted.eagerly[predicate] = field(layout.TABLE_EAGER);
    }
    first += count;
  }
}

/**
 * Proves that no two networks of a family that are in one another, and so found at once, post the same predicate. `once` is as it was
 * afterwards.
 */
function verifyNested(program: ProgramView, table: number, lists: Lists, once: Uint8Array): void {
  const entryField = (entry: number, at: number): number => program.field(layout.SECTION_TABLE_ENTRIES, entry, at);
  const posted = (entry: number): Generator<number> =>
    lists.ids(entryField(entry, layout.ENTRY_POSTING), entryField(entry, layout.ENTRY_POSTING_COUNT));
  const familyBit = (entry: number): number =>
    program.slice(entryField(entry, layout.ENTRY_TEXT), 1)[0] === 4 ? 1 : 2;
  const first = program.field(layout.SECTION_TABLES, table, layout.TABLE_ENTRY_FIRST);
  const around: number[] = [];
  const leave = (parent: number): void => {
    for (let inner = around.at(-1); inner !== undefined && inner !== parent; inner = around.at(-1)) {
      for (const predicate of posted(inner)) once[predicate] = (once[predicate] as number) & ~familyBit(inner);
      around.pop();
    }
  };
  for (let entry = first; entry < endOfEntries(program, table); entry++) {
    leave(first - 1 + entryField(entry, layout.ENTRY_PARENT));
    const bit = familyBit(entry);
    for (const predicate of posted(entry)) {
      const known = once[predicate] as number;
      if ((known & bit) !== 0)
        damaged("postings", `entry ${entry}: a network around it posts predicate ${predicate}, too`);
      once[predicate] = known | bit;
    }
    around.push(entry);
  }
  leave(first - 1);
}

/** What tables post: not 0 for each predicate of which it is so. */
interface Posted {
  /** By an entry that other entries of tables may be found with; of networks while those around it are looked at. */
  readonly once: Uint8Array;
  /** When the table is looked up. */
  readonly eagerly: Uint8Array;
}

/** What a table that is looked up without a text posts. */
const NODE_KINDS: ReadonlyMap<number, number> = new Map([
  [layout.TABLE_PRESENCE, layout.KIND_EXISTS],
  [layout.TABLE_ARRAY, layout.KIND_ARRAY],
]);

/**
 * Whether entries of the table may post a predicate; notes that one does. A lookup finds one text or number but many literals, and the tables of a
 * node are all looked up: what waits for a predicate must not be marked again for each of these, so only one of them may post it.
 */
function postedBy(program: ProgramView, table: number, posted: Posted): (predicate: number) => boolean {
  const field = (at: number): number => program.field(layout.SECTION_TABLES, table, at);
  const type = field(layout.TABLE_TYPE);
  const node = field(layout.TABLE_NODE);
  const eager = field(layout.TABLE_EAGER);
  return (predicate) => {
    const of = (at: number): number => program.field(layout.SECTION_PREDICATES, predicate, at);
    const kind = of(layout.PREDICATE_KIND) & 0xff;
    const ofNode = NODE_KINDS.get(type);
    const isOwn =
      ofNode === undefined
        ? kind === (type === layout.TABLE_NUMBERS ? layout.KIND_NUMBER_EQ : layout.KIND_TABLE) &&
          of(layout.PREDICATE_ARG) === table
        : kind === ofNode && of(layout.PREDICATE_NODE) === node;
    if (!isOwn) return false;
    if (type !== layout.TABLE_TEXTS && type !== layout.TABLE_NUMBERS && type !== layout.TABLE_NETWORKS) {
      if (posted.once[predicate] === 1)
        damaged("postings", `predicate ${predicate}: expected one entry that posts it, found more`);
      posted.once[predicate] = 1;
    }
    posted.eagerly[predicate] = eager;
    return true;
  };
}

class Lists {
  #next = 0;

  constructor(private readonly program: ProgramView) {}

  verify(
    owner: string,
    number: number,
    first: number,
    count: number,
    limit: number,
    what: string,
    isAllowed: (id: number) => boolean,
  ): void {
    this.take(owner, number, first, count);
    let least = 0;
    for (let at = first; at < first + count; at++) {
      const id = this.program.field(layout.SECTION_POSTINGS, at, 0);
      if (id < least || id >= limit || !isAllowed(id))
        damaged("postings", `${owner} ${number}: expected ${what} in ascending order, found ${id}`);
      least = id + 1;
    }
  }

  /** Proves that a list stands behind the one before. */
  take(owner: string, number: number, first: number, count: number): void {
    const total = this.program.count(layout.SECTION_POSTINGS);
    if (first !== this.#next || first + count > total) {
      damaged(
        "postings",
        `${owner} ${number}: expected a list from ${this.#next} inside ${total} postings, found ${count} from ${first}`,
      );
    }
    this.#next += count;
  }

  *ids(first: number, count: number): Generator<number> {
    for (let at = first; at < first + count; at++) yield this.program.field(layout.SECTION_POSTINGS, at, 0);
  }

  verifyEnd(): void {
    const total = this.program.count(layout.SECTION_POSTINGS);
    if (this.#next !== total) damaged("postings", `expected ${this.#next} postings, found ${total}`);
  }
}
