// What a processing item does to a rule, and the ways in which most of them go through it.

import type { Span } from "../../../diagnostic.js";
import type { Detection, DetectionItem, Detections, SigmaRule, StringValue, Value } from "../ast.js";
import type { SigmaCode } from "../codes.js";
import type { Conditions } from "./conditions.js";
import type { State } from "./state.js";

/** Values of placeholders, by the names that pipelines call `vars`. */
export type Vars = ReadonlyMap<string, readonly string[]>;

export interface Context {
  readonly id: string;
  readonly conditions: Conditions;
  readonly state: State;
  readonly vars: Vars;
  /** Refuses the rule. */
  readonly refuse: (code: SigmaCode, message: string, span?: Span) => void;
  readonly warn: (code: SigmaCode, message: string) => void;
}

/** Gives the changed rule. What it refuses goes to `context.refuse`, and then the result is not used. */
export type Change = (rule: SigmaRule, context: Context) => SigmaRule;

/** An item as it is changed to; undefined where it stays, and `dropped` where it goes. */
export type ItemChange = (
  item: DetectionItem,
  context: Context,
  rule: SigmaRule,
) => Detection | typeof dropped | undefined;

export const dropped = Symbol("dropped");

/** Changes the items for which the conditions on items and field names hold, those of filters and routes too. */
export function overItems(change: ItemChange): Change {
  return (rule, context) => {
    const { conditions, state, id, refuse } = context;
    const visit = (detection: Detection): Detection | typeof dropped => {
      if (detection.type !== "item") {
        const children = detection.children.map(visit).filter((child) => child !== dropped);
        if (children.length > 0 || detection.children.length === 0) return { ...detection, children };
        return dropped;
      }
      if (!conditions.item(detection, state) || !conditions.field.item(detection, state)) return detection;
      const changed = change(detection, context, rule);
      if (changed === undefined) return detection;
      if (changed !== dropped) track(detection, changed, state, id);
      return changed;
    };
    const through = (detections: Detections): Detections => {
      const selections = new Map<string, Detection>();
      for (const [name, selection] of detections.selections) {
        const changed = visit(selection);
        // What conditions would mean without it depends on where they have it.
        if (changed === dropped) refuse("pipeline-failure", `expected an item to be left in ${name}, all were dropped`);
        else selections.set(name, changed);
      }
      return { ...detections, selections };
    };
    return {
      ...rule,
      detection: through(rule.detection),
      filters: rule.filters.map(through),
      ...(rule.routes && { routes: rule.routes.map(through) }),
    };
  };
}

function track(from: DetectionItem, to: Detection, state: State, id: string): void {
  if (to.type === "item") state.trackItem(from, to, id);
  else for (const child of to.children) track(from, child, state, id);
}

/** A value as it is changed to: several are alternatives. Undefined where it stays. */
export type ValueChange = (value: Value, item: DetectionItem, context: Context) => readonly Value[] | undefined;

/** Changes the values of the items for which the conditions hold. */
export function overValues(change: ValueChange): Change {
  return overItems((item, context) => {
    let changed = false;
    const values = item.values.map((alternatives) => ({
      ...alternatives,
      values: alternatives.values.flatMap((value) => {
        const result = change(value, item, context);
        if (result) changed = true;
        return result ?? [value];
      }),
    }));
    return changed ? { ...item, values } : undefined;
  });
}

export function overStrings(
  change: (value: StringValue, item: DetectionItem, context: Context) => readonly Value[] | undefined,
): Change {
  return overValues((value, item, context) => (value.type === "string" ? change(value, item, context) : undefined));
}
