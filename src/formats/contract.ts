import type { Diagnostic } from "../diagnostic.js";
import type { Rule } from "../rule/ir.js";

/** A rule file as text. `file` is its name in spans and messages; nothing is read from it. */
export interface RuleSource {
  readonly file: string;
  readonly text: string;
}

export const TESTS_EXTENSIONS: readonly string[] = [".tests.yml", ".tests.yaml", ".tests.json"];

/** Whether a file holds tests apart from their rules, whatever the format of these: `*.tests.yml`, `*.tests.yaml`, `*.tests.json`. */
export function isTestsFile({ file }: Pick<RuleSource, "file">): boolean {
  return TESTS_EXTENSIONS.some((extension) => file.endsWith(extension));
}

/** Which of the files that it finds a format's `load` reads. */
export interface LoadOptions {
  /** Files for which this is false are passed over. Default: all are read but those of tests (`isTestsFile`). */
  readonly only?: (source: RuleSource) => boolean;
}

/** The rules that could be read, in the order of the source, and what is wrong with the rest. */
export interface ParseResult {
  readonly rules: Rule[];
  readonly diagnostics: Diagnostic[];
}

/** What every rule format offers. It never throws for what stands in the text. */
export type Parse = (source: RuleSource) => ParseResult;
