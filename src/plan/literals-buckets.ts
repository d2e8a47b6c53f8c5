// Literals in buckets by the hash of some of their bytes, as the core reads them: `starts`, one u32 for each bucket and one more,
// and `entries`, of which bucket i has those from starts[i] to starts[i + 1] (exclusive).

import { hashGram, tagGram } from "./literals-hash.js";
import { type LayerPlan, SEARCHED_BYTES } from "./literals-layers.js";
import * as layout from "./literals-layout.js";
import type { Rarity } from "./literals-rarity.js";

/** A literal in a bucket. */
export interface Entry {
  readonly bucket: number;
  readonly tag: number;
  readonly id: number;
  /** Where the hashed bytes begin in the literal; for a literal with a place, its CLASS_ anchor. */
  readonly offset: number;
}

/** A gram of a literal, chosen to find it by. */
export interface Gram extends Entry {
  /** The high half of its hash; the tag is the low one. */
  readonly hash: number;
}

/** Entries looked at and blocks of 16 bytes compared that one bucket may cost: the bound on the price of a byte of hostile text. */
export const MAX_BUCKET_WORK = 32;
/** How many windows of a literal are tried before it is given up. */
const MAX_TRIES = 16;

/** Work to compare a literal. */
export function workOf(bytes: Uint8Array): number {
  return 1 + (bytes.length >>> 4);
}

/** Logarithm of the number of buckets for so many entries. */
export function bucketBits(entries: number): number {
  return Math.min(24, Math.max(4, Math.ceil(Math.log2(Math.max(1, entries)))));
}

/**
 * Chooses for each literal of a layer `step` neighbouring grams, the rarest there are. Literals that would crowd a bucket, or are too
 * long to be compared at every hit, are `crowding` unless `all` are to be placed.
 */
export function chooseGrams(
  literals: readonly Uint8Array[],
  { shape, members }: LayerPlan,
  rarity: Rarity,
  all: boolean,
): { grams: Gram[]; crowding: number[] } {
  const { gram, step } = shape;
  const bits = bucketBits(members.length * step);
  const work = new Uint32Array(2 ** bits);
  const thirds = new Float64Array(SEARCHED_BYTES);
  const shares = new Float64Array(SEARCHED_BYTES);
  const hashes = new Uint32Array(step);
  const grams: Gram[] = [];
  const crowding: number[] = [];
  for (const id of members) {
    const bytes = literals[id] as Uint8Array;
    const price = workOf(bytes);
    const length = Math.min(bytes.length, SEARCHED_BYTES);
    rarity.thirds(bytes, length, thirds);
    rarity.grams(bytes, length, gram, thirds, shares);
    const windows = windowPrices(shares, length - gram + 1, step);
    let placed = false;
    for (let tries = 0; tries < MAX_TRIES && !placed && (all || price <= MAX_BUCKET_WORK); tries++) {
      const start = cheapest(windows);
      if (start < 0) break;
      for (let i = 0; i < step; i++) hashes[i] = hashGram(bytes, start + i, gram);
      const crowded = all ? -1 : crowdedGram(hashes, work, bits, price);
      if (crowded >= 0) {
        const offset = start + crowded;
        windows.fill(Number.POSITIVE_INFINITY, Math.max(0, offset - step + 1), offset + 1);
        continue;
      }
      placed = true;
      for (let i = 0; i < step; i++) {
        const hash = hashes[i] as number;
        const bucket = hash >>> (32 - bits);
        work[bucket] = (work[bucket] as number) + price;
        grams.push({ id, offset: start + i, hash, tag: tagGram(bytes, start + i, gram), bucket });
      }
    }
    if (!placed) crowding.push(id);
  }
  return { grams, crowding };
}

/** The first of the grams with these hashes whose bucket has no room for the literal, or -1. */
function crowdedGram(hashes: Uint32Array, work: Uint32Array, bits: number, price: number): number {
  const shift = 32 - bits;
  for (let i = 0; i < hashes.length; i++) {
    const bucket = (hashes[i] as number) >>> shift;
    // A bucket that several of the grams share counts for each.
    let sharing = 0;
    for (const other of hashes) if (other >>> shift === bucket) sharing++;
    if ((work[bucket] as number) + sharing * price > MAX_BUCKET_WORK) return i;
  }
  return -1;
}

/** For each window of `step` neighbouring grams, of the first `count`, the sum of their shares. */
function windowPrices(shares: Float64Array, count: number, step: number): Float64Array {
  const windows = new Float64Array(count - step + 1);
  for (let start = 0; start < windows.length; start++) {
    for (let i = start; i < start + step; i++) windows[start] = (windows[start] as number) + (shares[i] as number);
  }
  return windows;
}

function cheapest(windows: Float64Array): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < windows.length; i++) {
    if ((windows[i] as number) < least) {
      least = windows[i] as number;
      best = i;
    }
  }
  return best;
}

/** Serialises entries; `textAt` says where each literal's bytes are. */
export function encodeBuckets(
  entries: readonly Entry[],
  bits: number,
  literals: readonly Uint8Array[],
  textAt: Uint32Array,
): { starts: Uint32Array; entries: Uint32Array } {
  const starts = new Uint32Array(2 ** bits + 1);
  for (const { bucket } of entries) starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const next = starts.slice();
  const words = new Uint32Array((entries.length * layout.LITERAL_BYTES) / 4);
  for (const { bucket, tag, id, offset } of entries) {
    const at = ((next[bucket] as number) * layout.LITERAL_BYTES) / 4;
    next[bucket] = (next[bucket] as number) + 1;
    words[at + layout.LITERAL_TAG / 4] = tag;
    words[at + layout.LITERAL_ID / 4] = id;
    words[at + layout.LITERAL_TEXT / 4] = textAt[id] as number;
    words[at + layout.LITERAL_LENGTH / 4] = (literals[id] as Uint8Array).length;
    words[at + layout.LITERAL_OFFSET / 4] = offset;
  }
  return { starts, entries: words };
}
