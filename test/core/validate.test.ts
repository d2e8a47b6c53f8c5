import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { leafs, place, reserve, reset } from "./leafs.js";

const VALID = 0;
const SYNTAX = 1;
const TOO_DEEP = 2;
const NOT_UTF8 = 3;
const UNTERMINATED = 4;
const MAX_DEPTH = 1024;

beforeEach(reset);

function validate(text: string | Uint8Array, maxDepth = MAX_DEPTH): number {
  reset();
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return leafs.validate(...place(bytes), maxDepth, reserve(maxDepth));
}

/** The obvious answer: strict UTF-8, no BOM, and JSON.parse. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);
const quoted = (...values: number[]): Buffer => Buffer.from([0x22, ...values, 0x22]);

describe("validate", () => {
  test.each<[string, string | Uint8Array]>([
    ["an empty object", "{}"],
    ["an empty array", "[]"],
    ["whitespace everywhere", ' \t\r\n{ "a" : [ 1 , { } , [ ] ] , "b" : null }\n '],
    ["a string on top", '"é\u{1f600}"'],
    ["a number on top", "-1.5e+3"],
    ["a word on top", "false"],
    ["every escape", '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u12aF"'],
    ["a lone surrogate escape", '"\\ud800"'],
    ["DEL", '"\x7f"'],
    ["duplicate keys", '{"a":1,"a":2}'],
    ["a long string", `"${"x".repeat(1000)}"`],
    ["long whitespace", `${" ".repeat(100)}1${"\n".repeat(100)}`],
    [
      "the ends of every UTF-8 length",
      quoted(0xc2, 0x80, 0xdf, 0xbf, 0xe0, 0xa0, 0x80, 0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80, 0xef, 0xbf, 0xbf),
    ],
    ["the ends of the planes above", quoted(0xf0, 0x90, 0x80, 0x80, 0xf3, 0xbf, 0xbf, 0xbf, 0xf4, 0x8f, 0xbf, 0xbf)],
  ])("accepts %s", (_, text) => {
    expect(validate(text)).toBe(VALID);
  });

  test.each<[string, string | Uint8Array, code: number, offset: number]>([
    ["nothing", "", SYNTAX, 0],
    ["whitespace only", "  ", SYNTAX, 2],
    ["a BOM", "\ufeff{}", SYNTAX, 0],
    ["trailing bytes", "{} x", SYNTAX, 3],
    ["two texts", "1 2", SYNTAX, 2],
    ["an open object", "{", SYNTAX, 1],
    ["an open array", "[1", SYNTAX, 2],
    ["a mismatched bracket", "[1}", SYNTAX, 2],
    ["a closing bracket on top", "]", SYNTAX, 0],
    ["a trailing comma in an array", "[1,]", SYNTAX, 3],
    ["a trailing comma in an object", '{"a":1,}', SYNTAX, 7],
    ["a leading comma", "[,1]", SYNTAX, 1],
    ["a missing comma", "[1 1]", SYNTAX, 3],
    ["a missing colon", '{"a" 1}', SYNTAX, 5],
    ["a missing value", '{"a":}', SYNTAX, 5],
    ["a colon in an array", '["a":1]', SYNTAX, 4],
    ["a key that is no string", "{a:1}", SYNTAX, 1],
    ["a key alone", '{"a"}', SYNTAX, 4],
    ["a leading zero", "[01]", SYNTAX, 2],
    ["a cut-off word", "[tru", SYNTAX, 1],
    ["a longer word", "[nulll]", SYNTAX, 5],
    ["a word in capitals", "[True]", SYNTAX, 1],
    ["NaN", "[NaN]", SYNTAX, 1],
    ["a form feed between tokens", "[\f]", SYNTAX, 1],
    ["a no-break space between tokens", "[\u00a0]", SYNTAX, 1],
    ["a zero byte", "[1]\0", SYNTAX, 3],
    ["an open string", '{"a":"bc', UNTERMINATED, 5],
    ["an open key", '{"abc', UNTERMINATED, 1],
    ["a string open at a backslash", '["a\\', UNTERMINATED, 1],
    ["a string open inside an escape", '["a\\u00', UNTERMINATED, 1],
    ["a long open string", `["${"x".repeat(100)}`, UNTERMINATED, 1],
    ["an unknown escape", '["a\\x"]', SYNTAX, 3],
    ["an escape with too few digits", '["\\u123"]', SYNTAX, 2],
    ["an escape with too few digits at the end", '"\\u1"', SYNTAX, 1],
    ["a newline in a string", '["ab\n"]', SYNTAX, 4],
    ["a control character far into a string", `["${"x".repeat(50)}\x1f"]`, SYNTAX, 52],
    ["a lone continuation byte", quoted(0x61, 0x80), NOT_UTF8, 2],
    ["an overlong 2-byte form", quoted(0xc1, 0xbf), NOT_UTF8, 1],
    ["an overlong 3-byte form", quoted(0xe0, 0x9f, 0xbf), NOT_UTF8, 1],
    ["an overlong 4-byte form", quoted(0xf0, 0x8f, 0xbf, 0xbf), NOT_UTF8, 1],
    ["the first surrogate", quoted(0xed, 0xa0, 0x80), NOT_UTF8, 1],
    ["the last surrogate", quoted(0xed, 0xbf, 0xbf), NOT_UTF8, 1],
    ["a code point above U+10FFFF", quoted(0xf4, 0x90, 0x80, 0x80), NOT_UTF8, 1],
    ["a lead byte above F4", quoted(0xf5, 0x80, 0x80, 0x80), NOT_UTF8, 1],
    ["a 5-byte form", quoted(0xf8, 0x88, 0x80, 0x80, 0x80), NOT_UTF8, 1],
    ["FF", quoted(0xff), NOT_UTF8, 1],
    ["a character cut off by the quote", quoted(0xe2, 0x82), NOT_UTF8, 1],
    ["a character cut off by the end", bytes(0x22, 0xc3, 0xa9, 0xe2, 0x82), NOT_UTF8, 3],
  ])("refuses %s", (_, text, code, offset) => {
    expect([validate(text), leafs.validateOffset.value]).toEqual([code, offset]);
  });

  test("refuses nesting above the limit, at the bracket that is too much", () => {
    const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${"}]".repeat(depth / 2)}`;
    expect(validate(nested(8), 8)).toBe(VALID);
    expect([validate(nested(8), 7), leafs.validateOffset.value]).toEqual([TOO_DEEP, 19]);
    expect([validate("{}", 0), leafs.validateOffset.value]).toEqual([TOO_DEEP, 0]);
    expect(validate("1", 0)).toBe(VALID);
    expect(validate("[".repeat(10_000_000))).toBe(TOO_DEEP);
    expect(validate("[".repeat(1024) + "]".repeat(1024))).toBe(VALID);
  });

  test("is not misled by what follows a cut-off text", () => {
    const texts = [
      ' {"key": [true, false, null, -12.5e3, "a\\u00e9\\n\u{1f600}", {}, []]} ',
      ...[
        "true ",
        "false ",
        "null ",
        "-12.5e3 ",
        '"a\\u00e9" ',
        '"a\\n" ',
        '"\u{1f600}" ',
        "[[]] ",
        '"0123456789abcde" ',
      ],
    ];
    for (const text of texts) {
      const whole = Buffer.from(text);
      for (let length = 0; length <= whole.length; length++) {
        reset();
        const [at] = place(whole);
        const cut = whole.subarray(0, length);
        expect(leafs.validate(at, length, MAX_DEPTH, reserve(MAX_DEPTH)) === VALID, `${cut}`).toBe(isJson(cut));
        expect(leafs.validateOffset.value).toBeLessThanOrEqual(length);
      }
    }
  });

  test("knows a character that is cut off, whatever follows", () => {
    const [at] = place('"\u{1f600}"');
    for (const length of [2, 3, 4]) expect(leafs.validate(at, length, MAX_DEPTH, reserve(MAX_DEPTH))).toBe(NOT_UTF8);
    expect(leafs.validate(at, 5, MAX_DEPTH, reserve(MAX_DEPTH))).toBe(UNTERMINATED);
  });

  const json = fc.tuple(fc.json({ depthSize: "medium", stringUnit: "binary" }), fc.nat(2)).map(([text, indent]) => {
    return Buffer.from(JSON.stringify(JSON.parse(text), null, indent));
  });

  test("accepts every JSON text", () => {
    fc.assert(
      fc.property(json, (text) => validate(text) === VALID),
      { numRuns: 1000 },
    );
  });

  test("accepts what JSON.parse and a strict decoder accept, on damaged JSON", () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('{}[]",:\\/ \t\n0123456789.eE+-truefalsn\ubfff\u{10ffff}\u0080')),
      fc.nat(255),
    );
    const damage = fc.array(fc.tuple(fc.nat(300), fc.nat(3), fc.array(byte, { maxLength: 3 })), { maxLength: 3 });
    fc.assert(
      fc.property(json, damage, (text, damage) => {
        let damaged = text;
        for (const [offset, removed, added] of damage) {
          const at = offset % (damaged.length + 1);
          damaged = Buffer.concat([damaged.subarray(0, at), Buffer.from(added), damaged.subarray(at + removed)]);
        }
        expect(validate(damaged) === VALID).toBe(isJson(damaged));
      }),
      { numRuns: 4000 },
    );
  });

  test("accepts exactly the valid UTF-8 inside strings", () => {
    const unit = fc.constantFrom(
      0x61,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf1,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), fc.nat(20), (values, before) => {
        const text = quoted(...Buffer.alloc(before, 0x61), ...values);
        expect(validate(text) === VALID).toBe(isJson(text));
      }),
      { numRuns: 4000 },
    );
  });
});

const folder = process.env.SLUICE_DATA;

/** What RFC 8259 leaves open, and why it is decided so: numbers and escapes are kept as text, bytes have to be UTF-8. */
const DECISIONS: Record<string, [accepted: boolean, why: string]> = {
  "i_number_double_huge_neg_exp.json": [true, "numbers have no limits: they are exact decimals, never doubles"],
  "i_number_huge_exp.json": [true, "numbers have no limits"],
  "i_number_neg_int_huge_exp.json": [true, "numbers have no limits"],
  "i_number_pos_double_huge_exp.json": [true, "numbers have no limits"],
  "i_number_real_neg_overflow.json": [true, "numbers have no limits"],
  "i_number_real_pos_overflow.json": [true, "numbers have no limits"],
  "i_number_real_underflow.json": [true, "numbers have no limits"],
  "i_number_too_big_neg_int.json": [true, "numbers have no limits"],
  "i_number_too_big_pos_int.json": [true, "numbers have no limits"],
  "i_number_very_big_negative_int.json": [true, "numbers have no limits"],
  "i_object_key_lone_2nd_surrogate.json": [true, "a lone surrogate escape is a code point that equals itself"],
  "i_string_1st_surrogate_but_2nd_missing.json": [true, "a lone surrogate escape"],
  "i_string_1st_valid_surrogate_2nd_invalid.json": [true, "a lone surrogate escape"],
  "i_string_incomplete_surrogate_and_escape_valid.json": [true, "a lone surrogate escape"],
  "i_string_incomplete_surrogate_pair.json": [true, "a lone surrogate escape"],
  "i_string_incomplete_surrogates_escape_valid.json": [true, "a lone surrogate escape"],
  "i_string_invalid_lonely_surrogate.json": [true, "a lone surrogate escape"],
  "i_string_invalid_surrogate.json": [true, "a lone surrogate escape"],
  "i_string_inverted_surrogates_U+1D11E.json": [true, "two lone surrogate escapes"],
  "i_string_lone_second_surrogate.json": [true, "a lone surrogate escape"],
  "i_string_UTF-16LE_with_BOM.json": [false, "the encoding is UTF-8 (section 8.1)"],
  "i_string_utf16BE_no_BOM.json": [false, "the encoding is UTF-8"],
  "i_string_utf16LE_no_BOM.json": [false, "the encoding is UTF-8"],
  "i_string_iso_latin_1.json": [false, "the encoding is UTF-8"],
  "i_string_UTF-8_invalid_sequence.json": [false, "no valid UTF-8"],
  "i_string_UTF8_surrogate_U+D800.json": [false, "no valid UTF-8: a surrogate has no UTF-8 form"],
  "i_string_invalid_utf-8.json": [false, "no valid UTF-8"],
  "i_string_lone_utf8_continuation_byte.json": [false, "no valid UTF-8"],
  "i_string_not_in_unicode_range.json": [false, "no valid UTF-8: above U+10FFFF"],
  "i_string_overlong_sequence_2_bytes.json": [false, "no valid UTF-8: overlong"],
  "i_string_overlong_sequence_6_bytes.json": [false, "no valid UTF-8: 6 bytes"],
  "i_string_overlong_sequence_6_bytes_null.json": [false, "no valid UTF-8: 6 bytes"],
  "i_string_truncated-utf-8.json": [false, "no valid UTF-8: cut off"],
  "i_structure_500_nested_arrays.json": [true, "below the default limit of 1,024"],
  "i_structure_UTF-8_BOM_empty_object.json": [false, "a text has no BOM (section 8.1); a scanner strips it before"],
};

describe.skipIf(folder === undefined)("JSONTestSuite (skipped where SLUICE_DATA names no folder)", () => {
  const tests = join(folder ?? "", "json-test-suite", "test_parsing");
  const names = (prefix: string): string[] => {
    return readdirSync(tests).filter((name) => name.startsWith(prefix) && name.endsWith(".json"));
  };
  const accepted = (name: string): boolean => validate(readFileSync(join(tests, name))) === VALID;

  test("all 95 valid texts are accepted", () => {
    expect(names("y_")).toHaveLength(95);
    expect(names("y_").filter((name) => !accepted(name))).toEqual([]);
  });

  test("all 188 invalid texts are refused", () => {
    expect(names("n_")).toHaveLength(188);
    expect(names("n_").filter(accepted)).toEqual([]);
  });

  test("the 35 texts that are open are decided as listed", () => {
    expect(Object.fromEntries(names("i_").map((name) => [name, accepted(name)]))).toEqual(
      Object.fromEntries(Object.entries(DECISIONS).map(([name, [accepted]]) => [name, accepted])),
    );
    expect(Object.keys(DECISIONS)).toHaveLength(35);
  });
});
