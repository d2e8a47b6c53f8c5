// Programs put together by hand, section by section, that no compiler makes.

import * as layout from "../../src/bytecode/layout.js";
import type { ErrorCode } from "../../src/errors.js";
import { buildLiterals, MAX_LITERAL_BYTES } from "../../src/plan/literals.js";
import { assemble, deepTree, EMPTY_NODE } from "./programs.js";

const {
  SECTION_NODES: NODES,
  SECTION_KEY_SLOTS: KEY_SLOTS,
  SECTION_KEYS: KEYS,
  SECTION_INDEXES: INDEXES,
  SECTION_TABLES: TABLES,
  SECTION_TABLE_SLOTS: TABLE_SLOTS,
  SECTION_TABLE_ENTRIES: ENTRIES,
  SECTION_POSTINGS: POSTINGS,
  SECTION_PREDICATES: PREDICATES,
  SECTION_CODE: CODE,
  SECTION_RULES: RULES,
  SECTION_DATA: DATA,
} = layout;

/** What verification says of each. */
export const ASSEMBLED: readonly [name: string, code: ErrorCode | "accepted", message: string, () => Uint8Array][] = [
  ["nothing but the event", "accepted", "", () => assemble({})],
  ["no event", "program-damaged", "tree: expected node 0 and the event", () => assemble({ [NODES]: EMPTY_NODE })],
  ["a path as deep as may be", "accepted", "", () => assemble(deepTree(layout.MAX_PATH))],
  [
    "a path too deep",
    "program-damaged",
    "tree: node 66: expected at most 64 nodes above it",
    () => assemble(deepTree(layout.MAX_PATH + 1)),
  ],
  [
    "a node that nothing leads to",
    "program-damaged",
    "tree: node 2: expected a key or an index",
    () => assemble({ [NODES]: [...EMPTY_NODE, 0, 1, ...EMPTY_NODE.slice(2), ...EMPTY_NODE] }),
  ],
  [
    "keys that nobody has",
    "program-damaged",
    "tree: expected 0 keys, found 1",
    () => assemble({ [KEYS]: [0, 0, 0, 0, 0] }),
  ],
  [
    "key slots that nobody has",
    "program-damaged",
    "tree: expected 0 key slots, found 1",
    () => assemble({ [KEY_SLOTS]: [0] }),
  ],
  [
    "indexes that nobody has",
    "program-damaged",
    "tree: expected 0 indexes, found 1",
    () => assemble({ [INDEXES]: [0, 0] }),
  ],
  [
    "entries that nobody has",
    "program-damaged",
    "tables: expected 0 entries, found 1",
    () => assemble({ [DATA]: [0], [ENTRIES]: entry(assemblyDataStart(layout.ENTRY_BYTES), 0) }),
  ],
  [
    "table slots that nobody has",
    "program-damaged",
    "tables: expected 0 slots, found 1",
    () => assemble({ [TABLE_SLOTS]: [0] }),
  ],
  [
    "a table of no node",
    "program-damaged",
    "tables: table 0: expected one of 1 nodes",
    () => assemble({ [TABLES]: [0, 0, 0, 0, 1, 0, 0, 0], [TABLE_SLOTS]: [0, 0] }),
  ],
  [
    "a table of numbers of **",
    "program-damaged",
    "tables: table 0: expected no numbers of **",
    () =>
      assemble({
        [NODES]: [...EMPTY_NODE, 0, 1, ...EMPTY_NODE.slice(2), layout.NODE_ANYWHERE, ...EMPTY_NODE.slice(1)],
        [TABLES]: [2, 0, layout.TABLE_NUMBERS, 0, 0, 0, 0, 0],
      }),
  ],
  [
    "a table of networks of **",
    "program-damaged",
    "tables: table 0: expected no networks of **",
    () =>
      assemble({
        [NODES]: [...EMPTY_NODE, 0, 1, ...EMPTY_NODE.slice(2), layout.NODE_ANYWHERE, ...EMPTY_NODE.slice(1)],
        [TABLES]: [2, 0, layout.TABLE_NETWORKS, 0, 0, 0, 0, 0],
      }),
  ],
  [
    "a table of elements of **",
    "program-damaged",
    "tables: table 0: expected no elements of **",
    () =>
      assemble({
        [NODES]: [...EMPTY_NODE, 0, 1, ...EMPTY_NODE.slice(2), layout.NODE_ANYWHERE, ...EMPTY_NODE.slice(1)],
        [TABLES]: [2, layout.FORM_ELEMENTS, layout.TABLE_LITERALS, 0, 0, 0, 0, 0],
      }),
  ],
  [
    "a table of an unknown form",
    "program-damaged",
    "tables: table 0: found unknown form 8",
    () => assemble({ [TABLES]: [1, 8, 0, 0, 1, 0, 0, 0], [TABLE_SLOTS]: [0, 0] }),
  ],
  [
    "a table of one full slot",
    "program-damaged",
    "tables: table 0: expected more slots",
    () =>
      assemble({
        [DATA]: [0],
        [TABLES]: [1, 0, 0, 0, 0, 0, 0, 0],
        [TABLE_SLOTS]: [1],
        [ENTRIES]: entry(assemblyDataStart(layout.TABLE_BYTES + 4 + layout.ENTRY_BYTES), 0),
      }),
  ],
  ["rules that share long code", "program-too-large", "code: expected at most 16777216 instructions", sharedCode],
  [
    "predicates that share a large constant",
    "program-too-large",
    "predicates: expected constants of at most",
    sharedConstant,
  ],
  ["entries that share a large text", "program-too-large", "tables: expected constants of at most", sharedText],
  ["tables that share a large literal set", "program-too-large", "tables: expected constants of at most", sharedSet],
  [
    "presences that post the same predicate",
    "program-damaged",
    "postings: predicate 0: expected one entry that posts it",
    sharedPresence,
  ],
];

/** Where the data of an assembled program begins that has as many bytes of other sections beside the two nodes. */
function assemblyDataStart(bytes: number): number {
  return layout.HEADER_BYTES + 2 * layout.NODE_BYTES + bytes;
}

/** The words of a table entry without postings. The hash is of no bytes. */
function entry(text: number, length: number): number[] {
  return [layout.TEXT_HASH_SEED, text, length, 0, 0];
}

function sharedCode(): Uint8Array {
  const count = 5000;
  const code = Array.from({ length: count }, (_, i) => [0, layout.CODE_FIRST + i - 1, 0]).flat();
  return assemble({
    [PREDICATES]: [layout.KIND_EXISTS, 1, 0, 0, 0, 0],
    [CODE]: code,
    [RULES]: Array.from({ length: count }, () => [layout.CODE_FIRST + count - 1, 0]).flat(),
  });
}

const LARGE = 1 << 20;

function sharedConstant(): Uint8Array {
  const count = 257;
  const start = assemblyDataStart(count * layout.PREDICATE_BYTES);
  return assemble({
    [PREDICATES]: Array.from({ length: count }, () => [layout.KIND_CONTAINS, 1, start, LARGE, 0, 0]).flat(),
    [DATA]: new Array<number>(LARGE / 4).fill(0),
  });
}

function sharedText(): Uint8Array {
  const count = 257;
  const start = assemblyDataStart(layout.TABLE_BYTES + 512 * 4 + count * layout.ENTRY_BYTES);
  const hash = hashOfZeros(LARGE);
  return assemble({
    [TABLES]: [1, 0, layout.TABLE_TEXTS, 0, 511, 0, 0, LARGE],
    [TABLE_SLOTS]: new Array<number>(512).fill(0),
    [ENTRIES]: Array.from({ length: count }, () => [hash, start, LARGE, 0, 0]).flat(),
    [DATA]: new Array<number>(LARGE / 4).fill(0),
  });
}

function sharedSet(): Uint8Array {
  const set = buildLiterals([{ bytes: new Uint8Array(MAX_LITERAL_BYTES), anchor: "start" }]);
  const count = 4096;
  const start = assemblyDataStart(count * (layout.TABLE_BYTES + layout.ENTRY_BYTES));
  return assemble({
    [TABLES]: Array.from({ length: count }, (_, i) => [1, 0, layout.TABLE_LITERALS, start, set.length, 0, i, 0]).flat(),
    [ENTRIES]: new Array<number>((count * layout.ENTRY_BYTES) / 4).fill(0),
    [DATA]: Array.from(new Uint32Array(set.buffer, set.byteOffset, set.length / 4)),
  });
}

function sharedPresence(): Uint8Array {
  const event = [...EMPTY_NODE.slice(0, -1), 2];
  return assemble({
    [NODES]: [...EMPTY_NODE, ...event],
    [TABLES]: [0, 1].flatMap((entry) => [1, 0, layout.TABLE_PRESENCE, 0, 0, 1, entry, 0]),
    [ENTRIES]: [0, 1].flatMap((posting) => [0, 0, 0, posting, 1]),
    [POSTINGS]: [0, 0],
    [PREDICATES]: [layout.KIND_EXISTS, 1, 0, 0, 2, 0],
  });
}

function hashOfZeros(length: number): number {
  let hash = layout.TEXT_HASH_SEED ^ length;
  for (let word = 0; word < length / 4; word++) {
    hash = Math.imul(hash, layout.TEXT_HASH_FACTOR);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
