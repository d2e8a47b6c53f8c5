// A rule's function as a condition.

import type { Condition } from "../../../rule/ir.js";
import type { Module, Place } from "../python/ast.js";
import { and, isFalse, not, or, TRUE, tidy } from "./condition.js";
import { hasModel, type Model } from "./data-models.js";
import { EVENT, Lowering, type Surroundings } from "./evaluate.js";
import { beginRule } from "./intern.js";
import { truthOfValue } from "./operators.js";
import { type Blocker, type Closure, just, type Scope, type Value } from "./values.js";

/** What a function of an event became. */
export interface Lowered {
  /** Where the function returns something true; where it is not exact, it also holds elsewhere. */
  readonly condition: Condition;
  readonly exact: boolean;
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
  if (!lowering.leavesTraces(scope)) return lowered;
  const construct = "change of an object that the next event meets";
  return { condition: TRUE, exact: false, blockers: [{ construct, file: module.file, at }] };
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
    const condition = foreign && !one.exact ? TRUE : one.condition;
    parts.push({ ...one, condition: and(hasModel([model]), condition) });
    blockers.push(...one.blockers);
    exact &&= one.exact;
  }
  const others = and(not(hasModel([...done])), plain.condition);
  return { condition: tidy(or(others, ...parts.map(({ condition }) => condition))), exact, blockers };
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
  return { condition, exact, blockers: exact ? [] : blockers.length > 0 ? blockers : [...met] };
}
