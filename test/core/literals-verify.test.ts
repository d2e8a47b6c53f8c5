import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { buildLiterals, type Literal, type LiteralAnchor, verifyLiterals } from "../../src/plan/literals.js";
import * as layout from "../../src/plan/literals-layout.js";
import { LiteralMatcher } from "./literals.js";

vi.setConfig({ testTimeout: 60_000 });

const ANCHORS: LiteralAnchor[] = ["any", "start", "end", "whole"];
const encoder = new TextEncoder();

const some: Literal[] = Array.from({ length: 120 }, (_, i) => ({
  bytes: encoder.encode(i % 3 ? `word${i}` : `${"a".repeat(i + 1)}`),
  anchor: ANCHORS[i % 4] as LiteralAnchor,
}));
const crowded: Literal[] = [
  ...Array.from({ length: 60 }, (_, i) => ({ bytes: encoder.encode("a".repeat(i + 1)), anchor: "any" as const })),
  ...Array.from({ length: 90 }, (_, i) => ({
    bytes: encoder.encode(`common beginning ${i}`),
    anchor: "start" as const,
  })),
  ...Array.from({ length: 90 }, (_, i) => ({
    bytes: encoder.encode(`${i} common end of values`),
    anchor: "end" as const,
  })),
];
const sets = { some: buildLiterals(some), crowded: buildLiterals(crowded), empty: buildLiterals([]) };

describe("verifyLiterals", () => {
  test.each(Object.entries(sets))("accepts a set that was built: %s", (_, set) => {
    expect(verifyLiterals(set)).toBeUndefined();
  });

  test.each(Object.entries(sets))("refuses every truncation: %s", (_, set) => {
    for (let length = 0; length < Math.min(set.length, 600); length++) {
      expect(verifyLiterals(set.subarray(0, length))).toMatch(/^expected|^unknown/);
    }
  });

  const first = (set: Uint8Array, word: number): number => new DataView(set.buffer).getUint32(word, true);
  // The last layer is the one with the automaton.
  const layers = first(sets.crowded, layout.LITERALS_LAYER_COUNT);
  const layer = first(sets.crowded, layout.LITERALS_LAYERS) + (layers - 1) * layout.LAYER_BYTES;
  const trie = first(sets.crowded, layer + layout.LAYER_TRIE);
  test.each<[string, number, number, RegExp]>([
    ["layers outside", layout.LITERALS_LAYERS, 0xffff_fff0, /the layers inside the set/],
    ["too many layers", layout.LITERALS_LAYER_COUNT, 1000, /at most \d+ layers/],
    ["classes outside", layout.LITERALS_CLASSES, 0xffff_fff0, /the classes inside the set/],
    ["buckets outside", layout.LITERALS_BUCKETS, 0xffff_fff0, /the buckets inside the set/],
    ["a mask with holes", layout.LITERALS_BUCKET_MASK, 5, /mask of low bits/],
    ["more literals than bytes", layout.LITERALS_COUNT, 0x7fff_ffff, /a literal a byte/],
    ["fewer literals than ids", layout.LITERALS_COUNT, 1, /the id of a literal/],
    ["too little scratch", layout.LITERALS_SCRATCH_BYTES, 8, /scratch/],
    ["texts outside", layout.LITERALS_TEXT_BYTES, 0x7fff_ffff, /the literals inside the set/],
    ["an unknown layer", layer + layout.LAYER_KIND, 7, /unknown kind/],
    ["a long gram", layer + layout.LAYER_GRAM, 9, /grams of/],
    ["literals shorter than their grams", layer + layout.LAYER_SHORTEST, 0, /as long as their grams/],
    ["a filter outside", layer + layout.LAYER_FILTER, 0xffff_fff0, /a filter inside the set/],
    ["a bucket too full for a layer without automaton", layer + layout.LAYER_TRIE, 0, /units of work/],
    ["no nodes", trie + layout.TRIE_NODES, 0, /a root/],
    ["nodes outside", trie + layout.TRIE_NODES, 0x7fff_ffff, /nodes of a trie inside/],
    ["fails elsewhere", trie + layout.TRIE_FAILS, 0, /the fails/],
  ])("refuses %s", (_, at, value, problem) => {
    const set = sets.crowded.slice();
    new DataView(set.buffer).setUint32(at, value, true);
    expect(verifyLiterals(set)).toMatch(problem);
  });

  test("what it accepts cannot trap the core or write outside the scratch", () => {
    let accepted = 0;
    let refused = 0;
    const value = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 }), fc.integer({ min: 0, max: 0xffff_ffff }));
    const change = fc.record({ at: fc.nat(), value, word: fc.boolean(), header: fc.boolean() });
    fc.assert(
      fc.property(
        fc.constantFrom(sets.some, sets.crowded),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (set, changes) => {
          const bytes = set.slice();
          const view = new DataView(bytes.buffer);
          for (const { at, value, word, header } of changes) {
            const place = at % (header ? layout.LITERALS_HEADER_BYTES : bytes.length - 3);
            if (word) view.setUint32(place & ~3, value, true);
            else view.setUint8(place, value);
          }
          if (verifyLiterals(bytes) !== undefined) {
            refused++;
            return;
          }
          accepted++;
          const matcher = new LiteralMatcher(bytes);
          for (const text of ["", "a", "a".repeat(200), "word1 word2 common beginning 7 common end of values"]) {
            matcher.find(encoder.encode(text));
            expect(matcher.isClean).toBe(true);
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
