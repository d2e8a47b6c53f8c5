// A condition is checked whole before it is evaluated, so that whether it is refused never depends on the event.

import { SluiceError } from "../errors.js";
import { anywhereProblem, hasAnywhere } from "../rule/anywhere.js";
import type { Condition, FieldPath, Kind, Predicate } from "../rule/ir.js";
import { MAX_NESTING } from "../rule/limits.js";
import { parseNetwork } from "./address.js";
import { patternTest } from "./regex.js";

/** Every kind of predicate. */
export const KINDS: Readonly<Record<Kind, true>> = {
  is_null: true,
  is_not_null: true,
  exists: true,
  is_truthy: true,
  is_string: true,
  is_number: true,
  is_integer: true,
  is_boolean: true,
  is_array: true,
  is_object: true,
  eq: true,
  in: true,
  contains: true,
  starts_with: true,
  ends_with: true,
  wildcard: true,
  match: true,
  lt: true,
  lte: true,
  gt: true,
  gte: true,
  cidr: true,
  eq_field: true,
  contains_field: true,
  starts_with_field: true,
  ends_with_field: true,
  lt_field: true,
  lte_field: true,
  gt_field: true,
  gte_field: true,
};

/** Conditions that passed; they never change. */
const passed = new WeakSet<Condition>();

/**
 * Throws `invalid-regex`, `invalid-argument` (a network) or `invalid-condition`: an unknown kind, a variable that nothing binds, a
 * quantifier whose path does not end in `[*]`, `**` where it may not stand, or more than 256 levels of nesting (evaluation is recursive).
 */
export function checkCondition(condition: Condition): void {
  if (passed.has(condition)) return;
  check(condition, [], 0);
  passed.add(condition);
}

function check(condition: Condition, variables: readonly string[], depth: number): void {
  if (depth > MAX_NESTING) throw invalid(`expected at most ${MAX_NESTING} levels of nesting, found more`);
  switch (condition.type) {
    case "predicate":
      checkPredicate(condition, variables);
      break;
    case "and":
    case "or":
      for (const child of condition.children) check(child, variables, depth + 1);
      break;
    case "not":
      check(condition.child, variables, depth + 1);
      break;
    case "some":
    case "every":
      checkPath(condition.path, variables);
      if (condition.path.segments.at(-1)?.type !== "any") {
        throw invalid(`expected the path of "${condition.type}" to end in [*]`);
      }
      if (hasAnywhere(condition.path)) throw invalid(`expected no ** in the path of "${condition.type}"`);
      check(condition.body, [...variables, condition.as], depth + 1);
      break;
    default:
      throw invalid(`found a condition of the unknown type ${JSON.stringify((condition as Condition).type)}`);
  }
}

function checkPredicate(predicate: Predicate, variables: readonly string[]): void {
  if (!Object.hasOwn(KINDS, predicate.kind)) {
    throw invalid(`found a predicate of the unknown kind ${JSON.stringify(predicate.kind)}`);
  }
  checkPath(predicate.operand.path, variables);
  if ("other" in predicate) checkPath(predicate.other.path, variables);
  const problem = anywhereProblem(predicate);
  if (problem !== undefined) throw invalid(problem);
  if (predicate.kind === "match") patternTest(predicate);
  if (predicate.kind === "cidr") parseNetwork(predicate.value);
}

function checkPath({ root }: FieldPath, variables: readonly string[]): void {
  if (root !== undefined && !variables.includes(root)) {
    throw invalid(`expected a "some" or "every" around it that binds ${JSON.stringify(root)}`);
  }
}

function invalid(message: string): SluiceError {
  return new SluiceError("invalid-condition", message);
}
