// The semantics of conditions, written to be obviously right rather than fast.

import type { Condition, Quantifier } from "../rule/ir.js";
import { checkCondition } from "./check.js";
import { parseEvent } from "./parse.js";
import { predicateTest } from "./predicate.js";
import { type Scope, select } from "./select.js";
import type { JsonValue } from "./value.js";

/**
 * Whether a condition is true of an event: JSON text, its UTF-8 bytes, or what `parseEvent` gave. Throws `event-refused` where the
 * text is no event, and `invalid-condition`, `invalid-regex` or `invalid-argument` where the condition is not valid.
 */
export function evaluate(condition: Condition, event: string | Uint8Array | JsonValue): boolean {
  checkCondition(condition);
  return holds(condition, eventScope(event));
}

/** The outermost scope. */
export function eventScope(event: string | Uint8Array | JsonValue): Scope {
  const value = typeof event === "string" || event instanceof Uint8Array ? parseEvent(event) : event;
  return { name: undefined, value, outer: undefined };
}

/** A condition's question to a scope. */
type ConditionTest = (scope: Scope) => boolean;

/** Tests of conditions; a condition never changes, so neither does its test. */
const tests = new WeakMap<Condition, ConditionTest>();

/** Whether a condition that passed its check is true in a scope. */
export function holds(condition: Condition, scope: Scope): boolean {
  let test = tests.get(condition);
  if (!test) {
    test = conditionTest(condition);
    tests.set(condition, test);
  }
  return test(scope);
}

function conditionTest(condition: Condition): ConditionTest {
  switch (condition.type) {
    case "predicate": {
      const testIn = predicateTest(condition);
      return (scope) => select(condition.operand.path, scope).some(testIn(scope));
    }
    case "and": {
      const children = condition.children.map(conditionTest);
      return (scope) => children.every((child) => child(scope));
    }
    case "or": {
      const children = condition.children.map(conditionTest);
      return (scope) => children.some((child) => child(scope));
    }
    case "not": {
      const child = conditionTest(condition.child);
      return (scope) => !child(scope);
    }
    case "some": {
      const body = conditionTest(condition.body);
      return (scope) => elements(condition, scope).some((element) => body(elementScope(condition, element, scope)));
    }
    case "every": {
      const body = conditionTest(condition.body);
      return (scope) => elements(condition, scope).every((element) => body(elementScope(condition, element, scope)));
    }
  }
}

/** The elements that a quantifier looks at, those of all its `[*]` in one list. Its path ends in `[*]`, so none is missing. */
export function elements(quantifier: Quantifier, scope: Scope): JsonValue[] {
  return select(quantifier.path, scope).filter((element) => element !== undefined);
}

/** The scope of a quantifier's body: its variable is one element, and hides an outer one of the same name. */
export function elementScope(quantifier: Quantifier, element: JsonValue, outer: Scope): Scope {
  return { name: quantifier.as, value: element, outer };
}
