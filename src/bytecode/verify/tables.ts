// Tables: that every lookup ends and finds only entries that are there.

import { verifyCidr } from "../../plan/cidr.js";
import { hashText } from "../../plan/hash.js";
import { literalScratchBytes, verifyLiterals } from "../../plan/literals.js";
import { LITERALS_COUNT } from "../../plan/literals-layout.js";
import { parentsOfNetworks } from "../../plan/network-tables.js";
import { verifyDecimal } from "../../plan/number.js";
import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged, MAX_NAMED_BYTES, tooLarge } from "./damage.js";
import type { Tree } from "./tree.js";

/** The forms that tables have, by type. */
const FORMS = [
  layout.FORM_COUNT - 1, // TABLE_TEXTS
  layout.FORM_COUNT - 1, // TABLE_LITERALS
  0, // TABLE_PRESENCE
  layout.FORM_ELEMENTS, // TABLE_NUMBERS
  0, // TABLE_ARRAY
  layout.FORM_ELEMENTS, // TABLE_NETWORKS
];

/**
 * Proves each table's hash slots and entries, which stand in the order of the tables without a gap. Gives the bytes of scratch that the
 * literal sets need.
 */
export function verifyTables(program: ProgramView, tree: Tree): { literalBytes: number } {
  const constants = new Constants(program);
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
    const form = field(layout.TABLE_FORM);
    if (form >= layout.FORM_COUNT) fail(`found unknown form ${form}`);
    if ((form & layout.FORM_ELEMENTS) !== 0 && tree.anywhere[node] === 1) fail("expected no elements of **");
    const eager = field(layout.TABLE_EAGER);
    if (eager > layout.EAGER_GROUP) fail(`expected 0 to ${layout.EAGER_GROUP} as eager, found ${eager}`);

    const first = field(layout.TABLE_ENTRY_FIRST);
    const end = endOfEntries(program, table);
    if (first !== nextEntry || end < first || end > entryCount) {
      fail(`expected entries from ${nextEntry} on among ${entryCount}, found them from ${first} to ${end}`);
    }
    nextEntry = end;
    const type = field(layout.TABLE_TYPE);
    if (type >= layout.TABLE_TYPES) fail(`found unknown type ${type}`);
    if ((form & ~(FORMS[type] as number)) !== 0) fail(`expected no form but ${FORMS[type]}, found ${form}`);
    let longest = 0;
    for (let entry = first; entry < end; entry++) {
      if (type === layout.TABLE_TEXTS) longest = Math.max(longest, constants.verifyText(entry));
      else if (type === layout.TABLE_NUMBERS) constants.verifyNumber(entry);
      else if (type !== layout.TABLE_NETWORKS) verifyNoText(program, entry);
    }
    if (type !== layout.TABLE_NUMBERS && field(layout.TABLE_LONGEST) !== longest)
      fail(`expected a longest text of ${longest} bytes, found one of ${field(layout.TABLE_LONGEST)}`);
    switch (type) {
      case layout.TABLE_TEXTS: {
        const slots = { first: field(layout.TABLE_SLOTS), count: field(layout.TABLE_MASK) + 1 };
        if (slots.first !== nextSlot) fail(`expected slots from ${nextSlot}, found them from ${slots.first}`);
        nextSlot += slots.count;
        if (nextSlot > slotCount) fail(`expected slots among ${slotCount}, found ${slots.count} from ${slots.first}`);
        if ((slots.count & (slots.count - 1)) !== 0) fail(`expected a power of two of slots, found ${slots.count}`);
        verifySlots(program, table, slots, { first, count: end - first });
        break;
      }
      case layout.TABLE_LITERALS: {
        const problem = constants.verifySet(field(layout.TABLE_SET), field(layout.TABLE_SET_BYTES), end - first);
        if (problem) fail(problem);
        break;
      }
      case layout.TABLE_NUMBERS:
        // Its ranges are postings, and verified with them.
        if (tree.anywhere[node] === 1) fail("expected no numbers of **");
        break;
      case layout.TABLE_NETWORKS:
        if (tree.anywhere[node] === 1) fail("expected no networks of **");
        if (field(layout.TABLE_SLOTS) !== 0 || field(layout.TABLE_MASK) !== 0)
          fail("expected neither slots nor literals");
        constants.verifyNetworks(table, first, end);
        break;
      case layout.TABLE_PRESENCE:
      case layout.TABLE_ARRAY:
        if (end !== first + 1) fail(`expected one entry, found ${end - first}`);
        if (tree.anywhere[node] === 1) fail("expected no presence of **");
        if (field(layout.TABLE_SLOTS) !== 0 || field(layout.TABLE_MASK) !== 0)
          fail("expected neither slots nor literals");
        break;
    }
  }
  verifyEagerTables(program);
  if (nextSlot !== slotCount) damaged("tables", `expected ${nextSlot} slots, found ${slotCount}`);
  if (nextEntry !== entryCount) damaged("tables", `expected ${nextEntry} entries, found ${entryCount}`);
  return { literalBytes: constants.literalBytes };
}

/** Proves that the eager tables stand first, in the order of their nodes, and that each node has its own and no other. */
function verifyEagerTables(program: ProgramView): void {
  const tables = program.count(layout.SECTION_TABLES);
  let next = 0;
  for (let node = 0; node < program.count(layout.SECTION_NODES); node++) {
    const first = program.field(layout.SECTION_NODES, node, layout.NODE_TABLE_FIRST);
    const count = program.field(layout.SECTION_NODES, node, layout.NODE_TABLE_COUNT);
    if (first !== next) damaged("tables", `node ${node}: expected its eager tables from ${next}, found ${first}`);
    if (count > tables - next)
      damaged("tables", `node ${node}: expected tables among ${tables}, found ${count} from ${first}`);
    for (const end = next + count; next < end; next++) {
      const isEager = program.field(layout.SECTION_TABLES, next, layout.TABLE_EAGER) === layout.EAGER_EVENT;
      if (!isEager || program.field(layout.SECTION_TABLES, next, layout.TABLE_NODE) !== node)
        damaged("tables", `node ${node}: expected table ${next} to be an eager one of it`);
    }
  }
  for (; next < tables; next++) {
    if (program.field(layout.SECTION_TABLES, next, layout.TABLE_EAGER) === layout.EAGER_EVENT)
      damaged("tables", `table ${next}: expected eager tables to belong to a node`);
  }
}

/** The entry after a table's last one. */
export function endOfEntries(program: ProgramView, table: number): number {
  if (table + 1 === program.count(layout.SECTION_TABLES)) return program.count(layout.SECTION_TABLE_ENTRIES);
  return program.field(layout.SECTION_TABLES, table + 1, layout.TABLE_ENTRY_FIRST);
}

function verifyNoText(program: ProgramView, entry: number): void {
  for (const at of [layout.ENTRY_HASH, layout.ENTRY_TEXT, layout.ENTRY_LENGTH]) {
    if (program.field(layout.SECTION_TABLE_ENTRIES, entry, at) !== 0)
      damaged("tables", `entry ${entry}: expected no text and no hash`);
  }
}

/** Verifies the texts of entries and literal sets, each as often as it is named, and counts how much that is. */
class Constants {
  /** Bytes that the literal sets of all tables need together. */
  literalBytes = 0;
  #named = 0;

  constructor(private readonly program: ProgramView) {}

  /** Gives the bytes of the text. */
  verifyText(entry: number): number {
    const field = (at: number): number => this.program.field(layout.SECTION_TABLE_ENTRIES, entry, at);
    const offset = field(layout.ENTRY_TEXT);
    const length = field(layout.ENTRY_LENGTH);
    if (!this.program.isData(offset, length))
      damaged("tables", `entry ${entry}: expected its text in the data, found ${length} bytes at ${offset}`);
    this.#count(length);
    const hash = hashText(this.program.slice(offset, length));
    if (field(layout.ENTRY_HASH) !== hash) damaged("tables", `entry ${entry}: expected the hash ${hash}`);
    return length;
  }

  verifyNumber(entry: number): void {
    const field = (at: number): number => this.program.field(layout.SECTION_TABLE_ENTRIES, entry, at);
    const offset = field(layout.ENTRY_TEXT);
    const length = field(layout.ENTRY_LENGTH);
    if (!this.program.isData(offset, length) || offset % 4 !== 0)
      damaged("tables", `entry ${entry}: expected its number in the data, found ${length} bytes at ${offset}`);
    this.#count(length);
    if (!verifyDecimal(this.program.slice(offset, length)))
      damaged("tables", `entry ${entry}: expected a decimal number`);
    if (field(layout.ENTRY_HASH) !== 0) damaged("tables", `entry ${entry}: expected no hash`);
  }

  verifyNetworks(table: number, first: number, end: number): void {
    const networks: Uint8Array[] = [];
    for (let entry = first; entry < end; entry++) {
      const offset = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_TEXT);
      const length = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_LENGTH);
      if (!this.program.isData(offset, length))
        damaged("tables", `entry ${entry}: expected its network in the data, found ${length} bytes at ${offset}`);
      this.#count(length);
      const network = this.program.slice(offset, length);
      if (!verifyCidr(network)) damaged("tables", `entry ${entry}: expected a network`);
      networks.push(network);
    }
    const parents = parentsOfNetworks(networks);
    if (!parents) damaged("tables", `table ${table}: expected its networks in ascending order`);
    for (const [i, parent] of parents.entries()) {
      const found = this.program.field(layout.SECTION_TABLE_ENTRIES, first + i, layout.ENTRY_PARENT);
      if (found !== parent + 1)
        damaged("tables", `entry ${first + i}: expected the network around it to be ${parent + 1}, found ${found}`);
    }
  }

  /** Gives what is wrong with a literal set, or undefined. */
  verifySet(offset: number, length: number, entries: number): string | undefined {
    if (!this.program.isData(offset, length) || offset % 4 !== 0 || length % 4 !== 0)
      return `expected its literal set in the data, found ${length} bytes at ${offset}`;
    this.#count(length);
    const set = this.program.slice(offset, length);
    const problem = verifyLiterals(set);
    if (problem !== undefined) return `literal set: ${problem}`;
    const literals = this.program.word(offset + LITERALS_COUNT);
    if (literals !== entries) return `expected an entry for each of ${literals} literals, found ${entries}`;
    this.literalBytes += Math.ceil(literalScratchBytes(set) / 8) * 8;
    return undefined;
  }

  #count(bytes: number): void {
    this.#named += bytes;
    if (this.#named > MAX_NAMED_BYTES)
      tooLarge("tables", `expected constants of at most ${MAX_NAMED_BYTES} bytes, each as often as it is named`);
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
