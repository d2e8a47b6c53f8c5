// Arrays of thousands of elements: the same answer as the oracle's, for work that grows as the array does.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  COUNTER_CANDIDATES,
  COUNTER_ELEMENTS,
  COUNTER_KEYS,
  COUNTER_LOOKUPS,
  COUNTER_PREDICATES,
  COUNTER_STEPS,
  COUNTER_STRUCTURALS,
  COUNTER_TEXTS,
  COUNTER_VALUES,
} from "../../src/bytecode/layout.js";
import { evaluate } from "../../src/explain/index.js";
import { compile, Matcher, parseCondition } from "../../src/index.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

const COUNTERS = [
  COUNTER_CANDIDATES,
  COUNTER_ELEMENTS,
  COUNTER_KEYS,
  COUNTER_LOOKUPS,
  COUNTER_PREDICATES,
  COUNTER_STEPS,
  COUNTER_STRUCTURALS,
  COUNTER_TEXTS,
  COUNTER_VALUES,
];
const SIZES = [1_000, 2_000, 4_000];

const scalars = (count: number): string => JSON.stringify({ a: Array.from({ length: count }, (_, i) => `value ${i}`) });
const numbers = (count: number): string => JSON.stringify({ a: Array.from({ length: count }, (_, i) => i % 7) });
const objects = (count: number): string =>
  JSON.stringify({
    a: Array.from({ length: count }, (_, i) => ({
      type: i % 2 ? "AWS::S3::Bucket" : "other",
      ARN: `arn:aws:s3:::${i}`,
      ip: `10.0.${(i >> 8) & 255}.${i & 255}`,
      b: [{ key: "env", value: `${i}` }, { key: "no" }],
    })),
  });
/** Elements with escapes, which are decoded into an arena. */
const escaped = (count: number): string => `{"a":[${Array.from({ length: count }, (_, i) => `"v\\u0061lue\\n${i}"`)}]}`;
const nested = (count: number): string =>
  JSON.stringify({ a: Array.from({ length: count }, () => [["x"], [], [1, "y"]]) });

const CASES: readonly [condition: string, event: (count: number) => string, expected: boolean][] = [
  ['a[*] == "nowhere"', scalars, false],
  ['a[*] == "value 999"', scalars, true],
  ['a[*] contains "nowhere" nocase', scalars, false],
  ['a[*] contains "alue\\n999"', escaped, true],
  ['a[*] match "^val.e\\\\s[0-9]+x$"', escaped, false],
  ["a[*] > 6", numbers, false],
  ["every a[*] as x: (x >= 0 and x < 7)", numbers, true],
  ["some a[*] as x: (x in [1, 2] and x in [3, 4])", numbers, false],
  ['a[999] == "value 999" and a[0] == "value 0" and a[998] exists', scalars, true],
  ['some a[*] as x: (x.type == "AWS::S3::Bucket" and x.ARN ends_with ":::998")', objects, false],
  ['some a[*] as x: (x.type == "AWS::S3::Bucket" and x.ip cidr "10.0.3.231/32")', objects, true],
  ['some a[*] as x: (some x.b[*] as y: (y.key == "env" and y.value == x.type))', objects, false],
  ["every a[*] as x: (every x.b[*] as y: (y.key exists))", objects, true],
  ['a[*].b[*].key == "nowhere"', objects, false],
  ['a[*][*][*] == "z"', nested, false],
  ['a[*][2][1] == "y"', nested, true],
  ['a.** == "nowhere"', objects, false],
  ['some a[*] as x: (x.** == "nowhere")', objects, false],
];

describe("arrays of thousands of elements", () => {
  it.each(CASES)("%s", (text, eventOf, expected) => {
    const condition = parseCondition(text);
    const { program } = compile([{ id: "a", condition }], { strict: true });
    const [once, twice, fourTimes] = SIZES.map((size) => {
      const matcher = new Matcher(program, { wasm });
      const event = eventOf(size);
      expect(matcher.match(event).length > 0).toBe(expected);
      expect(evaluate(condition, event)).toBe(expected);
      return COUNTERS.map((counter) => matcher.counter(counter));
    }) as [number[], number[], number[]];
    for (const [i, counter] of COUNTERS.entries()) {
      const [small, middle, large] = [once[i], twice[i], fourTimes[i]] as [number, number, number];
      // Twice as many elements more, at most twice as much work more.
      expect(large - middle, `counter ${counter}`).toBeLessThanOrEqual(2 * (middle - small) * 1.01 + 8);
    }
    // Without a match every element was looked at.
    if (!expected) expect(fourTimes.reduce((sum, work) => sum + work, 0)).toBeGreaterThan(SIZES[2] as number);
  });
});
