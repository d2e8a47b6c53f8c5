// `x == "a" or x[*] == "a"`, which the planner makes one predicate, against the oracle, which knows nothing of that.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, type MatcherOptions, printCondition } from "../../src/index.js";
import type { Kind, Predicate } from "../../src/rule/ir.js";
import { predicateArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";
import { fromPool, POOLS } from "../arbitrary/pools.js";

const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = 200;
const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

const KINDS: readonly Kind[] = ["eq", "in", "contains", "starts_with", "ends_with", "wildcard", "match", "cidr"];

/** A predicate, and the same of the elements of what it looks at; undefined where that is elements or `**` already. */
function pairOf(predicate: Predicate): readonly [Predicate, Predicate] | undefined {
  const { path } = predicate.operand;
  if (path.segments.some(({ type }) => type === "any" || type === "anywhere")) return undefined;
  const elements = { ...path, segments: [...path.segments, { type: "any" as const }] };
  return [predicate, { ...predicate, operand: { type: "path", path: elements } }];
}

const pairArbitrary = predicateArbitrary({ kinds: KINDS })
  .map(pairOf)
  .filter((pair) => pair !== undefined);

/** Alternatives with such pairs among them, in any order, of the event or of the elements of `items`; denied or not. */
const conditionArbitrary: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.array(pairArbitrary, { minLength: 1, maxLength: 3 }),
    fc.array(predicateArbitrary({ kinds: KINDS }), { maxLength: 2 }),
    fc.nat(),
    fc.constantFrom("plain", "plain", "not", "some", "every"),
  )
  .map(([pairs, others, turn, form]) => {
    const all = [...pairs.flat(), ...others];
    const at = turn % all.length;
    const condition: Condition = { type: "or", children: [...all.slice(at), ...all.slice(0, at)] };
    if (form === "plain") return condition;
    if (form === "not") return { type: "not", child: condition };
    const children = condition.children.map((child) => rooted(child as Predicate));
    const path = { segments: [{ type: "key" as const, name: "items" }, { type: "any" as const }] };
    return { type: form as "some" | "every", path, as: "r", body: { type: "or", children } };
  });

function rooted(predicate: Predicate): Predicate {
  return { ...predicate, operand: { type: "path", path: { ...predicate.operand.path, root: "r" } } };
}

const scalarArbitrary = fc.oneof(
  { weight: 3, arbitrary: fromPool(POOLS.strings).map((text) => JSON.stringify(text)) },
  fromPool(POOLS.numbers),
  fromPool(POOLS.addresses).map((text) => `"${text.replace(/[.]/g, "\\u002e")}"`),
  fromPool(POOLS.addresses).map((text) => JSON.stringify(text)),
  fc.constantFrom("true", "null", "[]", "{}", '[["Delete"]]', '{"name":"Delete"}'),
);
const arrayArbitrary = fc
  .tuple(fc.array(scalarArbitrary, { maxLength: 5 }), fc.constantFrom("", " ", "\t\r"))
  .map(([values, gap]) => `[${gap}${values.join(`${gap},${gap}`)}${gap}]`);
const fieldsArbitrary = fc
  .array(
    fc.tuple(
      fc.constantFrom("name", "kind", "size", "ip", "tags"),
      fc.oneof(
        scalarArbitrary,
        { weight: 3, arbitrary: arrayArbitrary },
        arrayArbitrary.map((inner) => `[${inner}]`),
      ),
    ),
    { maxLength: 5 },
  )
  .map((entries) => entries.map(([key, value]) => `"${key}":${value}`).join(","));

/** Events with arrays where the others have scalars. Keys come twice, so what counts are arrays whether the first or the last does. */
const arraysArbitrary = fc
  .tuple(fieldsArbitrary, fieldsArbitrary, fieldsArbitrary, eventArbitrary())
  .map(([first, second, third, event]) => {
    const own = `"items":[{${first}},{${second}}]${third && ","}${third}`;
    const rest = event.trim().slice(1, -1);
    return `{${own},${rest}${rest.trim() && ","}${own}}`;
  });

const CORES: readonly { name: string; options: MatcherOptions }[] = [
  { name: "release core", options: {} },
  { name: "debug core, strict", options: { wasm, validation: "strict" } },
  { name: "the first of equal keys", options: { duplicateKeys: "first" } },
  { name: "the first of equal keys, chunks of 64 bytes", options: { duplicateKeys: "first", chunkBytes: 64 } },
];

describe(`a value or any element of it, SLUICE_SEED=${SEED}`, () => {
  it.each(CORES)("is what the oracle says it is: $name", { timeout: 600_000 }, ({ options }) => {
    let byElements = 0;
    fc.assert(
      fc.property(
        fc.array(conditionArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(arraysArbitrary, { minLength: 1, maxLength: 6 }),
        (conditions, events) => {
          const { duplicateKeys = "last" } = options;
          const parsed = events.map((text) => parseEvent(text, { duplicateKeys }));
          const holding = (event: (typeof parsed)[number], tested: readonly Condition[]): number[] =>
            tested.flatMap((condition, index) => (evaluate(condition, event) ? [index] : []));
          const expected = parsed.map((event) => holding(event, conditions));
          const shown = conditions.map((condition) => printCondition(condition)).join("\n---\n");
          expect(matchAll(conditions, events, options), shown).toEqual([...expected, ...expected]);
          const ofValues = conditions.map(withoutElements);
          for (const [at, event] of parsed.entries())
            byElements += Math.abs(holding(event, ofValues).length - (expected[at] as number[]).length);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(byElements).toBeGreaterThan(RUNS / 4);
  });
});

/** The condition without its tests of elements. */
function withoutElements(condition: Condition): Condition {
  switch (condition.type) {
    case "or":
      return { ...condition, children: condition.children.filter((child) => !isOfElements(child)) };
    case "not":
      return { ...condition, child: withoutElements(condition.child) };
    case "some":
    case "every":
      return { ...condition, body: withoutElements(condition.body) };
    default:
      return condition;
  }
}

function isOfElements(condition: Condition): boolean {
  return condition.type === "predicate" && condition.operand.path.segments.at(-1)?.type === "any";
}

/** For each event, which conditions hold; they come twice, so that strings get known. */
function matchAll(conditions: readonly Condition[], events: readonly string[], options: MatcherOptions): number[][] {
  const rules = conditions.map((condition, index) => ({ id: `${index}`, condition }));
  using matcher = new Matcher(compile(rules, { strict: true }).program, options);
  const verdicts: number[][] = [];
  const stats = matcher.scan(Buffer.from(`${events.join("\n")}\n`.repeat(2)), {
    onEvent: (_, matches) => verdicts.push(matches.map(({ index }) => index)),
  });
  expect(stats.refused).toBe(0);
  return verdicts;
}
