// Processing: what happens to a rule between its file and the IR. Field names, values and log sources of a kind of logs come in
// here, each as a step that takes a rule and gives another one.

import type { Report } from "../../text/diagnose.js";
import type { Alternatives, Detection, DetectionItem, Detections, SigmaRule, Value } from "./ast.js";
import type { SigmaCode } from "./codes.js";
import { nameOf } from "./metadata.js";
import { MAX_VALUES } from "./modifiers.js";
import { parseString, replacePlaceholders } from "./string.js";

/** Gives the rule as it is to be lowered, or undefined where it refuses it, after a report. */
export type ProcessingStep = (rule: SigmaRule, report: Report) => SigmaRule | undefined;

/** Values of placeholders by name, without percent signs. Strings may hold wildcards. */
export type Placeholders = Readonly<Record<string, readonly (string | number)[]>>;

/** Runs the steps in order. */
export function process(rule: SigmaRule, steps: readonly ProcessingStep[], report: Report): SigmaRule | undefined {
  let result: SigmaRule | undefined = rule;
  for (const step of steps) result = result && step(result, report);
  return result;
}

/** The rule with each detection item, those of its filters and routes too, as `change` gives it; undefined drops the item. */
export function mapItems(rule: SigmaRule, change: (item: DetectionItem) => Detection | undefined): SigmaRule {
  return {
    ...rule,
    detection: mapDetections(rule.detection, change),
    filters: rule.filters.map((filter) => mapDetections(filter, change)),
    ...(rule.routes && { routes: rule.routes.map((route) => mapDetections(route, change)) }),
  };
}

function mapDetections(detections: Detections, change: (item: DetectionItem) => Detection | undefined): Detections {
  const visit = (detection: Detection): Detection | undefined => {
    if (detection.type === "item") return change(detection);
    return { ...detection, children: detection.children.map(visit).filter((child) => child !== undefined) };
  };
  const selections = new Map<string, Detection>();
  for (const [name, selection] of detections.selections) {
    const changed = visit(selection);
    if (changed) selections.set(name, changed);
  }
  return { ...detections, selections };
}

/** Reports what is wrong with an item, or a value of it. */
export function reportAt(rule: SigmaRule, { span }: Pick<Alternatives, "span">, report: Report) {
  const name = nameOf(rule);
  return (code: SigmaCode, message: string): void =>
    report({ code, severity: "error", message, span, ...(name !== undefined && { rule: name }) });
}

/** Puts values in the place of placeholders; those without a value stay, and are refused when the rule is lowered. */
export function expandPlaceholders(placeholders: Placeholders): ProcessingStep {
  const known = new Map(
    Object.entries(placeholders).map(([name, values]) => [name, values.map((value) => parseString(String(value)))]),
  );
  return (rule, report) => {
    let failed = false;
    const expand = (value: Value, alternatives: Alternatives): readonly Value[] => {
      if (value.type !== "string" && value.type !== "regex") return [value];
      if (!value.parts.some(({ type }) => type === "placeholder")) return [value];
      const replaced = replacePlaceholders(value.parts, (name) => known.get(name), MAX_VALUES);
      if (replaced) return replaced.map((parts) => ({ ...value, parts }));
      failed = true;
      reportAt(
        rule,
        alternatives,
        report,
      )("too-many-values", `expected at most ${MAX_VALUES} values for the placeholders`);
      return [];
    };
    const expanded = mapItems(rule, (item) => ({
      ...item,
      values: item.values.map((alternatives) => ({
        ...alternatives,
        values: alternatives.values.flatMap((value) => expand(value, alternatives)),
      })),
    }));
    return failed ? undefined : expanded;
  };
}
