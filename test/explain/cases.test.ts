import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/explain/check.js";
import { evaluate, explain, parseEvent } from "../../src/explain/index.js";
import type { Condition, Kind } from "../../src/rule/ir.js";
import { parseCondition } from "../../src/rule/notation.js";
import { cases } from "./cases.js";

describe("the oracle meets the contract", () => {
  test.each(cases)("$name", ({ condition, event, expected }) => {
    const parsed = parseCondition(condition);
    expect(evaluate(parsed, event)).toBe(expected);
    expect(evaluate(parsed, new TextEncoder().encode(event))).toBe(expected);
    expect(evaluate(parsed, parseEvent(event))).toBe(expected);
    expect(explain(parsed, event).verdict).toBe(expected);
  });
});

describe("the contract itself", () => {
  test("names are unique", () => {
    const names = cases.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("every kind has cases that hold and cases that do not", () => {
    const verdicts = new Map<string, Set<boolean>>();
    for (const { condition, expected } of cases) {
      for (const kind of kinds(parseCondition(condition))) {
        verdicts.set(kind, (verdicts.get(kind) ?? new Set()).add(expected));
      }
    }
    expect(Object.keys(KINDS).filter((kind) => verdicts.get(kind)?.size !== 2)).toEqual([]);
  });
});

function kinds(condition: Condition): Kind[] {
  switch (condition.type) {
    case "predicate":
      return [condition.kind];
    case "and":
    case "or":
      return condition.children.flatMap(kinds);
    case "not":
      return kinds(condition.child);
    case "some":
    case "every":
      return kinds(condition.body);
  }
}
