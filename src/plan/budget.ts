import { SluiceError } from "../errors.js";
import type { Condition } from "../rule/ir.js";

/**
 * Throws `too-many-predicates` where conditions have more than `max`. A part that they hold several times counts each time, for that
 * is how often it is lowered; it takes time in proportion to the parts all the same. Nesting has been limited by the normaliser.
 */
export function expectPredicates(conditions: readonly Condition[], max: number): void {
  if (conditions.reduce(without, max) >= 0) return;
  const known = new Map<Condition, number>();
  const count = (part: Condition): number => {
    if (part.type === "predicate") return 1;
    let sum = known.get(part);
    if (sum === undefined) {
      sum = partsOf(part).reduce((total, child) => total + count(child), 0);
      known.set(part, sum);
    }
    return sum;
  };
  const predicates = conditions.reduce((total, condition) => total + count(condition), 0);
  throw new SluiceError("too-many-predicates", `expected at most ${max} predicates in a rule, found ${predicates}`);
}

/** What is left of a number without the predicates of a condition: once it is below zero, no more are counted. */
function without(left: number, condition: Condition): number {
  if (left < 0) return left;
  return condition.type === "predicate" ? left - 1 : partsOf(condition).reduce(without, left);
}

function partsOf(condition: Exclude<Condition, { type: "predicate" }>): readonly Condition[] {
  if ("children" in condition) return condition.children;
  return [condition.type === "not" ? condition.child : condition.body];
}
