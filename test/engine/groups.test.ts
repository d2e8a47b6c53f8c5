import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COUNTER_CANDIDATES,
  COUNTER_GROUPS,
  COUNTER_LOOKUPS,
  COUNTER_SKIPPED,
  COUNTER_VALUES,
} from "../../src/bytecode/layout.js";
import { evaluateRule } from "../../src/explain/index.js";
import { compile, type Match, Matcher, Program, parseCondition, type Rule } from "../../src/index.js";

const debugCore = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

const CHANNELS = ["Security", "Sysmon", "System", "Other"];
/** More than a group is given a literal set of its own for, fewer, and none. */
const SIZES = [90, 70, 3, 0];

/** Rules on one field by channel; they share literals with those of other channels, and with rules of no scope. */
const rules: readonly Rule[] = CHANNELS.flatMap((channel, at) =>
  Array.from({ length: SIZES[at] as number }, (_, i) => [
    rule(`${channel}.contains.${i}`, `text contains "word${i}x"`, channel),
    rule(`${channel}.either.${i}`, `text starts_with "word${i}" or text ends_with "${i}x" or number == ${i}`, channel),
    rule(`${channel}.without.${i}`, `text contains "x" and not text contains "word${(i * 7) % 90}x"`, channel),
    rule(`${channel}.number.${i}`, `number == ${i} and text contains "word${(i * 5) % 90}x"`, channel),
  ]).flat(),
);
const unscoped = [rule("any.1", 'text contains "word1x" and number == 1'), rule("any.2", 'not text contains "word2x"')];

function rule(id: string, condition: string, channel?: string): Rule {
  const scope = channel && { scope: parseCondition(`channel == "${channel}" nocase`) };
  return { id, condition: parseCondition(condition), ...scope };
}

const events = fc.record({
  channel: fc.constantFrom(...CHANNELS, "SYSMON", "none"),
  number: fc.integer({ min: 0, max: 8 }),
  text: fc
    .array(fc.integer({ min: 0, max: 90 }), { maxLength: 4 })
    .map((words) => words.map((word) => `word${word}x`).join("-")),
});

describe.each([
  ["some rules of no scope", [...rules, ...unscoped]],
  ["rules of scopes only", rules],
])("groups with literals of their own and shared ones, %s", (_, all) => {
  it("match as the oracle says", () => {
    using matcher = new Matcher(compile(all, { strict: true }).program);
    let matched = 0;
    fc.assert(
      fc.property(events, (event) => {
        const text = JSON.stringify(event);
        const found = matcher.match(text).map(({ rule: id }) => id);
        matched += found.length;
        expect(found).toEqual(all.filter((one) => evaluateRule(one, text)).map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
    expect(matched).toBeGreaterThan(100);
  });
});

describe("what rules of scopes cost", () => {
  const matcher = new Matcher(compile(rules, { strict: true }).program, { wasm: debugCore });
  const costOf = (event: object) => {
    const counters = { groups: COUNTER_GROUPS, lookups: COUNTER_LOOKUPS, candidates: COUNTER_CANDIDATES };
    const before = Object.values(counters).map((counter) => matcher.counter(counter));
    matcher.match(JSON.stringify(event));
    return Object.fromEntries(
      Object.entries(counters).map(([name, counter], i) => [name, matcher.counter(counter) - (before[i] as number)]),
    );
  };

  it("is the lookup of its field for an event of no scope", () => {
    expect(costOf({ channel: "none", text: "word1x", number: 1 })).toEqual({ groups: 0, lookups: 1, candidates: 0 });
  });

  it("is the group's own literals for an event in one", () => {
    const { groups, lookups } = costOf({ channel: "sysmon", text: "word1x" });
    expect({ groups, lookups }).toEqual({ groups: 1, lookups: 2 });
  });

  it("is one search more where the event has a number", () => {
    const { groups, lookups } = costOf({ channel: "sysmon", text: "word1x", number: 1 });
    expect({ groups, lookups }).toEqual({ groups: 1, lookups: 3 });
  });

  it("does not grow with the rules of other scopes", () => {
    const own = costOf({ channel: "Sysmon", text: "word80x", number: 80 });
    const other = costOf({ channel: "Security", text: "word80x", number: 80 });
    expect(own.candidates).toBeLessThan(other.candidates as number);
  });
});

describe("log types", () => {
  const typed: Rule[] = [
    { id: "a", condition: parseCondition('y contains "needle"'), logTypes: ["A"] },
    { id: "ab", condition: parseCondition('x == "1"'), logTypes: ["A", "B"] },
    { id: "any", condition: parseCondition('x == "1"') },
  ];
  const event = '{"x":"1","y":"a needle","type":"B"}';
  const ids = (matches: readonly Match[]) => matches.map(({ rule: id }) => id);

  it("can differ between scanners of one matcher that are used in turns", () => {
    using matcher = new Matcher(compile(typed, { strict: true }).program);
    const found: string[] = [];
    const scanners = ["A", "B", "C", undefined].map((logType) =>
      matcher.scanner(({ rule: id, line }) => found.push(`${logType} ${line} ${id}`), { logType }),
    );
    for (let line = 0; line < 2; line++)
      for (const scanner of scanners) scanner.write(new TextEncoder().encode(`${event}\n`));
    const rulesOf = { A: ["a", "ab", "any"], B: ["ab", "any"], C: ["any"], undefined: ["a", "ab", "any"] };
    expect(found).toEqual(
      [1, 2].flatMap((line) =>
        Object.entries(rulesOf).flatMap(([logType, named]) => named.map((id) => `${logType} ${line} ${id}`)),
      ),
    );
  });

  it("are read from a field that may be missing from the next event", () => {
    using matcher = new Matcher(compile(typed, { logTypeField: "type" }).program);
    expect(ids(matcher.match(event))).toEqual(["ab", "any"]);
    expect(ids(matcher.match('{"x":"1","y":"needle"}'))).toEqual(["a", "ab", "any"]);
    expect(ids(matcher.match('{"type":"\\u0041","x":"1","y":"needle"}'))).toEqual(["a", "ab", "any"]);
    expect(ids(matcher.match(event, { logType: "A" }))).toEqual(["a", "ab", "any"]);
    expect(matcher.test('{"type":"C","x":"2"}')).toBe(false);
  });

  it("stay in a program that is stored", () => {
    const program = Program.from(compile(typed, { logTypeField: "type" }).program.bytes);
    using matcher = new Matcher(program);
    expect(ids(matcher.match(event))).toEqual(["ab", "any"]);
    expect(ids(matcher.match(event, { logType: "unknown" }))).toEqual(["any"]);
  });

  it("spare tables that only rules of others wait for", () => {
    using matcher = new Matcher(compile(typed, { strict: true }).program, { wasm: debugCore });
    matcher.match(event, { logType: "B" });
    expect(matcher.counter(COUNTER_SKIPPED)).toBe(1);
    expect(matcher.counter(COUNTER_LOOKUPS)).toBe(1);
  });

  it("spare the strings of an event where only rules of others look at all of them", () => {
    const anywhere = [{ id: "every", condition: parseCondition('** contains "needle"'), logTypes: ["A"] }];
    using matcher = new Matcher(compile(anywhere, { strict: true }).program, { wasm: debugCore });
    expect(ids(matcher.match(event, { logType: "B" }))).toEqual([]);
    expect([matcher.counter(COUNTER_VALUES), matcher.counter(COUNTER_SKIPPED)]).toEqual([0, 1]);
    expect(ids(matcher.match(event, { logType: "A" }))).toEqual(["every"]);
    expect(matcher.counter(COUNTER_VALUES)).toBeGreaterThan(0);
  });

  it("are named by a path to one value", () => {
    for (const logTypeField of ["a[*].b", "a.**", "[", { root: "r", segments: [] }])
      expect(() => compile(typed, { logTypeField })).toThrow(expect.objectContaining({ code: "invalid-path" }));
  });
});
