// Many bounds on one field in one program, against the oracle, and what they cost.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COUNTER_CANDIDATES, COUNTER_LOOKUPS, COUNTER_PREDICATES } from "../../src/bytecode/layout.js";
import { evaluate } from "../../src/explain/index.js";
import { all, type Condition, compile, field, Matcher, parseCondition } from "../../src/index.js";
import { POOLS } from "../arbitrary/pools.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

function matcherOf(conditions: readonly Condition[]): Matcher {
  const rules = conditions.map((condition, i) => ({ id: `${i}`, condition }));
  return new Matcher(compile(rules, { strict: true }).program, { wasm });
}

describe("numbers", () => {
  it("agree with the oracle on every pair of number and bound, each way", () => {
    const tests = POOLS.numbers.flatMap((bound) =>
      ["==", "<", "<=", ">", ">="].flatMap((operator) => [`a ${operator} ${bound}`, `a ${operator} ${bound} double`]),
    );
    const lists = POOLS.numbers.flatMap((_, i) => {
      const list = POOLS.numbers.filter((_, j) => (i * j) % 3 === 1 || j === i).join(", ");
      return [`a in [${list}]`, `a in [${list}] double`];
    });
    const elements = tests.map((test) => `some list[*] as a: (${test})`);
    const conditions = [...tests, ...lists, ...elements].map((text) => parseCondition(text));
    const matcher = matcherOf(conditions);
    const values = [...POOLS.numbers, "0.5", "7", "-3", "1e308", '"1"', "true", "null", "[1]", '{"a":1}'];
    for (const value of values) {
      const event = `{"a":${value},"list":["x",${value}]}`;
      const expected = conditions.flatMap((condition, i) => (evaluate(condition, event) ? [i] : []));
      expect(
        matcher.match(event).map(({ index }) => index),
        value,
      ).toEqual(expected);
    }
  });

  it("cost one lookup, and a rule is a candidate where its bound holds", () => {
    const thresholds = Array.from({ length: 1000 }, (_, i) => field("bytes").gt(10 * i));
    const matcher = matcherOf(thresholds);
    expect(matcher.match('{"bytes":4995}')).toHaveLength(500);
    expect(matcher.counter(COUNTER_LOOKUPS)).toBe(1);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(500);
    expect(matcher.match('{"bytes":-1}')).toHaveLength(0);
    expect(matcher.match('{"bytes":"4995"}')).toHaveLength(0);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(500);
  });

  it("are found in long lists without a look at the rest", () => {
    const lists = Array.from({ length: 50 }, (_, i) =>
      all(field("id").in(Array.from({ length: 2000 }, (_, j) => 50 * j + i)), field("other").isNull()),
    );
    const matcher = matcherOf(lists);
    expect(matcher.match('{"id":77777}').map(({ index }) => index)).toEqual([77777 % 50]);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(1);
    expect(matcher.counter(COUNTER_PREDICATES)).toBeLessThan(4);
  });

  it("of doubles in long lists are done with at once where they are integers", () => {
    const ids = Array.from({ length: 2000 }, (_, j) => 3 * j);
    const matcher = matcherOf([all(field("id").in(ids, { double: true }), field("name").eq("x"))]);
    expect(matcher.match('{"id":1,"name":"x"}')).toHaveLength(0);
    expect(matcher.counter(COUNTER_PREDICATES)).toBeLessThan(6);
    expect(matcher.match('{"id":3.0,"name":"x"}')).toHaveLength(1);
    expect(matcher.match('{"id":3,"name":"x"}')).toHaveLength(1);
  });
});
