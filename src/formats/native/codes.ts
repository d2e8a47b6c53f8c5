import type { TextCode } from "../../text/diagnose.js";

/** Codes of the diagnostics of native rule files. A code never changes its meaning. */
export type NativeCode =
  | TextCode
  /** A document, or an item of a list of rules, that is no mapping. */
  | "not-a-rule"
  | "unknown-key"
  /** `id`, `condition`, or a part of a test that every test has. */
  | "missing-key"
  /** A value of another type than its key takes. */
  | "wrong-type"
  | "invalid-id"
  /** A rule with the id of one read before it. The first one stays. */
  | "duplicate-id"
  | "unknown-severity"
  | "invalid-attack"
  | "invalid-path"
  | "invalid-condition"
  /** A number in a condition that is no JSON number, or too large to compare. */
  | "invalid-number"
  /** A test's event that is no JSON object. */
  | "invalid-event"
  /** Tests of a rule that is not there. */
  | "unknown-rule"
  /** The file of a test's events that cannot be read, or that is outside the folder of its tests. */
  | "invalid-file";
