// Damage to programs that checksums do not find: every mutation of a program is sealed again.

import * as layout from "../../src/bytecode/layout.js";
import { ProgramView, type Section } from "../../src/bytecode/view.js";
import * as literals from "../../src/plan/literals-layout.js";
import { seal } from "./programs.js";

/** Pseudorandom integers: from 0 to below the limit. */
export type Random = (limit: number) => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random(items.length)] as T;
}

type Mutation = (draft: Draft, random: Random, others: readonly Uint8Array[]) => void;

interface Draft {
  bytes: Uint8Array;
  readonly original: ProgramView;
}

/** Bytes of a record of each section that has records of more than one word. */
const RECORD_BYTES: ReadonlyMap<number, number> = new Map([
  [layout.SECTION_NODES, layout.NODE_BYTES],
  [layout.SECTION_KEYS, layout.KEY_BYTES],
  [layout.SECTION_INDEXES, layout.INDEX_BYTES],
  [layout.SECTION_TABLES, layout.TABLE_BYTES],
  [layout.SECTION_TABLE_ENTRIES, layout.ENTRY_BYTES],
  [layout.SECTION_PREDICATES, layout.PREDICATE_BYTES],
  [layout.SECTION_CODE, layout.INSTRUCTION_BYTES],
  [layout.SECTION_RULES, layout.RULE_BYTES],
  [layout.SECTION_GROUPS, layout.GROUP_BYTES],
  [layout.SECTION_LOG_TYPES, layout.LOG_TYPE_BYTES],
  [layout.SECTION_HOSTED, layout.HOSTED_BYTES],
  [layout.SECTION_PARTS, layout.PART_BYTES],
]);

/** What is done to programs, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = { words, flips, records, fields, splice, truncate };

/** Sections of which any bytes will do. */
const TEXTS: readonly number[] = [layout.SECTION_META, layout.SECTION_PART_TEXTS];

/** A mutation of a program, with the checksum right. `others` is where splices come from. */
export function mutate(program: Uint8Array, kind: string, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const original = new ProgramView(program);
  // Much of what is written over is like what is written.
  while (true) {
    const draft = { bytes: program.slice(), original };
    MUTATIONS[kind]?.(draft, random, others);
    if (Buffer.compare(draft.bytes, program) !== 0) return seal(draft.bytes);
  }
}

/** Changes one to three words, in sections taken at random, so that small ones get their share. */
function words({ bytes, original }: Draft, random: Random): void {
  const view = new DataView(bytes.buffer);
  const heads = setHeads(original);
  for (let edits = 1 + random(3); edits > 0; edits--) {
    const section = original.section(random(layout.SECTION_COUNT));
    const { offset, length } = heads.length > 0 && random(8) === 0 ? pick(random, heads) : section;
    if (random(40) === 0) {
      const word = 16 + 4 * random(2 * layout.SECTION_COUNT + 1);
      view.setUint32(word, view.getUint32(word, true) + 4 * (random(5) - 2), true);
    } else if (length >= 4 && TEXTS.every((text) => offset !== original.section(text).offset)) {
      const word = offset + 4 * random(length >>> 2);
      const old = view.getUint32(word, true);
      const value = pick<() => number>(random, [
        () => old + 1,
        () => old - 1,
        () => old ^ (1 << random(32)),
        () => random(4),
        () => random(64),
        () => view.getUint32(offset + 4 * random(length >>> 2), true),
        () => random(0xffffffff),
      ]);
      view.setUint32(word, value(), true);
    }
  }
}

/** Turns one to four bits of any section over. */
function flips({ bytes, original }: Draft, random: Random): void {
  for (let left = 1 + random(4); left > 0; left--) {
    const { offset, length } = original.section(random(layout.SECTION_META));
    if (length === 0) continue;
    const at = offset + random(length);
    bytes[at] = (bytes[at] as number) ^ (1 << random(8));
  }
}

/** Writes one record over another of its section, or gives a field the number of records of some section, or one that is near. */
function records(draft: Draft, random: Random): void {
  const { bytes, original } = draft;
  const target = pickRecord(draft, random);
  if (!target) return;
  if (random(3) === 0) {
    bytes.copyWithin(target.at, target.other, target.other + target.size);
    return;
  }
  const limit = original.count(random(layout.SECTION_DATA));
  const value = pick(random, [limit, limit - 1, limit + 1, 0, 0xffffffff]) >>> 0;
  new DataView(bytes.buffer).setUint32(target.at + 4 * random(target.size / 4), value, true);
}

/** Gives one to three records a field of another record of their section: what is wrong then is wrong only there. */
function fields(draft: Draft, random: Random): void {
  for (let left = 1 + random(3); left > 0; left--) {
    const target = pickRecord(draft, random);
    if (!target) continue;
    const field = 4 * random(target.size / 4);
    draft.bytes.copyWithin(target.at + field, target.other + field, target.other + field + 4);
  }
}

/** Places of two records of one section, if it has any. */
function pickRecord(
  { original }: Draft,
  random: Random,
): { readonly at: number; readonly other: number; readonly size: number } | undefined {
  const [section, size] = pick(random, [...RECORD_BYTES]);
  const { offset } = original.section(section);
  const count = original.count(section);
  if (count === 0) return undefined;
  return { at: offset + random(count) * size, other: offset + random(count) * size, size };
}

/** Copies words from another program, or from elsewhere in this one, into a section. */
function splice({ bytes, original }: Draft, random: Random, others: readonly Uint8Array[]): void {
  const source = pick(random, others);
  const section = random(layout.SECTION_META);
  const { offset, length } = original.section(section);
  const from = new ProgramView(source).section(random(3) === 0 ? random(layout.SECTION_META) : section);
  const most = Math.min(length, from.length, 64) >>> 2;
  if (most === 0) return;
  const taken = 4 * (1 + random(most));
  const start = from.offset + 4 * random(((from.length - taken) >>> 2) + 1);
  bytes.set(source.subarray(start, start + taken), offset + 4 * random(((length - taken) >>> 2) + 1));
}

/** Cuts words off the end of a section, or bytes off the program; the header says what is left. */
function truncate(draft: Draft, random: Random): void {
  const { bytes, original } = draft;
  const section = random(layout.SECTION_COUNT);
  const { offset, length } = original.section(section);
  const most = RECORD_BYTES.get(section) ?? 4;
  const cut = TEXTS.includes(section) ? random(length + 1) : most * (1 + random(3));
  if (cut > length || cut === 0) return;
  const end = offset + length;
  const shorter = new Uint8Array(bytes.length - cut);
  shorter.set(bytes.subarray(0, end - cut));
  shorter.set(bytes.subarray(end), end - cut);
  const view = new DataView(shorter.buffer);
  view.setUint32(layout.HEADER_LENGTH, shorter.length, true);
  view.setUint32(layout.HEADER_SECTIONS + section * 8 + 4, length - cut, true);
  for (let later = section + 1; later < layout.SECTION_COUNT; later++) {
    view.setUint32(layout.HEADER_SECTIONS + later * 8, original.section(later).offset - cut, true);
  }
  draft.bytes = shorter;
}

/** Where a program's literal sets say where everything else of them is: their headers and their layers. */
function setHeads(program: ProgramView): readonly Section[] {
  const heads: Section[] = [];
  for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) {
    if (program.field(layout.SECTION_TABLES, table, layout.TABLE_TYPE) !== layout.TABLE_LITERALS) continue;
    const offset = program.field(layout.SECTION_TABLES, table, layout.TABLE_SET);
    heads.push({ offset, length: literals.LITERALS_HEADER_BYTES });
    const length = program.word(offset + literals.LITERALS_LAYER_COUNT) * literals.LAYER_BYTES;
    if (length > 0) heads.push({ offset: offset + program.word(offset + literals.LITERALS_LAYERS), length });
  }
  return heads;
}
