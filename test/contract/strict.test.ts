import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile, Matcher, type MatcherOptions, parseCondition } from "../../src/index.js";
import { damage } from "../arbitrary/damage.js";
import { eventArbitrary } from "../arbitrary/event.js";

// Strict validation against validate(), JSON.parse and, where bench/ is installed, simdjson.

const TOKENS = ["{", "}", "[", "]", ":", ",", '"a"', "1"];
const root = new URL("../../", import.meta.url);
const { program } = compile([{ id: "any", condition: parseCondition("a is_null or a exists") }], { strict: true });
const cores: readonly { name: string; options: MatcherOptions }[] = [
  { name: "release core", options: {} },
  { name: "debug core", options: { wasm: readFileSync(new URL("build/core.debug.wasm", root)) } },
];

/** What a scan says of each line: a code, or "judged"; nothing of empty lines. */
function verdicts(matcher: Matcher, text: Uint8Array): Map<number, string> {
  const found = new Map<number, string>();
  matcher.scan(text, {
    onEvent: ({ line }) => found.set(line, "judged"),
    onRefused: ({ line, code }) => found.set(line, code),
  });
  return found;
}

function isJson(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
    return true;
  } catch {
    return false;
  }
}

/** Every sequence of up to five tokens, in a container of each kind, and whether the whole is JSON. */
const sequences = [
  ["{", "}"],
  ['{"a":', "}"],
  ['{"a":[', "]}"],
  ['{"a":[{},', "]}"],
  ['{"a":{},', "}"],
].map(([open, close]) =>
  tokenSequences(5).map((sequence) => {
    const event = Buffer.from(`${open}${sequence}${close}`);
    return { event, valid: isJson(event) };
  }),
);

function tokenSequences(length: number): readonly string[] {
  if (length === 0) return [""];
  const shorter = tokenSequences(length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((start) => TOKENS.map((token) => start + token))])];
}

describe.each(cores)("strict validation, $name", ({ options }) => {
  const lazy = new Matcher(program, options);
  const strict = new Matcher(program, { ...options, validation: "strict" });

  it.each<[what: string, event: string | Uint8Array, verdict: string]>([
    ["an event", '{"a":"é","b":[1,"x",{}],"c":{"d":null}}', "judged"],
    ["white space", ' { "a" : [ 1 , true , { } , [ ] ] , "b" : "" }\t\r', "judged"],
    ["every escape", '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u12aF"}', "judged"],
    ["a lone surrogate escape", '{"a":"\\ud800"}', "judged"],
    ["a number as a number is", '{"a":[-0,0.5,1e-7,12E+3]}', "judged"],
    ["a leading zero", '{"a":01}', "invalid-json"],
    ["a word", '{"a":nul}', "invalid-json"],
    ["a longer word", '{"a":nulll}', "invalid-json"],
    ["a missing value", '{"a":}', "invalid-json"],
    ["a comma too many", '{"a":1,}', "invalid-json"],
    ["a comma at first", '{,"a":1}', "invalid-json"],
    ["a comma too few", '{"a":1 "b":2}', "invalid-json"],
    ["a colon in an array", '{"a":["b":1]}', "invalid-json"],
    ["a colon in an array after an object", '{"a":[{},"b":1]}', "invalid-json"],
    ["a key alone", '{"a"}', "invalid-json"],
    ["a key alone after an array", '{"a":[],"b"}', "invalid-json"],
    ["a value alone", '{"a":1,2}', "invalid-json"],
    ["an object as key", '{"a":1,{}}', "invalid-json"],
    ["two values", '{"a":"b":"c"}', "invalid-json"],
    ["a tab in a string", '{"a":"\t"}', "invalid-json"],
    ["a form feed between tokens", '{\f"a":1}', "invalid-json"],
    ["an unknown escape", '{"a":"\\x"}', "invalid-json"],
    ["an escape without its digits", '{"a":"\\u12g4"}', "invalid-json"],
    ["an escape outside a string", '{"a":\\"b\\"}', "invalid-json"],
    ["a byte order mark before a key", '{\ufeff"a":1}', "invalid-json"],
    ["a lone continuation byte", Buffer.from('{"a":"\x80"}', "latin1"), "invalid-utf8"],
    ["a surrogate in UTF-8", Buffer.from('{"a":"\xed\xa0\x80"}', "latin1"), "invalid-utf8"],
    ["a character cut off", Buffer.from('{"a":"\xf0\x9f\x98"}', "latin1"), "invalid-utf8"],
    ["a fault in the characters before one in the grammar", Buffer.from('{"\xff":}', "latin1"), "invalid-utf8"],
    ["a fault in the grammar before one in the characters", Buffer.from('{:"\xff"}', "latin1"), "invalid-json"],
    ["an open string, refused either way", '{"a":"b', "unterminated-string"],
    ["a mismatch, refused either way", '{"a":[1,]]', "mismatched-brackets"],
    ["no object, refused either way", "[nul]", "not-an-object"],
    ["trailing bytes, refused either way", '{"a":}}', "trailing-bytes"],
  ])("%s", (_what, event, verdict) => {
    const bytes = typeof event === "string" ? Buffer.from(event) : event;
    for (const before of [0, 1, 40, 62, 63, 64]) {
      const padded = Buffer.concat([Buffer.alloc(before, 0x20), bytes]);
      const fine = Buffer.from('{"b":[1,true,"\\n"]}\n');
      const text = Buffer.concat([fine, padded, Buffer.from("\n"), fine]);
      expect([...verdicts(strict, text)]).toEqual([
        [1, "judged"],
        [2, verdict],
        [3, "judged"],
      ]);
      if (verdict === "judged") expect(strict.test(padded)).toBe(true);
      else expect(() => strict.test(padded)).toThrow(verdict);
    }
  });

  it("a newline ends an event, where an object may go on in a text of its own", () => {
    expect([...verdicts(strict, Buffer.from('{"a":\n1}\n{"a":"b\n'))]).toEqual([
      [1, "unbalanced-brackets"],
      [2, "not-an-object"],
      [3, "unterminated-string"],
    ]);
    expect(strict.test('{"a":\n1}\n')).toBe(true);
    expect(() => strict.test('{"a":"b\n"}')).toThrow("invalid-json");
  });

  it("what a torn line leaves open does not harm the next one", () => {
    const good = '{"a":[1,"b"]}';
    const torn = [
      '{"a',
      '{"a":"\\',
      '{"a":1,',
      '{"a":',
      '{"a":tru',
      "{",
      '[1,"b',
      '{"a":1,"b"',
      Buffer.from([0x7b, 0x22, 0xf0]),
    ];
    const text = Buffer.concat(torn.flatMap((line) => [Buffer.from(line), Buffer.from(`\n${good}\n`)]));
    const found = verdicts(strict, text);
    expect(torn.map((_, index) => found.get(2 * index + 2))).toEqual(torn.map(() => "judged"));
  });

  it("agrees with JSON.parse on every short sequence of tokens, in every kind of container", () => {
    for (const events of sequences) {
      const text = Buffer.concat(events.flatMap(({ event }) => [event, Buffer.from("\n")]));
      const found = verdicts(strict, text);
      const wrong = events.filter(({ valid }, index) => (found.get(index + 1) === "judged") !== valid);
      expect(wrong.map(({ event }) => String(event))).toEqual([]);
    }
    expect(sequences.flat().filter(({ valid }) => valid).length).toBeGreaterThan(100);
  });

  const line = damage(
    fc.oneof(
      eventArbitrary().map((event) => Buffer.from(event)),
      spacious(),
    ),
  );

  it("accepts of damaged events those that validate() and JSON.parse accept, and refuses as ever what lazy refuses", () => {
    let valid = 0;
    let invalid = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = Buffer.concat(parts.flatMap((part) => [part, Buffer.from("\n")]));
        const tolerated = verdicts(lazy, text);
        const found = verdicts(strict, text);
        expect([...found.keys()]).toEqual([...tolerated.keys()]);
        for (const [number, verdict] of found) {
          const bytes = lineOf(text, number);
          // A byte order mark is one at the start of a stream alone.
          const json = isJson(bytes);
          if (tolerated.get(number) !== "judged") expect(verdict).toBe(tolerated.get(number));
          else if (json) expect(verdict).toBe("judged");
          else expect(verdict).toMatch(/^invalid-(json|utf8)$/);
          expect(strict.validate(bytes)).toBe(json);
          if (json) valid++;
          else if (tolerated.get(number) === "judged") invalid++;
        }
      }),
      { numRuns: 1500 },
    );
    expect(valid).toBeGreaterThan(500);
    expect(invalid).toBeGreaterThan(200);
  });

  it("accepts exactly the UTF-8 in strings, at any place of a block", () => {
    const unit = fc.constantFrom(
      ...Buffer.from("61 7f 80 8f 90 9f a0 bf c0 c2 df e0 e1 ed ef f0 f1 f4 f5".replaceAll(" ", ""), "hex"),
    );
    const character = fc
      .constantFrom("é", "€", "\u{1f600}", "\ud7ff", "\u{10ffff}")
      .map((text) => [...Buffer.from(text)]);
    const content = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: character },
        unit.map((byte) => [byte]),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.nat(130), content, (before, parts) => {
        const event = Buffer.from([...Buffer.from(`{"${"x".repeat(before)}`), ...parts.flat(), ...Buffer.from('":0}')]);
        expect([...verdicts(strict, event).values()]).toEqual([isJson(event) ? "judged" : "invalid-utf8"]);
      }),
      { numRuns: 4000 },
    );
  });

  const simdjson = installed();
  it.skipIf(!simdjson)(
    "agrees with the package simdjson on damaged events (skipped where bench/ is not installed)",
    () => {
      fc.assert(
        fc.property(line, (event) => {
          const text = event.toString();
          if (!text.trimStart().startsWith("{") || text.includes("\n")) return;
          // It is given a string, so bytes that are no UTF-8 were replaced before.
          const judged = [...verdicts(strict, Buffer.from(text)).values()].join() === "judged";
          // Its numbers have to fit its types; ours are exact.
          if (judged !== simdjson?.isValid(text)) expect(judged && /\d/.test(text)).toBe(isJson(Buffer.from(text)));
        }),
        { numRuns: 1500 },
      );
    },
  );
});

it("validation is an option that is checked", () => {
  // @ts-expect-error a value that the type does not have
  expect(() => new Matcher(program, { validation: "loose" })).toThrow('expected "lazy" or "strict"');
});

/** Events of few values and much white space, which put tokens at any place of a block. */
function spacious(): fc.Arbitrary<Buffer> {
  const gap = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    fc.nat(70).map((length) => " ".repeat(length)),
  );
  const value = fc.constantFrom("1", "true", '"a"', '"\\\\"', "{}", "[]", '[1,"a"]', '{"a":[{"b":0}]}');
  return fc.array(fc.tuple(gap, gap, value, gap, gap), { maxLength: 6 }).map((members) => {
    const texts = members.map(([a, b, text, c, d]) => `${a}"k"${b}:${c}${text}${d}`);
    return Buffer.from(`{${texts.join(",")}}`);
  });
}

function lineOf(text: Buffer, number: number): Buffer {
  let start = 0;
  for (let line = 1; line < number; line++) start = text.indexOf(0x0a, start) + 1;
  return text.subarray(start, text.indexOf(0x0a, start));
}

function installed(): { isValid(text: string): boolean } | undefined {
  try {
    return createRequire(new URL("bench/", root))("simdjson");
  } catch {
    return undefined;
  }
}
