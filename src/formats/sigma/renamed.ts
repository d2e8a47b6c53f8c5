// Where the names of a rule's fields come from: what pipelines made of those that the rule has.

import type { RenamedField } from "../../rule/ir.js";
import type { Detection, Mapping, SigmaRule } from "./ast.js";

/** The fields that pipelines renamed, in the order of the rule: of its scopes, its own, those of its filters. */
export function renamedFields(rule: SigmaRule): readonly RenamedField[] {
  const byName = new Map<string, { readonly name: string; readonly fields: Set<string>; readonly by: string }>();
  const add = ({ field, also = [], mappedFrom: name, mappedBy: by }: Mapping & { readonly field?: string }): void => {
    if (field === undefined || name === undefined || by === undefined) return;
    const key = JSON.stringify([name, by]);
    const found = byName.get(key) ?? { name, fields: new Set(), by };
    for (const one of [field, ...also]) found.fields.add(one);
    byName.set(key, found);
  };
  const visit = (detection: Detection): void => {
    if (detection.type === "item") {
      add(detection);
      for (const { values } of detection.values) for (const value of values) if (value.type === "field") add(value);
    } else for (const child of detection.children) visit(child);
  };
  for (const { selections } of [...(rule.routes ?? []), rule.detection, ...rule.filters]) {
    for (const selection of selections.values()) visit(selection);
  }
  return [...byName.values()].map(({ name, fields, by }) => ({ name, fields: [...fields], by }));
}
