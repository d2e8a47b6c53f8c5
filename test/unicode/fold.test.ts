import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { closeUnderFolding, foldCodePoint, foldString } from "../../src/unicode/fold.js";
import { UNICODE_VERSION } from "../../src/unicode/tables.generated.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { instantiate } from "../regex/wasm.js";

interface Exports {
  readonly memory: WebAssembly.Memory;
  fold(source: number, length: number, target: number): number;
  foldCodePoint(codePoint: number): number;
}
const core = instantiate("fold") as Exports;
core.memory.grow(2);

/** Folds in the core, and throws if it wrote beyond the room that it may have. What follows the source is not to matter. */
function foldInCore(bytes: Uint8Array, after = 0x41): Uint8Array {
  const [source, target] = [0x10000, 0x14000];
  const room = Math.floor(1.5 * bytes.length) + 16;
  const memory = new Uint8Array(core.memory.buffer);
  memory.fill(after, source, target + room + 64);
  memory.set(bytes, source);
  const length = core.fold(source, bytes.length, target);
  if (memory.subarray(target + room, target + room + 64).some((byte) => byte !== after)) throw new Error("no room");
  return memory.slice(target, target + length);
}

const folded: readonly (readonly [string, string])[] = [
  ["", ""],
  ["Az09[@`{", "az09[@`{"],
  ["ÀÉÞß", "àéþß"],
  ["ẞ", "ß"],
  ["İı", "İı"],
  ["K", "k"],
  ["ſ", "s"],
  ["ΣΣς", "σσσ"],
  ["Ⱥ", "ⱥ"],
  ["ǅ", "ǆ"],
  ["Ꭰꭰ", "ᎠᎠ"],
  ["𐐀", "𐐨"],
  ["ﬅ", UNICODE_VERSION === "15.0.0" ? "ﬅ" : "ﬆ"],
  ["\ud800A\udc00", "\ud800a\udc00"],
  ["😀Ａ", "😀ａ"],
];

describe("simple case folding", () => {
  test.each(folded)("of %j is %j", (text, expected) => {
    expect(foldString(text)).toBe(expected);
    expect(foldInCore(encodeWtf8(text))).toEqual(encodeWtf8(expected));
  });

  test("is idempotent, never longer than 1.5 times, and the same in the core, for every code point", () => {
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const to = foldCodePoint(codePoint);
      if (core.foldCodePoint(codePoint) !== to) throw new Error(`U+${codePoint.toString(16)} differs in the core`);
      if (to === codePoint) continue;
      expect(foldCodePoint(to)).toBe(to);
      const [before, after] = [codePoint, to].map((at) => encodeWtf8(String.fromCodePoint(at)).length) as [
        number,
        number,
      ];
      expect(after).toBeLessThanOrEqual(before * 1.5);
      expect(codePoint < 0x80).toBe(after === 1 && before === 1);
    }
  });

  test("makes alike what re2js finds alike under (?i)", () => {
    const fellows = (codePoint: number) => closeUnderFolding([codePoint, codePoint]);
    for (let codePoint = 0; codePoint <= 0x1ffff; codePoint++) {
      if (fellows(codePoint).length === 2 && fellows(codePoint)[0] === fellows(codePoint)[1]) continue;
      const reference = RE2JS.compile(`(?i)^\\x{${codePoint.toString(16)}}$`);
      for (const fellow of fellows(codePoint)) expect(reference.test(String.fromCodePoint(fellow))).toBe(true);
    }
  });
});

describe("closeUnderFolding", () => {
  test.each([
    ["a letter", "k", "Kk\u212a"],
    ["letters of one orbit", "Kk", "Kk\u212a"],
    ["what has no case", "1", "1"],
    ["three of an orbit", "ς", "Σςσ"],
  ])("of %s", (_name, members, closed) => {
    const pairs = (text: string) => [...text].flatMap((at) => [at.codePointAt(0), at.codePointAt(0)]) as number[];
    const expand = (ranges: readonly number[]) =>
      ranges.flatMap((first, i) => {
        const last = ranges[i + 1] as number;
        return i % 2 === 1 ? [] : Array.from({ length: last - first + 1 }, (_, n) => first + n);
      });
    expect(expand(closeUnderFolding(pairs(members)))).toEqual([...closed].map((at) => at.codePointAt(0)));
  });

  test("of everything is everything", () => {
    expect(closeUnderFolding([0, 0x10ffff])).toEqual([0, 0x10ffff]);
  });
});

describe("fold in the core", () => {
  const characters = fc.constantFrom(..."aAzZ@[ß09ÉéẞKſΣȺⱥ中😀𐐀", "\ud800", "\udc00");

  test("folds any text as foldString does", () => {
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 70 }), fc.nat({ max: 255 }), (parts, after) => {
        // Halves of a pair that meet are one code point in a string and in its WTF-8 alike.
        const text = parts.join("");
        expect(foldInCore(encodeWtf8(text), after)).toEqual(encodeWtf8(foldString(text)));
      }),
      { numRuns: 3_000 },
    );
  }, 30_000);

  test.each([
    ["a lone continuation byte", [0x41, 0x80, 0x41], [0x61, 0x80, 0x61]],
    ["an overlong A", [0xc1, 0x81, 0xe0, 0x81, 0x81, 0x42], [0xc1, 0x81, 0xe0, 0x81, 0x81, 0x62]],
    ["an overlong É", [0xe0, 0x83, 0x89], [0xe0, 0x83, 0x89]],
    ["an overlong É of four bytes", [0xf0, 0x80, 0x83, 0x89], [0xf0, 0x80, 0x83, 0x89]],
    ["a torn É", [0x41, 0xc3], [0x61, 0xc3]],
    ["a torn ẞ", [0xe1, 0xba, 0x41], [0xe1, 0xba, 0x61]],
    ["a torn 𐐀", [0xf0, 0x90, 0x90], [0xf0, 0x90, 0x90]],
    ["beyond 10FFFF", [0xf4, 0x90, 0x80, 0x80, 0xf5, 0x41], [0xf4, 0x90, 0x80, 0x80, 0xf5, 0x61]],
    ["FE and FF", [0xff, 0xfe, 0x41], [0xff, 0xfe, 0x61]],
  ])("copies %s as it is", (_name, bytes, expected) => {
    for (const after of [0x41, 0x80, 0x89]) expect([...foldInCore(Uint8Array.from(bytes), after)]).toEqual(expected);
  });

  test("keeps to its room, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(foldInCore(bytes).length).toBeLessThanOrEqual(1.5 * bytes.length);
      }),
      { numRuns: 3_000 },
    );
  }, 30_000);
});
