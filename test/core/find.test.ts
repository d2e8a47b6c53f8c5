import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { leafs, place, reset } from "./leafs.js";

const NOT_FOUND = -1;

beforeEach(reset);

function find(hay: string | Uint8Array, needle: string | Uint8Array): number {
  reset();
  return leafs.find(...place(hay), ...place(needle));
}

/** Short texts over few letters, where needles occur often and partly. */
const dense = fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 80 });
/** Any texts, lone surrogates among them. */
const wild = fc.string({
  unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constantFrom("\ud800", "\udfff")),
});

const pairs = fc.oneof(fc.tuple(dense, dense), fc.tuple(wild, wild));

describe("equal", () => {
  test("holds of the same bytes at every length, and fails when any one bit differs", () => {
    for (let length = 0; length <= 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => i * 37);
      reset();
      const [a] = place(bytes);
      expect(leafs.equal(a, place(bytes)[0], length)).toBe(1);
      for (let i = 0; i < length; i++) {
        const other = bytes.slice();
        other[i] = (other[i] as number) ^ (1 << (i % 8));
        expect(leafs.equal(a, place(other)[0], length)).toBe(0);
      }
    }
  });

  test("does not look at what follows", () => {
    for (let length = 0; length <= 40; length++) {
      reset();
      const [a] = place(new Uint8Array(length + 1));
      const [b] = place(Uint8Array.from({ length: length + 1 }, (_, i) => (i === length ? 1 : 0)));
      expect(leafs.equal(a, b, length)).toBe(1);
    }
  });
});

describe("compare", () => {
  const codePoints = (text: string): number[] => Array.from(text, (point) => point.codePointAt(0) as number);
  const order = (a: string, b: string): number => {
    const [x, y] = [codePoints(a), codePoints(b)];
    const at = x.findIndex((point, i) => point !== y[i]);
    if (at < 0) return x.length === y.length ? 0 : -1;
    return (x[at] as number) > (y[at] ?? -1) ? 1 : -1;
  };

  test.each([
    ["", "", 0],
    ["", "a", -1],
    ["a", "", 1],
    ["abc", "abd", -1],
    ["a".repeat(40), "a".repeat(41), -1],
    ["\uffff", "\u{10000}", -1],
    ["\ud800", "\u{10000}", -1],
    ["\ud800", "\ud7ff", 1],
    ["\udfff", "\ue000", -1],
    ["a\0", "a", 1],
  ])("%j against %j is %i", (a, b, expected) => {
    expect(leafs.compare(...place(a), ...place(b))).toBe(expected);
  });

  test("is the order of code points", () => {
    const shared = fc.tuple(wild, wild, wild).map(([head, a, b]) => [head + a, head + b] as const);
    fc.assert(
      fc.property(fc.oneof(pairs, shared), ([a, b]) => {
        reset();
        expect(leafs.compare(...place(a), ...place(b))).toBe(order(a, b));
      }),
    );
  });
});

describe("find and contains", () => {
  test.each([
    ["", "", 0],
    ["abc", "", 0],
    ["", "a", NOT_FOUND],
    ["abc", "abcd", NOT_FOUND],
    ["abc", "c", 2],
    ["abc", "d", NOT_FOUND],
    ["abc", "ab", 0],
    [`${"x".repeat(31)}ab`, "ab", 31],
    [`${"x".repeat(31)}a`, "ab", NOT_FOUND],
    ["é", "\u00a9", NOT_FOUND],
    ["a\0b", "\0", 1],
  ])("in %j, %j is at %i", (hay, needle, expected) => {
    expect(find(hay, needle)).toBe(expected);
    expect(leafs.contains(...place(hay), ...place(needle))).toBe(expected === NOT_FOUND ? 0 : 1);
  });

  test("is never misled by what follows the text", () => {
    for (let length = 1; length <= 40; length++) {
      expect(find(`b${"a".repeat(length)}`, "ab")).toBe(NOT_FOUND);
      expect(find(`b${"a".repeat(length)}`, "aab")).toBe(NOT_FOUND);
    }
  });

  test("is the first place where the bytes of the needle are", () => {
    const cut = fc.tuple(dense, fc.nat(80), fc.nat(80)).map(([text, a, b]) => [text, text.slice(a, a + b)] as const);
    fc.assert(
      fc.property(fc.oneof(pairs, cut), ([hay, needle]) => {
        reset();
        const [hayAt, hayLength] = place(hay);
        const [needleAt, needleLength] = place(needle);
        const memory = Buffer.from(leafs.memory.buffer);
        const expected = memory
          .subarray(hayAt, hayAt + hayLength)
          .indexOf(memory.subarray(needleAt, needleAt + needleLength));
        expect(leafs.find(hayAt, hayLength, needleAt, needleLength)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  // Texts that hit at nearly every position spend the verification's budget, so these run the linear search.
  const repeated = fc.record({
    unit: fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 9 }),
    flaws: fc.array(fc.nat(9000), { maxLength: 4 }),
    from: fc.nat(9000),
    length: fc.integer({ min: 2, max: 700 }),
    flaw: fc.option(fc.nat(700)),
  });
  const spoil = (text: Buffer, at: number): void => {
    if (at < text.length) text[at] = (text[at] as number) ^ 3;
  };

  test("is right on texts and needles that repeat", () => {
    fc.assert(
      fc.property(repeated, ({ unit, flaws, from, length, flaw }) => {
        const hay = Buffer.from(unit.repeat(Math.ceil(9000 / unit.length)));
        for (const at of flaws) spoil(hay, at);
        const needle = Buffer.from(hay.subarray(from, from + length));
        if (flaw !== null) spoil(needle, flaw);
        expect(find(hay, needle)).toBe(hay.indexOf(needle));
      }),
      { numRuns: 2000 },
    );
  });

  test("takes time linear in the text, whatever the needle", () => {
    const hay = "a".repeat(1_500_000);
    const needle = `${"a".repeat(300_000)}b${"a".repeat(300_000)}`;
    const started = performance.now();
    expect(find(hay, needle)).toBe(NOT_FOUND);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
