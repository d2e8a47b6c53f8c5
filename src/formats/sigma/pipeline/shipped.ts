// The pipelines that ship along: log sources become routes, then fields get the names that events have them under.

import type { Span } from "../../../diagnostic.js";
import { Decimal } from "../../../rule/decimal.js";
import { quote } from "../../../text/diagnose.js";
import type { Detection, DetectionItem, Detections, LogSource, Mapping, SigmaRule, Value } from "../ast.js";
import { contains } from "../logsource.js";
import { mapItems } from "../process.js";
import type { Change, Context } from "./change.js";
import { unconditional } from "./conditions.js";
import { type EventKind, LOG_SOURCES, type LogSourceRow } from "./log-sources.js";
import type { Pipeline } from "./pipeline.js";
import { fieldUses } from "./polarity.js";
import { SHIPPED, type Shape, type Shapes, type ShippedPipeline } from "./shapes.js";
import type { State } from "./state.js";

/** Names of the pipelines that ship along. */
export const shippedPipelines = Object.keys(SHIPPED) as readonly ShippedPipeline[];

/**
 * A pipeline that ships along, at priority 0. A rule gets the events of its log source as a route, unless all events are of
 * it (`pinned`); a log source without a row is warned of once, and its rules look at every event.
 */
export function shippedPipeline(name: ShippedPipeline, pinned: LogSource = {}): Pipeline {
  const shapes: Shapes = SHIPPED[name];
  return {
    name,
    priority: 0,
    vars: new Map(),
    items: [
      { id: `${name}#log sources`, conditions: unconditional, change: routeBy(shapes, pinned) },
      { id: name, conditions: unconditional, change: mapBy(shapes) },
    ],
  };
}

function routeBy(shapes: Shapes, pinned: LogSource): Change {
  const told = new Set<string>();
  return (rule, context) => {
    const row = shapeOf(rule, shapes) && rowOf(rule.logsource);
    const isPinned = contains(rule.logsource, pinned);
    if (row) return routed(rule, row, isPinned, context);
    const name = describeLogSource(rule.logsource);
    if (!isPinned && !told.has(name)) {
      told.add(name);
      context.warn("unknown-log-source", `it is not known which events are of ${name}: its rules look at every event`);
    }
    return rule;
  };
}

/** The row of a log source: the one that names most of it, and nothing else. */
function rowOf(source: LogSource): LogSourceRow | undefined {
  const found = LOG_SOURCES.filter((row) => contains(row, source));
  return found.find(({ category }) => category !== undefined) ?? found[0];
}

function shapeOf({ logsource: { product } }: SigmaRule, shapes: Shapes): Shape | undefined {
  return product !== undefined && Object.hasOwn(shapes, product) ? shapes[product] : undefined;
}

export function describeLogSource(source: LogSource): string {
  const parts = (["product", "category", "service"] as const).filter((part) => source[part] !== undefined);
  return parts.map((part) => `${part} ${quote(source[part] ?? "")}`).join(", ");
}

function routed(rule: SigmaRule, row: LogSourceRow, isPinned: boolean, { state }: Context): SigmaRule {
  const { all, negated } = fieldUses(rule);
  const kinds = row.kinds.filter(({ fields }) => {
    if (!fields) return true;
    const { same, renamed, different } = fields;
    const known = [...same, ...Object.keys(renamed)];
    // What is missing is no match; under a negation it would be one of every event.
    return !different.some((name) => all.has(name)) && [...negated].every((name) => known.includes(name));
  });
  const renamed = kinds.flatMap(({ fields }) => Object.entries(fields?.renamed ?? {}));
  const names = new Map<string, readonly string[]>();
  for (const [from, to] of renamed) names.set(from, [...(names.get(from) ?? [from]), to]);
  const mapped = names.size === 0 ? rule : mapFields(rule, (name) => names.get(name) ?? [name], describe(row), state);
  return isPinned ? mapped : { ...mapped, routes: [...(mapped.routes ?? []), routeOf(kinds, rule.span)] };
}

function describe({ product, category, service }: LogSourceRow): string {
  return [product, category, service].filter((part) => part !== undefined).join("/");
}

function routeOf(kinds: readonly EventKind[], span: Span): Detections {
  const children = kinds.map(
    ({ where }): Detection => ({
      type: "all",
      children: Object.entries(where).map(([field, values]) => itemOf(field, values, span)),
    }),
  );
  const [only] = children;
  const selection: Detection = only && children.length === 1 ? only : { type: "any", children };
  return {
    selections: new Map([["events", selection]]),
    conditions: [{ type: "selection", name: "events", span }],
  };
}

function itemOf(field: string, values: EventKind["where"][string], span: Span): DetectionItem {
  const written: readonly Value[] =
    values === "present" ? [{ type: "string", parts: [{ type: "any" }] }] : values.map(literalOf);
  return {
    type: "item",
    field,
    modifiers: [],
    values: written.map((value) => ({ values: [value], span })),
    linking: "any",
    negated: false,
    span,
  };
}

function literalOf(value: string | number): Value {
  if (typeof value === "number") return { type: "number", number: Decimal.from(value) };
  return { type: "string", parts: [{ type: "text", text: value }] };
}

function mapBy(shapes: Shapes): Change {
  return (rule, { id, state }) => {
    const shape = shapeOf(rule, shapes);
    if (!shape) return rule;
    const namesOf = (field: string): readonly string[] => {
      const names = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
      return names === undefined ? [`${shape.prefix ?? ""}${field}`] : typeof names === "string" ? [names] : names;
    };
    return mapFields(rule, namesOf, id, state, shape.nested);
  };
}

/** The rule with each field under the names that `namesOf` gives. */
function mapFields(
  rule: SigmaRule,
  namesOf: (field: string) => readonly string[],
  by: string,
  state: State,
  nested = false,
): SigmaRule {
  const map = <F extends Mapping & { readonly field?: string }>(named: F): F => {
    if (named.field === undefined) return named;
    const before = [named.field, ...(named.also ?? [])];
    const [field, ...also] = [...new Set(before.flatMap(namesOf))];
    const isNested = nested && { nested };
    if (field === named.field && also.length === before.length - 1) return { ...named, ...isNested };
    for (const name of [...before, field as string, ...also]) state.mapped.add(name);
    return {
      ...named,
      ...isNested,
      field,
      ...(also.length > 0 && { also }),
      mappedFrom: named.mappedFrom ?? named.field,
      mappedBy: by,
    };
  };
  const mapped = mapItems(rule, (item) => {
    const changed = {
      ...map(item),
      values: item.values.map((alternatives) => ({
        ...alternatives,
        values: alternatives.values.map((value) => (value.type === "field" ? map(value) : value)),
      })),
    };
    state.trackItem(item, changed, by);
    return changed;
  });
  const renamed = (field: string): readonly string[] => {
    const targets = namesOf(field);
    if (targets.length !== 1 || targets[0] !== field) state.trackField(field, targets, by);
    return targets;
  };
  const { fields } = rule;
  return fields ? { ...mapped, fields: fields.flatMap(renamed) } : mapped;
}
