import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";

describe("encodeWtf8", () => {
  test.each([
    ["", []],
    ["a\x7f", [0x61, 0x7f]],
    ["\x80\u07ff", [0xc2, 0x80, 0xdf, 0xbf]],
    ["\u0800\uffff", [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf]],
    ["\u{10000}\u{10ffff}", [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf]],
    ["\ud800", [0xed, 0xa0, 0x80]],
    ["\udfffx", [0xed, 0xbf, 0xbf, 0x78]],
    ["\udc00\ud800", [0xed, 0xb0, 0x80, 0xed, 0xa0, 0x80]],
    ["\ud83d\ude00", [0xf0, 0x9f, 0x98, 0x80]],
  ])("of %j", (text, bytes) => {
    expect([...encodeWtf8(text)]).toEqual(bytes);
  });

  const scalar = fc.oneof(
    fc.integer({ min: 0, max: 0x7ff }),
    fc.integer({ min: 0x800, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  );

  test("is UTF-8 where the text has no lone surrogate", () => {
    fc.assert(
      fc.property(fc.array(scalar, { maxLength: 20 }), (scalars) => {
        const text = String.fromCodePoint(...scalars);
        expect(encodeWtf8(text)).toEqual(new TextEncoder().encode(text));
      }),
    );
  });

  test("orders as code points do", () => {
    const codePoints = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 3 });
    fc.assert(
      fc.property(codePoints, codePoints, (a, b) => {
        const [first, second] = [a, b].map((each) =>
          [...String.fromCodePoint(...each)].map((at) => at.codePointAt(0) as number),
        );
        const order = compare(first as number[], second as number[]);
        const bytes = [a, b].map((each) => [...encodeWtf8(String.fromCodePoint(...each))]);
        expect(compare(bytes[0] as number[], bytes[1] as number[])).toBe(order);
      }),
    );
  });
});

/** Lexicographic: -1, 0 or 1. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return Math.sign((a[i] as number) - (b[i] as number));
  }
  return Math.sign(a.length - b.length);
}
