import * as layout from "../../../src/bytecode/layout.js";
import { awaited, BEYOND, type Damage, filledSlot, lastAwaited, listOf } from "./find.js";

const {
  SECTION_TABLES: TABLES,
  SECTION_TABLE_SLOTS: TABLE_SLOTS,
  SECTION_TABLE_ENTRIES: ENTRIES,
  SECTION_POSTINGS: POSTINGS,
  SECTION_PREDICATES: PREDICATES,
  SECTION_RULES: RULES,
} = layout;

export const DAMAGED_TABLES: readonly Damage[] = [
  [
    "a slot count that is no power of two",
    "power of two",
    (d) => d.set(TABLES, 0, layout.TABLE_MASK, d.get(TABLES, 0, layout.TABLE_MASK) - 1),
  ],
  ["slots beyond the slots", "slots among", (d) => d.set(TABLES, 0, layout.TABLE_MASK, 0xffffffff)],
  ["slots from elsewhere", "slots from", (d) => d.set(TABLES, 0, layout.TABLE_SLOTS, 1)],
  ["an eager that is neither", "eager", (d) => d.set(TABLES, 0, layout.TABLE_EAGER, 2)],
  ["entries from elsewhere", "entries from", (d) => d.set(TABLES, 0, layout.TABLE_ENTRY_FIRST, 1)],
  ["entries beyond the entries", "entries from", (d) => d.set(TABLES, 1, layout.TABLE_ENTRY_FIRST, BEYOND)],
  ["an entry's text beyond the data", "text in the data", (d) => d.set(ENTRIES, 0, layout.ENTRY_TEXT, BEYOND)],
  ["an entry longer than the data", "text in the data", (d) => d.set(ENTRIES, 0, layout.ENTRY_LENGTH, BEYOND)],
  ["another hash", "expected the hash", (d) => d.set(ENTRIES, 0, layout.ENTRY_HASH, d.get(ENTRIES, 0) ^ 1)],
  ["an entry beyond the entries", "each of its entries once", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, BEYOND)],
  ["another table's entry", "each of its entries once", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, d.count(ENTRIES))],
  ["a missing entry", "entries in its slots", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, 0)],
  [
    "an entry twice",
    "each of its entries once",
    (d) => {
      const next = (filledSlot(d) + 1) & d.get(TABLES, 0, layout.TABLE_MASK);
      d.set(TABLE_SLOTS, next, 0, d.get(TABLE_SLOTS, filledSlot(d)));
    },
  ],
  [
    "no empty slot",
    "an empty slot",
    (d) => {
      for (let slot = 0; slot <= d.get(TABLES, 0, layout.TABLE_MASK); slot++) d.set(TABLE_SLOTS, slot, 0, 1);
    },
  ],
  [
    "an entry where no lookup finds it",
    "from the slot of its hash",
    (d) => {
      // A table of one entry has two slots: the entry goes to the other one.
      const table = d.find(TABLES, (at) => d.get(TABLES, at, layout.TABLE_MASK) === 1);
      const first = d.get(TABLES, table, layout.TABLE_SLOTS);
      d.set(TABLE_SLOTS, first, 0, d.get(TABLE_SLOTS, first + 1));
      d.set(TABLE_SLOTS, first + 1, 0, d.get(TABLE_SLOTS, first));
    },
  ],
];

export const DAMAGED_POSTINGS: readonly Damage[] = [
  [
    "a list that is another's",
    "expected a list from",
    (d) => d.set(ENTRIES, 1, layout.ENTRY_POSTING, d.get(ENTRIES, 0, layout.ENTRY_POSTING)),
  ],
  ["a list beyond the postings", "expected a list from", (d) => d.set(ENTRIES, 0, layout.ENTRY_POSTING_COUNT, BEYOND)],
  [
    "a list that descends",
    "ascending order",
    (d) => d.set(POSTINGS, listOf(d, 2).first + 1, 0, d.get(POSTINGS, listOf(d, 2).first)),
  ],
  ["a predicate beyond the predicates", "predicates of table", (d) => d.set(POSTINGS, listOf(d, 1).first, 0, BEYOND)],
  [
    "a predicate that is no lookup",
    "predicates of table",
    (d) => d.set(POSTINGS, listOf(d, 1).first, 0, d.predicate(layout.KIND_EXISTS)),
  ],
  [
    "another table's predicate",
    "predicates of table",
    (d) => {
      const other = d.find(PREDICATES, (predicate) => {
        const isLookup = (d.getPredicate(predicate, layout.PREDICATE_KIND) & 0xff) === layout.KIND_TABLE;
        return isLookup && d.getPredicate(predicate, layout.PREDICATE_ARG) !== 0;
      });
      d.set(POSTINGS, d.get(ENTRIES, 0, layout.ENTRY_POSTING), 0, other);
    },
  ],
  [
    "a waiting rule beyond the rules",
    "expected rules",
    (d) => d.set(POSTINGS, d.getPredicate(awaited(d), layout.PREDICATE_RULES), 0, d.count(RULES)),
  ],
  ["rules from elsewhere", "expected a list from", (d) => d.setPredicate(awaited(d), layout.PREDICATE_RULES, 0)],
  [
    "a rule that waits for a table that is not eager",
    "eager table",
    (d) => d.set(TABLES, d.getPredicate(awaited(d), layout.PREDICATE_ARG), layout.TABLE_EAGER, 0),
  ],
  [
    "a rule that waits for what is no lookup",
    "can wait only for",
    (d) => {
      // The list of the last awaited predicate goes to the next one that is no lookup.
      const last = lastAwaited(d);
      const next = d.find(
        PREDICATES,
        (at) => at > last && (d.getPredicate(at, layout.PREDICATE_KIND) & 0xff) !== layout.KIND_TABLE,
      );
      d.setPredicate(next, layout.PREDICATE_RULE_COUNT, d.getPredicate(last, layout.PREDICATE_RULE_COUNT));
      d.setPredicate(last, layout.PREDICATE_RULE_COUNT, 0);
      for (let at = last; at <= next; at++)
        d.setPredicate(at, layout.PREDICATE_RULES, d.getPredicate(last, layout.PREDICATE_RULES));
    },
  ],
  [
    "postings that nobody has",
    "postings, found",
    (d) => {
      const last = lastAwaited(d);
      for (let at = last; at < d.count(PREDICATES); at++) {
        d.setPredicate(at, layout.PREDICATE_RULE_COUNT, 0);
        d.setPredicate(at, layout.PREDICATE_RULES, d.getPredicate(last, layout.PREDICATE_RULES));
      }
    },
  ],
];
