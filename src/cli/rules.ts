// Rules from files and folders, and what is wrong with them on standard error.

import { stat } from "node:fs/promises";
import type { SigmaRule } from "../formats/sigma/index.js";
import { type CompileOptions, compile, type Program, type Rule } from "../index.js";
import { printDiagnostics } from "./diagnostics.js";
import { UsageError } from "./exit.js";
import { loadFormats } from "./formats.js";
import { count, note, printable } from "./output.js";
import { pantherPack } from "./panther.js";
import { sigmaLoadOptions } from "./pipelines.js";
import type { SigmaFlags } from "./sigma.js";

export type RuleOptions = CompileOptions & SigmaFlags;

export interface LoadedRules {
  /** Every rule that could be read, disabled ones too. */
  readonly rules: readonly Rule[];
  /** Those of Sigma as their files have them, after their pipelines. */
  readonly sigma?: readonly SigmaRule[];
  /** How many errors were found; what they concern was refused. */
  readonly errors: number;
  /** Where events of these rules have their log type, unless the user says otherwise. */
  readonly logTypeField?: string;
}

export interface CompiledRules extends LoadedRules {
  readonly program: Program;
}

/** Reads rule files and folders, and prints what is wrong with them. Throws a `UsageError` for a path that cannot be read. */
export async function loadRules(paths: readonly string[], options: SigmaFlags): Promise<LoadedRules> {
  await expectPaths(paths);
  const pack = pantherPack(paths);
  if (pack !== undefined) return loadPanther(pack);
  const loaded = loadFormats(paths, sigmaLoadOptions(options));
  const errors = loaded.map(({ diagnostics }) => printDiagnostics(diagnostics)).reduce((sum, count) => sum + count, 0);
  return { rules: loaded.flatMap(({ rules }) => rules), sigma: loaded.flatMap(({ sigma = [] }) => sigma), errors };
}

async function loadPanther(folder: string): Promise<LoadedRules> {
  const { load } = await import("../formats/panther/index.js");
  const { rules, diagnostics } = load(folder);
  return { rules, errors: printDiagnostics(diagnostics), logTypeField: "p_log_type" };
}

/** Throws a `UsageError` for a path that cannot be read. */
export async function expectPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await stat(path).catch((error: Error) => {
      throw new UsageError(`cannot read the rules ${printable(path)}: ${error.message}`);
    });
  }
}

/** `loadRules`, compiled. What does not compile is printed too. */
export async function compileRules(paths: readonly string[], options: RuleOptions = {}): Promise<CompiledRules> {
  const loaded = await loadRules(paths, options);
  const { pipeline: _, logSource: __, ...compiling } = options;
  const logTypeField = compiling.logTypeField ?? loaded.logTypeField;
  const { program, diagnostics } = compile(loaded.rules, { ...compiling, logTypeField });
  const errors = loaded.errors + printDiagnostics(diagnostics);
  if (errors > 0) {
    note(`${count(errors, "error")}: what they concern is left out, ${count(program.rules.length, "rule")} compiled`);
  }
  return { ...loaded, errors, program };
}

/** `compileRules`; throws a `UsageError` if no rule is left. */
export async function compileSomeRules(paths: readonly string[], options: RuleOptions = {}): Promise<CompiledRules> {
  const compiled = await compileRules(paths, options);
  if (compiled.program.rules.length === 0) throw noRules(paths, compiled);
  return compiled;
}

/** What to throw where no rule is left. */
export function noRules(paths: readonly string[], { rules, errors }: LoadedRules): UsageError {
  const disabled = rules.filter(({ enabled }) => enabled === false).length;
  const reasons = [errors > 0 && count(errors, "error"), disabled > 0 && `${disabled} disabled`].filter(Boolean);
  const why = reasons.length > 0 ? ` (${reasons.join(", ")})` : "";
  return new UsageError(`no rules in ${paths.map(printable).join(", ")}${why}`);
}
