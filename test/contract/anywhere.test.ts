// `**` in events made to cost more than they are long.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COUNTER_CANDIDATES, COUNTER_KEYS, COUNTER_VALUES } from "../../src/bytecode/layout.js";
import { type Condition, compile, field, Matcher, not, parseCondition } from "../../src/index.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

function matcherOf(conditions: readonly Condition[]): Matcher {
  const rules = conditions.map((condition, i) => ({ id: `${i}`, condition }));
  return new Matcher(compile(rules, { strict: true }).program, { wasm });
}

describe("**", () => {
  it("marks the rules that wait for a value once, however often it comes", () => {
    const rules = Array.from({ length: 100 }, (_, i) =>
      parseCondition(`** in ["x", "y", "z"] and ** contains "never${i}here"`),
    );
    const common = Array.from({ length: 100 }, (_, i) =>
      parseCondition(`** in ["x", "y"] and not (size < ${i} or size > ${i})`),
    );
    const matcher = matcherOf([...rules, ...common]);
    const values = Array.from({ length: 3000 }, (_, i) => ["x", "y", "z"][i % 3]);
    expect(matcher.match(JSON.stringify({ size: 7, values }))).toHaveLength(1);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBeLessThanOrEqual(2 * common.length);
    expect(matcher.counter(COUNTER_VALUES)).toBeLessThan(2 * values.length);
  });

  it("looks for hidden members once an event, and only where a value was found", () => {
    const rules = Array.from({ length: 50 }, (_, i) => not(field("**").wildcard(`?${i}?`)));
    const matcher = matcherOf([...rules, parseCondition('** contains "needle"')]);
    const members = Array.from({ length: 1000 }, (_, i) => `"k${i % 500}":"${i < 500 ? "needle" : "hay"}"`);
    expect(matcher.match(`{${members.join(",")}}`)).toHaveLength(50);
    // The walk reads no key of this program's.
    expect(matcher.counter(COUNTER_KEYS)).toBe(members.length);
    expect(matcher.match('{"a":"hay"}')).toHaveLength(50);
    expect(matcher.counter(COUNTER_KEYS)).toBe(members.length);
  });

  it("sorts many keys, alike in all but their ends, and keeps the last of each", () => {
    const matcher = matcherOf([field("**").eq("old"), field("**").eq("new"), field("**").eq("only")]);
    const prefix = "k".repeat(300);
    const keys = Array.from({ length: 1001 }, (_, i) => `${prefix}${(i * 7919) % 1001}`);
    const objects = ["old", "new"].map((value) => keys.map((key) => `"${key}":["${value}"]`).join(","));
    const event = (tail: string): string => `{"a":{"b":{${objects.join(",")}}${tail}}}`;
    expect(matcher.match(event(',"c":"only"')).map(({ index }) => index)).toEqual([1, 2]);
    expect(matcher.match(event(',"c":"only","c":0')).map(({ index }) => index)).toEqual([1]);
    expect(matcher.match(event(',"b":"only"')).map(({ index }) => index)).toEqual([2]);
  });

  it("forgets what it decoded of each value", () => {
    const matcher = matcherOf([parseCondition('** contains "ß" nocase'), parseCondition('** match "\\"$"')]);
    const before = matcher.totals.memoryBytes;
    const event = JSON.stringify(Array.from({ length: 2000 }, () => ({ value: `${"É\\".repeat(50)}` })));
    expect(matcher.match(`{"a":${event}}`)).toHaveLength(0);
    const grown = matcher.totals.memoryBytes - before;
    expect(grown).toBeLessThan(12 * event.length);
  });

  it("gives its values to whoever asks", () => {
    const matcher = matcherOf([parseCondition('** == "x"')]);
    const [match] = matcher.match('{"a":"y","b":["x",{"c":1,"c":null}],"a":{"d":true}}');
    expect(match?.get("**")).toEqual([true, "x", null]);
    expect(match?.raw("b.**")).toBe('["x",null]');
    expect(match?.get("none.**")).toBeUndefined();
  });
});

describe("** where it may not stand", () => {
  it.each([
    ["** exists", "expected a test of strings on **, found exists"],
    ["a.** is_null", "expected a test of strings on **, found is_null"],
    ['** cidr "10.0.0.0/8"', "expected a test of strings on **, found cidr"],
    ['** < "x"', "expected a test of strings on **, found lt"],
    ["** == 5", "expected only strings to compare with **"],
    ['** in ["x", null]', "expected only strings to compare with **"],
    ["** == a", "expected a test of strings on **, found eq_field"],
    ["a == b.**", "expected ** in the operand on the left alone"],
  ])("%s", (text, message) => {
    expect(() => parseCondition(text)).toThrow(message);
  });

  it("is refused in rules from code, too", () => {
    expect(() => field("**").exists()).toThrow("expected a test of strings");
    expect(() => field("a").eq(field("**"))).toThrow("on the left alone");
    const path = { segments: [{ type: "anywhere" as const }, { type: "any" as const }] };
    const body: Condition = { type: "and", children: [] };
    const { diagnostics } = compile([{ id: "a", condition: { type: "some", path, as: "x", body } }]);
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("expected no **")]);
  });
});
