// Where everything is. The core owns one linear memory and lays it out in this order:
//
//   static data | program | state | pad | input | pad | string bits | escape bits | special blocks | strict lists | index |
//   records | arenas ->
//
// - program: the bytes of a verified program, but for its last section; never written after load().
// - state: what is remembered of one event. Sized by the program, laid out by load().
// - input to records: sized by reserve(), which may be called again with a larger input between two runs.
// - arenas: decoded texts, one arena for each quantifier level, one for keys and one for equal keys; they grow at the end of memory.
//
// Nothing here is freed: a region only moves when reserve() lays everything after the state out again.

import {
  EAGER_NEVER, ENTRY_BYTES, FORM_ELEMENTS, GROUP_BYTES, HEADER_LOG_TYPE, HEADER_SECTIONS, INDEX_BYTES, KEY_BYTES, LOG_TYPE_BYTES, MAX_LEVEL, NODE_ANYWHERE, NODE_BYTES, NODE_FLAGS,
  NODE_LEVEL_SHIFT, NODE_TABLE_COUNT, PREDICATE_BYTES, RECORD_BYTES, RULE_BYTES, SECTION_ALWAYS, SECTION_CODE, SECTION_GROUPS, SECTION_INDEXES,
  SECTION_LOG_TYPES,
  SECTION_KEYS, SECTION_KEY_SLOTS, SECTION_META, SECTION_NODES, SECTION_POSTINGS, SECTION_PREDICATES, SECTION_RULES, SECTION_TABLES,
  SECTION_TABLE_ENTRIES, SECTION_TABLE_SLOTS, TABLE_BYTES, TABLE_EAGER, TABLE_FORM, TABLE_LITERALS, TABLE_NETWORKS, TABLE_NODE,
  TABLE_SET, TABLE_TEXTS, TABLE_TYPE,
} from "./layout";
import { LITERALS_COUNT, LITERALS_SCRATCH_BYTES } from "./match/literals-layout";

/** Bytes that may be read, but never matter, on both sides of the input and of every text. */
export const PAD: usize = 64;

// The program and its sections.
export let program: usize = 0;
export let nodes: usize = 0;
export let keySlots: usize = 0;
export let keys: usize = 0;
export let indexes: usize = 0;
export let tables: usize = 0;
export let tableSlots: usize = 0;
export let tableEntries: usize = 0;
export let postings: usize = 0;
export let predicates: usize = 0;
export let code: usize = 0;
export let rules: usize = 0;
export let groups: usize = 0;
export let always: usize = 0;
export let logTypes: usize = 0;
export let nodeCount: u32 = 0;
export let tableCount: u32 = 0;
export let entryCount: u32 = 0;
export let ruleCount: u32 = 0;
export let groupCount: u32 = 0;
export let alwaysCount: u32 = 0;
export let logTypeCount: u32 = 0;
export let logTypeNode: u32 = 0; //  its text is the log type of an event, if it is not 0
/** How many nodes stand for every scalar below another. */
let anywhereCount: u32 = 0;

// The state. Stamps are clock values: what carries the stamp of its level is of this event (level 0) or this element.
export let slots: usize = 0; //      a node: u32 address of its value or 0, u32 address of the first index entry at or after it
export let touched: usize = 0; //    a bit a node: its slot was set in this event
export let texts: usize = 0; //      a node: plain, then folded: u64 stamp, u32 address, u32 length; then match/recall.ts: u64 stamp, u32 record,
//                                   u32 tables of the node that have a place in its records
export let memos: usize = 0; //      a predicate: u64 stamp * 2 + verdict
export let lookups: usize = 0; //    a table: u64 stamp of its last lookup
export let places: usize = 0; //     a table: u32 where the number is among its numbers (match/number-table.ts)
export let candidates: usize = 0; // a bit a rule: to be judged
export let summary: usize = 0; //    a bit a u64 of candidates: it is not zero
export let groupStamps: usize = 0; // 1 + a group: u64 stamp of the last event of which its scope held
export let groupCandidates: usize = 0; // a bit a group: its scope is to be judged
export let wanted: usize = 0; //     a node: u8, WANTED_ bits of json/wanted.ts
export let wantedSlots: usize = 0; // a key slot: u32 1 + the first key of its chain that leads to a wanted node
export let wantedSets: usize = 0; // a node: u64 bits of its wanted keys, u32 address of their records or 0 (json/wanted.ts)
export let wantedKeys: usize = 0; // a key: room for a record of json/wanted.ts
export let asked: usize = 0; //      a node: u32 how often it was asked for since this was last looked at
export let stamps: usize = 0; //     a level: u64
export let brackets: usize = 0; //   u8 a depth: the bracket that opened it
export let parents: usize = 0; //    a depth: u32 the node around it, u32 how many nodes that rules wait for were unsettled before it
export let awaited: usize = 0; //    u32 a node, and one more: how many nodes before it rules wait for, or tell the log type
export let scratch: usize = 0; //    for regular expressions
let literalScratch: usize = 0; //    for literal sets, one part a set: each keeps bits in its own that are zero between two lookups
export let setScratch: usize = 0; // a table: u32 address of its set's part
export let sweeps: usize = 0; //     u32 nodes of the event that stand for every scalar below another and have eager tables
export let sweepsEnd: usize = 0;
export let seenEntries: usize = 0; // a bit a table entry, if one may be found for several values: found for an earlier one; zero between two lookups
export let rawFilters: usize = 0; // a table: u32 address of its filter (match/raw-filter.ts), 0 for none
export let recallPlaces: usize = 0; // a table: u32 1 + its place in the records of its node, 0 for none (match/recall.ts)
export let recallSlots: usize = 0;
export let recallStart: usize = 0;
export let recallEnd: usize = 0;
export let maxDepth: u32 = 0;
export let maxEventBytes: u32 = 0;
export let strict: bool = false; //  events have to be RFC 8259 in every byte
export let firstWins: bool = false; // of equal keys the first one counts, not the last
export let leavesEarly: bool = false; // events that no rule can match any more are left for the next line
let stateEnd: usize = 0;

/** Bytes of `texts` a node, and where in them its record is, and the number of places in it. */
export const TEXTS_BYTES: usize = 48;
export const TEXTS_RECORD: usize = 32;
export const TEXTS_PLACES: usize = 44;
/** Bytes of json/wanted.ts a node, and a key. */
export const WANTED_SET_BYTES: usize = 16;
export const WANTED_KEY_BYTES: usize = 32;
/** Slots of 16 bytes, and bytes of the records: about what a second cache holds. */
export const RECALL_SLOTS: u32 = 4096;
const RECALL_BYTES: usize = 1 << 19;
/** Of more tables of one node the others have no place in its records. */
const MAX_PLACES: u32 = 64;

/** Sets of more literals have no raw filter: it would let so much through that it costs more than it saves. */
export const MAX_RAW_LITERALS: u32 = 128;
export const RAW_HEAD_BYTES: usize = 4148;
export const RAW_PIECE_BYTES: usize = 20;

// The input and what is found in it.
export let input: usize = 0;
export let stringBits: usize = 0; // a bit a byte: inside a string, opening quote included, closing quote not
export let escapeBits: usize = 0; // a bit a byte: it is a backslash
export let specials: usize = 0; //   u32 addresses of the 64-byte blocks that hold a backslash or a byte above 0x7f
export let index: usize = 0; //      u32 addresses of brackets and colons outside strings, and of line ends

// What a strict scan lists, too (json/strict-scan.ts). Without strict validation there is no room for it.
export let spellings: usize = 0; //  a u64 a special block: a bit a byte that follows a backslash
export let doubts: usize = 0; //     u32 addresses of the 64-byte blocks that hold something wrong
export let scalars: usize = 0; //    u32 addresses where a number, `true`, `false` or `null` has to begin
export let elements: usize = 0; //   u32 addresses of elements, which are in arrays alone; or of the token behind, if one is a string

export let records: usize = 0;
export let recordsEnd: usize = 0;

// Arenas, by level; behind those one for keys and one for equal keys. A block that is outgrown stays valid until its event has ended.
export const KEY_ARENA: u32 = MAX_LEVEL + 1;
export const DUPLICATE_ARENA: u32 = MAX_LEVEL + 2;
const ARENA_COUNT: u32 = MAX_LEVEL + 3;
const ARENA_BYTES: usize = 4096;
const arenaStart = memory.data(4 * ARENA_COUNT, 4);
const arenaTop = memory.data(4 * ARENA_COUNT, 4);
const arenaEnd = memory.data(4 * ARENA_COUNT, 4);
let free: usize = 0; // first byte after all arenas
/** More than what does not grow with the input or the program: pads, alignment, and arenas as they begin. */
const FIXED_BYTES: u64 = 1 << 17;
/** An arena could not grow: the event must be refused. */
export let exhausted: bool = false;

/** Where the program goes: the host writes its bytes there before load(). */
export function programStart(): usize {
  return (__heap_base + 15) & ~15;
}

/** Grows memory so that `end` is its end or before it; false if it cannot. */
export function ensure(end: usize): bool {
  const have = <usize>memory.size() << 16;
  if (end <= have) return true;
  return memory.grow(<i32>((end - have + 0xffff) >> 16)) >= 0;
}

@inline function sectionStart(section: u32): usize {
  return program + load<u32>(program + HEADER_SECTIONS + section * 8);
}

@inline function sectionBytes(section: u32): u32 {
  return load<u32>(program + HEADER_SECTIONS + section * 8, 4);
}

/** Takes the program that the host wrote at programStart() and lays out the state. False: out of memory. */
export function layoutState(depth: u32, eventBytes: u32, scratchBytes: u32, literalBytes: u32, validation: bool, first: bool): bool {
  strict = validation;
  firstWins = first;
  program = programStart();
  nodes = sectionStart(SECTION_NODES);
  keySlots = sectionStart(SECTION_KEY_SLOTS);
  keys = sectionStart(SECTION_KEYS);
  indexes = sectionStart(SECTION_INDEXES);
  tables = sectionStart(SECTION_TABLES);
  tableSlots = sectionStart(SECTION_TABLE_SLOTS);
  tableEntries = sectionStart(SECTION_TABLE_ENTRIES);
  postings = sectionStart(SECTION_POSTINGS);
  predicates = sectionStart(SECTION_PREDICATES);
  code = sectionStart(SECTION_CODE);
  rules = sectionStart(SECTION_RULES);
  groups = sectionStart(SECTION_GROUPS);
  always = sectionStart(SECTION_ALWAYS);
  logTypes = sectionStart(SECTION_LOG_TYPES);
  logTypeCount = sectionBytes(SECTION_LOG_TYPES) / LOG_TYPE_BYTES;
  logTypeNode = load<u32>(program + HEADER_LOG_TYPE);
  nodeCount = sectionBytes(SECTION_NODES) / NODE_BYTES;
  tableCount = sectionBytes(SECTION_TABLES) / TABLE_BYTES;
  entryCount = sectionBytes(SECTION_TABLE_ENTRIES) / ENTRY_BYTES;
  ruleCount = sectionBytes(SECTION_RULES) / RULE_BYTES;
  groupCount = sectionBytes(SECTION_GROUPS) / GROUP_BYTES;
  alwaysCount = sectionBytes(SECTION_ALWAYS) / 4;
  const predicateCount = sectionBytes(SECTION_PREDICATES) / PREDICATE_BYTES;
  maxDepth = depth;
  maxEventBytes = eventBytes;

  const start = (sectionStart(SECTION_META) + PAD + 15) & ~15;
  slots = start;
  touched = slots + <usize>nodeCount * 8;
  texts = touched + (<usize>nodeCount + 63) / 64 * 8;
  memos = texts + <usize>nodeCount * TEXTS_BYTES;
  lookups = memos + <usize>predicateCount * 8;
  candidates = lookups + <usize>tableCount * 8;
  summary = candidates + (<usize>ruleCount + 63) / 64 * 8;
  groupStamps = summary + (<usize>ruleCount + 4095) / 4096 * 8;
  groupCandidates = groupStamps + (<usize>groupCount + 1) * 8;
  stamps = groupCandidates + (<usize>groupCount + 63) / 64 * 8;
  wantedSets = stamps + (MAX_LEVEL + 1) * 8;
  wantedKeys = wantedSets + <usize>nodeCount * WANTED_SET_BYTES;
  parents = wantedKeys + sectionBytes(SECTION_KEYS) / KEY_BYTES * WANTED_KEY_BYTES;
  awaited = parents + <usize>depth * 8 + 8;
  wantedSlots = awaited + (<usize>nodeCount + 1) * 4;
  asked = wantedSlots + sectionBytes(SECTION_KEY_SLOTS);
  wanted = asked + <usize>nodeCount * 4;
  brackets = wanted + nodeCount;
  scratch = (brackets + depth + 31) & ~15;
  setScratch = (scratch + scratchBytes + 7) & ~7;
  places = setScratch + <usize>tableCount * 4;
  literalScratch = (places + <usize>tableCount * 4 + 7) & ~7;
  sweeps = literalScratch + literalBytes;
  seenEntries = (sweeps + <usize>countAnywhere() * 4 + 7) & ~7;
  rawFilters = seenEntries + (anywhereCount || anyOfElements() ? (<usize>entryCount + 63) / 64 * 8 : 0);
  recallPlaces = rawFilters + <usize>tableCount * 4;
  for (let table: u32 = 0; table < tableCount; table++) recallPlaces += rawFilterBytes(table);
  recallSlots = (recallPlaces + <usize>tableCount * 4 + PAD + 15) & ~15;
  recallStart = recallSlots + (literalBytes ? <usize>RECALL_SLOTS * 16 : 0);
  recallEnd = recallStart + (literalBytes ? RECALL_BYTES : 0);
  stateEnd = recallEnd;
  if (!ensure(stateEnd)) return false;
  memory.fill(start, 0, stateEnd - start);
  placeSets();
  placeRawFilters();
  listSweeps();
  chooseRecalled();
  countAwaited();
  // Rules that wait for nothing, or for what may be anywhere, have to see every event to its end, and strict validation every byte.
  leavesEarly = first && !strict && !alwaysCount && sweepsEnd == sweeps;
  return true;
}

/**
 * Strings are recalled at the nodes of the event whose text is searched for literals before a rule asks; elsewhere, looking a string up again
 * costs no more.
 */
function chooseRecalled(): void {
  // What is not recalled carries a stamp that no event outgrows, and no record.
  for (let node: u32 = 0; node < nodeCount; node++) store<u64>(recordMemo(node), u64.MAX_VALUE);
  for (let table: u32 = 0; table < tableCount; table++) {
    const at = tables + <usize>table * TABLE_BYTES;
    if (load<u32>(at, TABLE_TYPE) != TABLE_LITERALS || load<u32>(at, TABLE_EAGER) == EAGER_NEVER) continue;
    const node = load<u32>(at, TABLE_NODE);
    const flags = load<u32>(nodes + <usize>node * NODE_BYTES, NODE_FLAGS);
    if (!(flags & NODE_ANYWHERE) && !(flags >> NODE_LEVEL_SHIFT)) store<u64>(recordMemo(node), 0);
  }
  for (let table: u32 = 0; table < tableCount; table++) {
    const at = tables + <usize>table * TABLE_BYTES;
    const count = texts + <usize>load<u32>(at, TABLE_NODE) * TEXTS_BYTES + TEXTS_PLACES;
    const type = load<u32>(at, TABLE_TYPE);
    if (type != TABLE_TEXTS && type != TABLE_LITERALS && type != TABLE_NETWORKS) continue;
    if (load<u32>(at, TABLE_EAGER) == EAGER_NEVER || load<u32>(count) == MAX_PLACES) continue;
    store<u32>(count, load<u32>(count) + 1);
    store<u32>(recallPlaces + <usize>table * 4, load<u32>(count));
  }
}

@inline function recordMemo(node: u32): usize {
  return texts + <usize>node * TEXTS_BYTES + TEXTS_RECORD;
}

function countAnywhere(): u32 {
  anywhereCount = 0;
  for (let node: u32 = 1; node < nodeCount; node++) {
    if (load<u32>(nodes + <usize>node * NODE_BYTES, NODE_FLAGS) & NODE_ANYWHERE) anywhereCount++;
  }
  return anywhereCount;
}

/** Whether some table is looked up for the elements of arrays, too. */
function anyOfElements(): bool {
  for (let table: u32 = 0; table < tableCount; table++) {
    if (load<u32>(tables + <usize>table * TABLE_BYTES, TABLE_FORM) & FORM_ELEMENTS) return true;
  }
  return false;
}

function listSweeps(): void {
  sweepsEnd = sweeps;
  for (let node: u32 = 1; node < nodeCount; node++) {
    const at = nodes + <usize>node * NODE_BYTES;
    const flags = load<u32>(at, NODE_FLAGS);
    if (!(flags & NODE_ANYWHERE) || flags >> NODE_LEVEL_SHIFT || !load<u32>(at, NODE_TABLE_COUNT)) continue;
    store<u32>(sweepsEnd, node);
    sweepsEnd += 4;
  }
}

function countAwaited(): void {
  let before: u32 = 0;
  for (let node: u32 = 0; node < nodeCount; node++) {
    const waits = load<u32>(nodes + <usize>node * NODE_BYTES, NODE_TABLE_COUNT) > 0 || (node == logTypeNode && logTypeCount);
    before += u32(waits);
    store<u32>(awaited + <usize>node * 4, before, 4);
  }
}

/** Whether some node stands for every scalar below another. */
// @ts-ignore: decorator
@inline
export function hasAnywhere(): bool {
  return anywhereCount != 0;
}

/** Gives each literal set its part of the scratch. */
function placeSets(): void {
  let next = literalScratch;
  for (let table: u32 = 0; table < tableCount; table++) {
    const at = tables + <usize>table * TABLE_BYTES;
    if (load<u32>(at, TABLE_TYPE) != TABLE_LITERALS) continue;
    store<u32>(setScratch + <usize>table * 4, next);
    next += (load<u32>(program + load<u32>(at, TABLE_SET) + LITERALS_SCRATCH_BYTES) + 7) & ~7;
  }
}

/** Gives each table that may have a raw filter the room for it. */
function placeRawFilters(): void {
  let next = rawFilters + <usize>tableCount * 4;
  for (let table: u32 = 0; table < tableCount; table++) {
    const bytes = rawFilterBytes(table);
    if (bytes) store<u32>(rawFilters + <usize>table * 4, next);
    next += bytes;
  }
}

/** Bytes of a table's raw filter: those of literals anywhere in the event have one, unless they are too many. */
function rawFilterBytes(table: u32): usize {
  const at = tables + <usize>table * TABLE_BYTES;
  const flags = load<u32>(nodes + <usize>load<u32>(at, TABLE_NODE) * NODE_BYTES, NODE_FLAGS);
  if (load<u32>(at, TABLE_TYPE) != TABLE_LITERALS || !(flags & NODE_ANYWHERE) || flags >> NODE_LEVEL_SHIFT) return 0;
  return load<u32>(program + load<u32>(at, TABLE_SET), LITERALS_COUNT) > MAX_RAW_LITERALS ? 0 : RAW_HEAD_BYTES + MAX_RAW_LITERALS * RAW_PIECE_BYTES;
}

/** Makes room for an input of `capacity` bytes and lays out what depends on it. False: out of memory. */
export function layoutInput(capacity: usize): bool {
  const room = max<usize>(65536, (RECORD_BYTES + <usize>ruleCount * 4) * 2);
  // Bitmaps, blocks and index take less than 5 bytes for each of the input, the lists of strict validation 7 more; no address may wrap.
  if (<u64>stateEnd + (strict ? 13 : 6) * <u64>capacity + room + FIXED_BYTES > <u64>u32.MAX_VALUE) return false;
  const blocks = (capacity + PAD) / 64 + 2;
  input = (stateEnd + PAD + 63) & ~63;
  stringBits = input + capacity + 2 * PAD;
  stringBits = (stringBits + 7) & ~7;
  escapeBits = stringBits + blocks * 8;
  specials = escapeBits + blocks * 8;
  spellings = specials + blocks * 4;
  doubts = spellings + (strict ? blocks * 8 : 0);
  scalars = doubts + (strict ? blocks * 4 : 0);
  elements = (scalars + (strict ? (capacity + 2 * PAD) * 2 : 0) + 3) & ~3; // the records, too, are read by words
  index = elements + (strict ? (capacity + 2 * PAD) * 4 : 0);
  records = index + (capacity + 2 * PAD) * 4;
  recordsEnd = records + room;
  free = recordsEnd;
  for (let level: u32 = 0; level < ARENA_COUNT; level++) {
    store<u32>(arenaStart + level * 4, free);
    store<u32>(arenaTop + level * 4, free);
    store<u32>(arenaEnd + level * 4, free + ARENA_BYTES);
    free += ARENA_BYTES + PAD;
  }
  if (!ensure(free)) return false;
  memory.fill(input - PAD, 0x20, PAD);
  return true;
}

/** Forgets what an arena holds. */
@inline export function resetArena(level: u32): void {
  store<u32>(arenaTop + level * 4, load<u32>(arenaStart + level * 4));
}

/** Room for `bytes` in an arena, PAD more after it; 0 and `exhausted` if there is none. Give back the rest with keep(). */
export function allocate(level: u32, bytes: u32): usize {
  const at = load<u32>(arenaTop + level * 4);
  if (at + bytes <= load<u32>(arenaEnd + level * 4)) return at;
  const size = max<usize>(bytes, 2 * (load<u32>(arenaEnd + level * 4) - load<u32>(arenaStart + level * 4)));
  if (<u64>free + size + PAD > <u64>u32.MAX_VALUE || !ensure(free + size + PAD)) {
    exhausted = true;
    return 0;
  }
  const start = free;
  store<u32>(arenaStart + level * 4, start);
  store<u32>(arenaTop + level * 4, start);
  store<u32>(arenaEnd + level * 4, start + size);
  free += size + PAD;
  return start;
}

/** The arena's next text begins at `end`. */
@inline export function keep(level: u32, end: usize): void {
  store<u32>(arenaTop + level * 4, end);
}

/** Where an arena's next text would begin, for release(). */
export function topOf(level: u32): usize {
  return load<u32>(arenaTop + level * 4);
}

/** Forgets the texts that an arena was given since topOf() gave `top`. */
export function release(level: u32, top: usize): void {
  const start = load<u32>(arenaStart + level * 4);
  // Outgrown since, the arena has a block that holds nothing older.
  store<u32>(arenaTop + level * 4, top >= start && top <= load<u32>(arenaEnd + level * 4) ? top : start);
}

/** Lets the event be refused for want of memory. */
export function exhaust(): void {
  exhausted = true;
}

export function clearExhausted(): void {
  exhausted = false;
}

/** Bytes from the start of memory to the end of the arenas. */
export function used(): usize {
  return free;
}
