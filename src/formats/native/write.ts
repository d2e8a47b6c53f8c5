// A rule as the YAML of a rule file.

import { stringify } from "yaml";
import type { Rule } from "../../rule/ir.js";
import { printCondition } from "../../rule/notation.js";
import { printPath } from "../../rule/path.js";

/**
 * The YAML that `parse` reads to the same rule, but for where it stands: `source`, `body` and `renamed` are left out, as is what is empty.
 * Conditions have one conjunct a line.
 */
export function writeRule(rule: Rule): string {
  const { id, title, severity, enabled, vendor, logTypes, tags, attack, reports, description, runbook, reference } =
    rule;
  const { scope, condition, outputs, computedOutputs, groupBy, tests } = rule;
  const mapping = {
    ...{ id, title, severity, enabled: enabled === false ? false : undefined, vendor },
    ...{ logTypes, tags, attack, reports, description, runbook, reference },
    scope: scope && printCondition(scope),
    condition: printCondition(condition),
    outputs: outputs?.map(printPath),
    computedOutputs,
    groupBy: groupBy?.map(printPath),
    tests: tests?.map(({ name, expected, event }) => ({ name, expected, line: event })),
  };
  return stringify(Object.fromEntries(Object.entries(mapping).filter(([, value]) => !isEmpty(value))), {
    lineWidth: 0,
    version: "1.2",
    schema: "core",
    aliasDuplicateObjects: false,
  });
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
