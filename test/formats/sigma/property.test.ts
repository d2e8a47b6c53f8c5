// Generated detections: the matcher, the reference evaluator and the specification's text give the same verdict.

import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeEach } from "./judge.js";
import { type Expression, holds, type Item, type Scalar, type Selection } from "./specification.js";

const FIELDS = ["f", "g", "a.b"];
const MODIFIERS: readonly (readonly [string, fc.Arbitrary<Scalar>])[] = (() => {
  const text = fc
    .array(fc.constantFrom("a", "B", "-a", "/b", " ", "*", "?", "\\", "\\*", "ä", "7"), { maxLength: 5 })
    .map((pieces) => pieces.join(""));
  const plain = text.map((written) => written.replace(/[*?\\]/g, ""));
  const number = fc.integer({ min: -3, max: 77 });
  const pattern = fc.constantFrom("a", "^a", "B$", "[ab]+", "a.b", "\\\\", "(?:a|B)7", "7{2}", " ?a");
  const entry = (modifiers: string, values: fc.Arbitrary<Scalar>) => [modifiers, values] as const;
  return [
    entry("", fc.oneof(text, number, fc.boolean(), fc.constant(null))),
    ...["contains", "startswith", "endswith", "cased", "contains|cased", "contains|neq"].map((name) =>
      entry(name, text),
    ),
    entry("windash|contains", text),
    entry("neq", fc.oneof(text, number)),
    entry("exists", fc.boolean()),
    ...["re", "re|i", "re|m|s"].map((name) => entry(name, pattern)),
    ...["lt", "lte", "gt", "gte"].map((name) => entry(name, number)),
    entry("base64", plain),
    ...["fieldref", "fieldref|contains", "fieldref|startswith", "cased|fieldref"].map((name) =>
      entry(name, fc.constantFrom(...FIELDS)),
    ),
  ];
})();

const item = fc.constantFrom(...MODIFIERS).chain(([modifiers, value]) => {
  const one = fc.tuple(fc.constantFrom(...FIELDS), value).map(([field, only]) => [field, modifiers, only] as const);
  const list = fc
    .tuple(fc.constantFrom(...FIELDS), fc.array(value, { minLength: 2, maxLength: 3 }), fc.boolean())
    .map(([field, values, all]) => [field, all ? `${modifiers}|all` : modifiers, values] as const);
  return modifiers === "exists" ? one : fc.oneof(one, list);
});

const map: fc.Arbitrary<Item> = fc
  .array(item, { minLength: 1, maxLength: 2 })
  .map((items) =>
    Object.fromEntries(
      items.map(([field, mods, value]) => [[field, ...mods.split("|")].filter(Boolean).join("|"), value]),
    ),
  );
const selection: fc.Arbitrary<Selection> = fc.oneof(map, fc.array(map, { minLength: 1, maxLength: 2 }));
const selections = fc.record({ sel_a: selection, sel_b: selection, filter: selection, _x: selection });

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.record({ op: fc.constant("name" as const), name: fc.constantFrom("sel_a", "sel_b", "filter", "_x") }),
    fc.record({
      op: fc.constant("of" as const),
      quantifier: fc.constantFrom("1" as const, "any" as const, "all" as const),
      pattern: fc.constantFrom("sel_*", "*_a", "them", "f*r"),
    }),
    fc.record({ op: fc.constant("not" as const), of: fc.tuple(tie("expression")) }),
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      of: fc.tuple(tie("expression"), tie("expression")),
    }),
  ),
}));

const scalar = fc.oneof(
  fc
    .array(fc.constantFrom("a", "B", "b", "-a", "—a", " ", "*", "\\", "Ä", "7", "\n"), { maxLength: 6 })
    .map((pieces) => pieces.join("")),
  fc.constantFrom("YQ==", "true", "77", "7"),
  fc.integer({ min: -3, max: 77 }),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const event = fc.record(
  { f: value, g: value, "a.b": value, a: fc.oneof(fc.record({ b: value }), scalar) },
  { requiredKeys: [] },
);

/** Written with as few parentheses as the precedence of operators allows. */
function print(node: Expression, inside = 0): string {
  if (node.op === "name") return node.name;
  if (node.op === "of") return `${node.quantifier} of ${node.pattern}`;
  if (node.op === "not") return `not ${print(node.of[0], 3)}`;
  const strength = node.op === "or" ? 1 : 2;
  const text = node.of.map((part) => print(part, strength)).join(` ${node.op} `);
  return strength < inside ? `(${text})` : text;
}

test("detections mean what the specification says", () => {
  let matches = 0;
  let judged = 0;
  const seen = fc.check(
    fc.property(
      selections,
      expression,
      fc.array(event, { minLength: 1, maxLength: 4 }),
      (chosen, condition, events) => {
        const detection = JSON.stringify({ ...chosen, condition: print(condition) });
        const text = `{"title":"T","logsource":{"product":"test"},"detection":${detection}}`;
        const expected = events.map((one) => holds(condition, chosen, one));
        const found = judgeEach(text, events);
        matches += expected.filter(Boolean).length;
        judged += events.length;
        if (found.join() !== expected.join()) {
          throw new Error(`expected ${expected}, found ${found}: ${text} on ${JSON.stringify(events)}`);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(seen.failed ? fc.defaultReportMessage(seen) : undefined).toBeUndefined();
  // Neither all nor none, or the test would show nothing.
  expect(matches).toBeGreaterThan(200);
  expect(matches).toBeLessThan(judged - 200);
});
