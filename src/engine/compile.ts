import { encodeProgram } from "../bytecode/encode.js";
import { type Diagnostic, formatDiagnostic } from "../diagnostic.js";
import { SluiceError } from "../errors.js";
import { planRules } from "../plan/plan.js";
import type { FieldPath, Rule } from "../rule/ir.js";
import { parsePath, printPath } from "../rule/path.js";
import { DEFAULT_MAX_PROGRAM_BYTES, Program, writeRules } from "./program.js";
import type { CompileOptions, CompileResult } from "./types.js";

/** Most automaton states of one regular expression unless the caller says otherwise. */
const DEFAULT_MAX_REGEX_STATES = 10_000;

/**
 * Compiles rules. A rule that cannot be compiled becomes a diagnostic and the rest go in; with `strict` any diagnostic is thrown as
 * `diagnostics-fatal`. The same rules give the same bytes. Throws `program-too-large` beyond `maxProgramBytes`, and `invalid-path` for a
 * `logTypeField` that is no path to a single value.
 */
export function compile(rules: Iterable<Rule>, options: CompileOptions = {}): CompileResult {
  const diagnostics: Diagnostic[] = [];
  const wanted = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.enabled === false && !options.includeDisabled) continue;
    if (wanted.has(rule.id))
      diagnostics.push(
        report(rule, "duplicate-id", `expected ids that differ, found ${JSON.stringify(rule.id)} again`),
      );
    else wanted.set(rule.id, rule);
  }
  const { plan, planned, refused } = planRules([...wanted.values()], {
    maxRegexStates: options.maxRegexStates ?? DEFAULT_MAX_REGEX_STATES,
    logTypeField: readLogTypeField(options),
  });
  for (const { rule, error } of refused) diagnostics.push(report(rule, error.code, error.message));
  if (options.strict && diagnostics.length > 0) {
    throw new SluiceError("diagnostics-fatal", diagnostics.map(formatDiagnostic).join("\n"));
  }
  const maxProgramBytes = options.maxProgramBytes ?? DEFAULT_MAX_PROGRAM_BYTES;
  const bytes = encodeProgram(plan, writeRules(planned), maxProgramBytes);
  return { program: Program.from(bytes, { maxProgramBytes }), diagnostics };
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
