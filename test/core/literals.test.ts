import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { buildLiterals, type Literal, type LiteralAnchor, verifyLiterals } from "../../src/plan/literals.js";
import {
  LAYER_BYTES,
  LAYER_GRAMS,
  LAYER_NIBBLES,
  LITERALS_LAYER_COUNT,
  LITERALS_LAYERS,
} from "../../src/plan/literals-layout.js";
import { findNaively, matcherOf } from "./literals.js";

vi.setConfig({ testTimeout: 60_000 });

const ANCHORS: LiteralAnchor[] = ["any", "start", "end", "whole"];
const encoder = new TextEncoder();

function literal(text: string, anchor: LiteralAnchor = "any"): Literal {
  return { bytes: encoder.encode(text), anchor };
}

/** Kind, shortest literal, gram and step of each layer. */
function layersOf(set: Uint8Array): number[][] {
  const words = new Uint32Array(set.buffer, set.byteOffset, set.length / 4);
  const at = (words[LITERALS_LAYERS / 4] as number) / 4;
  return Array.from({ length: words[LITERALS_LAYER_COUNT / 4] as number }, (_, i) => [
    ...words.subarray(at + (i * LAYER_BYTES) / 4, at + (i * LAYER_BYTES) / 4 + 4),
  ]);
}

/** A seeded generator of numbers below `bound`. */
function seeded(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % bound;
  };
}

function distinct(literals: readonly Literal[]): Literal[] {
  return [...new Map(literals.map((each) => [`${each.anchor}:${each.bytes.join()}`, each])).values()];
}

describe("findLiterals", () => {
  test.each<[string, LiteralAnchor, string, boolean]>([
    ["a", "any", "", false],
    ["a", "any", "a", true],
    ["a", "any", "bca", true],
    ["ab", "any", "a", false],
    ["ab", "any", "ba", false],
    ["ab", "any", "xab", true],
    ["abc", "any", "ab", false],
    ["abc", "any", "abcabc", true],
    ["powershell", "any", "c:\\windows\\powershell.exe", true],
    ["powershell", "any", "powershel", false],
    ["a", "start", "", false],
    ["a", "start", "ab", true],
    ["a", "start", "ba", false],
    ["c:\\windows\\system32", "start", "c:\\windows\\system32\\cmd.exe", true],
    ["c:\\windows\\system32", "start", "c:\\windows\\system3", false],
    ["a", "end", "", false],
    ["a", "end", "ba", true],
    ["a", "end", "ab", false],
    ["\\cmd.exe", "end", "c:\\windows\\system32\\cmd.exe", true],
    ["\\cmd.exe", "end", "\\cmd.exe ", false],
    ["a", "whole", "a", true],
    ["a", "whole", "aa", false],
    ["a", "whole", "", false],
    ["0123456789abcdef0", "whole", "0123456789abcdef0", true],
    ["0123456789abcdef0", "whole", "0123456x89abcdef0", false],
    ["0123456789abcdef0", "whole", "012345678_abcdef0", false],
    ["\0", "any", "a\0", true],
    ["\0", "any", "a", false],
    ["é", "end", "caf\u00e9", true],
  ])("%j (%s) in %j: %s", (value, anchor, text, expected) => {
    const matcher = matcherOf([literal(value, anchor)]);
    // What follows the text in memory would complete the literal.
    for (const beyond of [value, "\0", text]) {
      expect(matcher.find(encoder.encode(text), encoder.encode(beyond))).toEqual(expected ? [0] : []);
    }
  });

  test("literals of one byte are found by their halves, wherever in a long text they stand", () => {
    const marks = ["<", "^", "\\", "\0"];
    const matcher = matcherOf(marks.map((mark) => literal(mark)));
    expect(layersOf(buildLiterals(marks.map((mark) => literal(mark))))).toEqual([[LAYER_NIBBLES, 1, 1, 1]]);
    for (let at = 0; at < 80; at++) {
      const text = `${"x".repeat(at)}^${"x".repeat(80 - at)}`;
      expect(matcher.find(encoder.encode(text), encoder.encode("<\\"))).toEqual([1]);
    }
    expect(matcher.find(encoder.encode("x".repeat(80)), encoder.encode("<\\"))).toEqual([]);
  });

  test("an empty set finds nothing", () => {
    expect(matcherOf([]).find(encoder.encode("abc"))).toEqual([]);
  });

  test("each id is found once, and the next text begins afresh", () => {
    const matcher = matcherOf([literal("ab"), literal("b"), literal("ab", "start"), literal("x", "end")]);
    expect(matcher.find(encoder.encode("ababab"))).toEqual([0, 1, 2]);
    expect(matcher.find(encoder.encode("x"))).toEqual([3]);
    expect(matcher.find(encoder.encode("ababab"))).toEqual([0, 1, 2]);
    expect(matcher.isClean).toBe(true);
  });

  test.each([1, 2, 7, 15, 16, 17, 31, 32, 33, 64, 100])(
    "a literal is found at every offset of a text of %i bytes",
    (length) => {
      for (const size of [1, 2, 3, 4, 7, 8, 9, 16, 33]) {
        const needle = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, size);
        const crowd = Array.from({ length: 200 }, (_, i) => literal(`${needle}${"_".repeat(8)}${i}`));
        for (const literals of [[literal(needle)], [literal(needle), ...crowd]]) {
          const matcher = matcherOf(literals);
          for (let at = 0; at + size <= length; at++) {
            const text = encoder.encode(`${"-".repeat(at)}${needle}`.padEnd(length, "-"));
            expect(matcher.find(text, encoder.encode(needle))).toEqual([0]);
          }
        }
      }
    },
  );

  const literals = (letters: number, longest: number, most: number): fc.Arbitrary<Literal[]> =>
    fc
      .array(
        fc.record({
          bytes: fc.uint8Array({ min: 97, max: 96 + letters, minLength: 1, maxLength: longest }),
          anchor: fc.constantFrom(...ANCHORS),
        }),
        { minLength: 1, maxLength: most },
      )
      .map(distinct);

  test.each([
    [1, 70, 60],
    [2, 6, 100],
    [2, 40, 40],
    [4, 12, 300],
    [26, 50, 30],
    [159, 80, 200],
  ])(
    "finds what each literal by itself finds (%i letters, up to %i bytes, up to %i literals)",
    (letters, longest, most) => {
      fc.assert(
        fc.property(
          literals(letters, longest, most),
          fc.array(
            fc.tuple(fc.nat(), fc.uint8Array({ min: 97, max: 96 + letters, maxLength: 40 }), fc.nat({ max: 2 })),
            { maxLength: 8 },
          ),
          (set, parts) => {
            const matcher = matcherOf(set);
            expect(verifyLiterals(matcher.bytes)).toBeUndefined();
            // Texts made of literals, whole or cut, and of other bytes.
            const text = Uint8Array.from(
              parts.flatMap(([index, other, cut]) => {
                const bytes = (set[index % set.length] as Literal).bytes;
                return [...other, ...(cut === 0 ? bytes : bytes.subarray(0, bytes.length - cut))];
              }),
            );
            expect(matcher.find(text, (set[0] as Literal).bytes)).toEqual(findNaively(set, text));
            expect(matcher.find(text, Uint8Array.of(97))).toEqual(findNaively(set, text));
            expect(matcher.isClean).toBe(true);
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  test("thousands of literals of all lengths over texts made of them", () => {
    const next = seeded(7);
    const words = [
      "windows",
      "system32",
      "\\",
      "c:",
      ".exe",
      "cmd",
      "power",
      "shell",
      " -",
      "temp",
      "http",
      "://",
      "user",
      "ab",
      "x",
    ];
    const phrase = (most: number): string =>
      Array.from({ length: 1 + next(most) }, () => (next(3) ? words[next(words.length)] : String(next(1000)))).join("");
    const set = distinct(Array.from({ length: 8000 }, () => literal(phrase(6), ANCHORS[next(6)] ?? "any")));
    const matcher = matcherOf(set);
    expect(verifyLiterals(matcher.bytes)).toBeUndefined();
    expect(layersOf(matcher.bytes).some(([kind]) => kind === LAYER_GRAMS)).toBe(true);
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const text = encoder.encode(next(4) ? phrase(30) : new TextDecoder().decode(set[next(set.length)]?.bytes));
      const ids = matcher.find(text);
      expect(ids).toEqual(findNaively(set, text));
      found += ids.length;
    }
    expect(found).toBeGreaterThan(1000);
    expect(matcher.isClean).toBe(true);
  });

  test("the longest literals", () => {
    const long = "ab".repeat(32_767);
    const set = [
      literal(`${long}a`),
      literal(`${long}cc`),
      literal(`${long}c`, "end"),
      literal(`${long}b`, "start"),
      literal(`${long}d`, "whole"),
    ];
    const matcher = matcherOf(set);
    expect(verifyLiterals(matcher.bytes)).toBeUndefined();
    for (const text of [long, `${long}a`, `x${long}cc`, `xx${long}c`, `${long}b`, `${long}d`, `${long}dd`]) {
      const bytes = encoder.encode(text);
      expect(matcher.find(bytes)).toEqual(findNaively(set, bytes));
    }
  });
});

describe("cost", () => {
  const repeat = (text: string, length: number): string =>
    text.repeat(Math.ceil(length / text.length)).slice(0, length);
  const runs = (most: number): Literal[] => Array.from({ length: most }, (_, i) => literal("a".repeat(i + 1)));
  const LENGTH = 100_000;

  test.each<[string, Literal[], string]>([
    ["runs of one letter", runs(1000), repeat("a", LENGTH)],
    [
      "runs of one letter that end otherwise",
      runs(1000).map(({ bytes }) => ({ bytes: Uint8Array.of(...bytes, 98), anchor: "any" })),
      repeat("a", LENGTH),
    ],
    [
      "runs of one letter that begin otherwise",
      runs(1000).map(({ bytes }) => ({ bytes: Uint8Array.of(98, ...bytes), anchor: "any" })),
      repeat("a", LENGTH),
    ],
    ["a long literal that fails late", [literal(`${"a".repeat(60_000)}b`)], repeat("a", LENGTH)],
    ["a long literal that fails early", [literal(`b${"a".repeat(60_000)}`)], repeat("a", LENGTH)],
    [
      "a long literal that fails in the middle",
      [literal(`${"a".repeat(30_000)}b${"a".repeat(30_000)}`)],
      repeat("a", LENGTH),
    ],
    [
      "literals around one word",
      Array.from({ length: 5000 }, (_, i) => literal(`${i % 71}word${i % 73}`)),
      repeat("word", LENGTH),
    ],
    [
      "literals with one beginning",
      Array.from({ length: 5000 }, (_, i) => literal(`abcdefghijklmnop${i}`)),
      repeat("abcdefghijklmnop", LENGTH),
    ],
    [
      "literals with one end",
      Array.from({ length: 5000 }, (_, i) => literal(`${i}abcdefghijklmnop`)),
      repeat("abcdefghijklmnop", LENGTH),
    ],
    ["two letters", Array.from({ length: 4096 }, (_, i) => literal((i + 4096).toString(2))), repeat("10", LENGTH)],
    [
      "many ends",
      Array.from({ length: 5000 }, (_, i) => literal(`${"a".repeat(40)}${i}`, "start")),
      repeat("a", LENGTH),
    ],
  ])("is linear in the text: %s", (_, set, text) => {
    const matcher = matcherOf(set);
    expect(verifyLiterals(matcher.bytes)).toBeUndefined();
    const bytes = encoder.encode(text);
    const expected = findNaively(set, bytes);
    expect(matcher.find(bytes)).toEqual(expected);
    // A bucket's worth of comparisons a byte, the automaton's two steps, and the literals found.
    expect(matcher.work).toBeLessThan(48 * bytes.length + set.length * 70);
    expect(matcher.isClean).toBe(true);
  });
});

describe("buildLiterals", () => {
  test("gives the same bytes for the same literals, whatever their buffers", () => {
    const set = Array.from({ length: 500 }, (_, i) => literal(`value ${i * i} of ${i % 7}`, ANCHORS[i % 4]));
    const shifted = set.map(({ bytes, anchor }) => ({ anchor, bytes: Uint8Array.of(0, ...bytes).subarray(1) }));
    expect(Buffer.compare(buildLiterals(set), buildLiterals(shifted))).toBe(0);
  });

  test("short literals have layers of their own", () => {
    const long = Array.from({ length: 3000 }, (_, i) =>
      literal(`https://example.com/${(i * 7919).toString(36)}/index.html`),
    );
    const layers = layersOf(buildLiterals([literal("ab"), literal("xyz"), ...long]));
    expect(layers.length).toBeGreaterThan(1);
    expect(Math.max(...layers.map(([, , , step]) => step as number))).toBeGreaterThan(1);
  });
});
