import type { TextCode } from "../../text/diagnose.js";

/** Codes of the diagnostics of Sigma files. A code never changes its meaning. Errors refuse the rule, warnings do not. */
export type SigmaCode =
  | TextCode
  /** A document that is no mapping, or none of rule, filter, correlation and action. */
  | "not-a-rule"
  | "missing-key"
  /** A value of another type than its key takes. */
  | "wrong-type"
  /** A key that is no key of Sigma but nearly one. */
  | "misspelt-key"
  /** Warning: something that takes no part in matching is not as the specification wants it. */
  | "invalid-metadata"
  /** A rule with the id of one read before it. The first one stays. */
  | "duplicate-id"
  /** An `action` other than `global`, `reset` and `repeat`. */
  | "unknown-action"
  | "invalid-logsource"
  /** Warning: no pipeline knows which events are of a log source. */
  | "unknown-log-source"
  /** A selection without an item. */
  | "empty-selection"
  /** A field with an empty list of values. */
  | "empty-values"
  /** A value that its field or its modifiers cannot take. */
  | "invalid-value"
  | "unknown-modifier"
  /** A modifier in a place or after another one where it has no meaning. */
  | "invalid-modifier"
  /** Values that placeholders or `windash` multiply beyond a limit. */
  | "too-many-values"
  | "invalid-condition"
  /** A condition that names a selection, or a pattern of selections, that is not there. */
  | "unknown-selection"
  /** Warning: a selection that no condition reads. */
  | "unused-selection"
  /** `| count() by …` and its like in a condition, or `timeframe`. */
  | "sigma-aggregation-unsupported"
  | "sigma-correlation-unsupported"
  | "invalid-correlation"
  /** A correlation that refers to a rule that is not there (a filter: a warning). */
  | "unknown-rule"
  | "invalid-filter"
  | "invalid-regex"
  /** A construct of a regular expression that cannot be matched in linear time, or has no exact translation. */
  | "regex-unsupported"
  | "invalid-network"
  /** `expand` of a placeholder that nothing gave a value. */
  | "placeholder-without-value"
  /** Something in a processing pipeline that is not as pySigma has it. The pipeline is refused. */
  | "invalid-pipeline"
  /** Something in a processing pipeline that has no meaning here. The pipeline is refused. */
  | "pipeline-unsupported"
  /** A rule that a processing pipeline refuses, or that it would leave without a meaning. */
  | "pipeline-failure"
  /** A time modifier without an exact meaning. */
  | "time-part-unsupported";
