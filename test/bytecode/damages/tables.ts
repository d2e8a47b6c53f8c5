import * as layout from "../../../src/bytecode/layout.js";
import { LITERALS_LAYERS } from "../../../src/plan/literals-layout.js";
import type { Draft } from "../programs.js";
import {
  anywhereNode,
  awaited,
  BEYOND,
  calmLastTable,
  type Damage,
  eagerNode,
  entryOf,
  filledSlot,
  lastAwaited,
  listOf,
  tableOf,
} from "./find.js";

const {
  SECTION_NODES: NODES,
  SECTION_TABLES: TABLES,
  SECTION_TABLE_SLOTS: TABLE_SLOTS,
  SECTION_TABLE_ENTRIES: ENTRIES,
  SECTION_POSTINGS: POSTINGS,
  SECTION_PREDICATES: PREDICATES,
  SECTION_RULES: RULES,
  SECTION_GROUPS: GROUPS,
} = layout;

/** The first table of texts, whose slots are the first; and the first entry of it. */
const texts = (d: Draft): number => tableOf(d, layout.TABLE_TEXTS);
const text = (d: Draft): number => entryOf(d, layout.TABLE_TEXTS);

/** The first table of numbers of which rules wait for two ranges above bounds. */
const ranges = (d: Draft): number =>
  tableOf(d, layout.TABLE_NUMBERS, (table) => d.get(TABLES, table, layout.TABLE_RISING) > 1);

/** The first network of the first table that has one of its family around it. */
function innerNetwork(d: Draft): number {
  const first = entryOf(d, layout.TABLE_NETWORKS);
  return d.find(ENTRIES, (entry) => {
    if (entry <= first || d.get(ENTRIES, entry, layout.ENTRY_PARENT) === 0) return false;
    const outer = first + d.get(ENTRIES, entry, layout.ENTRY_PARENT) - 1;
    return (
      d.word(d.get(ENTRIES, entry, layout.ENTRY_TEXT)) % 256 === d.word(d.get(ENTRIES, outer, layout.ENTRY_TEXT)) % 256
    );
  });
}

export const DAMAGED_TABLES: readonly Damage[] = [
  [
    "a slot count that is no power of two",
    "power of two",
    (d) => d.set(TABLES, texts(d), layout.TABLE_MASK, d.get(TABLES, texts(d), layout.TABLE_MASK) - 1),
  ],
  ["slots beyond the slots", "slots among", (d) => d.set(TABLES, texts(d), layout.TABLE_MASK, 0xffffffff)],
  ["slots from elsewhere", "slots from", (d) => d.set(TABLES, texts(d), layout.TABLE_SLOTS, 1)],
  ["an eager that is none", "as eager", (d) => d.set(TABLES, 0, layout.TABLE_EAGER, layout.EAGER_GROUP + 1)],
  [
    "an unknown type",
    `unknown type ${layout.TABLE_TYPES}`,
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_TYPE, layout.TABLE_TYPES),
  ],
  ["a longest text that is not", "longest text of", (d) => d.set(TABLES, 0, layout.TABLE_LONGEST, BEYOND)],
  [
    "a longest text of presences",
    "longest text of 0",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_LONGEST, 1),
  ],
  ["entries from elsewhere", "entries from", (d) => d.set(TABLES, 0, layout.TABLE_ENTRY_FIRST, 1)],
  ["entries beyond the entries", "entries from", (d) => d.set(TABLES, 1, layout.TABLE_ENTRY_FIRST, BEYOND)],
  ["an entry's text beyond the data", "text in the data", (d) => d.set(ENTRIES, text(d), layout.ENTRY_TEXT, BEYOND)],
  ["an entry longer than the data", "text in the data", (d) => d.set(ENTRIES, text(d), layout.ENTRY_LENGTH, BEYOND)],
  ["another hash", "expected the hash", (d) => d.set(ENTRIES, text(d), layout.ENTRY_HASH, d.get(ENTRIES, text(d)) ^ 1)],
  ["an entry beyond the entries", "each of its entries once", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, BEYOND)],
  ["another table's entry", "each of its entries once", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, d.count(ENTRIES))],
  ["a missing entry", "entries in its slots", (d) => d.set(TABLE_SLOTS, filledSlot(d), 0, 0)],
  [
    "an entry twice",
    "each of its entries once",
    (d) => {
      const next = (filledSlot(d) + 1) & d.get(TABLES, texts(d), layout.TABLE_MASK);
      d.set(TABLE_SLOTS, next, 0, d.get(TABLE_SLOTS, filledSlot(d)));
    },
  ],
  [
    "no empty slot",
    "an empty slot",
    (d) => {
      for (let slot = 0; slot <= d.get(TABLES, texts(d), layout.TABLE_MASK); slot++) d.set(TABLE_SLOTS, slot, 0, 1);
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
  [
    "a literal's entry with a text",
    "no text and no hash",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_LITERALS), layout.ENTRY_TEXT, layout.HEADER_BYTES),
  ],
  [
    "a presence's entry with a hash",
    "no text and no hash",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_PRESENCE), layout.ENTRY_HASH, 1),
  ],
  [
    "a literal set before the data",
    "literal set in the data",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_LITERALS), layout.TABLE_SET, layout.HEADER_BYTES),
  ],
  [
    "a literal set longer than the data",
    "literal set in the data",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_LITERALS), layout.TABLE_SET_BYTES, BEYOND),
  ],
  [
    "a literal set that is not at a word",
    "literal set in the data",
    (d) => {
      const table = tableOf(d, layout.TABLE_LITERALS);
      d.set(TABLES, table, layout.TABLE_SET, d.get(TABLES, table, layout.TABLE_SET) + 2);
      d.set(TABLES, table, layout.TABLE_SET_BYTES, d.get(TABLES, table, layout.TABLE_SET_BYTES) - 4);
    },
  ],
  [
    "half a word of a literal set",
    "literal set in the data",
    (d) => {
      const table = tableOf(d, layout.TABLE_LITERALS);
      d.set(TABLES, table, layout.TABLE_SET_BYTES, d.get(TABLES, table, layout.TABLE_SET_BYTES) - 2);
    },
  ],
  [
    "a literal set that cannot be searched",
    "literal set:",
    (d) => d.setWord(d.get(TABLES, tableOf(d, layout.TABLE_LITERALS), layout.TABLE_SET) + LITERALS_LAYERS, BEYOND),
  ],
  [
    "a literal without an entry",
    "an entry for each of",
    (d) => {
      const next = tableOf(d, layout.TABLE_LITERALS) + 1;
      d.set(TABLES, next, layout.TABLE_ENTRY_FIRST, d.get(TABLES, next, layout.TABLE_ENTRY_FIRST) - 1);
    },
  ],
  [
    "numbers with a form",
    "no form",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_NUMBERS), layout.TABLE_FORM, layout.FORM_SCALAR),
  ],
  [
    "a number's entry with a hash",
    "no hash",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_NUMBERS), layout.ENTRY_HASH, 1),
  ],
  [
    "a number beyond the data",
    "its number in the data",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_NUMBERS), layout.ENTRY_TEXT, BEYOND),
  ],
  [
    "a number with too many digits",
    "decimal number",
    (d) => d.setWord(d.get(ENTRIES, entryOf(d, layout.TABLE_NUMBERS), layout.ENTRY_TEXT) + 16, BEYOND),
  ],
  [
    "networks with a form",
    "no form",
    (d) => {
      const table = tableOf(d, layout.TABLE_NETWORKS);
      d.set(TABLES, table, layout.TABLE_FORM, layout.FORM_SCALAR);
      for (let predicate = 0; predicate < d.count(PREDICATES); predicate++) {
        const head = d.getPredicate(predicate, layout.PREDICATE_KIND);
        if ((head & 0xff) === layout.KIND_TABLE && d.getPredicate(predicate, layout.PREDICATE_ARG) === table)
          d.setPredicate(predicate, layout.PREDICATE_KIND, head | (layout.FORM_SCALAR << 8));
      }
    },
  ],
  [
    "networks with slots",
    "neither slots nor literals",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_NETWORKS), layout.TABLE_MASK, 1),
  ],
  [
    "a network beyond the data",
    "its network in the data",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_NETWORKS), layout.ENTRY_TEXT, BEYOND),
  ],
  [
    "a network that ends too soon",
    "expected a network",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_NETWORKS), layout.ENTRY_LENGTH, 19),
  ],
  [
    "a network of no family",
    "expected a network",
    (d) => d.setWord(d.get(ENTRIES, entryOf(d, layout.TABLE_NETWORKS), layout.ENTRY_TEXT), 5),
  ],
  [
    "networks that descend",
    "ascending order",
    (d) => {
      const first = entryOf(d, layout.TABLE_NETWORKS);
      d.set(ENTRIES, first, layout.ENTRY_TEXT, d.get(ENTRIES, first + 1, layout.ENTRY_TEXT));
    },
  ],
  [
    "a network around itself",
    "expected the network around it to be",
    (d) => d.set(ENTRIES, entryOf(d, layout.TABLE_NETWORKS), layout.ENTRY_PARENT, 1),
  ],
  [
    "a network that forgets what is around it",
    "expected the network around it to be",
    (d) => d.set(ENTRIES, innerNetwork(d), layout.ENTRY_PARENT, 0),
  ],
  [
    "a presence with a form",
    "no form",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_FORM, layout.FORM_SCALAR),
  ],
  [
    "a presence of elements",
    "no form",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_FORM, layout.FORM_ELEMENTS),
  ],
  [
    "a presence with slots",
    "neither slots nor literals",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_MASK, 1),
  ],
  [
    "a presence with two entries",
    "one entry, found 2",
    (d) => {
      // The entry that it takes has no text either.
      const isBeforeTextless = (table: number): boolean =>
        [layout.TABLE_PRESENCE, layout.TABLE_ARRAY].includes(d.get(TABLES, table + 1, layout.TABLE_TYPE));
      const next = tableOf(d, layout.TABLE_PRESENCE, isBeforeTextless) + 1;
      d.set(TABLES, next, layout.TABLE_ENTRY_FIRST, d.get(TABLES, next, layout.TABLE_ENTRY_FIRST) + 1);
    },
  ],
  [
    "a presence of **",
    "no presence of **",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_PRESENCE), layout.TABLE_NODE, anywhereNode(d)),
  ],
  [
    "an array's table with a form",
    "no form",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_ARRAY), layout.TABLE_FORM, layout.FORM_FOLDED),
  ],
  [
    "an array's table of elements",
    "no form",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_ARRAY), layout.TABLE_FORM, layout.FORM_ELEMENTS),
  ],
  [
    "an array's table with slots",
    "neither slots nor literals",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_ARRAY), layout.TABLE_SLOTS, 1),
  ],
  ["eager tables from elsewhere", "eager tables from", (d) => d.set(NODES, eagerNode(d), layout.NODE_TABLE_FIRST, 1)],
  ["eager tables in node 0 from elsewhere", "eager tables from", (d) => d.set(NODES, 0, layout.NODE_TABLE_FIRST, 1)],
  [
    "eager tables beyond the tables",
    "expected tables among",
    (d) => d.set(NODES, eagerNode(d), layout.NODE_TABLE_COUNT, BEYOND),
  ],
  [
    "another node's eager table",
    "to be an eager one of it",
    (d) => {
      const table = tableOf(d, layout.TABLE_PRESENCE);
      d.set(TABLES, table, layout.TABLE_NODE, d.get(TABLES, table, layout.TABLE_NODE) + 1);
    },
  ],
  ["a node's table that is not eager", "to be an eager one of it", (d) => d.set(TABLES, 0, layout.TABLE_EAGER, 0)],
  [
    "an eager table that no node has",
    "to belong to a node",
    (d) => d.set(TABLES, d.count(TABLES) - 1, layout.TABLE_EAGER, 1),
  ],
];

export const DAMAGED_POSTINGS: readonly Damage[] = [
  [
    "a group that waits for what is looked up in groups",
    "expected rules in ascending order",
    (d) => {
      const table = d.find(TABLES, (at) => d.get(TABLES, at, layout.TABLE_EAGER) === layout.EAGER_GROUP);
      const posted = d.get(
        POSTINGS,
        d.get(ENTRIES, d.get(TABLES, table, layout.TABLE_ENTRY_FIRST), layout.ENTRY_POSTING),
      );
      const last =
        d.getPredicate(posted, layout.PREDICATE_RULES) + d.getPredicate(posted, layout.PREDICATE_RULE_COUNT) - 1;
      d.set(POSTINGS, last, 0, d.count(RULES));
    },
  ],
  [
    "a group's tables from elsewhere",
    "group 0: expected a list from",
    (d) => d.set(GROUPS, 0, layout.GROUP_TABLES, d.get(GROUPS, 0, layout.GROUP_TABLES) - 1),
  ],
  [
    "a group's rules from elsewhere",
    "group 0: expected a list from",
    (d) => d.set(GROUPS, 0, layout.GROUP_ALWAYS, d.get(GROUPS, 0, layout.GROUP_ALWAYS) + 1),
  ],
  [
    "a group's table beyond the tables",
    "tables of groups",
    (d) => d.set(POSTINGS, d.get(GROUPS, 0, layout.GROUP_TABLES), 0, d.count(TABLES)),
  ],
  [
    "a group's table that is looked up for every event",
    "tables of groups",
    (d) => d.set(POSTINGS, d.get(GROUPS, 0, layout.GROUP_TABLES), 0, 0),
  ],
  [
    "a group's rule beyond the rules",
    "expected rules",
    (d) => d.set(POSTINGS, d.get(GROUPS, 0, layout.GROUP_ALWAYS), 0, d.count(RULES)),
  ],
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
    (d) => d.set(POSTINGS, d.getPredicate(awaited(d), layout.PREDICATE_RULES), 0, d.count(RULES) + d.count(GROUPS)),
  ],
  ["rules from elsewhere", "expected a list from", (d) => d.setPredicate(awaited(d), layout.PREDICATE_RULES, 0)],
  ["a rule that waits for a table that is not eager", "eager table", calmLastTable],
  [
    "a predicate that two literals post",
    "one entry that posts it",
    (d) => {
      const entries = (at: number): number =>
        d.get(TABLES, at + 1, layout.TABLE_ENTRY_FIRST) - d.get(TABLES, at, layout.TABLE_ENTRY_FIRST);
      const table = tableOf(d, layout.TABLE_LITERALS, (at) => entries(at) > 1);
      const first = d.get(TABLES, table, layout.TABLE_ENTRY_FIRST);
      const posting = d.get(ENTRIES, first + 1, layout.ENTRY_POSTING);
      d.set(POSTINGS, posting, 0, d.get(POSTINGS, d.get(ENTRIES, first, layout.ENTRY_POSTING)));
    },
  ],
  [
    "a predicate that a network and one around it post",
    "a network around it posts predicate",
    (d) => {
      const inner = innerNetwork(d);
      const outer = entryOf(d, layout.TABLE_NETWORKS) + d.get(ENTRIES, inner, layout.ENTRY_PARENT) - 1;
      const posted = d.get(POSTINGS, d.get(ENTRIES, outer, layout.ENTRY_POSTING));
      d.set(POSTINGS, d.get(ENTRIES, inner, layout.ENTRY_POSTING), 0, posted);
    },
  ],
  ["ranges from elsewhere", "expected a list from", (d) => d.set(TABLES, ranges(d), layout.TABLE_RANGES, BEYOND)],
  ["ranges beyond the postings", "expected a list from", (d) => d.set(TABLES, ranges(d), layout.TABLE_RISING, BEYOND)],
  [
    "a range twice",
    "each of its ranges once",
    (d) => {
      const first = d.get(TABLES, ranges(d), layout.TABLE_RANGES);
      d.set(POSTINGS, first + 1, 0, d.get(POSTINGS, first));
    },
  ],
  [
    "a range on the other side",
    "each of its ranges once",
    (d) => {
      d.set(TABLES, ranges(d), layout.TABLE_RISING, d.get(TABLES, ranges(d), layout.TABLE_RISING) - 1);
      d.set(TABLES, ranges(d), layout.TABLE_FALLING, d.get(TABLES, ranges(d), layout.TABLE_FALLING) + 1);
    },
  ],
  [
    "a range beyond the predicates",
    "each of its ranges once",
    (d) => d.set(POSTINGS, d.get(TABLES, ranges(d), layout.TABLE_RANGES), 0, BEYOND),
  ],
  [
    "the presence of another node",
    "predicates of table",
    (d) => {
      const posting = d.get(ENTRIES, entryOf(d, layout.TABLE_PRESENCE), layout.ENTRY_POSTING);
      const posted = d.get(POSTINGS, posting);
      const node = d.getPredicate(posted, layout.PREDICATE_NODE);
      const other = d.find(PREDICATES, (predicate) => {
        const isExists = (d.getPredicate(predicate, layout.PREDICATE_KIND) & 0xff) === layout.KIND_EXISTS;
        return isExists && d.getPredicate(predicate, layout.PREDICATE_NODE) !== node;
      });
      d.set(POSTINGS, posting, 0, other);
    },
  ],
  [
    "an array's table that is one of presence",
    "predicates of table",
    (d) => d.set(TABLES, tableOf(d, layout.TABLE_ARRAY), layout.TABLE_TYPE, layout.TABLE_PRESENCE),
  ],
  [
    "a rule that waits for what is no lookup",
    "can wait only for",
    (d) => {
      // The list of an awaited predicate goes to the next one, which no table posts.
      const countOf = (at: number): number => d.getPredicate(at, layout.PREDICATE_RULE_COUNT);
      const next = d.find(PREDICATES, (at) => {
        const kind = d.getPredicate(at, layout.PREDICATE_KIND) & 0xff;
        return kind === layout.KIND_REGEX && at > 0 && countOf(at - 1) > 0;
      });
      d.setPredicate(next, layout.PREDICATE_RULES, d.getPredicate(next - 1, layout.PREDICATE_RULES));
      d.setPredicate(next, layout.PREDICATE_RULE_COUNT, countOf(next - 1));
      d.setPredicate(next - 1, layout.PREDICATE_RULE_COUNT, 0);
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
