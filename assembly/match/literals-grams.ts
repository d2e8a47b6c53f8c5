// The filter for large sets: every `step` bytes, one bit of a table tells whether a literal has the gram that stands there. Each literal
// put its grams at `step` neighbouring offsets into the table, so one of them falls on a position that is looked at.

import { LAYER_FILTER, LAYER_FILTER_BITS, LAYER_GRAM, LAYER_STEP } from "./literals-layout";
import { beginLayer, gramMask, hashGram, verify } from "./literals-buckets";

/** Bit 0: whether some literal may have the gram of this hash. The other bits are noise. */
// @ts-ignore: decorator
@inline
function probe(filter: usize, shift: u64, hash: u64): u32 {
  const bit = <u32>(hash >> shift);
  return load<u32>(filter + ((bit >> 5) << 2)) >> bit;
}

/** Adds the layer's literals that occur in the text. False: its budget is spent. */
export function scanGrams(set: usize, layer: usize, text: usize, length: u32): bool {
  beginLayer(set, layer, text, length);
  const gram = load<u32>(layer, LAYER_GRAM);
  const mask = gramMask(gram);
  const step = <usize>load<u32>(layer, LAYER_STEP);
  const filter = set + load<u32>(layer, LAYER_FILTER);
  const shift = 64 - <u64>load<u32>(layer, LAYER_FILTER_BITS);
  const last = text + length - gram;
  let at = text;
  while (true) {
    // The hot loop has no calls, so that all it needs stays in registers.
    let hits: u32 = 0;
    for (; at <= last; at += 4 * step) {
      const first = probe(filter, shift, hashGram(at, mask));
      const second = probe(filter, shift, hashGram(at + step, mask));
      const third = probe(filter, shift, hashGram(at + 2 * step, mask));
      const fourth = probe(filter, shift, hashGram(at + 3 * step, mask));
      hits = (first | second | third | fourth) & 1;
      if (hits) break;
    }
    if (!hits) return true;
    for (const end = at + 4 * step; at != end; at += step) {
      const hash = hashGram(at, mask);
      if (probe(filter, shift, hash) & 1 && !verify(at, hash)) return false;
    }
  }
}
