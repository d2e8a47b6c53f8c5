// Whole rules: the scope and the log types that a rule has beside its condition.

import type { FieldPath, Rule } from "../rule/ir.js";
import { checkCondition } from "./check.js";
import { eventScope, holds } from "./evaluate.js";
import { type ExplainOptions, type Explanation, explain } from "./explain.js";
import { select } from "./select.js";
import type { JsonValue } from "./value.js";

/** What says of which log type an event is. */
export interface Routing {
  /** The log type of all events. */
  readonly logType?: string | undefined;
  /** Without `logType`: where an event has its log type, if it is a string. The path has no `[*]`. */
  readonly logTypeField?: FieldPath | undefined;
}

/**
 * Whether a rule is true of an event: it is for the event's log type, and its scope and its condition hold. Takes and throws what
 * `evaluate` does.
 */
export function evaluateRule(rule: Rule, event: string | Uint8Array | JsonValue, routing: Routing = {}): boolean {
  if (rule.scope) checkCondition(rule.scope);
  checkCondition(rule.condition);
  const outermost = eventScope(event);
  if (!isFor(rule, logTypeOf(outermost.value, routing))) return false;
  return (!rule.scope || holds(rule.scope, outermost)) && holds(rule.condition, outermost);
}

/** Whether a rule is for events of a log type: it has the log type, or it has none, or none is named. */
export function isFor({ logTypes }: Rule, logType: string | undefined): boolean {
  return logType === undefined || !logTypes?.length || logTypes.includes(logType);
}

/** What says of which log type an event is; undefined if nothing does. */
function logTypeOf(event: JsonValue, { logType, logTypeField }: Routing): string | undefined {
  if (logType !== undefined || !logTypeField) return logType;
  const [found] = select(logTypeField, eventScope(event));
  return found?.type === "string" ? found.value : undefined;
}

/** Explains what the scope and the condition of a rule say of an event, whatever its log type. Takes and throws what `explain` does. */
export function explainRule(
  { scope, condition }: Rule,
  event: string | Uint8Array | JsonValue,
  options: ExplainOptions = {},
): Explanation {
  const own = explain(condition, event, options);
  if (!scope) return own;
  const children = [explain(scope, event, options), own];
  return { type: "and", text: "and", verdict: children.every(({ verdict }) => verdict), children };
}
