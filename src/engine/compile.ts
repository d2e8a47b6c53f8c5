import { encodeProgram } from "../bytecode/encode.js";
import { type Diagnostic, formatDiagnostic } from "../diagnostic.js";
import { SluiceError } from "../errors.js";
import { LiteralCache } from "../plan/literals-cache.js";
import { Planner } from "../plan/plan.js";
import type { FieldPath, Rule } from "../rule/ir.js";
import { parsePath, printPath } from "../rule/path.js";
import { readBudgets } from "./options.js";
import { Program, writeMeta } from "./program.js";
import type { CompileOptions, CompileResult } from "./types.js";

/**
 * Compiles rules. A rule that cannot be compiled becomes a diagnostic and the rest go in; with `strict` any diagnostic is thrown as
 * `diagnostics-fatal`. The same rules give the same bytes. Throws `program-too-large` beyond `maxProgramBytes`, `invalid-argument` for
 * an option out of range, and `invalid-path` for a `logTypeField` that is no path to a single value.
 */
export function compile(rules: Iterable<Rule>, options: CompileOptions = {}): CompileResult {
  return new Compiler(options).compile(rules);
}

/** Compiles again and again, and keeps what rules and programs have in common with the last ones. */
class Compiler {
  readonly #budgets: ReturnType<typeof readBudgets>;
  readonly #planner: Planner;
  readonly #literals = new LiteralCache();

  constructor(private readonly options: CompileOptions) {
    this.#budgets = readBudgets(options);
    this.#planner = new Planner({ ...this.#budgets, logTypeField: readLogTypeField(options) });
  }

  compile(rules: Iterable<Rule>): CompileResult {
    const diagnostics: Diagnostic[] = [];
    const { plan, planned, refused } = this.#planner.plan(this.#select(rules, diagnostics));
    for (const { rule, error } of refused) diagnostics.push(report(rule, error.code, error.message));
    if (this.options.strict && diagnostics.length > 0) {
      throw new SluiceError("diagnostics-fatal", diagnostics.map(formatDiagnostic).join("\n"));
    }
    const { maxProgramBytes } = this.#budgets;
    const candidates = plan.rules.map(({ chance, group }) => Math.round(chance * (group?.chance ?? 1) * 1e6));
    const hosted = planned.flatMap(({ host }, rule) => (host ? [{ rule, ...host }] : []));
    const attached = { meta: writeMeta(planned, candidates), hosted };
    const bytes = encodeProgram(plan, attached, maxProgramBytes, this.#literals.build);
    this.#literals.turn();
    return {
      program: Program.from(bytes, { maxProgramBytes }),
      diagnostics,
      recompile: (changed) => this.compile(changed),
    };
  }

  /** The rules to compile; of those with one id the first. */
  #select(rules: Iterable<Rule>, diagnostics: Diagnostic[]): readonly Rule[] {
    const selected = new Map<string, Rule>();
    for (const rule of rules) {
      if (rule.enabled === false && !this.options.includeDisabled) continue;
      if (!selected.has(rule.id)) selected.set(rule.id, rule);
      else {
        const found = `expected ids that differ, found ${JSON.stringify(rule.id)} again`;
        diagnostics.push(report(rule, "duplicate-id", found));
      }
    }
    return [...selected.values()];
  }
}

function readLogTypeField({ logTypeField }: CompileOptions): FieldPath | undefined {
  const path = typeof logTypeField === "string" ? parsePath(logTypeField) : logTypeField;
  if (path?.root !== undefined || path?.segments.some(({ type }) => type === "any" || type === "anywhere"))
    throw new SluiceError("invalid-path", `expected a path to one value as logTypeField, found ${printPath(path)}`);
  return path;
}

function report(rule: Rule, code: string, message: string): Diagnostic {
  return { code, severity: "error", message, rule: rule.id, ...(rule.source && { span: rule.source }) };
}
