import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRule, type Routing } from "../../src/explain/index.js";
import { type Condition, compile, type Match, Matcher, printCondition, type Rule } from "../../src/index.js";
import { parsePath } from "../../src/rule/path.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";
import { POOLS } from "../arbitrary/pools.js";

/** Pairs of a rule and an event that are judged; the seed is printed so that a failure can be run again. */
const CASES = Number(process.env.SLUICE_CASES ?? 10_000);
const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RULES = 12;
const EVENTS = 10;

/** Some of them strings of the events. */
const LOG_TYPES = ["", "aws", ...POOLS.strings.slice(0, 6)];
const logTypes = fc.oneof(fc.constant([]), fc.uniqueArray(fc.constantFrom(...LOG_TYPES), { maxLength: 3 }));

/** Rules of a few scopes and log types, and some without any. */
const rules = fc
  .tuple(
    fc.array(conditionArbitrary({ maxDepth: 2 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(conditionArbitrary(), fc.nat({ max: 5 }), logTypes), { minLength: 1, maxLength: RULES }),
  )
  .map(([scopes, all]) => all.map(([condition, at, types], i) => ruleOf(i, condition, scopes[at], types)));

function ruleOf(index: number, condition: Condition, scope: Condition | undefined, types: readonly string[]): Rule {
  return { id: String(index), condition, ...(scope && { scope }), ...(types.length > 0 && { logTypes: types }) };
}

/** Nothing that names a log type, a scan that does, a field of the events, or both. */
const routings: fc.Arbitrary<Routing> = fc.record({
  logType: fc.option(fc.constantFrom(...LOG_TYPES, "unknown"), { nil: undefined, freq: 1 }),
  logTypeField: fc.option(fc.constantFrom(...POOLS.fields.strings.map(parsePath)), { nil: undefined }),
});

const eventLists = fc.array(eventArbitrary(), { minLength: 1, maxLength: EVENTS });

describe(`rules with scopes and log types, ${CASES} cases, SLUICE_SEED=${SEED}`, () => {
  it("match where scope and condition hold and the log type is theirs", { timeout: 600_000 }, () => {
    let judged = 0;
    let held = 0;
    fc.assert(
      fc.property(rules, routings, eventLists, (all, routing, events) => {
        const expected = events.map((event) =>
          all.filter((rule) => evaluateRule(rule, event, routing)).map(({ id }) => id),
        );
        judged += all.length * events.length;
        held += expected.flat().length;
        expect(matchAll(all, routing, events), all.map(print).join("\n---\n")).toEqual(expected);
      }),
      { numRuns: Math.ceil((CASES * 4) / (RULES * EVENTS)), seed: SEED },
    );
    expect(judged).toBeGreaterThanOrEqual(CASES);
    expect(held / judged).toBeGreaterThan(0.05);
  });
});

/** For each event, which rules match: one program, all events in one scan. */
function matchAll(all: readonly Rule[], { logType, logTypeField }: Routing, events: readonly string[]): string[][] {
  using matcher = new Matcher(compile(all, { strict: true, logTypeField }).program);
  const matched: string[][] = [];
  const onEvent = (_event: unknown, matches: readonly Match[]) => matched.push(matches.map(({ rule }) => rule));
  matcher.scan(new TextEncoder().encode(`${events.join("\n")}\n`), { onEvent }, { logType });
  return matched;
}

function print({ scope, logTypes, condition }: Rule): string {
  return `for ${logTypes ?? "all"}, scope ${scope ? printCondition(scope) : "none"}\n${printCondition(condition)}`;
}
