// Small packs for tests: files in a folder of their own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

const root = mkdtempSync(join(tmpdir(), "sluice-panther-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let packs = 0;

/** Writes a pack and gives its folder. */
export function writePack(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `pack-${packs++}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

export interface RuleParts {
  readonly id?: string;
  readonly python: string;
  /** YAML of more keys. */
  readonly more?: string;
  /** YAML of the tests. */
  readonly tests?: string;
}

/** The two files of a rule. */
export function ruleFiles({ id = "My.Rule", python, more = "", tests = "" }: RuleParts): Record<string, string> {
  const spec = `AnalysisType: rule
Filename: ${id}.py
RuleID: ${id}
DisplayName: A rule
Enabled: true
LogTypes: [My.Log]
Severity: Medium
${more}
${tests && `Tests:\n${tests}`}`;
  return { [`rules/${id}.yml`]: spec, [`rules/${id}.py`]: python };
}

/** The two files of a helper module. */
export function helperFiles(id: string, python: string): Record<string, string> {
  return {
    [`global_helpers/${id}.yml`]: `AnalysisType: global\nGlobalID: ${id}\nFilename: ${id}.py\n`,
    [`global_helpers/${id}.py`]: python,
  };
}
