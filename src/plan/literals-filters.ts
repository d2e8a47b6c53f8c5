// The tables by which a layer passes over text: assembly/match/literals-grams.ts and literals-nibbles.ts read them.

import type { Gram } from "./literals-buckets.js";
import { NIBBLE_POSITION_BYTES } from "./literals-layout.js";
import type { Rarity } from "./literals-rarity.js";

const GROUPS = 8;

/** A table of 2^bits bits with the bit of each gram set. */
export function gramFilter(grams: readonly Gram[], bits: number): Uint32Array {
  const table = new Uint32Array(2 ** (bits - 5));
  for (const { hash } of grams) {
    const bit = hash.high >>> (32 - bits);
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
  const single = new Map<string, Group>();
  for (const { id, offset } of grams) {
    const bytes = (literals[id] as Uint8Array).subarray(offset, offset + length);
    single.set(
      bytes.join(),
      Uint32Array.from(bytes, (byte) => (1 << (byte & 15)) | (0x10000 << (byte >>> 4))),
    );
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

/** Estimated share of positions that a group lets through. */
function shareOf(group: Group, rarity: Rarity): number {
  let share = 1;
  for (const halves of group) {
    let sum = 0;
    for (let high = 0; high < 16; high++) {
      if (!((halves >>> (16 + high)) & 1)) continue;
      for (let low = 0; low < 16; low++) if ((halves >>> low) & 1) sum += rarity.byte(high * 16 + low);
    }
    share *= sum;
  }
  return share;
}

/** Merges the two groups whose union lets the least more through, until few enough are left. */
function mergeGroups(groups: Group[], rarity: Rarity): Group[] {
  const left = groups.map((group) => ({ group, share: shareOf(group, rarity) }));
  const join = (a: Group, b: Group): Group => a.map((halves, i) => halves | (b[i] as number));
  const added = new Map<Group, Map<Group, number>>();
  const priceOf = (a: { group: Group; share: number }, b: { group: Group; share: number }): number => {
    let row = added.get(a.group);
    if (!row) {
      row = new Map();
      added.set(a.group, row);
    }
    let price = row.get(b.group);
    if (price === undefined) {
      price = shareOf(join(a.group, b.group), rarity) - a.share - b.share;
      row.set(b.group, price);
    }
    return price;
  };
  while (left.length > GROUPS) {
    let best = { price: Number.POSITIVE_INFINITY, a: 0, b: 1 };
    for (let a = 0; a < left.length; a++) {
      for (let b = a + 1; b < left.length; b++) {
        const price = priceOf(left[a] as (typeof left)[0], left[b] as (typeof left)[0]);
        if (price < best.price) best = { price, a, b };
      }
    }
    const group = join((left[best.a] as (typeof left)[0]).group, (left[best.b] as (typeof left)[0]).group);
    left.splice(best.b, 1);
    left[best.a] = { group, share: shareOf(group, rarity) };
  }
  return left.map(({ group }) => group);
}
