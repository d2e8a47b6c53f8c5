// Literal sets: which of many literals occur in a text. assembly/match/literals.ts searches them. All numbers are u32, little-endian; all
// offsets count from the start of the set, at multiples of 4.
//
//   header     LITERALS_HEADER_BYTES
//   layers     LAYER_BYTES each: a filter, buckets, entries and perhaps an automaton for literals that may stand anywhere
//   classes    CLASS_BYTES each: the anchor and the key's length of literals that have their place; they share one table of buckets
//   buckets    src/plan/literals-buckets.ts
//   entries    LITERAL_BYTES each: tag (other bits of the hash), id, where the literal is, its length, where its gram begins in it (or
//              the anchor, where it has its place)
//   filters    src/plan/literals-filters.ts
//   tries      src/plan/literals-trie.ts
//   text       the bytes of all literals, in order of their ids, and zeros that the core may read
//
// Scratch: a bit for each id (in bytes: LITERALS_SEEN_BYTES), the list of ids found, a bit for each node of the largest automaton.

import { bucketBits, chooseGrams, encodeBuckets } from "./literals-buckets.js";
import { addClasses } from "./literals-classes.js";
import { gramFilter, nibbleFilter } from "./literals-filters.js";
import { filterBits, type LayerPlan, planLayers, singleLayer } from "./literals-layers.js";
import * as layout from "./literals-layout.js";
import { Pieces } from "./literals-pieces.js";
import { Rarity } from "./literals-rarity.js";
import { scratchOf } from "./literals-scratch.js";
import { encodeTrie } from "./literals-trie.js";
import { MAX_LITERAL_BYTES } from "./literals-verify.js";

export { MAX_LITERAL_BYTES, verifyLiterals } from "./literals-verify.js";

/** Where in a text a literal has to stand. */
export type LiteralAnchor = "any" | "start" | "end" | "whole";

/** Whether a set can have these bytes. */
export function isLiteral({ length }: Uint8Array): boolean {
  return length > 0 && length <= MAX_LITERAL_BYTES;
}

/** Bytes (1 to MAX_LITERAL_BYTES) to look for. */
export interface Literal {
  readonly bytes: Uint8Array;
  readonly anchor: LiteralAnchor;
}

/**
 * Builds the set of literals; a literal's id is its index. No two are alike in bytes and anchor. The same literals give the same bytes.
 * `rarity` is room to work in, which many sets may share.
 */
export function buildLiterals(literals: readonly Literal[], rarity = new Rarity()): Uint8Array {
  const bytes = literals.map((literal) => literal.bytes);
  const pieces = new Pieces();
  const { text, textAt } = joinTexts(bytes);
  const textOffset = pieces.add(text);
  for (let i = 0; i < textAt.length; i++) textAt[i] = (textAt[i] as number) + textOffset;

  const header = new Uint32Array(layout.LITERALS_HEADER_BYTES / 4);
  header[layout.LITERALS_COUNT / 4] = literals.length;
  header[layout.LITERALS_TEXT / 4] = textOffset;
  header[layout.LITERALS_TEXT_BYTES / 4] = text.length - layout.LITERALS_PADDING;
  const nodes = addLayers(literals, bytes, textAt, pieces, header, rarity);
  addClasses(literals, bytes, textAt, pieces, header);
  const scratch = scratchOf(literals.length, nodes);
  header[layout.LITERALS_SEEN_BYTES / 4] = scratch.seen;
  header[layout.LITERALS_WALKED / 4] = scratch.walked;
  header[layout.LITERALS_SCRATCH_BYTES / 4] = scratch.bytes;
  return pieces.join(header);
}

/** Bytes of scratch that the core needs for a set. */
export function literalScratchBytes(set: Uint8Array): number {
  return new DataView(set.buffer, set.byteOffset).getUint32(layout.LITERALS_SCRATCH_BYTES, true);
}

function joinTexts(literals: readonly Uint8Array[]): { text: Uint8Array; textAt: Uint32Array } {
  const textAt = new Uint32Array(literals.length);
  let length = 0;
  literals.forEach((bytes, i) => {
    textAt[i] = length;
    length += bytes.length;
  });
  const text = new Uint8Array(length + layout.LITERALS_PADDING);
  literals.forEach((bytes, i) => {
    text.set(bytes, textAt[i]);
  });
  return { text, textAt };
}

/** Adds the layers of the literals that may stand anywhere; gives the number of nodes of the largest automaton. */
function addLayers(
  literals: readonly Literal[],
  bytes: readonly Uint8Array[],
  textAt: Uint32Array,
  pieces: Pieces,
  header: Uint32Array,
  rarity: Rarity,
): number {
  const members = literals.flatMap(({ anchor }, id) => (anchor === "any" ? [id] : []));
  if (members.length === 0) return 0;
  rarity.weigh(bytes);
  const layers: Uint32Array[] = [];
  const crowding: number[] = [];
  let nodes = 0;
  const addLayer = (plan: LayerPlan, automaton: boolean): void => {
    const { shape } = plan;
    const chosen = chooseGrams(bytes, plan, rarity, automaton);
    crowding.push(...chosen.crowding);
    const { grams } = chosen;
    if (grams.length === 0) return;
    const layer = new Uint32Array(layout.LAYER_BYTES / 4);
    const bits = bucketBits(plan.members.length * shape.step);
    const buckets = encodeBuckets(grams, bits, bytes, textAt);
    layer[layout.LAYER_KIND / 4] = shape.kind;
    layer[layout.LAYER_SHORTEST / 4] = plan.members.reduce(
      (least, id) => Math.min(least, (bytes[id] as Uint8Array).length),
      MAX_LITERAL_BYTES,
    );
    layer[layout.LAYER_GRAM / 4] = shape.gram;
    layer[layout.LAYER_STEP / 4] = shape.step;
    if (shape.kind === layout.LAYER_NIBBLES) {
      layer[layout.LAYER_FILTER / 4] = pieces.add(nibbleFilter(bytes, grams, shape.gram, rarity));
    } else {
      const size = filterBits(grams.length);
      layer[layout.LAYER_FILTER / 4] = pieces.add(gramFilter(grams, size));
      layer[layout.LAYER_FILTER_BITS / 4] = size;
    }
    layer[layout.LAYER_BUCKETS / 4] = pieces.add(buckets.starts);
    layer[layout.LAYER_BUCKET_BITS / 4] = bits;
    layer[layout.LAYER_ENTRIES / 4] = pieces.add(buckets.entries);
    if (automaton) {
      const inTrie = plan.members.map((id) => ({ id, bytes: bytes[id] as Uint8Array }));
      const trie = encodeTrie(inTrie, true, pieces.add);
      layer[layout.LAYER_TRIE / 4] = trie.offset;
      nodes = trie.nodes;
    }
    layers.push(layer);
  };
  for (const plan of planLayers(bytes, members, rarity)) addLayer(plan, false);
  if (crowding.length > 0)
    addLayer(
      singleLayer(
        bytes,
        crowding.toSorted((a, b) => a - b),
        rarity,
      ),
      true,
    );
  header[layout.LITERALS_LAYER_COUNT / 4] = layers.length;
  header[layout.LITERALS_LAYERS / 4] = pieces.add(concat(layers));
  return nodes;
}

function concat(parts: readonly Uint32Array[]): Uint32Array {
  const out = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
