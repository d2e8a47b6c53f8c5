// Changes of field names (pySigma, transformations/fields).

import type { Detection, DetectionItem, Mapping, SigmaRule, Value } from "../ast.js";
import { type Change, type Context, overItems } from "./change.js";
import { itemsOf, namesOf } from "./conditions.js";
import type { Params } from "./params.js";

/** The names that a field gets; undefined where it keeps its own. */
type Rename = (field: string) => readonly string[] | undefined;

export const FIELD_CHANGES: Readonly<Record<string, (params: Params) => Change | undefined>> = {
  field_name_mapping: (params) => {
    const table = params.table("mapping");
    return table && mapFields((field) => table.get(field));
  },
  field_name_prefix_mapping: (params) => {
    const table = params.table("mapping");
    return (
      table &&
      mapFields((field) => {
        const found = [...table].find(([prefix]) => field.startsWith(prefix));
        return found?.[1].map((prefix) => prefix + field.slice(found[0].length));
      })
    );
  },
  field_name_suffix: (params) => {
    const suffix = params.string("suffix");
    return suffix === undefined ? undefined : mapFields((field) => [field + suffix]);
  },
  field_name_prefix: (params) => {
    const prefix = params.string("prefix");
    return prefix === undefined ? undefined : mapFields((field) => [prefix + field]);
  },
  add_field: (params) => ofOutputs(params, "field", (fields, named) => [...fields, ...named]),
  remove_field: (params) =>
    ofOutputs(params, "field", (fields, named) => fields.filter((field) => !named.includes(field))),
  set_field: (params) => ofOutputs(params, "fields", (_fields, named) => named),
  strict_field_mapping_failure:
    () =>
    (rule, { state, refuse }) => {
      for (const item of itemsOf(rule)) {
        const missing = namesOf(item).find((name) => !state.mapped.has(name));
        if (missing === undefined) continue;
        refuse("pipeline-failure", `expected a mapping of the field ${missing}, found none`, item.span);
      }
      return rule;
    },
};

/** Changes the fields that a rule lists as output. */
function ofOutputs(
  params: Params,
  key: string,
  change: (fields: readonly string[], named: readonly string[]) => readonly string[],
): Change | undefined {
  const named = params.strings(key);
  return named && ((rule) => ({ ...rule, fields: change(rule.fields ?? [], named) }));
}

/** Renames fields of items, fields that values refer to, and the fields that a rule lists as output. */
export function mapFields(mapping: Rename): Change {
  const overDetections = overItems((item, context) => mapItem(item, mapping, context));
  return (rule: SigmaRule, context) => {
    const { conditions, state } = context;
    const renamed = (field: string): readonly string[] => {
      const targets = conditions.field.name(field, state) ? mapping(field) : undefined;
      if (!targets) return [field];
      if (targets.length !== 1 || targets[0] !== field) state.trackField(field, targets, context.id);
      return targets;
    };
    const fields = rule.fields?.flatMap(renamed);
    return overDetections(fields ? { ...rule, fields } : rule, context);
  };
}

function mapItem(item: DetectionItem, mapping: Rename, context: Context): Detection | undefined {
  const { conditions, state, id } = context;
  const targetsOf = (field: string): readonly string[] | undefined => {
    if (!conditions.field.name(field, state)) return undefined;
    const targets = mapping(field);
    for (const name of targets ? [field, ...targets] : []) state.mapped.add(name);
    return targets;
  };
  let changed = false;
  const mapValue = (value: Value): readonly Value[] => {
    if (value.type !== "field") return [value];
    if (value.also) {
      const renamed = renameAll(value, targetsOf, id);
      if (renamed) changed = true;
      return [renamed ?? value];
    }
    const targets = targetsOf(value.field);
    if (!targets) return [value];
    changed = true;
    return targets.map((field) => ({ ...value, field, mappedFrom: value.mappedFrom ?? value.field, mappedBy: id }));
  };
  const values = item.values.map((alternatives) => ({
    ...alternatives,
    values: alternatives.values.flatMap(mapValue),
  }));
  const referring = changed ? { ...item, values } : item;
  if (item.also) return renameAll(referring, targetsOf, id) ?? (changed ? referring : undefined);
  const targets = item.field === undefined ? undefined : targetsOf(item.field);
  if (!targets) return changed ? referring : undefined;
  return named(referring, targets, id);
}

/** What has several names, under their new ones; undefined where it keeps all. */
function renameAll<F extends Mapping & { readonly field?: string }>(
  of: F,
  targetsOf: Rename,
  mappedBy: string,
): F | undefined {
  const before = namesOf(of);
  const after = before.map(targetsOf);
  if (after.every((targets) => targets === undefined)) return undefined;
  const [field = "", ...also] = new Set(before.flatMap((name, at) => after[at] ?? [name]));
  return { ...of, field, also, mappedFrom: of.mappedFrom ?? of.field ?? field, mappedBy };
}

/** The item under each of the names, one of which has to hold: all, where it is negated. */
export function named(item: DetectionItem, fields: readonly string[], mappedBy: string): Detection {
  const mappedFrom = item.mappedFrom ?? item.field;
  const mapping = mappedFrom !== undefined && { mappedFrom, mappedBy };
  const children = fields.map((field) => ({ ...item, field, ...mapping }));
  const [only] = children;
  return only && children.length === 1 ? only : { type: item.negated ? "all" : "any", children };
}
