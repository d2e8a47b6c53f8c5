// Whole rules: the scope and the log types that a rule has beside its condition.

import { SluiceError } from "../errors.js";
import type { Host, HostedRule, HostFailure } from "../rule/host.js";
import type { FieldPath, Rule } from "../rule/ir.js";
import { checkCondition } from "./check.js";
import { eventScope, holds } from "./evaluate.js";
import { type ExplainOptions, type Explanation, explain, type HostExplanation } from "./explain.js";
import { type Scope, select } from "./select.js";
import { type JsonValue, jsonText } from "./value.js";

/** What says of which log type an event is. */
export interface Routing {
  /** The log type of all events. */
  readonly logType?: string | undefined;
  /** Without `logType`: where an event has its log type, if it is a string. The path has no `[*]`. */
  readonly logTypeField?: FieldPath | undefined;
}

/** What a rule is judged with beside the event. */
export interface RuleOptions extends Routing, Deciders {}

interface Deciders {
  /** The hosts of rules that conditions alone do not decide. */
  readonly hosts?: readonly Host[] | undefined;
}

/**
 * Whether a rule is true of an event: it is for the event's log type, its scope and its condition hold, and its host says so where one
 * decides; a host without an answer says no. Takes and throws what `evaluate` does, and `host-missing`.
 */
export function evaluateRule(rule: Rule, event: string | Uint8Array | JsonValue, options: RuleOptions = {}): boolean {
  if (rule.scope) checkCondition(rule.scope);
  checkCondition(rule.condition);
  if (rule.host?.certain) checkCondition(rule.host.certain);
  const ask = askHost(rule, options);
  if (!ask && rule.host?.decides) {
    throw new SluiceError("host-missing", `the rule ${rule.id} needs the host ${JSON.stringify(rule.host.format)}`);
  }
  const outermost = eventScope(event);
  if (!isFor(rule, logTypeOf(outermost.value, options))) return false;
  if (rule.scope && !holds(rule.scope, outermost)) return false;
  if (!holds(rule.condition, outermost)) return false;
  return !ask || isCertain(rule, outermost) || ask(event) === true;
}

/** Whether a rule whose condition holds is true without its host. */
function isCertain({ host }: Rule, event: Scope): boolean {
  return host?.certain !== undefined && holds(host.certain, event);
}

/** What the host says that decides a rule; undefined where none does, or where it is not there. */
function askHost(
  { id, host: hosted }: Rule,
  { hosts = [] }: Deciders,
): ((event: string | Uint8Array | JsonValue) => boolean | HostFailure) | undefined {
  const host = hosted?.decides && hosts.find(({ format }) => format === hosted.format);
  if (!host) return undefined;
  const parts = hosted.parts.map((text) => ({ text: () => text }));
  const runner = host.load([{ index: 0, id, decides: true, parts }]);
  return (event) => runner.evaluate(0, { bytes: bytesOf(event), duplicateKeys: "last" });
}

function bytesOf(event: string | Uint8Array | JsonValue): Uint8Array {
  if (event instanceof Uint8Array) return event;
  return new TextEncoder().encode(typeof event === "string" ? event : jsonText(event, Number.POSITIVE_INFINITY));
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

/** How much is explained, and what decides beside conditions. */
export interface RuleExplainOptions extends ExplainOptions, Deciders {}

/**
 * Explains what the scope and the condition of a rule say of an event, and the host that decides it where it is given, whatever the event's
 * log type. Without the host the verdict is whether the rule may be true. Takes and throws what `explain` does.
 */
export function explainRule(
  rule: Rule,
  event: string | Uint8Array | JsonValue,
  options: RuleExplainOptions = {},
): Explanation {
  const own = explain(rule.condition, event, options);
  const children = [...(rule.scope ? [explain(rule.scope, event, options)] : []), own];
  if (rule.host?.decides) {
    const ask = children.every(({ verdict }) => verdict) ? askHost(rule, options) : undefined;
    children.push(explainHost(rule.host, ask?.(event)));
  }
  if (children.length === 1) return own;
  return { type: "and", text: "and", verdict: children.every(({ verdict }) => verdict), children };
}

function explainHost({ format }: HostedRule, answer: boolean | HostFailure | undefined): HostExplanation {
  const text = `the host ${format} decides`;
  if (answer === undefined) return { type: "host", verdict: true, text: `${text}: not asked`, asked: false };
  if (typeof answer === "boolean") return { type: "host", verdict: answer, text, asked: true };
  return { type: "host", verdict: false, text: `${text}: no answer`, asked: true, failure: answer };
}
