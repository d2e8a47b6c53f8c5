// `sluice convert`: rules of other formats as rule files of our own.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { writeRule } from "../../formats/native/index.js";
import type { Rule } from "../../index.js";
import { printDiagnostics } from "../diagnostics.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { loadFormats } from "../formats.js";
import { count, note, printable } from "../output.js";
import { pantherPack } from "../panther.js";
import { sigmaLoadOptions } from "../pipelines.js";
import { expectPaths, noRules } from "../rules.js";
import type { SigmaFlags } from "../sigma.js";

export interface ConvertOptions extends SigmaFlags {
  readonly output: string;
}

/** Writes the rules of a folder that conditions say all of, each file under the name of the file that it comes from. */
export async function convert(folder: string, options: ConvertOptions): Promise<ExitCode> {
  await expectPaths([folder]);
  const { output } = options;
  const { rules, left } = pantherPack([folder]) === undefined ? loadPlain(folder, options) : await loadPanther(folder);
  if (rules.length === 0) throw noRules([folder], { rules: [], errors: 0 });
  const files = new Map<string, Rule[]>();
  for (const rule of rules) {
    const file = targetOf(folder, rule);
    const known = files.get(file);
    if (known) known.push(rule);
    else files.set(file, [rule]);
  }
  for (const [file, own] of files) await write(join(output, file), own.map(writeRule).join("---\n"));
  note(`${printable(output)}: ${count(rules.length, "rule")} written, ${left} left out`);
  return EXIT.ok;
}

function loadPlain(folder: string, options: SigmaFlags): { readonly rules: readonly Rule[]; readonly left: number } {
  const loaded = loadFormats([folder], sigmaLoadOptions(options));
  const left = loaded.map(({ diagnostics }) => printDiagnostics(diagnostics)).reduce((sum, errors) => sum + errors, 0);
  return { rules: loaded.flatMap(({ rules }) => rules), left };
}

async function loadPanther(folder: string): Promise<{ readonly rules: readonly Rule[]; readonly left: number }> {
  const { loadPack, rulesOf } = await import("../../formats/panther/index.js");
  const all = rulesOf(loadPack(folder));
  const rules = all.flatMap(({ lane, rule }) => (lane === "compiled" && rule ? [rule] : []));
  return { rules, left: all.length - rules.length };
}

/** The file of a rule, below the output folder as its own is below the input. */
function targetOf(folder: string, { id, source }: Rule): string {
  const path = source ? relative(folder, source.file) : "";
  const name = path === "" || path.startsWith("..") ? id.replace(/[^A-Za-z0-9._-]/g, "_") : path;
  return `${name.replace(/\.(?:ya?ml|json)$/, "")}.yml`;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${printable(file)}: ${(error as Error).message}`);
  }
}
