// Conditions as the lowering builds them: constants folded, and what follows from the rest left out, so that what comes out reads as
// a person would have written it.

import type { Condition, FieldPath, Predicate } from "../../../rule/ir.js";
import { normalise } from "../../../rule/normalise.js";
import { FALSE, intern, metaOf, TRUE } from "./intern.js";
import { constantOf, negate, simpleFinally, simpleJunction, simpleWhere } from "./simplify.js";

export { constantOf, FALSE, TRUE };

export function isFalse(condition: Condition): boolean {
  return condition === FALSE || constantOf(condition) === false;
}

export function isTrue(condition: Condition): boolean {
  return condition === TRUE || constantOf(condition) === true;
}

export function and(...conditions: readonly Condition[]): Condition {
  return simpleJunction("and", conditions);
}

export function or(...conditions: readonly Condition[]): Condition {
  return simpleJunction("or", conditions);
}

export function not(condition: Condition): Condition {
  return negate(condition);
}

/** Whether two conditions are structurally equal. */
export function same(left: Condition, right: Condition): boolean {
  return left === right || intern(left) === intern(right);
}

/** Predicates in a condition: what it costs to work with it. */
export function sizeOf(condition: Condition): number {
  return metaOf(condition).size;
}

/** A predicate of one value: `path kind`. */
export function test(path: FieldPath, kind: Extract<Predicate, { value?: never; other?: never }>["kind"]): Condition {
  return intern({ type: "predicate", kind, operand: { type: "path", path } } as Predicate);
}

/** The condition in its simplest form, where another holds. */
export function tidyWhere(condition: Condition, given: Condition): Condition {
  const simplest = normalise(simpleWhere(tidy(condition), given));
  const holds = new Set((given.type === "and" ? given.children : [given]).map(intern));
  return simplest.type === "and" ? and(...simplest.children.filter((child) => !holds.has(intern(child)))) : simplest;
}

/** The condition in its simplest form. */
export function tidy(condition: Condition): Condition {
  return normalise(simpleFinally(normalise(simpleFinally(normalise(condition)))));
}
