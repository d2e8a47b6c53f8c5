import { SluiceError } from "../errors.js";
import type { Condition } from "../rule/ir.js";

/**
 * Throws `too-many-predicates` where conditions have more than `max`. A part that they hold several times counts each time, for that
 * is how often it is lowered; it takes time in proportion to the parts all the same. Nesting has been limited by the normaliser.
 */
export function expectPredicates(conditions: readonly Condition[], max: number): void {
  const known = new Map<Condition, number>();
  const count = (part: Condition): number => {
    if (part.type === "predicate") return 1;
    let sum = known.get(part);
    if (sum === undefined) {
      if (part.type === "not") sum = count(part.child);
      else if ("children" in part) sum = part.children.reduce((total, child) => total + count(child), 0);
      else sum = count(part.body);
      known.set(part, sum);
    }
    return sum;
  };
  const predicates = conditions.reduce((total, condition) => total + count(condition), 0);
  if (predicates > max) {
    throw new SluiceError("too-many-predicates", `expected at most ${max} predicates in a rule, found ${predicates}`);
  }
}
