import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../src/explain/index.js";
import { parseCondition, printCondition } from "../../src/rule/notation.js";
import { conditionArbitrary, predicateArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";

// The generators decide what the other property tests can find, so they are held to what they promise.
const seed = 1;

test("events are JSON objects on one line", () => {
  fc.assert(
    fc.property(eventArbitrary(), (event) => {
      expect(event).not.toContain("\n");
      expect(JSON.parse(event)).toBeTypeOf("object");
      expect(event).not.toMatch(/[\ud800-\udfff]/u);
    }),
    { numRuns: 1000 },
  );
});

test("events have duplicate keys, escaped letters, lone surrogates and blanks", () => {
  const events = fc.sample(eventArbitrary(), { numRuns: 1000, seed }).join("\n");
  for (const trait of [
    /"user":\{[^{}]*"name":[^{}]*"name":/,
    /\\u0061/,
    /\\u[dD]83[dD]"/,
    /\\\//,
    /:\t/,
    /\r/,
    /1E400/,
    /9007199254740993/,
  ]) {
    expect(events).toMatch(trait);
  }
});

test("a good part of the predicates, and of the conditions, holds", () => {
  const events = fc.sample(eventArbitrary(), { numRuns: 2000, seed });
  for (const arbitrary of [predicateArbitrary(), conditionArbitrary()]) {
    const conditions = fc.sample(arbitrary, { numRuns: 2000, seed });
    const holding = conditions.filter((condition, at) => evaluate(condition, events[at] ?? "{}")).length;
    expect(holding / conditions.length).toBeGreaterThan(0.22);
    expect(holding / conditions.length).toBeLessThan(0.5);
  }
});

test("conditions that are not wild can be evaluated and read back", () => {
  fc.assert(
    fc.property(conditionArbitrary(), (condition) => {
      evaluate(parseCondition(printCondition(condition)), "{}");
    }),
    { numRuns: 500 },
  );
});
