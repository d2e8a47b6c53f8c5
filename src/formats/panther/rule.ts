// A detection as a rule of the intermediate representation.

import type { HostedRule } from "../../rule/host.js";
import type { Condition, Rule, RuleTest, Severity } from "../../rule/ir.js";
import type { Detection } from "./load.js";
import type { ContextFields } from "./lower/fields.js";
import type { PackLowering } from "./lower/pack.js";
import { Machine } from "./python/machine.js";
import { PyMissing } from "./python/missing.js";
import { writeJson } from "./python/modules/json.js";
import type { TestSpec } from "./spec.js";
import { yamlValue } from "./yaml-value.js";

const VENDOR = "Panther";
/** The framework of `Reports` whose ids are MITRE ATT&CK's. */
const ATTACK = "MITRE ATT&CK";
const ATTACK_ID = /^(?:TA[0-9]{4}|(?:TA[0-9]{4}:)?T[0-9]{4}(?:\.[0-9]{3})?)$/;

/** The rule that a detection is, with a condition that holds where it matches, or that is its guard. */
export function ruleOf(detection: Detection, condition: Condition, lowering: PackLowering, host: HostedRule): Rule {
  const { spec, body } = detection;
  const { displayName, description, runbook, reference } = spec;
  const { [ATTACK]: attack = [], ...reports } = spec.reports;
  // What is no id stays readable among the other reports.
  const unknown = attack.filter((id) => !ATTACK_ID.test(id));
  let tests: readonly RuleTest[] | undefined;
  let groupBy: Rule["groupBy"];
  let found: ContextFields | undefined;
  const context = (): ContextFields => {
    found ??= lowering.context(detection);
    return found;
  };
  return {
    id: spec.id,
    condition,
    severity: spec.severity.toLowerCase() as Severity,
    enabled: spec.enabled,
    logTypes: spec.logTypes,
    tags: spec.tags,
    attack: attack.filter((id) => ATTACK_ID.test(id)),
    reports: unknown.length > 0 ? { ...reports, [ATTACK]: unknown } : reports,
    ...(displayName !== undefined && { title: displayName }),
    ...(description !== undefined && { description }),
    ...(runbook !== undefined && { runbook }),
    ...(reference !== undefined && { reference: [reference] }),
    host,
    vendor: VENDOR,
    body,
    source: spec.span,
    // What matching does not need is made out when it is asked for: tests are most of a pack.
    get outputs() {
      return context().copied;
    },
    get computedOutputs() {
      return context().computed;
    },
    get groupBy() {
      groupBy ??= lowering.groupBy(detection);
      return groupBy;
    },
    get tests() {
      tests ??= spec.tests().flatMap(testOf);
      return tests;
    },
  };
}

/** A test that a condition can be held to: one without mocks. */
function testOf({ name, expected, event, mocks }: TestSpec): readonly RuleTest[] {
  if (mocks.length > 0) return [];
  const machine = new Machine((_machine, module) => new PyMissing(module));
  return [{ name, expected, event: machine.run(() => writeJson(machine, yamlValue(event))) }];
}
