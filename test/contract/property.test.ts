import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, printCondition } from "../../src/index.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";

/** Pairs of a condition and an event that are judged; the seed is printed so that a failure can be run again. */
const CASES = Number(process.env.SLUICE_CASES ?? 10_000);
const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RULES = 10;
const EVENTS = 10;

describe(`matcher and oracle, ${CASES} cases, SLUICE_SEED=${SEED}`, () => {
  it("agree on generated rules and events", { timeout: 600_000 }, () => {
    let held = 0;
    let judged = 0;
    fc.assert(
      fc.property(
        fc.array(conditionArbitrary(), { minLength: 1, maxLength: RULES }),
        fc.array(eventArbitrary(), { minLength: 1, maxLength: EVENTS }),
        (conditions, events) => {
          const actual = matchAll(conditions, events);
          const expected = events.map((event) => conditions.map((condition) => evaluate(condition, event)));
          judged += events.length * conditions.length;
          held += expected.flat().filter(Boolean).length;
          expect(actual, conditions.map((condition) => printCondition(condition)).join("\n---\n")).toEqual(expected);
        },
      ),
      { numRuns: Math.ceil((CASES * 5) / (RULES * EVENTS)), seed: SEED },
    );
    expect(judged).toBeGreaterThanOrEqual(CASES);
    expect(held / judged).toBeGreaterThan(0.1);
  });
});

/** Events come three times: strings get known, and then are known. */
const TIMES = 3;

/** For each event, which conditions hold: one program, all events in one scan, one time after the other with the same verdicts. */
function matchAll(conditions: readonly Condition[], events: readonly string[]): boolean[][] {
  const rules = conditions.map((condition, index) => ({ id: String(index), condition }));
  const { program } = compile(rules, { strict: true });
  using matcher = new Matcher(program);
  const verdicts: boolean[][] = [];
  const stats = matcher.scan(new TextEncoder().encode(`${events.join("\n")}\n`.repeat(TIMES)), {
    onEvent: (_event, matches) => {
      const matched = new Set(matches.map(({ index }) => index));
      verdicts.push(conditions.map((_condition, index) => matched.has(index)));
    },
  });
  expect(stats.refused).toBe(0);
  const first = verdicts.slice(0, events.length);
  for (let time = 1; time < TIMES; time++) {
    expect(verdicts.slice(time * events.length, (time + 1) * events.length)).toEqual(first);
  }
  return first;
}
