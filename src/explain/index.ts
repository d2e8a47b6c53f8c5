// `sluice/explain`: what a rule says of an event, and why. Slow and obvious; the matcher is checked against it.

export { evaluate } from "./evaluate.js";
export {
  type ElementExplanation,
  type ExplainOptions,
  type Explanation,
  explain,
  type HostExplanation,
  type JunctionExplanation,
  type PredicateExplanation,
  type QuantifierExplanation,
  type Seen,
} from "./explain.js";
export { type FormatOptions, formatExplanation, type Role } from "./format.js";
export { type ParseOptions, parseEvent } from "./parse.js";
export { evaluateRule, explainRule, isFor, type Routing, type RuleExplainOptions, type RuleOptions } from "./rule.js";
export type { JsonObject, JsonValue } from "./value.js";
