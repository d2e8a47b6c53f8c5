// Fields of the event that a rule's alert carries, read off the functions that make it.

import type { FieldPath } from "../../../rule/ir.js";
import { pathKey } from "../../../rule/key.js";
import { isEvent } from "./operators.js";
import type { Value } from "./values.js";

/** What `alert_context` gives, as far as it can be read off. */
export interface ContextFields {
  /** Fields of the event that are copied, in the order of their keys. */
  readonly copied: readonly FieldPath[];
  /** Keys whose values are made of something else. */
  readonly computed: readonly string[];
}

/** The fields in the dict that a call returns; none where it is no dict whose keys are known. */
export function contextFields(value: Value): ContextFields {
  const copied = new Map<string, FieldPath>();
  const computed = new Set<string>();
  for (const { atom } of value) {
    if (atom.type !== "mapping") continue;
    for (const { key, value: held } of atom.entries) {
      const path = copiedField(held);
      if (path) copied.set(pathKey(path), path);
      else computed.add(String(key.value));
    }
  }
  return { copied: [...copied.values()], computed: [...computed] };
}

/** The one field that a value is, or a constant in its place where it is missing. */
export function copiedField(value: Value): FieldPath | undefined {
  let found: FieldPath | undefined;
  for (const { atom } of value) {
    if (atom.type === "constant") continue;
    if ((atom.type === "sequence" || atom.type === "mapping") && isEmpty(atom)) continue;
    if (atom.type !== "path" || isEvent(atom.path) || atom.path.root !== undefined) return undefined;
    if (found && pathKey(found) !== pathKey(atom.path)) return undefined;
    found = atom.path;
  }
  return found;
}

function isEmpty(atom: { readonly items?: readonly unknown[]; readonly entries?: readonly unknown[] }): boolean {
  return (atom.items ?? atom.entries ?? []).length === 0;
}
