// Which filter looks for which literals. Literals of similar length share a layer: the shortest of a layer says how many bytes its
// filter may skip, so a few short literals do not slow down thousands of long ones.

import { tagGram } from "./literals-hash.js";
import { LAYER_GRAMS, LAYER_NIBBLES, MAX_NIBBLE_GRAM, MIN_NIBBLE_GRAM } from "./literals-layout.js";
import type { Rarity } from "./literals-rarity.js";

/** The filter of a layer: it looks at `gram` bytes every `step` bytes. */
export interface Shape {
  readonly kind: typeof LAYER_NIBBLES | typeof LAYER_GRAMS;
  readonly gram: number;
  readonly step: number;
}

/** A layer to build: the filter and the indexes of its literals. */
export interface LayerPlan {
  readonly shape: Shape;
  readonly members: number[];
}

/** Lengths at which a layer may begin. */
const FLOORS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32];

const STEPS = [1, 2, 3, 4, 6, 8];

export const MAX_STEP = 8;
/** Layers of one set: one from each length on, and one with an automaton. */
export const MAX_LAYERS = FLOORS.length + 1;

/** A literal's grams are chosen from so many of its bytes. */
export const SEARCHED_BYTES = 256;

/** Of more literals than these only every second, third, … is surveyed. */
const SURVEYED_LITERALS = 500;

/** Largest layer that the filter by nibbles serves; its 8 groups let too much through beyond. */
const MAX_NIBBLE_LITERALS = 96;
const MAX_LITERAL_LENGTH = 65_536;

/** Bits of a gram filter for each gram in it, and the bounds of their logarithm. */
const FILTER_BITS_PER_GRAM = 64;
const MIN_FILTER_BITS = 12;
export const MAX_FILTER_BITS = 23;

// Prices in nanoseconds, measured on a machine of 2025; only their ratios matter.
const LAYER_PRICE = 0.1; // A byte, for beginning a layer on values of about 60 bytes.
const NIBBLE_PRICE = 0.04; // A byte, for each byte of a gram.
const PROBE_PRICE = 0.8; // A look into a filter that fits the first cache.
const FAR_PROBE_PRICE = 1; // And one that does not.
const FIRST_CACHE_BITS = 18;
const HIT_PRICE = 8; // A position that the filter lets through.

/** Share of positions at which a gram of 0 to 8 bytes stands that is not known to be frequent. */
const GRAM_SHARE = [1, 4e-3, 2e-4, 2e-5, 5e-6, 3e-6, 2e-6, 2e-6, 1e-6];

/** A gram expected at a larger share of positions than this is counted once, however many literals choose it. */
const FREQUENT_SHARE = 1e-5;

/** Logarithm of the number of bits of a filter that holds `grams` grams. */
export function filterBits(grams: number): number {
  const bits = Math.ceil(Math.log2(grams * FILTER_BITS_PER_GRAM));
  return Math.min(MAX_FILTER_BITS, Math.max(MIN_FILTER_BITS, bits));
}

/** What is known of some literals: how many they are, and for each shape the share of positions at which their grams are expected. */
interface Group {
  readonly members: number[];
  readonly shortest: number;
  readonly shares: Float64Array;
}

const SHAPES: readonly Shape[] = allShapes();

function allShapes(): Shape[] {
  const shapes: Shape[] = [];
  for (let gram = MIN_NIBBLE_GRAM; gram <= MAX_NIBBLE_GRAM; gram++) shapes.push({ kind: LAYER_NIBBLES, gram, step: 1 });
  for (let gram = 1; gram <= 3; gram++) shapes.push({ kind: LAYER_GRAMS, gram, step: 1 });
  for (const gram of [4, 5, 6, 8]) {
    for (const step of STEPS) shapes.push({ kind: LAYER_GRAMS, gram, step });
  }
  return shapes;
}

/** Sums up over literals what the layer of each shape would meet in texts. */
function survey(literals: readonly Uint8Array[], members: number[], rarity: Rarity): Group {
  const shares = new Float64Array(SHAPES.length);
  const frequent: Set<number>[] = [];
  let shortest = MAX_LITERAL_LENGTH;
  for (const id of members) shortest = Math.min(shortest, (literals[id] as Uint8Array).length);
  const stride = Math.ceil(members.length / SURVEYED_LITERALS);
  const thirds = new Float64Array(SEARCHED_BYTES);
  const grams = new Float64Array(SEARCHED_BYTES);
  for (let member = 0; member < members.length; member += stride) {
    const bytes = literals[members[member] as number] as Uint8Array;
    const length = Math.min(bytes.length, SEARCHED_BYTES);
    rarity.thirds(bytes, length, thirds);
    let gram = 0;
    for (let i = 0; i < SHAPES.length; i++) {
      const shape = SHAPES[i] as Shape;
      if (shape.gram + shape.step - 1 > length) continue;
      if (shape.gram !== gram) {
        gram = shape.gram;
        rarity.grams(bytes, length, gram, thirds, grams);
      }
      const { start, share } = rarestWindow(grams, length - gram + 1, shape.step);
      if (share <= FREQUENT_SHARE) {
        shares[i] = (shares[i] as number) + stride * share;
        continue;
      }
      frequent[i] ??= new Set();
      const known = frequent[i] as Set<number>;
      const name = tagGram(bytes, start, gram);
      if (known.has(name)) continue;
      known.add(name);
      shares[i] = (shares[i] as number) + share;
    }
  }
  return { members, shortest, shares };
}

/** The window of `step` neighbouring grams, of the first `count`, that is expected at the fewest positions. */
function rarestWindow(grams: Float64Array, count: number, step: number): { start: number; share: number } {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let start = 0;
  for (let i = 0; i < count; i++) {
    sum += grams[i] as number;
    if (i < step - 1) continue;
    if (sum < least) {
      least = sum;
      start = i - step + 1;
    }
    sum -= grams[i - step + 1] as number;
  }
  return { start, share: least };
}

/** Expected price of each byte of text for a layer with `count` literals whose grams stand at a share of positions. */
function price(shape: Shape, count: number, share: number): number {
  const grams = count * shape.step;
  const expected = share + grams * (GRAM_SHARE[shape.gram] as number);
  if (shape.kind === LAYER_NIBBLES) {
    // A group lets every mixture of the halves through that its literals have at a position: measured on log texts.
    const mixtures = 2 * Math.min(1, Math.max(0, count - 8) / 160) ** shape.gram;
    return LAYER_PRICE + NIBBLE_PRICE * shape.gram + HIT_PRICE * Math.min(1, expected + mixtures);
  }
  const bits = filterBits(grams);
  const passed = Math.min(1, expected + grams / 2 ** bits);
  const probe = bits > FIRST_CACHE_BITS ? FAR_PROBE_PRICE : PROBE_PRICE;
  return LAYER_PRICE + (probe + HIT_PRICE * passed) / shape.step;
}

/** The cheapest filter for some groups. */
function shapeOf(groups: readonly Group[]): { shape: Shape; price: number } {
  const count = groups.reduce((sum, group) => sum + group.members.length, 0);
  const shortest = groups.reduce((least, group) => Math.min(least, group.shortest), MAX_LITERAL_LENGTH);
  let best = { shape: SHAPES[0] as Shape, price: Number.POSITIVE_INFINITY };
  SHAPES.forEach((shape, i) => {
    if (shape.gram + shape.step - 1 > shortest) return;
    if (shape.kind === LAYER_NIBBLES && count > MAX_NIBBLE_LITERALS) return;
    const share = groups.reduce((sum, group) => sum + (group.shares[i] as number), 0);
    const cost = price(shape, count, share);
    if (cost < best.price) best = { shape, price: cost };
  });
  return best;
}

/** One layer for all of the literals. */
export function singleLayer(literals: readonly Uint8Array[], members: number[], rarity: Rarity): LayerPlan {
  return { shape: shapeOf([survey(literals, members, rarity)]).shape, members };
}

/** Distributes the literals `members` over the layers that are expected to cost least. */
export function planLayers(literals: readonly Uint8Array[], members: readonly number[], rarity: Rarity): LayerPlan[] {
  const byFloor: number[][] = FLOORS.map(() => []);
  for (const index of members) {
    const length = (literals[index] as Uint8Array).length;
    (byFloor[FLOORS.findLastIndex((floor) => floor <= length)] as number[]).push(index);
  }
  const groups = byFloor.filter((group) => group.length > 0).map((group) => survey(literals, group, rarity));
  // best[i] is the cheapest way to serve the groups from i on: a layer of the groups i to `end`, then best[end].
  const best: { price: number; end: number; shape: Shape }[] = [];
  for (let i = groups.length - 1; i >= 0; i--) {
    let choice = { price: Number.POSITIVE_INFINITY, end: groups.length, shape: SHAPES[0] as Shape };
    for (let end = i + 1; end <= groups.length; end++) {
      const { shape, price } = shapeOf(groups.slice(i, end));
      const total = price + (best[end]?.price ?? 0);
      if (total < choice.price) choice = { price: total, end, shape };
    }
    best[i] = choice;
  }
  const layers: LayerPlan[] = [];
  for (let i = 0; i < groups.length; ) {
    const { end, shape } = best[i] as (typeof best)[0];
    layers.push({ shape, members: groups.slice(i, end).flatMap((group) => group.members) });
    i = end;
  }
  return layers;
}
