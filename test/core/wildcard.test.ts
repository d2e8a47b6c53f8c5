import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { encodeWildcard, verifyWildcard } from "../../src/plan/wildcard.js";
import { leafs, place, reset } from "./leafs.js";

const keep = (text: string): string => text;

beforeEach(reset);

function matches(pattern: string, text: string, fold = keep): boolean {
  reset();
  const [program] = place(encodeWildcard(pattern, fold));
  return leafs.wildcardMatch(...place(text), program) === 1;
}

/** The same pattern as a regular expression over code points. */
function toRegExp(pattern: string): RegExp {
  const source = Array.from(pattern.matchAll(/\\(.)|\\$|./gsu), ([token, escaped]) => {
    if (token === "*") return "[^]*";
    if (token === "?") return "[^]";
    return `\\u{${((escaped ?? token).codePointAt(0) as number).toString(16)}}`;
  });
  return new RegExp(`^${source.join("")}$`, "u");
}

describe("wildcardMatch", () => {
  test.each<[string, string, boolean]>([
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["*", "a\r\nb", true],
    ["**", "", true],
    ["?", "", false],
    ["?", "\n", true],
    ["?", "é", true],
    ["?", "\u{1f600}", true],
    ["?", "\ud83d", true],
    ["??", "\u{1f600}", false],
    ["*?", "", false],
    ["?*", "a", true],
    ["*?*?", "a", false],
    ["*?*?", "é\u{1f600}", true],
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["*a", "ab", false],
    ["ab*ba", "aba", false],
    ["ab*ba", "abba", true],
    ["a?*?a", "aba", false],
    ["a?*?a", "abba", true],
    ["*ab*ab*", "aab", false],
    ["*ab*ab*", "abxab", true],
    ["*a?c*a?d*", "abcaXcaéd", true],
    ["*a?c*", "acacab", false],
    ["*?b", "b", false],
    ["*aa?b*", "aaacb", true],
    ["a??*ba", "aéba", false],
    ["*é?", "aéb", true],
    ["*b?", "b\u{1f600}", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["\\?\\\\", "?\\", true],
    ["\\a", "a", true],
    ["a\\", "a\\", true],
    ["a\\", "a", false],
    ["*\\", "\\", true],
    ["\ud83d\\\ude00", "\u{1f600}", false],
    ["\ud83d*", "\u{1f600}", false],
    ["*\ude00", "\u{1f600}", false],
    ["*\ude00", "a\ude00", true],
    ["arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/Admin", true],
    ["arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:user/Admin", false],
  ])("%j on %j is %j", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  const patternUnit = fc.constantFrom("a", "b", "é", "\u{1f600}", "*", "*", "?", "\\", "\ud83d");
  const textUnit = fc.constantFrom("a", "b", "é", "\u{1f600}", "*", "?", "\\", "\n", "\ud83d");

  test("agrees with a regular expression", () => {
    const pattern = fc.string({ unit: patternUnit, maxLength: 12 });
    const text = fc.string({ unit: textUnit, maxLength: 24 });
    fc.assert(
      fc.property(pattern, text, (pattern, text) => {
        expect(matches(pattern, text)).toBe(toRegExp(pattern).test(text));
      }),
      { numRuns: 4000 },
    );
  });

  test("holds of the texts that fill its gaps", () => {
    const part = fc.oneof(
      fc.string({ unit: textUnit, maxLength: 20 }).map((text) => [text.replace(/[*?\\]/g, "\\$&"), text]),
      fc.string({ unit: textUnit, maxLength: 20 }).map((text) => ["*", text]),
      textUnit.map((text) => ["?", text]),
    );
    // A high surrogate at the end of one part must not meet a low one, and here none is low.
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const [pattern, text] = [0, 1].map((side) => parts.map((part) => part[side]).join(""));
        expect(matches(pattern as string, text as string)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("folds the literals, not the escapes and wildcards", () => {
    const lower = (text: string): string => text.toLowerCase();
    expect(matches("*ADMIN?É", "root-admin!é", lower)).toBe(true);
    expect(matches("\\ADMIN", "admin", lower)).toBe(true);
  });

  test.each([
    ["many stars", "*a".repeat(2000), "a".repeat(1999)],
    ["a piece that nearly matches everywhere", `*${"a?".repeat(100)}b*`, "a".repeat(100_000)],
    ["a long run of ?", "?".repeat(100_000), "é".repeat(99_999)],
  ])("takes no exponential time: %s", (_, pattern, text) => {
    const started = performance.now();
    expect(matches(pattern, text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe("verifyWildcard", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "é", "*", "?", "\\", "\u{1f600}"), maxLength: 30 });

  test("accepts what encodeWildcard writes", () => {
    fc.assert(fc.property(pattern, (pattern) => verifyWildcard(encodeWildcard(pattern, keep))));
  });

  test("writes the same bytes for patterns that differ in their runs of wildcards only", () => {
    expect(encodeWildcard("a*?*b**", keep)).toEqual(encodeWildcard("a?*b*", keep));
  });

  test("refuses every truncation, and what is longer", () => {
    const bytes = encodeWildcard("ab*c?d*?e*", keep);
    for (let length = 0; length < bytes.length; length++) expect(verifyWildcard(bytes.subarray(0, length))).toBe(false);
    expect(verifyWildcard(Uint8Array.from([...bytes, 0, 0, 0, 0]))).toBe(false);
  });

  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  test.each([
    ["nothing", words()],
    ["no piece", words(0, 0)],
    ["more pieces than there are bytes for", words(0, 2, 8, 0)],
    ["a piece that leaves the pattern", words(0, 1, 12, 0)],
    ["a piece shorter than its header", words(0, 1, 0, 0)],
    ["a piece that wraps around", words(0, 1, 0xffff_fff8, 0)],
    ["a literal that leaves its piece", words(5, 1, 20, 1, 0, 5, 0)],
    ["a segment that leaves its piece", words(1, 1, 12, 1, 1)],
    ["a segment of nothing", words(0, 1, 16, 1, 0, 0)],
    ["a wrong shortest length", words(2, 1, 16, 1, 1, 0)],
    ["an empty piece in the middle", words(0, 3, 8, 0, 8, 0, 8, 0)],
    ["a piece in the middle that begins with a skip", words(2, 3, 8, 0, 8, 0, 20, 1, 1, 1, 0x61)],
    ["bytes after the segments of a piece", words(1, 1, 20, 1, 1, 0, 0)],
  ])("refuses %s", (_, bytes) => {
    expect(verifyWildcard(bytes)).toBe(false);
  });

  test("lets no damaged pattern lead the core astray", () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pattern, damage, (pattern, damage) => {
        const bytes = encodeWildcard(pattern, keep);
        for (const [at, value] of damage) bytes[at % bytes.length] = value;
        fc.pre(verifyWildcard(bytes));
        reset();
        const [program] = place(bytes);
        expect(leafs.wildcardMatch(...place("aé?*\u{1f600}".repeat(3)), program)).toBeOneOf([0, 1]);
      }),
    );
  });
});
