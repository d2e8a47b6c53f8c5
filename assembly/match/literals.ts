// Which literals of a set occur in a text, for sets of one to many thousands. src/plan/literals.ts builds a set and draws its memory.
//
// A literal that may stand anywhere belongs to a layer: a filter passes over the text and lets few positions through, a hash of the
// bytes there (a gram) names a bucket, and the literals of the bucket are compared. A literal with a place (start, end, whole text)
// is looked up by a hash of the bytes at that place. Literals that would crowd a bucket, or are very long, are kept in a layer that has
// an automaton too: once its comparisons cost more than a budget that grows with the bytes passed, the automaton takes over. So the
// time is linear in the text, whatever the text and the set.
//
// Invariants: the set passed verifyLiterals. Up to 64 bytes past the end of the text are read; they pass the filter at worst and
// never influence an answer, since a comparison begins only where the whole literal lies inside the text. The bits of the ids seen are
// zero between two calls. Nothing is allocated.

import { findAnchored } from "./literals-anchored";
import { endLayer } from "./literals-buckets";
import { beginFound, endFound } from "./literals-found";
import { scanGrams } from "./literals-grams";
import {
  LAYER_BYTES, LAYER_KIND, LAYER_NIBBLES, LAYER_SHORTEST, LAYER_TRIE, LITERALS_LAYER_COUNT, LITERALS_LAYERS, LITERALS_SEEN_BYTES, LITERALS_WALKED,
} from "./literals-layout";
import { scanNibbles } from "./literals-nibbles";
import { runAutomaton } from "./literals-trie";

export { literalWork } from "./literals-buckets";

/**
 * Writes the ids of the literals that occur in the text to `scratch` + the set's LITERALS_SEEN_BYTES, each once, as u32 in no
 * particular order, and gives how many they are. `scratch` is aligned to 8, has as many bytes as `literalScratchBytes` says, and its first
 * LITERALS_SEEN_BYTES are zero before and after.
 */
export function findLiterals(set: usize, text: usize, length: u32, scratch: usize): u32 {
  beginFound(scratch, load<u32>(set, LITERALS_SEEN_BYTES));
  findAnchored(set, text, length);
  let layer = set + load<u32>(set, LITERALS_LAYERS);
  const end = layer + load<u32>(set, LITERALS_LAYER_COUNT) * LAYER_BYTES;
  for (; layer < end; layer += LAYER_BYTES) {
    if (length < load<u32>(layer, LAYER_SHORTEST)) continue;
    const done =
      load<u32>(layer, LAYER_KIND) == LAYER_NIBBLES
        ? scanNibbles(set, layer, text, length)
        : scanGrams(set, layer, text, length);
    const trie = set + load<u32>(layer, LAYER_TRIE);
    endLayer(done ? 0 : runAutomaton(set, trie, text, length, scratch + load<u32>(set, LITERALS_WALKED)));
  }
  return endFound();
}
