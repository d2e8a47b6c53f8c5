// A rule's function as a condition.

import type { Condition } from "../../../rule/ir.js";
import type { Module, Place } from "../python/ast.js";
import { and, FALSE, isFalse, not, or, sizeOf, TRUE, tidy, tidyWhere } from "./condition.js";
import { hasModel, type Model } from "./data-models.js";
import { EVENT, Lowering, type Surroundings } from "./evaluate.js";
import { beginRule } from "./intern.js";
import { truthOfValue } from "./operators.js";
import { type Blocker, type Closure, just, type Scope, type Value } from "./values.js";

/** Predicates beyond which nothing is said of where a function is certainly true. */
const MAX_CERTAIN = 100;

/** What a function of an event became. */
export interface Lowered {
  /** Where the function returns something true; where it is not exact, it also holds elsewhere. */
  readonly condition: Condition;
  readonly exact: boolean;
  /** Where it is not exact: a condition beside which the function certainly returns something true wherever `condition` holds. */
  readonly certain: Condition;
  /** What kept it from being exact. */
  readonly blockers: readonly Blocker[];
}

/**
 * Where a function of a module returns something true of the event. A call that raises is not true.
 * @param logTypes what events the rule is for; any where there is none
 */
export function lowerFunction(
  module: Module,
  name: string,
  surroundings: Surroundings,
  logTypes: readonly string[] = [],
): Lowered | undefined {
  const begun = begin(module, name, surroundings);
  if (!begun) return undefined;
  const { lowering, scope, at, judge, call } = begun;
  lowering.assumed = "none";
  lowering.judge = judge;
  const plain = conditionOf(call(), lowering.blockers);
  const lowered = lowering.asked.size === 0 ? plain : eachModel(begun, plain, logTypes);
  if (!lowering.leavesTraces(scope)) return { ...lowered, certain: certainOf(lowered) };
  const construct = "change of an object that the next event meets";
  return { condition: TRUE, exact: false, certain: FALSE, blockers: [{ construct, file: module.file, at }] };
}

/**
 * What a rule says of events of each data model that it asks, and of those without. Most of it is the same, but where it is worked out
 * for each alone, what `udm` gives has one case each time.
 */
function eachModel({ lowering, call }: Begun, plain: Lowered, logTypes: readonly string[]): Lowered {
  const parts: Lowered[] = [];
  const blockers = [...plain.blockers];
  let exact = plain.exact;
  const done = new Set<Model>();
  const next = () =>
    lowering.surroundings.models.find(
      (model) => !done.has(model) && [...model.mappings.keys()].some((name) => lowering.asked.has(name)),
    );
  for (let model = next(); model; model = next()) {
    done.add(model);
    lowering.assumed = model;
    lowering.blockers.length = 0;
    const one = conditionOf(call(), lowering.blockers);
    const foreign = logTypes.length > 0 && !model.types.some((type) => logTypes.includes(type));
    // A rule is not given events of other log types, unless nobody says of which log type they are.
    const { condition, certain } = foreign && !one.exact ? { condition: TRUE, certain: FALSE } : one;
    const has = hasModel([model]);
    parts.push({ ...one, condition: and(has, condition), certain: and(has, certain) });
    blockers.push(...one.blockers);
    exact &&= one.exact;
  }
  const hasNone = not(hasModel([...done]));
  const conditions = [and(hasNone, plain.condition), ...parts.map(({ condition }) => condition)];
  const certain = or(and(hasNone, plain.certain), ...parts.map((part) => part.certain));
  return { condition: tidy(or(...conditions)), exact, certain, blockers };
}

/** A function that can be called with the event. */
interface Begun {
  readonly lowering: Lowering;
  readonly scope: Scope;
  /** Where the function stands. */
  readonly at: Place;
  readonly judge: Closure["node"];
  call(): Value;
}

/** Undefined where the module has no such function. */
function begin(module: Module, name: string, surroundings: Surroundings): Begun | undefined {
  beginRule();
  const lowering = new Lowering(surroundings);
  const scope = lowering.run(module);
  const [callee] = scope.names.get(name) ?? [];
  if (callee?.atom.type !== "function") return undefined;
  const { atom } = callee;
  const { node: judge } = callee.atom.function;
  const { at } = judge;
  // What a module's own statements are is met in the function again, if it matters.
  lowering.blockers.length = 0;
  const why = { construct: `function ${name}`, file: module.file, at };
  return { lowering, scope, at, judge, call: () => lowering.call(atom, [just(EVENT)], why) };
}

/**
 * What a function of a module returns for an event without a data model; undefined where the module has no such function. What `udm`
 * gives is two fields then, so what depends on it is no one field's value, as it is none where data models are followed.
 */
export function callFunction(module: Module, name: string, surroundings: Surroundings): Value | undefined {
  const begun = begin(module, name, surroundings);
  if (!begun) return undefined;
  begun.lowering.assumed = "none";
  return begun.call();
}

function conditionOf(value: Value, met: readonly Blocker[]): Lowered {
  const { yes } = truthOfValue(value);
  const blockers = yes.flatMap(({ exact, atom, when }) =>
    exact || isFalse(when) ? [] : "why" in atom ? [atom.why] : [],
  );
  const condition = tidy(or(...yes.map(({ when }) => when)));
  const exact = yes.every((one) => one.exact);
  const certain = or(...yes.map((one) => (one.exact ? one.when : FALSE)));
  return { condition, exact, certain, blockers: exact ? [] : blockers.length > 0 ? blockers : [...met] };
}

/** What says that it is true, as far as that takes less than asking. */
function certainOf({ condition, certain, exact }: Lowered): Condition {
  if (exact) return TRUE;
  const simplest = tidyWhere(certain, condition);
  return sizeOf(simplest) > MAX_CERTAIN ? FALSE : simplest;
}
