// Which fields of a rule make it match where they are missing.

import type { ConditionNode, Detection, DetectionItem, Detections, SigmaRule } from "../ast.js";
import { selectionsOf } from "../condition.js";

export interface FieldUses {
  readonly all: ReadonlySet<string>;
  /** Fields that a condition asks to be other than something, or not to be there. */
  readonly negated: ReadonlySet<string>;
}

/** The fields that a rule and its filters ask for. */
export function fieldUses(rule: SigmaRule): FieldUses {
  const uses = { all: new Set<string>(), negated: new Set<string>() };
  for (const detections of [rule.detection, ...rule.filters]) {
    for (const condition of detections.conditions) visitCondition(condition, false, detections, uses);
  }
  return uses;
}

type Uses = { readonly all: Set<string>; readonly negated: Set<string> };

function visitCondition(node: ConditionNode, negated: boolean, detections: Detections, uses: Uses): void {
  switch (node.type) {
    case "and":
    case "or":
      for (const child of node.children) visitCondition(child, negated, detections, uses);
      return;
    case "not":
      visitCondition(node.child, !negated, detections, uses);
      return;
    case "selection":
      visit(detections.selections.get(node.name), negated, uses);
      return;
    case "of":
      for (const name of selectionsOf(node.pattern, detections.selections)) {
        visit(detections.selections.get(name), negated, uses);
      }
  }
}

function visit(detection: Detection | undefined, negated: boolean, uses: Uses): void {
  if (detection === undefined) return;
  if (detection.type !== "item") {
    for (const child of detection.children) visit(child, negated, uses);
    return;
  }
  const missing = negated !== detection.negated || asksForAbsence(detection);
  const names = [
    detection.field,
    ...valuesOf(detection).map((value) => (value.type === "field" ? value.field : undefined)),
  ];
  for (const name of names) {
    if (name === undefined) continue;
    uses.all.add(name);
    if (missing) uses.negated.add(name);
  }
}

function asksForAbsence(item: DetectionItem): boolean {
  return valuesOf(item).some((value) => value.type === "null" || (value.type === "exists" && !value.exists));
}

function valuesOf(item: DetectionItem) {
  return item.values.flatMap(({ values }) => values);
}
