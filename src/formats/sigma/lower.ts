// From a Sigma rule to the IR. Selections are lowered once, wherever conditions name them.

import type { Condition, FieldPath, Rule, Severity } from "../../rule/ir.js";
import type { Report } from "../../text/diagnose.js";
import type { ConditionNode, Detection, Detections, LogSource, SigmaRule } from "./ast.js";
import { selectionsOf } from "./condition.js";
import { ItemLowering } from "./lower-item.js";
import { nameOf } from "./metadata.js";
import { type Arrays, Places } from "./places.js";
import { renamedFields } from "./renamed.js";

const SEVERITIES: Readonly<Record<NonNullable<SigmaRule["level"]>, Severity>> = {
  informational: "info",
  low: "low",
  medium: "medium",
  high: "high",
  critical: "critical",
};
/** Tags of techniques (specification 2.1, Appendix Tags): `attack.t1562.008`. */
const TECHNIQUE = /^attack\.(t[0-9]{4}(?:\.[0-9]{3})?)$/i;

/** Tags of tactics, and their ids in ATT&CK. Version 19 has `stealth` for what was `defense-evasion`. */
const TACTICS: ReadonlyMap<string, string> = new Map([
  ["reconnaissance", "TA0043"],
  ["resource-development", "TA0042"],
  ["initial-access", "TA0001"],
  ["execution", "TA0002"],
  ["persistence", "TA0003"],
  ["privilege-escalation", "TA0004"],
  ["defense-evasion", "TA0005"],
  ["stealth", "TA0005"],
  ["credential-access", "TA0006"],
  ["discovery", "TA0007"],
  ["lateral-movement", "TA0008"],
  ["collection", "TA0009"],
  ["exfiltration", "TA0010"],
  ["command-and-control", "TA0011"],
  ["impact", "TA0040"],
]);

/** What the lowering of the rules of a pack shares. */
export class Lowering {
  /** The places of fields in detections, and in routes: these are made here, of plain values, and an array is none of them. */
  readonly fields: Places;
  readonly routes = new Places("none");

  constructor(arrays: Arrays) {
    this.fields = new Places(arrays);
  }
}

/** The rule in the IR; undefined after a report. */
export function lowerRule(rule: SigmaRule, { fields: places, routes }: Lowering, report: Report): Rule | undefined {
  const items = new ItemLowering(rule, places, report);
  const condition = lowerDetections(rule.detection, items);
  const filters = rule.filters.map((filter) => lowerDetections(filter, items));
  const routing = new ItemLowering(rule, routes, report);
  const scope = (rule.routes ?? []).map((route) => lowerDetections(route, routing));
  if (items.failed || routing.failed) return undefined;
  const attack = (rule.tags ?? []).flatMap((tag) => attackOf(tag) ?? []);
  const { title, level, description, references, tags, fields, text, span } = rule;
  const renamed = renamedFields(rule);
  return {
    id: nameOf(rule) ?? "",
    ...(title !== undefined && { title }),
    ...(level !== undefined && { severity: SEVERITIES[level] }),
    logTypes: [logTypeOf(rule.logsource)],
    ...(tags && { tags }),
    ...(attack.length > 0 && { attack: [...new Set(attack)] }),
    ...(description !== undefined && { description }),
    ...(references && { reference: references }),
    ...(fields && { outputs: fields.map(outputPath) }),
    ...(scope.length > 0 && { scope: junction("and", scope) }),
    condition: filters.length > 0 ? { type: "and", children: [condition, ...filters] } : condition,
    ...(renamed.length > 0 && { renamed }),
    ...{ vendor: "Sigma", body: [{ language: "yaml", text }], source: span },
  };
}

/** The technique or the tactic that a tag names. */
function attackOf(tag: string): string | undefined {
  const [namespace, name = ""] = tag.toLowerCase().split(/\.(.*)/s);
  return (
    TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ??
    (namespace === "attack" ? TACTICS.get(name.replaceAll("_", "-")) : undefined)
  );
}

/** `windows/process_creation`, `aws/cloudtrail`, `webserver`: product, category and service, as far as they are named. */
function logTypeOf({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== undefined).join("/");
}

/** Where the field sits if it is no literal key with dots in it. */
function outputPath(field: string): FieldPath {
  return { segments: field.split(".").map((name) => ({ type: "key", name })) };
}

/** One of the conditions has to hold. */
function lowerDetections({ selections, conditions }: Detections, items: ItemLowering): Condition {
  const lowered = new Map<string, Condition>();
  for (const [name, selection] of selections) lowered.set(name, lowerDetection(selection, items));
  const selected = (name: string) => lowered.get(name) ?? { type: "or", children: [] };
  return junction(
    "or",
    conditions.map((condition) => lowerCondition(condition, selections, selected)),
  );
}

function lowerDetection(detection: Detection, items: ItemLowering): Condition {
  if (detection.type === "item") return items.lower(detection);
  return junction(
    detection.type === "all" ? "and" : "or",
    detection.children.map((child) => lowerDetection(child, items)),
  );
}

function lowerCondition(
  node: ConditionNode,
  selections: Detections["selections"],
  selected: (name: string) => Condition,
): Condition {
  switch (node.type) {
    case "and":
    case "or":
      return junction(
        node.type,
        node.children.map((child) => lowerCondition(child, selections, selected)),
      );
    case "not":
      return { type: "not", child: lowerCondition(node.child, selections, selected) };
    case "selection":
      return selected(node.name);
    case "of":
      return junction(node.quantifier === "all" ? "and" : "or", selectionsOf(node.pattern, selections).map(selected));
  }
}

function junction(type: "and" | "or", children: readonly Condition[]): Condition {
  const [only] = children;
  return only && children.length === 1 ? only : { type, children };
}
