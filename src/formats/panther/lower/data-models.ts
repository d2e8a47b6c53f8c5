// `event.udm(name)`: the field that the data model of the event's own log type names, or what its function gives.

import type { Condition, FieldPath, Segment } from "../../../rule/ir.js";
import { modelPath } from "../jsonpath.js";
import type { Pack } from "../load.js";
import type { Module } from "../python/ast.js";
import { and, not } from "./condition.js";
import { EVENT, type Lowering } from "./evaluate.js";
import { keyOf } from "./operators.js";
import { isOneOf, isTruthy } from "./predicates.js";
import { type Blocker, bind, given, just, merge, NONE, unknown, type Value } from "./values.js";

/** The key that says which data model an event has; its case is not ignored. */
const LOG_TYPE: FieldPath = { segments: [{ type: "key", name: "p_log_type" }] };

type Mapping = Pick<Pack["dataModels"][number]["spec"]["mappings"][number], "path" | "method">;

/** A data model of a pack. */
export interface Model {
  /** Log types whose events have it. */
  readonly types: readonly string[];
  readonly mappings: ReadonlyMap<string, Mapping>;
  readonly module: Module | undefined;
}

/** What the pack's events may have for a data model; `none` for those whose log type has none. */
export type Assumed = Model | "none";

/** The data models of a pack that are in use. Of several of one log type the last one counts. */
export function modelsOf(pack: Pack): readonly Model[] {
  const owners = new Map<string, Model>();
  const models: Model[] = [];
  for (const { spec, module } of pack.dataModels) {
    if (!spec.enabled) continue;
    const model = { types: spec.logTypes, mappings: new Map(spec.mappings.map((one) => [one.name, one])), module };
    models.push(model);
    for (const type of spec.logTypes) owners.set(type, model);
  }
  return models.flatMap((model) => {
    const types = model.types.filter((type) => owners.get(type) === model);
    return types.length > 0 ? [{ ...model, types }] : [];
  });
}

/** Where an event has one of these models. */
export function hasModel(models: readonly Model[]): Condition {
  return isOneOf(
    LOG_TYPE,
    models.flatMap(({ types }) => types),
  );
}

/** What `event.udm(name)` is for the data models that events may have: each of them, or the one that is assumed. */
export function udm(
  name: string,
  models: readonly Model[],
  assumed: Assumed | undefined,
  lowering: Lowering,
  why: Blocker,
): Value {
  if (assumed === "none") return plain(name);
  if (assumed) return modelled(assumed, name, lowering, why);
  const mapping = models.filter(({ mappings }) => mappings.has(name));
  const cases = mapping.map((model) => given(hasModel([model]), modelled(model, name, lowering, why)));
  return merge([...cases.flat(), ...given(not(hasModel(mapping)), plain(name))]);
}

function modelled({ mappings, module }: Model, name: string, lowering: Lowering, why: Blocker): Value {
  const mapping = mappings.get(name);
  if (!mapping) return plain(name);
  const { path, method } = mapping;
  if (path !== undefined) {
    const steps = modelPath(path);
    if (!steps || steps.some((step) => typeof step === "number" && step < 0)) return unknown(why);
    // As the event was received: the case of its keys counts.
    const segments = steps.map((step): Segment => {
      return typeof step === "number" ? { type: "index", index: step } : { type: "key", name: step };
    });
    return just({ type: "path", path: { segments } });
  }
  if (!module || method === undefined) return unknown(why);
  const [callee] = lowering.globalsOf(module).names.get(method) ?? [];
  return callee?.atom.type === "function" ? lowering.call(callee.atom, [just(EVENT)], why) : unknown(why);
}

/** Without a mapping: what an upstream model left under p_udm, else the field of that name; None where neither is true. */
function plain(name: string): Value {
  const udm = keyOf(keyOf({ segments: [] }, "p_udm"), name);
  const field = keyOf({ segments: [] }, name);
  return merge([
    ...given(isTruthy(udm), just({ type: "path", path: udm })),
    ...bind(just({ type: "path", path: field }), (atom) =>
      merge([
        ...given(and(not(isTruthy(udm)), isTruthy(field)), just(atom)),
        ...given(and(not(isTruthy(udm)), not(isTruthy(field))), NONE),
      ]),
    ),
  ]);
}
