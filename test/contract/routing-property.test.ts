import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRule } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, printCondition, type Rule } from "../../src/index.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";

/** Pairs of a rule and an event that are judged; the seed is printed so that a failure can be run again. */
const CASES = Number(process.env.SLUICE_CASES ?? 10_000);
const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RULES = 12;
const EVENTS = 10;

/** Rules of a few scopes, and some without any. */
const rules = fc
  .tuple(
    fc.array(conditionArbitrary({ maxDepth: 2 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(conditionArbitrary(), fc.nat({ max: 5 })), { minLength: 1, maxLength: RULES }),
  )
  .map(([scopes, conditions]) => conditions.map(([condition, at], i) => ruleOf(i, condition, scopes[at])));

function ruleOf(index: number, condition: Condition, scope: Condition | undefined): Rule {
  return { id: String(index), condition, ...(scope && { scope }) };
}

describe(`rules with scopes, ${CASES} cases, SLUICE_SEED=${SEED}`, () => {
  it("match where scope and condition hold", { timeout: 600_000 }, () => {
    let judged = 0;
    let held = 0;
    fc.assert(
      fc.property(rules, fc.array(eventArbitrary(), { minLength: 1, maxLength: EVENTS }), (all, events) => {
        const expected = events.map((event) => all.filter((rule) => evaluateRule(rule, event)).map(({ id }) => id));
        judged += all.length * events.length;
        held += expected.flat().length;
        expect(matchAll(all, events), all.map(print).join("\n---\n")).toEqual(expected);
      }),
      { numRuns: Math.ceil((CASES * 4) / (RULES * EVENTS)), seed: SEED },
    );
    expect(judged).toBeGreaterThanOrEqual(CASES);
    expect(held / judged).toBeGreaterThan(0.05);
  });
});

/** For each event, which rules match: one program, all events in one scan. */
function matchAll(all: readonly Rule[], events: readonly string[]): string[][] {
  using matcher = new Matcher(compile(all, { strict: true }).program);
  const matched: string[][] = [];
  matcher.scan(new TextEncoder().encode(`${events.join("\n")}\n`), {
    onEvent: (_event, matches) => matched.push(matches.map(({ rule }) => rule)),
  });
  return matched;
}

function print({ scope, condition }: Rule): string {
  return `scope ${scope ? printCondition(scope) : "none"}\n${printCondition(condition)}`;
}
