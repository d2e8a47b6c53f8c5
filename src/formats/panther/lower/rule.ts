// A rule's function as a condition.

import type { Condition } from "../../../rule/ir.js";
import type { Module, Place } from "../python/ast.js";
import { isFalse, or, TRUE, tidy } from "./condition.js";
import { EVENT, Lowering, type Surroundings } from "./evaluate.js";
import { beginRule } from "./intern.js";
import { truthOfValue } from "./operators.js";
import { type Blocker, just, type Value } from "./values.js";

/** What a function of an event became. */
export interface Lowered {
  /** Where the function returns something true; where it is not exact, it also holds elsewhere. */
  readonly condition: Condition;
  readonly exact: boolean;
  /** What kept it from being exact. */
  readonly blockers: readonly Blocker[];
}

/** Where a function of a module returns something true of the event. A call that raises is not true. */
export function lowerFunction(
  module: Module,
  name: string,
  surroundings: Surroundings,
  logTypes: readonly string[] = [],
): Lowered | undefined {
  const called = callFunction(module, name, surroundings, logTypes);
  if (!called) return undefined;
  const { value, blockers, leavesTraces, at } = called;
  if (!leavesTraces) return conditionOf(value, blockers);
  const construct = "change of an object that the next event meets";
  return { condition: TRUE, exact: false, blockers: [{ construct, file: module.file, at }] };
}

interface Called {
  readonly value: Value;
  readonly blockers: readonly Blocker[];
  /** Whether something was changed that the next event meets, so that the value need not be the same then. */
  readonly leavesTraces: boolean;
  /** Where the function stands. */
  readonly at: Place;
}

/** What a function of a module returns for an event; undefined where the module has no such function. */
export function callFunction(
  module: Module,
  name: string,
  surroundings: Surroundings,
  logTypes: readonly string[] = [],
): Called | undefined {
  beginRule();
  const lowering = new Lowering(surroundings, logTypes);
  const scope = lowering.run(module);
  const [callee] = scope.names.get(name) ?? [];
  if (callee?.atom.type !== "function") return undefined;
  const { at } = callee.atom.function.node;
  // What a module's own statements are is met in the function again, if it matters.
  lowering.blockers.length = 0;
  const value = lowering.call(callee.atom, [just(EVENT)], { construct: `function ${name}`, file: module.file, at });
  return { value, blockers: lowering.blockers, leavesTraces: lowering.leavesTraces(scope), at };
}

function conditionOf(value: Value, met: readonly Blocker[]): Lowered {
  const { yes } = truthOfValue(value);
  const blockers = yes.flatMap(({ exact, atom, when }) =>
    exact || isFalse(when) ? [] : "why" in atom ? [atom.why] : [],
  );
  const condition = tidy(or(...yes.map(({ when }) => when)));
  const exact = yes.every((one) => one.exact);
  return { condition, exact, blockers: exact ? [] : blockers.length > 0 ? blockers : met };
}
