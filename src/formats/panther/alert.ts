// What an alert says: the functions of a rule that matched, and what stands where there is none or where it fails. The
// fallbacks are those of Panther's documentation ("Rules and Scheduled Rules: Functions in detections") and, where a function
// fails, of panther_core.

import { deepCopy } from "./python/builtins/containers.js";
import { iterate } from "./python/containers.js";
import { Raised, Stopped } from "./python/exceptions.js";
import { FrozenDict, FrozenList } from "./python/frozen.js";
import { thaw, writeJson } from "./python/modules/json.js";
import { define } from "./python/native.js";
import { points } from "./python/text.js";
import { classOf, PyDict, PyList, PyTuple, type Value } from "./python/values.js";
import type { Failure, Library, LoadedRule, Runner, Subject } from "./run.js";
import type { Severity } from "./spec.js";

const MAX_TEXT = 1000;
const MAX_DESTINATIONS = 10;
const MAX_CONTEXT = 200 * 1024;
const CUT = "... (truncated)";

export interface Alert {
  readonly title: string;
  readonly dedup: string;
  readonly severity: Severity;
  readonly description: string;
  readonly reference: string;
  readonly runbook: string;
  /** `["SKIP"]` where the rule names none on purpose; undefined where it leaves it to Panther. */
  readonly destinations: readonly string[] | undefined;
  /** JSON of an object. */
  readonly context: string;
  /** What went wrong, by the name of the function; the alert then says what Panther says instead. */
  readonly failures: ReadonlyMap<string, Failure>;
}

/** The functions that an alert is made of. */
export const ALERT_FUNCTIONS = [
  "title",
  "dedup",
  "severity",
  "description",
  "reference",
  "runbook",
  "destinations",
  "alert_context",
] as const;

/** The alert of an event that a rule matched. */
export function makeAlert(runner: Runner<Library>, rule: LoadedRule, event: Subject): Alert {
  return new AlertMaker(runner, rule, event).make();
}

class AlertMaker {
  private readonly failures = new Map<string, Failure>();

  constructor(
    private readonly runner: Runner<Library>,
    private readonly rule: LoadedRule,
    private readonly event: Subject,
  ) {}

  make(): Alert {
    const { spec } = this.rule.detection;
    const title = this.text("title", spec.id);
    return {
      title: title ?? spec.displayName ?? spec.id,
      dedup: this.dedup(title),
      severity: this.severity(),
      description: this.text("description", spec.description ?? "") ?? spec.description ?? "",
      reference: this.text("reference", spec.reference ?? "") ?? spec.reference ?? "",
      runbook: this.text("runbook", spec.runbook ?? "") ?? spec.runbook ?? "",
      destinations: this.destinations(),
      context: this.context(),
      failures: this.failures,
    };
  }

  /** What a function gives; undefined where there is none, or where it failed. */
  private value(name: string): Value | undefined {
    const outcome = this.runner.call(this.rule, name, this.event);
    if (!outcome) return undefined;
    if ("value" in outcome) return outcome.value;
    this.failures.set(name, outcome.failure);
    return undefined;
  }

  private wrongType(name: string, value: Value, expected: string): void {
    const { id } = this.rule.detection.spec;
    const message = `FunctionReturnTypeError: detection [${id}] function [${name}] returned [${classOf(value).name}], expected ${expected}`;
    this.failures.set(name, { kind: "error", code: "python-error", message });
  }

  /** A function's text, cut; undefined where there is no function, `failed` where it fails. */
  private text(name: string, failed: string): string | undefined {
    const value = this.value(name);
    if (typeof value === "string") return cut(value);
    if (value !== undefined) this.wrongType(name, value, "[str]");
    return this.failures.has(name) ? failed : undefined;
  }

  private dedup(title: string | undefined): string {
    const byDefault = `defaultDedupString:${this.rule.detection.spec.id}`;
    const own = this.text("dedup", byDefault);
    if (own !== undefined) return own || byDefault;
    return title || byDefault;
  }

  private severity(): Severity {
    const { severity } = this.rule.detection.spec;
    const value = this.value("severity");
    if (value === undefined) return severity;
    if (typeof value !== "string") this.wrongType("severity", value, "[str]");
    else {
      const upper = value.toUpperCase();
      if (["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"].includes(upper)) return upper as Severity;
      if (upper === "DEFAULT") return severity;
      const message = `AssertionError: expected severity to be any of INFO, LOW, MEDIUM, HIGH, CRITICAL, got [${value}] instead`;
      this.failures.set("severity", { kind: "error", code: "python-error", message });
    }
    return severity;
  }

  private destinations(): readonly string[] | undefined {
    const value = this.value("destinations");
    if (value === undefined || value === null) return undefined;
    const { machine } = this.runner;
    if (!(value instanceof PyList || value instanceof PyTuple || value instanceof FrozenList)) {
      this.wrongType("destinations", value, "a list");
      return undefined;
    }
    const names = [...iterate(machine, value)].filter((name): name is string => typeof name === "string");
    return names.length === 0 ? ["SKIP"] : names.slice(0, MAX_DESTINATIONS);
  }

  private context(): string {
    const value = this.value("alert_context");
    const failure = this.failures.get("alert_context");
    if (failure) return JSON.stringify({ _error: failure.message });
    if (value === undefined) return "{}";
    if (!(value instanceof PyDict || value instanceof FrozenDict)) {
      this.wrongType("alert_context", value, "[Mapping]");
      return JSON.stringify({ _error: this.failures.get("alert_context")?.message });
    }
    return this.writeContext(value);
  }

  private writeContext(value: Value): string {
    const { machine } = this.runner;
    try {
      const text = machine.run(() => writeJson(machine, deepCopy(machine, value), { fallback: THAW }));
      if (text.length <= MAX_CONTEXT) return text;
      const message = `alert_context size is [${text.length}] characters, bigger than maximum of [${MAX_CONTEXT}] characters`;
      return JSON.stringify({ _error: message });
    } catch (error) {
      if (!(error instanceof Raised || error instanceof Stopped)) throw error;
      const message =
        error instanceof Stopped ? error.message : `${error.exception.class.name}: alert_context has no JSON form`;
      this.failures.set("alert_context", { kind: "error", code: "python-error", message });
      return JSON.stringify({ _error: message });
    }
  }
}

const THAW = define("json_encoder", "obj", (_machine, value: Value) => thaw(value));

function cut(text: string): string {
  const all = points(text);
  return all.length > MAX_TEXT ? all.slice(0, MAX_TEXT - CUT.length).join("") + CUT : text;
}
