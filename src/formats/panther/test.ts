// The tests that a pack brings along, run as Panther's own tool runs them: with their mocks, and where an alert is expected
// with the functions of the alert, of which none may fail.

import { ALERT_FUNCTIONS, makeAlert } from "./alert.js";
import type { Detection } from "./load.js";
import { newMock } from "./python/modules/system-modules.js";
import type { PyDict, Value } from "./python/values.js";
import type { Failure, LoadedRule, Runner } from "./run.js";
import type { TestSpec } from "./spec.js";
import { yamlValue } from "./yaml-value.js";

export interface TestFilter {
  readonly rule?: string;
  readonly tag?: string;
  readonly logType?: string;
}

export interface TestResult {
  readonly rule: string;
  readonly type: Detection["spec"]["type"];
  readonly test: string;
  readonly expected: boolean;
  /** What rule() or policy() says; undefined where it gives no answer. */
  readonly actual: boolean | undefined;
  readonly status: "passed" | "failed" | "refused";
  /** Why it did not pass. */
  readonly reason?: string;
}

export function selects(filter: TestFilter, { spec }: Detection): boolean {
  const { rule, tag, logType } = filter;
  return (
    (rule === undefined || spec.id === rule) &&
    (tag === undefined || spec.tags.includes(tag)) &&
    (logType === undefined || spec.logTypes.includes(logType))
  );
}

/** Runs the tests of the rules that a filter takes, one after another. */
export function* runTests(runner: Runner, filter: TestFilter = {}): Generator<TestResult> {
  for (const detection of runner.pack.detections) {
    if (!selects(filter, detection) || detection.spec.tests().length === 0) continue;
    const rule = runner.load(detection);
    for (const test of detection.spec.tests())
      yield "kind" in rule ? refused(detection, test, rule) : runTest(runner, rule, test);
  }
}

function refused({ spec }: Detection, test: TestSpec, failure: Failure): TestResult {
  const { kind } = failure;
  return {
    rule: spec.id,
    type: spec.type,
    test: test.name,
    expected: test.expected,
    actual: undefined,
    status: kind === "refused" ? "refused" : "failed",
    reason: describe(failure),
  };
}

export function describe({ message, file, line }: Failure): string {
  return file === undefined ? message : `${file}:${line}: ${message}`;
}

function runTest(runner: Runner, rule: LoadedRule, test: TestSpec): TestResult {
  const { spec } = rule.detection;
  const held = new Map<string, Value | undefined>();
  const { attributes } = rule.globals;
  const result = (status: TestResult["status"], actual: boolean | undefined, reason?: string): TestResult => ({
    rule: spec.id,
    type: spec.type,
    test: test.name,
    expected: test.expected,
    actual,
    status,
    ...(reason !== undefined && { reason }),
  });
  for (const { objectName, returnValue } of test.mocks) {
    if (!attributes.has(objectName))
      return result("failed", undefined, `expected ${objectName} in the module to mock, found none`);
    held.set(objectName, attributes.get(objectName));
    attributes.set(objectName, newMock(returnValue ? yamlValue(returnValue) : null));
  }
  try {
    const event = runner.subject(rule.detection, yamlValue(test.event) as PyDict);
    const verdict = runner.judge(rule, event);
    if (typeof verdict !== "boolean") {
      return result(verdict.kind === "refused" ? "refused" : "failed", undefined, describe(verdict));
    }
    if (verdict !== test.expected) return result("failed", verdict, `expected ${test.expected}, found ${verdict}`);
    // A policy alerts where it says false.
    if (verdict === (spec.type === "policy")) return result("passed", verdict);
    const { failures } = makeAlert(runner, rule, event);
    const bad = ALERT_FUNCTIONS.find((name) => failures.has(name));
    if (bad === undefined) return result("passed", verdict);
    const failure = failures.get(bad) as Failure;
    return result(failure.kind === "refused" ? "refused" : "failed", verdict, `${bad}(): ${describe(failure)}`);
  } finally {
    for (const [name, value] of held) if (value !== undefined) attributes.set(name, value);
  }
}
