import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEvent } from "../../src/explain/index.js";
import { parseJson } from "../../src/explain/parse.js";
import type { JsonValue } from "../../src/explain/value.js";

const { SLUICE_DATA: data = "" } = process.env;
const suite = join(data, "json-test-suite", "test_parsing");
const suiteIsThere = data !== "" && existsSync(suite);

/** What `JSON.parse` gives for the same text; a `__proto__` key is an own key there too. */
function plain(value: JsonValue): unknown {
  switch (value.type) {
    case "null":
      return null;
    case "boolean":
    case "string":
      return value.value;
    case "number":
      return Number(value.text);
    case "array":
      return value.elements.map(plain);
    case "object":
      return Object.fromEntries(Array.from(value.members, ([key, member]) => [key, plain(member)]));
  }
}

function refusal(input: string | Uint8Array, maxDepth?: number): string {
  try {
    parseEvent(input, maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    return String(error);
  }
  return "accepted";
}

describe("parseEvent agrees with JSON.parse", () => {
  const scalars = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\ud800", "\udc00\ud800", "__proto__", "\u2028", '"\\/\b\f\n\r\t'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      scalars,
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), tie("value"), { maxKeys: 5 }),
    ),
  }));

  test("on what JSON.stringify writes", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plain(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test("on which damaged texts it accepts, and what they say", () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\u0e+-. \n\t1tfnx\u0001',
      "true",
      "null",
      '""',
      '"a":',
      "\\ud800",
      "1e5",
    );
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(3), pieces, (value, place, removed, inserted) => {
        const whole = JSON.stringify(value);
        const at = place % (whole.length + 1);
        const text = (whole.slice(0, at) + inserted + whole.slice(at + removed)).replace(/\p{Cs}/gu, "?");
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseJson(text)).toThrow(/^expected .* found .* at offset \d+$/);
          return;
        }
        expect(plain(parseJson(text))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("on bytes as on text", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(new TextEncoder().encode(text))).toEqual(parseJson(text));
      }),
    );
  });
});

describe("parseEvent keeps what JSON.parse loses", () => {
  test.each(["9007199254740993", "1.0", "-0", "1E400", "0.10", "1e-0005"])("the digits of %s", (text) => {
    expect(parseEvent(`{"a":${text}}`).members.get("a")).toEqual({ type: "number", text });
  });

  test("the order of keys by their last occurrence", () => {
    expect([...parseEvent('{"a":1,"b":2,"a":3}').members.keys()]).toEqual(["b", "a"]);
  });

  test("__proto__ as a key", () => {
    expect(parseEvent('{"__proto__":true}').members.get("__proto__")).toEqual({ type: "boolean", value: true });
  });
});

describe("parseEvent refuses", () => {
  test.each([
    ["nothing", "", "expected a value, found the end at offset 0"],
    ["blanks", " \n", "expected a value, found the end at offset 2"],
    ["an array", "[1]", "expected an object, found array"],
    ["a scalar", "null", "expected an object, found null"],
    ["two objects", "{}{}", 'expected the end, found "{" at offset 2'],
    ["a comma at the end of an object", '{"a":1,}', 'expected a key, found "}" at offset 7'],
    ["a comma at the end of an array", '{"a":[1,]}', 'expected a value, found "]" at offset 8'],
    ["a missing colon", '{"a" 1}', 'expected ":", found "1" at offset 5'],
    ["a missing value", '{"a":}', 'expected a value, found "}" at offset 5'],
    ["a missing comma", '{"a":1 "b":2}', 'expected "," or "}", found "\\"" at offset 7'],
    ["mismatched brackets", '{"a":[1}', 'expected "," or "]", found "}" at offset 7'],
    ["an object that does not end", '{"a":1', 'expected "," or "}", found the end at offset 6'],
    ["a string that does not end", '{"a":"x', "expected a string's next character, found the end at offset 7"],
    ["a string that ends in a backslash", '{"a":"\\', "expected an escape, found the end at offset 7"],
    ["a raw newline in a string", '{"a":"x\ny"}', 'expected a string\'s next character, found "\\n" at offset 7'],
    ["an unknown escape", '{"a":"\\x"}', 'expected an escape, found "x" at offset 7'],
    ["a short escape", '{"a":"\\u12G4"}', 'expected four hexadecimal digits, found "1" at offset 8'],
    ["a leading zero", '{"a":01}', 'expected "," or "}", found "1" at offset 6'],
    ["a leading plus", '{"a":+1}', 'expected a value, found "+" at offset 5'],
    ["a number without digits", '{"a":-}', 'expected a digit, found "}" at offset 6'],
    ["a fraction without digits", '{"a":1.}', 'expected a digit, found "}" at offset 7'],
    ["an exponent without digits", '{"a":1e+}', 'expected a digit, found "}" at offset 8'],
    ["a word of JavaScript", '{"a":NaN}', 'expected a value, found "N" at offset 5'],
    ["a word that is cut", '{"a":tru}', 'expected a value, found "t" at offset 5'],
    ["a bare key", "{a:1}", 'expected a key, found "a" at offset 1'],
    ["single quotes", "{'a':1}", 'expected a key, found "\'" at offset 1'],
    ["a comment", '{/**/"a":1}', 'expected a key, found "/" at offset 1'],
    ["a raw lone surrogate", '{"a":"\ud800"}', 'expected a string\'s next character, found "\\ud800" at offset 6'],
    ["a character beyond the BMP", "{😀}", 'expected a key, found "😀" at offset 1'],
    ["a wide blank", '{"a":\u00a01}', 'expected a value, found "\u00a0" at offset 5'],
    ["a second byte order mark", "\ufeff\ufeff{}", 'expected a value, found "\\ufeff" at offset 1'],
  ])("%s", (_, text, message) => {
    expect(refusal(text)).toBe(`SluiceError: ${message}`);
  });

  test("with offsets in bytes where it was given bytes", () => {
    expect(refusal(new TextEncoder().encode('\ufeff{"é😀":x}'))).toMatch(/at offset 13$/);
    expect(refusal('\ufeff{"é😀":x}')).toMatch(/at offset 8$/);
  });

  test.each([
    ["a byte that begins nothing", [0xff], "at offset 6"],
    ["an overlong slash", [0xc0, 0xaf], "at offset 6"],
    ["a surrogate", [0xed, 0xa0, 0x80], "at offset 6"],
    ["a code point beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "at offset 6"],
    ["a character that is cut", [0xe2, 0x82], "at offset 6"],
  ])("invalid UTF-8: %s", (_, middle, place) => {
    const bytes = Uint8Array.from([...Buffer.from('{"a":"'), ...middle, ...Buffer.from('"}')]);
    expect(refusal(bytes)).toBe(`SluiceError: expected UTF-8, found an invalid sequence ${place}`);
  });

  test("a character that is cut at the end of the bytes", () => {
    expect(refusal(Uint8Array.from([...Buffer.from("{}"), 0xef, 0xbf]))).toMatch(
      /found an invalid sequence at the end$/,
    );
  });

  test("nesting beyond the limit, at the bracket", () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect(refusal(nested(1024))).toBe("accepted");
    expect(refusal(nested(1025))).toBe(
      "SluiceError: expected at most 1024 levels of nesting, found more at offset 1028",
    );
    expect(refusal(nested(4), 3)).toMatch(/expected at most 3 levels/);
  });

  test("a hundred thousand brackets, without overflowing the stack whatever the limit", () => {
    expect(refusal("[".repeat(100_000), 200_000)).toMatch(/found the end at offset 100000$/);
  });
});

describe.skipIf(!suiteIsThere)("JSONTestSuite (where SLUICE_DATA names the folder that holds it)", () => {
  const files = suiteIsThere ? readdirSync(suite) : [];
  const read = (file: string): Uint8Array => readFileSync(join(suite, file));

  test.each(files.filter((file) => file.startsWith("y_")))("accepts %s", (file) => {
    const bytes = read(file);
    expect(plain(parseJson(bytes))).toEqual(JSON.parse(new TextDecoder().decode(bytes)));
  });

  test.each(files.filter((file) => file.startsWith("n_")))("refuses %s", (file) => {
    expect(() => parseJson(read(file))).toThrow(expect.objectContaining({ code: "event-refused" }));
  });
});
