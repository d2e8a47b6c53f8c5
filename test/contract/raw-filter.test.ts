// Literals of `**` are first looked for in an event's bytes as they lie in memory. That passes by events that have none, and no other.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COUNTER_PIECES, COUNTER_VALUES } from "../../src/bytecode/layout.js";
import { evaluate } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, type ScanOptions } from "../../src/index.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { stringText } from "../arbitrary/event.js";
import { cutAt, frame } from "../engine/framing.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

/** What the filter can tell from the bytes, */
const PLAIN = ["kerberos", "misc::skeleton", "Sekurlsa", "esx admins", "1234567", "s::k", "kiwi legit printer"];
/** what it tells by a part, */
const AWKWARD = [
  'a"kiwi"b',
  "C:\\Users\\uninstall",
  "\\mimilib.dll",
  "usr/local",
  "atk/",
  "sam",
  "ſkſ kelvin",
  "tab\there",
  "naïve kiss",
  "<task>",
  "this&that",
];
/** and what it cannot. */
const SHORT = ["a/b", "ſk", "k&s", "\\"];

function contains(
  value: string,
  nocase: boolean,
  kind: "contains" | "starts_with" | "ends_with" = "contains",
): Condition {
  const path = { segments: [{ type: "anywhere" }] } as const;
  return { type: "predicate", operand: { type: "path", path }, kind, value, ...(nocase && { nocase: true }) };
}

function programOf(conditions: readonly Condition[]): ReturnType<typeof compile>["program"] {
  return compile(
    conditions.map((condition, i) => ({ id: `${i}`, condition })),
    { strict: true },
  ).program;
}

/** A matcher whose core counts, and the scalars that it visited and the pieces it compared for one event. */
function counting(conditions: readonly Condition[]) {
  const matcher = new Matcher(programOf(conditions), { wasm });
  return (event: string) => {
    const before = [matcher.counter(COUNTER_VALUES), matcher.counter(COUNTER_PIECES)] as const;
    const matched = matcher.match(event).map(({ index }) => index);
    return {
      matched,
      values: matcher.counter(COUNTER_VALUES) - before[0],
      pieces: matcher.counter(COUNTER_PIECES) - before[1],
    };
  };
}

describe("literals anywhere", () => {
  const judge = counting([contains("kerberos", true), contains("misc::skeleton", true), contains("eSx", false)]);

  it.each([
    ["nothing alike", '{"a":"nothing","b":["to",{"see":1}]}'],
    ["paths with escaped backslashes before a u", '{"a":"C:\\\\users\\\\uninstall"}'],
    ["escapes of characters that no piece has", '{"a":"\\u00e9\\u0026\\u003c\\n\\t\\""}'],
    ["a part of one", '{"a":"kerbero","b":"s"}'],
    ["another spelling", '{"a":"kerber0s misc:;skeleton"}'],
    ["letters above ASCII", '{"a":"ÅŞÉ",":":"k"}'],
  ])("an event with %s is passed by", (_, event) => {
    expect(judge(event)).toMatchObject({ matched: [], values: 0 });
  });

  it.each([
    ["as it stands", '{"a":"kerberos"}', [0]],
    ["in another case", '{"a":["x",{"b":"KerBeros"}]}', [0]],
    ["with an escape", '{"a":"k\\u0065rberos"}', [0]],
    ["with an escape of a capital", '{"a":"k\\u0045rberos"}', [0]],
    ["with the sign of kelvin", '{"a":"\u212aerberos"}', [0]],
    ["with the long s", '{"a":"kerbero\u017f MI\u017fC::SKELETON"}', [0, 1]],
    ["with the sign of kelvin escaped", '{"a":"\\u212aerberos"}', [0]],
    ["with the long s escaped", '{"a":"kerbero\\u017F"}', [0]],
    ["of which case counts", '{"a":"eSx"}', [2]],
  ])("a literal is found %s", (_, event, matched) => {
    expect(judge(event).matched).toEqual(matched);
  });

  it.each([
    ["a key", '{"kerberos":"x"}'],
    ["a hidden member", '{"a":"kerberos","a":"x"}'],
    ["a member of a hidden object", '{"a":{"b":["kerberos"]},"a":0}'],
    ["two strings", '{"a":"kerb","eros":""}'],
    ["bytes that are two strings", '{"a":["kerb\\",\\"eros"]}'],
    ["the wrong case", '{"a":"Esx"}'],
    ["an escaped backslash", '{"a":"k\\\\u0065rberos"}'],
  ])("a literal is not found in %s", (_, event) => {
    expect(judge(event).matched).toEqual([]);
  });

  it("is not told from the bytes of the event before or after", () => {
    const matcher = new Matcher(programOf([contains("kerberos", true)]));
    const lines = ['{"a":"kerberos"}', '{"a":1}', '{"a":"kerberos"}', '{"b":"kerbero"}', '{"s":"kerberos"}'];
    const found: number[] = [];
    matcher.scan(Buffer.from(`${lines.join("\n")}\n`), ({ line }) => found.push(line));
    expect(found).toEqual([1, 3, 5]);
  });

  it("costs no more than the event is long, however the literals and the event are made", () => {
    const alike = Array.from({ length: 60 }, (_, i) => contains(`zqx${"zqx".repeat(15)}${i}`, true));
    const judge = counting([...alike, contains("sb::", true)]);
    for (const length of [1_000, 10_000, 100_000]) {
      const { matched, values, pieces } = judge(`{"a":"${"zqx".repeat(length / 3)}"}`);
      expect(matched).toEqual([]);
      expect(values).toBe(1);
      expect(pieces).toBeGreaterThan(1024);
      expect(pieces).toBeLessThan(4 * length + 1024 + 61 * 4);
    }
  });
});

describe("literals anywhere, in generated events", () => {
  const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const RUNS = Math.ceil(Number(process.env.SLUICE_CASES ?? 10_000) / 50);
  const literals = [...PLAIN, ...AWKWARD];
  const all = [...literals, ...SHORT];

  it.each([
    ["plain", PLAIN],
    ["awkward", literals],
    ["all", all],
  ])(`%s: found as the oracle finds them, in all framings and cuts, SLUICE_SEED=${SEED}`, (_, of) => {
    const conditions = of.flatMap((value) => [
      contains(value, true),
      contains(value, false),
      ...(of !== PLAIN ? [contains(value, true, "starts_with"), contains(value, true, "ends_with")] : []),
    ]);
    const program = programOf(conditions);
    const matchers = [
      new Matcher(program),
      new Matcher(program, { validation: "strict" }),
      new Matcher(program, { wasm }),
    ];
    let held = 0;
    let judged = 0;
    fc.assert(
      fc.property(
        fc.array(eventWith(of), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (events, at) => {
          const expected = events.map((event) =>
            conditions.flatMap((condition, i) => (evaluate(condition, event) ? [i] : [])),
          );
          judged += events.length;
          held += expected.filter((rules) => rules.length > 0).length;
          for (const [i, matcher] of matchers.entries()) {
            for (const [framing, text] of framings(events)) {
              const bytes = encodeWtf8(text);
              const cuts = at.map((cut) => cut % (bytes.length + 1));
              expect(rulesOf(matcher, cutAt(bytes, cuts), framing), `${i} ${JSON.stringify(framing)}`).toEqual(
                expected,
              );
            }
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(held / judged).toBeGreaterThan(0.1);
    expect(held / judged).toBeLessThan(0.9);
  });
});

function framings(events: readonly string[]): readonly (readonly [NonNullable<ScanOptions["framing"]>, string])[] {
  return [
    ["ndjson", `${events.join("\n")}\n`],
    ["concat", events.join("")],
    [{ records: "Records" }, `{"Records":[${events.join(" ,")}]}`],
  ];
}

function rulesOf(
  matcher: Matcher,
  chunks: readonly Uint8Array[],
  framing: NonNullable<ScanOptions["framing"]>,
): number[][] {
  return frame(matcher, chunks, framing).seen.map((seen) => {
    const rules = seen.slice(seen.lastIndexOf(":") + 1);
    return rules === "" ? [] : rules.split(",").map(Number);
  });
}

/** An event whose strings, keys and hidden members are made of literals: whole or nearly so, in any case and spelling. */
function eventWith(literals: readonly string[]): fc.Arbitrary<string> {
  const text = fc
    .tuple(
      fc.constantFrom("", "x", "\\", "\u212a", "é"),
      fc.constantFrom(...literals),
      change(),
      fc.constantFrom("", " ", "s", '"'),
    )
    .map(([before, literal, changed, after]) => before + changed(literal) + after);
  const string = fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom("", "x", "plain text", "C:\\users") }, text),
      fc.nat({ max: 0xffff }),
      fc.boolean(),
    )
    .map(([value, seed, plain]) => stringText(value, plain ? 0 : seed));
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { weight: 5, arbitrary: string },
      { weight: 1, arbitrary: fc.constantFrom("1234567", "-12345678.5", "true", "null", "1234") },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`) },
      { weight: 1, arbitrary: fc.array(fc.tuple(string, tie("value")), { maxLength: 3 }).map(objectText) },
    ),
  }));
  const key = fc.oneof(fc.constantFrom('"a"', '"b"', '"c"'), string);
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map(objectText);
}

function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `${key}:${value}`).join(",")}}`;
}

/** A literal as it is, in capitals, with letters that fold to its own, or with a character too few or too many. */
function change(): fc.Arbitrary<(literal: string) => string> {
  return fc.constantFrom<(literal: string) => string>(
    (literal) => literal,
    (literal) => literal.toUpperCase(),
    (literal) => literal.replaceAll("k", "\u212a"),
    (literal) => literal.replaceAll("s", "\u017f"),
    (literal) => literal.slice(1),
    (literal) => `${literal.slice(0, 3)}\0${literal.slice(3)}`,
    (literal) => literal.repeat(2),
  );
}
