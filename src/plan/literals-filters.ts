// The tables by which a layer passes over text: assembly/match/literals-grams.ts and literals-nibbles.ts read them.

import type { Gram } from "./literals-buckets.js";
import { NIBBLE_POSITION_BYTES } from "./literals-layout.js";
import type { Rarity } from "./literals-rarity.js";

const GROUPS = 8;

/** A table of 2^bits bits with the bit of each gram set. */
export function gramFilter(grams: readonly Gram[], bits: number): Uint32Array {
  const table = new Uint32Array(2 ** (bits - 5));
  for (const { hash } of grams) {
    const bit = hash >>> (32 - bits);
    table[bit >>> 5] = ((table[bit >>> 5] as number) | (1 << (bit & 31))) >>> 0;
  }
  return table;
}

/** For each position of a gram the low halves of bytes (bits 0 to 15) and the high halves (bits 16 to 31) that a group has. */
type Group = Uint32Array;

/**
 * For each position of a gram 16 bytes for the low and 16 for the high half of a text's byte; bit g says that some gram of group g
 * has this half there.
 */
export function nibbleFilter(
  literals: readonly Uint8Array[],
  grams: readonly Gram[],
  length: number,
  rarity: Rarity,
): Uint8Array {
  const single = new Map<number, Group>();
  for (const { id, offset } of grams) {
    const bytes = literals[id] as Uint8Array;
    const halves = new Uint32Array(length);
    let name = 0;
    for (let i = 0; i < length; i++) {
      const byte = bytes[offset + i] as number;
      name = (name << 8) | byte;
      halves[i] = (1 << (byte & 15)) | (0x10000 << (byte >>> 4));
    }
    single.set(name, halves);
  }
  const table = new Uint8Array(length * NIBBLE_POSITION_BYTES);
  mergeGroups([...single.values()], rarity).forEach((group, g) => {
    group.forEach((halves, position) => {
      const at = position * NIBBLE_POSITION_BYTES;
      for (let half = 0; half < 32; half++) {
        if ((halves >>> half) & 1) table[at + half] = (table[at + half] as number) | (1 << g);
      }
    });
  });
  return table;
}

/** Estimated share of positions that two groups together let through; `bytes` has the share of each byte. */
function shareOf(a: Group, b: Group, bytes: Float64Array): number {
  let share = 1;
  for (let position = 0; position < a.length; position++) {
    const halves = (a[position] as number) | (b[position] as number);
    let sum = 0;
    for (let high = halves >>> 16; high !== 0; high &= high - 1) {
      const row = (31 - Math.clz32(high & -high)) << 4;
      for (let low = halves & 0xffff; low !== 0; low &= low - 1)
        sum += bytes[row | (31 - Math.clz32(low & -low))] as number;
    }
    share *= sum;
  }
  return share;
}

/** Merges the two groups whose union lets the least more through, until few enough are left. */
function mergeGroups(groups: Group[], rarity: Rarity): Group[] {
  const bytes = Float64Array.from({ length: 256 }, (_, byte) => rarity.byte(byte));
  const count = groups.length;
  const shares = Float64Array.from(groups, (group) => shareOf(group, group, bytes));
  /** What joining group b to group a lets through more, at a * count + b, a before b. */
  const prices = new Float64Array(count * count);
  const setPrice = (a: number, b: number): void => {
    const joined = shareOf(groups[a] as Group, groups[b] as Group, bytes);
    prices[a * count + b] = joined - (shares[a] as number) - (shares[b] as number);
  };
  const left = [...groups.keys()];
  if (count > GROUPS) for (const a of left) for (let b = a + 1; b < count; b++) setPrice(a, b);
  while (left.length > GROUPS) {
    let least = Number.POSITIVE_INFINITY;
    let [a, b] = [0, 1];
    for (let i = 0; i < left.length; i++) {
      const row = (left[i] as number) * count;
      for (let j = i + 1; j < left.length; j++) {
        const price = prices[row + (left[j] as number)] as number;
        if (price < least) [least, a, b] = [price, i, j];
      }
    }
    const joined = left[a] as number;
    const [gone] = left.splice(b, 1) as [number];
    const other = groups[gone] as Group;
    groups[joined] = (groups[joined] as Group).map((halves, i) => halves | (other[i] as number));
    shares[joined] = shareOf(groups[joined] as Group, other, bytes);
    for (const group of left) if (group !== joined) setPrice(Math.min(group, joined), Math.max(group, joined));
  }
  return left.map((group) => groups[group] as Group);
}
