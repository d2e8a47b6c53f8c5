// `event.udm(name)`: the field that the data model of the event's own log type names, or what its function gives.

import type { FieldPath, Segment } from "../../../rule/ir.js";
import { modelPath } from "../jsonpath.js";
import type { Pack } from "../load.js";
import { and, not } from "./condition.js";
import { EVENT, type Lowering, type Surroundings } from "./evaluate.js";
import { keyOf } from "./operators.js";
import { isOneOf, isTruthy } from "./predicates.js";
import { type Blocker, bind, given, just, merge, NONE, unknown, type Value } from "./values.js";

/** The key that says which data model an event has; its case is not ignored. */
const LOG_TYPE: FieldPath = { segments: [{ type: "key", name: "p_log_type" }] };

interface Mapping {
  readonly types: readonly string[];
  readonly path?: string;
  readonly method?: string;
  readonly file: string | undefined;
}

export function surroundingsOf(pack: Pack): Surroundings {
  const byName = new Map<string, Mapping[]>();
  const modules = new Map<string, NonNullable<Pack["dataModels"][number]["module"]>>();
  const known = new Set<string>();
  for (const { spec, module } of pack.dataModels) {
    if (!spec.enabled) continue;
    if (module) modules.set(module.file, module);
    for (const type of spec.logTypes) known.add(type);
    for (const { name, path, method } of spec.mappings) {
      const mappings = byName.get(name) ?? [];
      mappings.push({
        types: spec.logTypes,
        file: module?.file,
        ...(path !== undefined && { path }),
        ...(method !== undefined && { method }),
      });
      byName.set(name, mappings);
    }
  }
  return {
    module: (name) => pack.helpers.get(name)?.module,
    udm: (name, lowering, why) => {
      const mappings = (byName.get(name) ?? []).filter(
        ({ types }) => lowering.logTypes.length === 0 || types.some((type) => lowering.logTypes.includes(type)),
      );
      const cases: Value[] = [];
      const mapped: string[] = [];
      for (const mapping of mappings) {
        const isType = isOneOf(LOG_TYPE, mapping.types);
        mapped.push(...mapping.types);
        cases.push(given(isType, mappedValue(mapping, name, lowering, modules, why)));
      }
      const others = mapped.length > 0 ? not(isOneOf(LOG_TYPE, mapped)) : and();
      // Rules are for events of their log types; of any other, the model is not looked up here.
      const anyOther = (byName.get(name) ?? []).length > mappings.length;
      const rest = anyOther ? unknown(why) : given(others, plain(name));
      return merge([...cases.flat(), ...(anyOther ? given(others, rest, false) : rest)]);
    },
  };
}

function mappedValue(
  { path, method, file }: Mapping,
  name: string,
  lowering: Lowering,
  modules: ReadonlyMap<string, Parameters<Lowering["run"]>[0]>,
  why: Blocker,
): Value {
  if (path !== undefined) {
    const steps = modelPath(path);
    if (!steps || steps.some((step) => typeof step === "number" && step < 0)) return unknown(why);
    // As the event was received: the case of its keys counts.
    const segments = steps.map((step): Segment => {
      return typeof step === "number" ? { type: "index", index: step } : { type: "key", name: step };
    });
    return just({ type: "path", path: { segments } });
  }
  const module = file === undefined ? undefined : modules.get(file);
  if (!module || method === undefined) return unknown(why);
  const [callee] = lowering.globalsOf(module).names.get(method) ?? [];
  if (callee?.atom.type !== "function") return method === undefined ? plain(name) : unknown(why);
  return lowering.call(callee.atom, [just(EVENT)], why);
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
