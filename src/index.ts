export type { Diagnostic, Span } from "./diagnostic.js";
export { formatDiagnostic } from "./diagnostic.js";
export { compile } from "./engine/compile.js";
export { Matcher } from "./engine/matcher.js";
export { Program } from "./engine/program.js";
export type {
  CompileOptions,
  CompileResult,
  EventOptions,
  Match,
  MatcherOptions,
  Refusal,
  RefusalCode,
  RuleError,
  RuleInfo,
  ScannedEvent,
  Scanner,
  ScanOptions,
  ScanStats,
  Visitor,
  VisitorCallbacks,
} from "./engine/types.js";
export type { ErrorCode, Position } from "./errors.js";
export { SluiceError } from "./errors.js";
export { all, any, field, not } from "./rule/builder.js";
export type { EventView, Host, HostedInput, HostedRule, HostFailure, HostPart, HostRunner } from "./rule/host.js";
export type {
  Condition,
  FieldPath,
  Kind,
  Literal,
  Predicate,
  Quantifier,
  Rule,
  RuleTest,
  Severity,
} from "./rule/ir.js";
export { normalise } from "./rule/normalise.js";
export { parseCondition, printCondition } from "./rule/notation.js";
