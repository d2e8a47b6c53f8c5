// Several values at one node: its slot holds one after another. What is found for one of them is found, and noted once, however many have it.

import { ENTRY_BYTES, ENTRY_POSTING, ENTRY_POSTING_COUNT, TABLE_BYTES, TABLE_ENTRY_FIRST } from "../layout";
import { TEXTS_BYTES, memos, postings, seenEntries, slots, tableEntries, tables, texts } from "../memory";
import { endOfEntries, hold } from "./table";

/** An entry was found since beginFinding(). */
let seen: bool = false;

/** Makes a value, or 0 for none, that of the node. */
// @ts-ignore: decorator
@inline
export function take(node: u32, value: usize): void {
  store<u32>(slots + <usize>node * 8, <u32>value);
  const memo = texts + <usize>node * TEXTS_BYTES;
  store<u64>(memo, 0);
  store<u64>(memo, 0, 16);
}

export function beginFinding(): void {
  seen = false;
}

/**
 * Notes that an entry was found, unless that was noted for an earlier value: many may hold what many rules wait for. Nor is a predicate noted
 * again that another entry posted. Nothing but this table tells that it holds, so a verdict in its memo is of this lookup.
 */
export function findOnce(entry: u32, stamp: u64): void {
  const at = seenEntries + (entry >> 3);
  const bits = load<u8>(at);
  const bit = <u8>((<u32>1) << (entry & 7));
  if (bits & bit) return;
  store<u8>(at, bits | bit);
  seen = true;
  const list = tableEntries + <usize>entry * ENTRY_BYTES;
  let posting = postings + <usize>load<u32>(list, ENTRY_POSTING) * 4;
  const end = posting + <usize>load<u32>(list, ENTRY_POSTING_COUNT) * 4;
  for (; posting < end; posting += 4) {
    const predicate = load<u32>(posting);
    if (load<u64>(memos + <usize>predicate * 8) != ((stamp << 1) | 1)) hold(predicate, stamp);
  }
}

/** Forgets what findOnce() noted of the tables from `first` to before `end`, whose entries stand one behind the other. */
export function endFinding(first: u32, end: u32): void {
  if (!seen) return;
  const from = load<u32>(tables + <usize>first * TABLE_BYTES, TABLE_ENTRY_FIRST);
  const to = endOfEntries(end - 1);
  memory.fill(seenEntries + (from >> 3), 0, ((to - 1) >> 3) - (from >> 3) + 1);
}
