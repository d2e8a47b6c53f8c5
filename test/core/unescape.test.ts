import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { foldString } from "../../src/unicode/fold.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { bytesAt, leafs, place, reserve, reset } from "./leafs.js";

beforeEach(reset);

const NOT_ASCII = 0xffff_ffff;

function content(source: string | Uint8Array): Uint8Array {
  reset();
  const [at, length] = place(source);
  const out = reserve(length);
  const written = leafs.unescape(at, length, out);
  expect(written).toBeLessThanOrEqual(length);
  return bytesAt(out, written);
}

const jsonStrings = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.string({ unit: "binary-ascii" }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.nat(0xffff).map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`),
      fc.integer({ min: 0xd7f0, max: 0xe010 }).map((unit) => `\\u${unit.toString(16).toUpperCase()}`),
      fc.constantFrom("\\/", "\\n", "\\\\", '\\"', "A".repeat(16), "\\ud83d", "\\ude00", "\\u0041", "\\u212a"),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

describe("unescape", () => {
  test.each([
    ["nothing", "", ""],
    ["no escape", "plain é\u{1f600}", "plain é\u{1f600}"],
    ["every short escape", '\\"\\\\\\/\\b\\f\\n\\r\\t', '"\\/\b\f\n\r\t'],
    ["a zero", "\\u0000", "\0"],
    ["1 to 3 bytes, digits of both cases", "\\u007f\\u0080\\u07FF\\u0800\\uffff", "\x7f\x80\u07ff\u0800\uffff"],
    ["a pair", "\\ud83d\\ude00", "\u{1f600}"],
    ["the first and last pair", "\\uD800\\uDC00\\uDBFF\\uDFFF", "\u{10000}\u{10ffff}"],
    ["a lone high surrogate", "\\ud83d!", "\ud83d!"],
    ["a lone low surrogate", "\\ude00", "\ude00"],
    ["a high surrogate before a pair", "\\ud83d\\ud83d\\ude00", "\ud83d\u{1f600}"],
    ["a high surrogate before another escape", "\\ud83d\\n\\u0041", "\ud83d\nA"],
    ["an escaped backslash before a u", "\\\\u0041", "\\u0041"],
    ["an unknown escape", "a\\qb", "a\\qb"],
    ["a backslash at the end", "a\\", "a\\"],
    ["too few digits", "\\u12", "\\u12"],
    ["too few digits before an escape", "\\u12\\n", "\\u12\n"],
    ["a digit that is none", "\\u12g4\\u00:0", "\\u12g4\\u00:0"],
    ["a high surrogate before an escape with too few digits", "\\ud83d\\ude0", "\ud83d\\ude0"],
    [
      "escapes around a block of 16",
      `${"x".repeat(15)}\\n${"y".repeat(16)}\\t`,
      `${"x".repeat(15)}\n${"y".repeat(16)}\t`,
    ],
  ])("%s", (_, source, expected) => {
    expect(content(source)).toEqual(encodeWtf8(expected));
  });

  test("copies a cut-off escape, whatever follows the string", () => {
    const cuts = [
      ["\\", "n"],
      ["\\u", "0041"],
      ["\\u00", "41"],
      ["\\u004", "1"],
      ["\\ud83d\\", "ude00"],
      ["\\ud83d\\ude0", "0"],
    ] as const;
    for (const [cut, rest] of cuts) {
      for (let before = 0; before <= 20; before++) {
        reset();
        const text = "x".repeat(before) + cut;
        const [at] = place(text + rest);
        const out = reserve(text.length);
        const length = leafs.unescape(at, text.length, out);
        expect(bytesAt(out, length)).toEqual(encodeWtf8(text.replace("\\ud83d", "\ud83d")));
      }
    }
  });

  test("is JSON.parse on any JSON string, however it is escaped", () => {
    fc.assert(
      fc.property(jsonStrings, (source) => {
        expect(content(source)).toEqual(encodeWtf8(JSON.parse(`"${source}"`)));
      }),
      { numRuns: 2000 },
    );
  });

  test("writes nothing more than 16 bytes after the result", () => {
    const source = `${"\\u0041".repeat(40)}${"x".repeat(33)}`;
    const [at, length] = place(source);
    const out = reserve(length);
    new Uint8Array(leafs.memory.buffer).fill(0xee, out, out + length + 64);
    const written = leafs.unescape(at, length, out);
    expect(bytesAt(out + written + 16, length + 48 - written).every((byte) => byte === 0xee)).toBe(true);
  });
});

describe("unescapeFolded", () => {
  const isAscii = (source: string): boolean => encodeWtf8(source).every((byte) => byte < 0x80);
  const folded = (source: string): Uint8Array | "not ASCII" => {
    reset();
    const [at, length] = place(source);
    const out = reserve(length);
    const written = leafs.unescapeFolded(at, length, out) >>> 0;
    return written === NOT_ASCII ? "not ASCII" : bytesAt(out, written);
  };

  test("folds what JSON.parse reads of a string that is ASCII, whatever its escapes stand for", () => {
    fc.assert(
      fc.property(jsonStrings.filter(isAscii), (source) => {
        expect(folded(source)).toEqual(encodeWtf8(foldString(JSON.parse(`"${source}"`))));
      }),
      { numRuns: 2000 },
    );
  });

  test("leaves a string that is not ASCII to fold()", () => {
    fc.assert(
      fc.property(jsonStrings, (source) => {
        expect(folded(source) === "not ASCII").toBe(!isAscii(source));
      }),
      { numRuns: 2000 },
    );
  });
});
