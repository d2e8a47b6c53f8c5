// Processing pipelines: what has to happen to rules so that they fit a kind of logs, in pySigma's format.

import type { Diagnostic } from "../../../diagnostic.js";
import type { Report } from "../../../text/diagnose.js";
import type { SigmaRule } from "../ast.js";
import { nameOf } from "../metadata.js";
import type { ProcessingStep } from "../process.js";
import type { Change, Context, Vars } from "./change.js";
import type { Conditions } from "./conditions.js";
import { State } from "./state.js";

export interface Pipeline {
  readonly name?: string;
  /** Lower ones are first. */
  readonly priority: number;
  readonly vars: Vars;
  readonly items: readonly ProcessingItem[];
}

/** A change, and the rules and the parts of them that it is for. */
export interface ProcessingItem {
  readonly id: string;
  readonly conditions: Conditions;
  readonly change: Change | { readonly nested: readonly ProcessingItem[] };
}

/**
 * One processing step of several pipelines: they run by their priority, those of the same one in the order given, and share
 * their variables and what they note of the rule (pySigma, ProcessingPipelineResolver).
 */
export function pipelineStep(pipelines: readonly Pipeline[]): ProcessingStep {
  const sorted = pipelines.toSorted((one, other) => one.priority - other.priority);
  const vars: Vars = new Map(sorted.flatMap((pipeline) => [...pipeline.vars]));
  const items = sorted.flatMap((pipeline) => pipeline.items);
  return (rule, report) => new Run(rule, vars, report).all(items, rule, new State());
}

class Run {
  private failed = false;

  constructor(
    private readonly original: SigmaRule,
    private readonly vars: Vars,
    private readonly report: Report,
  ) {}

  /** The rule after all items; undefined after a report. */
  all(items: readonly ProcessingItem[], rule: SigmaRule, state: State): SigmaRule | undefined {
    let result = rule;
    for (const { id, conditions, change } of items) {
      if (!conditions.rule(result, state)) continue;
      state.applied.add(id);
      if (typeof change === "function") {
        result = change(result, { id, conditions, state, vars: this.vars, refuse: this.refuse, warn: this.warn });
      } else {
        const inner = new State(state);
        result = this.all(change.nested, result, inner) ?? result;
        state.merge(inner);
      }
      if (this.failed) return undefined;
    }
    return result;
  }

  private readonly refuse: Context["refuse"] = (code, message, span = this.original.span) => {
    this.failed = true;
    this.tell({ code, severity: "error", message, span });
  };

  private readonly warn: Context["warn"] = (code, message) =>
    this.tell({ code, severity: "warning", message, span: this.original.span });

  private tell(diagnostic: Diagnostic): void {
    const rule = nameOf(this.original);
    this.report({ ...diagnostic, ...(rule !== undefined && { rule }) });
  }
}
