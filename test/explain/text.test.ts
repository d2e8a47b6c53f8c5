import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareText, containsText, endsWithText, startsWithText, wildcardTest } from "../../src/explain/text.js";

const texts = fc.array(fc.constantFrom("a", "b", "é", "\uffff", "😀", "\ud83d", "\ude00"), { maxLength: 6 });
const joined = texts.map((parts) => parts.join(""));

/** Code points with a separator that no text has, so that plain string functions cannot find half of one. */
function separated(text: string): string {
  return Array.from(text, (character) => `${character}|`).join("");
}

describe("strings compare by code point", () => {
  test("contains, starts_with and ends_with", () => {
    fc.assert(
      fc.property(joined, joined, (text, part) => {
        expect(containsText(text, part)).toBe(`|${separated(text)}`.includes(`|${separated(part)}`));
        expect(startsWithText(text, part)).toBe(separated(text).startsWith(separated(part)));
        expect(endsWithText(text, part)).toBe(`|${separated(text)}`.endsWith(`|${separated(part)}`));
      }),
      { numRuns: 3000 },
    );
  });

  test("order, as the bytes of UTF-8 order", () => {
    const wellFormed = fc.array(fc.constantFrom("a", "b", "é", "\uffff", "\ue000", "😀", "😁"), { maxLength: 5 });
    fc.assert(
      fc.property(wellFormed, wellFormed, (left, right) => {
        const order = Buffer.compare(Buffer.from(left.join("")), Buffer.from(right.join("")));
        expect(Math.sign(compareText(left.join(""), right.join("")))).toBe(order);
      }),
    );
  });
});

describe("wildcard", () => {
  const patterns = fc.array(fc.constantFrom("*", "?", "\\*", "\\?", "\\\\", "a", "b", "😀", "\n"), { maxLength: 7 });
  const subjects = fc.array(fc.constantFrom("a", "b", "*", "?", "\\", "😀", "\n"), { maxLength: 7 });

  test("is the regex that it stands for", () => {
    fc.assert(
      fc.property(patterns, subjects, (pattern, subject) => {
        const source = pattern.map((token) => (token === "*" ? ".*" : token === "?" ? "." : token));
        const expected = new RegExp(`^${source.join("")}$`, "su").test(subject.join(""));
        expect(wildcardTest(pattern.join(""))(subject.join(""))).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  test("takes a backslash at the end as itself", () => {
    expect(wildcardTest("a\\")("a\\")).toBe(true);
    expect(wildcardTest("a\\")("a")).toBe(false);
  });

  test("tries only the last star again", () => {
    expect(wildcardTest(`${"*a".repeat(1000)}b`)("a".repeat(5000))).toBe(false);
  });
});
