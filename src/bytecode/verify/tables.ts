// Tables and postings: that every lookup ends, finds what is there, and marks only its own predicates and rules that exist.

import { hashText } from "../../plan/hash.js";
import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged, MAX_NAMED_BYTES, tooLarge } from "./damage.js";
import type { Tree } from "./tree.js";

/** Proves each table's hash slots and entries, which stand in the order of the tables without a gap. */
export function verifyTables(program: ProgramView, tree: Tree): void {
  verifyEntries(program);
  const tables = program.count(layout.SECTION_TABLES);
  const slotCount = program.count(layout.SECTION_TABLE_SLOTS);
  const entryCount = program.count(layout.SECTION_TABLE_ENTRIES);
  let nextSlot = 0;
  let nextEntry = 0;
  for (let table = 0; table < tables; table++) {
    const field = (at: number): number => program.field(layout.SECTION_TABLES, table, at);
    const fail = (message: string): never => damaged("tables", `table ${table}: ${message}`);
    const node = field(layout.TABLE_NODE);
    if (node < 1 || node >= tree.levels.length)
      fail(`expected one of ${tree.levels.length - 1} nodes, found node ${node}`);
    if (field(layout.TABLE_FORM) >= layout.FORM_COUNT) fail(`found unknown form ${field(layout.TABLE_FORM)}`);
    if (field(layout.TABLE_EAGER) > 1) fail(`expected 0 or 1 as eager, found ${field(layout.TABLE_EAGER)}`);

    const slots = { first: field(layout.TABLE_SLOTS), count: field(layout.TABLE_MASK) + 1 };
    if (slots.first !== nextSlot) fail(`expected slots from ${nextSlot}, found them from ${slots.first}`);
    nextSlot += slots.count;
    if (nextSlot > slotCount) fail(`expected slots among ${slotCount}, found ${slots.count} from ${slots.first}`);
    if ((slots.count & (slots.count - 1)) !== 0) fail(`expected a power of two of slots, found ${slots.count}`);

    const first = field(layout.TABLE_ENTRY_FIRST);
    const end = endOfEntries(program, table);
    if (first !== nextEntry || end < first || end > entryCount) {
      fail(`expected entries from ${nextEntry} on among ${entryCount}, found them from ${first} to ${end}`);
    }
    nextEntry = end;
    verifySlots(program, table, slots, { first, count: end - first });
  }
  if (nextSlot !== slotCount) damaged("tables", `expected ${nextSlot} slots, found ${slotCount}`);
  if (nextEntry !== entryCount) damaged("tables", `expected ${nextEntry} entries, found ${entryCount}`);
}

/** The entry after a table's last one. */
export function endOfEntries(program: ProgramView, table: number): number {
  if (table + 1 === program.count(layout.SECTION_TABLES)) return program.count(layout.SECTION_TABLE_ENTRIES);
  return program.field(layout.SECTION_TABLES, table + 1, layout.TABLE_ENTRY_FIRST);
}

function verifyEntries(program: ProgramView): void {
  const count = program.count(layout.SECTION_TABLE_ENTRIES);
  let named = 0;
  for (let entry = 0; entry < count; entry++) {
    const offset = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_TEXT);
    const length = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_LENGTH);
    if (!program.isData(offset, length))
      damaged("tables", `entry ${entry}: expected its text in the data, found ${length} bytes at ${offset}`);
    named += length;
    if (named > MAX_NAMED_BYTES)
      tooLarge("tables", `expected texts of at most ${MAX_NAMED_BYTES} bytes, each as often as it is named`);
    const hash = hashText(program.slice(offset, length));
    if (program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_HASH) !== hash)
      damaged("tables", `entry ${entry}: expected the hash ${hash}`);
  }
}

interface Range {
  readonly first: number;
  readonly count: number;
}

/** Proves that some slot is empty and that each entry is in one slot, without an empty one between that and the slot of its hash. */
function verifySlots(program: ProgramView, table: number, slots: Range, entries: Range): void {
  const fail = (message: string): never => damaged("tables", `table ${table}: ${message}`);
  if (entries.count >= slots.count) fail(`expected more slots than its ${entries.count} entries, found ${slots.count}`);
  const slotAt = (at: number): number =>
    program.field(layout.SECTION_TABLE_SLOTS, slots.first + (at & (slots.count - 1)), 0);
  let empty = 0;
  while (empty < slots.count && slotAt(empty) !== 0) empty++;
  if (empty === slots.count) fail("expected an empty slot");

  const seen = new Uint8Array(entries.count);
  let run = 0; // filled slots without a gap before this one
  let filled = 0;
  for (let at = empty; at < empty + slots.count; at++) {
    const slot = slotAt(at);
    if (slot === 0) {
      run = 0;
      continue;
    }
    const entry = slot - 1 - entries.first;
    if (entry < 0 || entry >= entries.count || seen[entry] === 1)
      fail(`expected each of its entries once in its slots, found entry ${slot - 1}`);
    seen[entry] = 1;
    const hash = program.field(layout.SECTION_TABLE_ENTRIES, slot - 1, layout.ENTRY_HASH);
    if (((at - hash) & (slots.count - 1)) > run) fail(`expected to find entry ${slot - 1} from the slot of its hash`);
    run++;
    filled++;
  }
  if (filled !== entries.count) fail(`expected ${entries.count} entries in its slots, found ${filled}`);
}

/**
 * Proves that the lists of postings follow one another without a gap, so that they cost no more than the program is large: for each
 * entry of a table the predicates of that table that hold, then for each predicate the rules that wait for it.
 */
export function verifyPostings(program: ProgramView): void {
  const lists = new Lists(program);
  const predicates = program.count(layout.SECTION_PREDICATES);
  const rules = program.count(layout.SECTION_RULES);
  for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) {
    const isHeld = (predicate: number): boolean =>
      (program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND) & 0xff) === layout.KIND_TABLE &&
      program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_ARG) === table;
    const end = endOfEntries(program, table);
    for (let entry = program.field(layout.SECTION_TABLES, table, layout.TABLE_ENTRY_FIRST); entry < end; entry++) {
      const first = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING);
      const count = program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING_COUNT);
      lists.verify(`entry ${entry}`, first, count, predicates, `predicates of table ${table}`, isHeld);
    }
  }
  for (let predicate = 0; predicate < predicates; predicate++) {
    const first = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULES);
    const count = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULE_COUNT);
    lists.verify(`predicate ${predicate}`, first, count, rules, "rules", () => true);
    if (count > 0) verifyAwaited(program, predicate);
  }
  lists.verifyEnd();
}

/** Proves that the predicate is looked up before rules are judged: later it would be too late to mark them. */
function verifyAwaited(program: ProgramView, predicate: number): void {
  const head = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND);
  const table = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_ARG);
  if (
    (head & 0xff) !== layout.KIND_TABLE ||
    head >>> 16 !== 0 ||
    program.field(layout.SECTION_TABLES, table, layout.TABLE_EAGER) !== 1
  ) {
    damaged("postings", `predicate ${predicate}: rules can wait only for a lookup in an eager table of the event`);
  }
}

class Lists {
  private next = 0;

  constructor(private readonly program: ProgramView) {}

  verify(
    owner: string,
    first: number,
    count: number,
    limit: number,
    what: string,
    isAllowed: (id: number) => boolean,
  ): void {
    const total = this.program.count(layout.SECTION_POSTINGS);
    if (first !== this.next || first + count > total) {
      damaged(
        "postings",
        `${owner}: expected a list from ${this.next} inside ${total} postings, found ${count} from ${first}`,
      );
    }
    this.next += count;
    let least = 0;
    for (let at = first; at < first + count; at++) {
      const id = this.program.field(layout.SECTION_POSTINGS, at, 0);
      if (id < least || id >= limit || !isAllowed(id))
        damaged("postings", `${owner}: expected ${what} in ascending order, found ${id}`);
      least = id + 1;
    }
  }

  verifyEnd(): void {
    const total = this.program.count(layout.SECTION_POSTINGS);
    if (this.next !== total) damaged("postings", `expected ${this.next} postings, found ${total}`);
  }
}
