// Tables: one lookup answers every eq and in of a node, or all literals that are looked for in it. What is found marks the predicates that
// hold, and the rules that wait for them; the predicates of the table that are not marked do not hold.

import {
  COUNTER_CANDIDATES, COUNTER_GROUPS, COUNTER_LOOKUPS, COUNTER_SKIPPED, ENTRY_BYTES, ENTRY_HASH, ENTRY_LENGTH, ENTRY_POSTING, ENTRY_POSTING_COUNT,
  ENTRY_TEXT, FORM_FOLDED, GROUP_ALWAYS, GROUP_ALWAYS_COUNT, GROUP_BYTES, GROUP_CODE, GROUP_TABLES, GROUP_TABLE_COUNT, NODE_ANYWHERE, NODE_BYTES, NODE_FLAGS,
  NODE_LEVEL_SHIFT, NODE_TABLE_COUNT, NODE_TABLE_FIRST, PREDICATE_BYTES,
  PREDICATE_RULES, PREDICATE_RULE_COUNT, TABLE_BYTES, TABLE_ENTRY_FIRST, TABLE_FORM, TABLE_LITERALS, TABLE_LONGEST, TABLE_MASK, TABLE_NODE,
  TABLE_ARRAY, TABLE_NETWORKS, TABLE_NUMBERS, TABLE_PRESENCE, TABLE_SET, TABLE_SLOTS, TABLE_TYPE, TEXT_HASH_FACTOR, TEXT_HASH_SEED,
} from "../layout";
import { count } from "../count";
import { openArray } from "../json/value";
import { ask, leaving } from "../json/walk";
import {
  always, alwaysCount, candidates, entryCount, exhausted, groupCandidates, groupCount, groupStamps, groups, lookups, memos, nodeCount, nodes, postings,
  predicates, program, ruleCount, setScratch, summary, sweeps, sweepsEnd, tableCount, tableEntries, tableSlots, tables, touched,
} from "../memory";
import { run } from "../vm";
import { lookUpAnywhere } from "./anywhere";
import { hasElements, lookUpElements } from "./elements";
import { equal } from "./find";
import { findLiterals } from "./literals";
import { findNetworks, foundNetworks } from "./network-table";
import { lookUpNumber } from "./number-table";
import { LITERALS_SEEN_BYTES } from "./literals-layout";
import { findLogType, groupBits, isForAny, isForTable } from "./log-type";
import { recordOf, stampOf, takePlain, text, textLength, textStart, valueOf } from "./operand";
import { recordList, recordText, recordedList } from "./recall";

/** Hash of a text, 4 bytes at a time; the last bytes are padded with zeros. src/plan/hash.ts computes the same. */
export function hashText(at: usize, length: u32): u32 {
  let hash = TEXT_HASH_SEED ^ length;
  const end = at + length;
  for (; at + 4 <= end; at += 4) {
    hash = (hash ^ load<u32>(at)) * TEXT_HASH_FACTOR;
    hash ^= hash >> 15;
  }
  const rest = <u32>(end - at);
  if (rest) {
    hash = (hash ^ (load<u32>(at) & (0xffffffff >> (32 - 8 * rest)))) * TEXT_HASH_FACTOR;
    hash ^= hash >> 15;
  }
  return hash;
}

/** Lookups mark candidates. Once these are being judged it would be too late. */
export let marking: bool = false;
/** While it is not known whether the event is left: something could not be looked up yet. */
let undecided: bool = false;

/** Notes that a rule is to be judged, or the scope of a group. */
// @ts-ignore: decorator
@inline
function mark(rule: u32): void {
  if (rule >= ruleCount) return markGroup(rule - ruleCount);
  count(COUNTER_CANDIDATES, 1);
  const word = candidates + <usize>(rule >> 6) * 8;
  store<u64>(word, load<u64>(word) | ((<u64>1) << (rule & 63)));
  const group = summary + <usize>(rule >> 12) * 8;
  store<u64>(group, load<u64>(group) | ((<u64>1) << ((rule >> 6) & 63)));
}

function markGroup(group: u32): void {
  const word = groupCandidates + <usize>(group >> 6) * 8;
  store<u64>(word, load<u64>(word) | ((<u64>1) << (group & 63)));
}

/** Looks the node up in a table, unless that was done for this event (or element) already. */
export function lookUp(table: u32): void {
  const at = tables + <usize>table * TABLE_BYTES;
  const node = load<u32>(at, TABLE_NODE);
  const flags = load<u32>(nodes + <usize>node * NODE_BYTES, NODE_FLAGS);
  const stamp = stampOf(flags >> NODE_LEVEL_SHIFT);
  const done = lookups + <usize>table * 8;
  if (load<u64>(done) == stamp) return;
  if (flags & NODE_ANYWHERE) return lookUpAnywhere(node, table, table + 1);
  if (hasElements(node, load<u32>(at, TABLE_FORM))) {
    // Its end may not have been scanned yet.
    if (leaving) undecided = true;
    else {
      store<u64>(done, stamp);
      lookUpElements(node, table);
    }
    return;
  }
  store<u64>(done, stamp);
  const type = load<u32>(at, TABLE_TYPE);
  if (type == TABLE_NUMBERS) return lookUpNumber(node, table, stamp);
  if (type == TABLE_PRESENCE) {
    if (valueOf(node)) find(load<u32>(at, TABLE_ENTRY_FIRST), stamp);
    return;
  }
  const value = valueOf(node);
  if (type == TABLE_ARRAY) {
    if (value && load<u8>(value) == openArray) find(load<u32>(at, TABLE_ENTRY_FIRST), stamp);
    return;
  }
  if (!value) return;
  const record = recordOf(node, value, stamp);
  const list = record ? recordedList(record, table) : 0;
  const known = list ? <usize>load<u32>(list) : 0;
  if (known) return replay(known, stamp);
  const form = load<u32>(at, TABLE_FORM);
  if ((form & FORM_FOLDED || record || !takePlain(value)) && !text(node, form)) return;
  count(COUNTER_LOOKUPS, 1);
  if (type == TABLE_NETWORKS) {
    const first = load<u32>(at, TABLE_ENTRY_FIRST);
    findAll(first, foundNetworks, findNetworks(first, endOfEntries(table)), stamp, list);
  } else if (type == TABLE_LITERALS) lookUpLiterals(at, load<u32>(setScratch + <usize>table * 4), stamp, list);
  else {
    const found = findText(at);
    if (found) find(found - 1, stamp);
    if (list) recordText(list, found);
  }
}

/** Notes what holds and waits, as a list of recall.ts has it. */
function replay(list: usize, stamp: u64): void {
  let at = list + 8;
  const held = at + <usize>load<u32>(list) * 4;
  for (; at < held; at += 4) store<u64>(memos + <usize>load<u32>(at) * 8, (stamp << 1) | 1);
  if (!marking) return;
  for (const end = held + <usize>load<u32>(list, 4) * 4; at < end; at += 4) mark(load<u32>(at));
}

/** 1 + the entry of a table of texts that has the text at hand; 0 if none has. */
// @ts-ignore: decorator
@inline
export function findText(at: usize): u32 {
  const start = textStart;
  const length = textLength;
  if (length > load<u32>(at, TABLE_LONGEST)) return 0;
  const hash = hashText(start, length);
  const mask = load<u32>(at, TABLE_MASK);
  const slots = tableSlots + <usize>load<u32>(at, TABLE_SLOTS) * 4;
  let slot = hash & mask;
  while (true) {
    const found = load<u32>(slots + <usize>slot * 4);
    if (!found) return 0;
    const entry = tableEntries + <usize>(found - 1) * ENTRY_BYTES;
    const alike = load<u32>(entry, ENTRY_HASH) == hash && load<u32>(entry, ENTRY_LENGTH) == length;
    if (alike && equal(start, program + load<u32>(entry, ENTRY_TEXT), length)) return found;
    slot = (slot + 1) & mask;
  }
}

function lookUpLiterals(at: usize, scratch: usize, stamp: u64, list: usize): void {
  const set = program + load<u32>(at, TABLE_SET);
  const first = load<u32>(at, TABLE_ENTRY_FIRST);
  const found = findLiterals(set, textStart, textLength, scratch);
  const ids = scratch + load<u32>(set, LITERALS_SEEN_BYTES);
  findAll(first, ids, found, stamp, list);
}

/** Notes what holds because the `found` entries at `ids`, counted from `first`, were found. */
// @ts-ignore: decorator
@inline
function findAll(first: u32, ids: usize, found: u32, stamp: u64, list: usize): void {
  for (let i: u32 = 0; i < found; i++) find(first + load<u32>(ids + <usize>i * 4), stamp);
  if (list) recordList(list, first, ids, found);
}

/** The entry behind the last one of a table. */
export function endOfEntries(table: u32): u32 {
  return table + 1 < tableCount ? load<u32>(tables + <usize>(table + 1) * TABLE_BYTES, TABLE_ENTRY_FIRST) : entryCount;
}

/** Notes what holds because an entry was found. */
export function find(entry: u32, stamp: u64): void {
  const at = tableEntries + <usize>entry * ENTRY_BYTES;
  let posting = postings + <usize>load<u32>(at, ENTRY_POSTING) * 4;
  const end = posting + <usize>load<u32>(at, ENTRY_POSTING_COUNT) * 4;
  for (; posting < end; posting += 4) hold(load<u32>(posting), stamp);
}

/** Notes that a predicate holds, and marks the rules that wait for it. */
// @ts-ignore: decorator
@inline
export function hold(predicate: u32, stamp: u64): void {
  store<u64>(memos + <usize>predicate * 8, (stamp << 1) | 1);
  if (marking) markWaiting(predicates + <usize>predicate * PREDICATE_BYTES);
}

/** Marks the rules that wait for the predicate at `at`. */
// @ts-ignore: decorator
@inline
export function markWaiting(at: usize): void {
  let rule = postings + <usize>load<u32>(at, PREDICATE_RULES) * 4;
  const end = rule + <usize>load<u32>(at, PREDICATE_RULE_COUNT) * 4;
  for (; rule < end; rule += 4) mark(load<u32>(rule));
}

// @ts-ignore: decorator
@inline
function lookUpEagerly(table: u32): void {
  if (isForTable(table)) lookUp(table);
  else count(COUNTER_SKIPPED, 1);
}

/** Marks every rule that may match this event; of those that are not for its log type some may be marked, too. */
export function findCandidates(): void {
  markWhatWaits();
  if (groupCount) enterGroups();
}

/**
 * Whether some rule may match this event, or the scope of some group may hold, as far as what rules wait for tells; or memory did not
 * suffice to find out. What is marked stays so.
 */
export function anyCandidate(): bool {
  undecided = false;
  markWhatWaits();
  if (undecided) return true;
  for (let word = groupCandidates; word < groupCandidates + (<usize>groupCount + 63) / 64 * 8; word += 8) if (load<u64>(word)) return true;
  for (let word = summary; word < summary + (<usize>ruleCount + 4095) / 4096 * 8; word += 8) if (load<u64>(word)) return true;
  return exhausted;
}

/** Forgets what is marked for an event that is not judged. */
export function dropCandidates(): void {
  memory.fill(groupCandidates, 0, (<usize>groupCount + 63) / 64 * 8);
  for (let group: u32 = 0; group < (ruleCount + 4095) >> 12; group++) {
    const words = summary + <usize>group * 8;
    for (let bits = load<u64>(words); bits; bits &= bits - 1) {
      store<u64>(candidates + ((<usize>group << 6) + <usize>ctz(bits)) * 8, 0);
    }
    store<u64>(words, 0);
  }
}

/** Marks the rules and groups that wait for something that the event has. */
function markWhatWaits(): void {
  findLogType();
  marking = true;
  for (let i: u32 = 0; i < alwaysCount; i++) mark(load<u32>(always + <usize>i * 4));
  const words = touched + (<usize>nodeCount + 63) / 64 * 8;
  for (let word = touched; word < words; word += 8) {
    for (let bits = load<u64>(word); bits; bits &= bits - 1) {
      const node = <u32>((word - touched) << 3) + <u32>ctz(bits);
      const at = nodes + <usize>node * NODE_BYTES;
      const end = load<u32>(at, NODE_TABLE_FIRST) + load<u32>(at, NODE_TABLE_COUNT);
      for (let table = load<u32>(at, NODE_TABLE_FIRST); table < end; table++) lookUpEagerly(table);
    }
  }
  for (let sweep = sweeps; sweep < sweepsEnd; sweep += 4) {
    const node = load<u32>(sweep);
    const at = nodes + <usize>node * NODE_BYTES;
    const first = load<u32>(at, NODE_TABLE_FIRST);
    const end = first + load<u32>(at, NODE_TABLE_COUNT);
    if (isForAny(first, end)) lookUpAnywhere(node, first, end);
    else count(COUNTER_SKIPPED, end - first);
  }
  marking = false;
}

/** Judges the scopes that may hold, and marks the rules of those groups of which it does. */
function enterGroups(): void {
  marking = true;
  for (let word: u32 = 0; word < (groupCount + 63) >> 6; word++) {
    const at = groupCandidates + <usize>word * 8;
    let bits = load<u64>(at);
    store<u64>(at, 0);
    if (groupBits) bits &= load<u64>(groupBits + <usize>word * 8);
    for (; bits; bits &= bits - 1) {
      const group = (word << 6) + <u32>ctz(bits);
      if (run(load<u32>(groups + <usize>group * GROUP_BYTES, GROUP_CODE))) enter(group);
    }
  }
  marking = false;
}

function enter(group: u32): void {
  count(COUNTER_GROUPS, 1);
  const at = groups + <usize>group * GROUP_BYTES;
  store<u64>(groupStamps + <usize>(group + 1) * 8, stampOf(0));
  let posting = postings + <usize>load<u32>(at, GROUP_ALWAYS) * 4;
  let end = posting + <usize>load<u32>(at, GROUP_ALWAYS_COUNT) * 4;
  for (; posting < end; posting += 4) mark(load<u32>(posting));
  posting = postings + <usize>load<u32>(at, GROUP_TABLES) * 4;
  end = posting + <usize>load<u32>(at, GROUP_TABLE_COUNT) * 4;
  for (; posting < end; posting += 4) {
    const table = load<u32>(posting);
    ask(load<u32>(tables + <usize>table * TABLE_BYTES, TABLE_NODE));
    lookUpEagerly(table);
  }
}

/** Whether the scope of a rule's group holds; `group` is 1 + the group, or 0 for none. */
// @ts-ignore: decorator
@inline
export function isEntered(group: u32): bool {
  return !group || load<u64>(groupStamps + <usize>group * 8) == stampOf(0);
}
