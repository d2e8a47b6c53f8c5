// `sluice check`: what of a pack can be used, and what is refused and why.

import { compile, type Diagnostic, type Rule } from "../../index.js";
import { EXIT, type ExitCode } from "../exit.js";
import { type Loaded, loadFormats } from "../formats.js";
import { type Colours, coloursFor, count, Output, printable } from "../output.js";
import { pantherPack } from "../panther.js";
import { sigmaLoadOptions } from "../pipelines.js";
import { expectPaths, noRules } from "../rules.js";
import type { SigmaFlags } from "../sigma.js";

export interface CheckOptions extends SigmaFlags {
  readonly json?: true;
  readonly all?: true;
}

/** A rule that can be used, or what is wrong with one, in one row. */
export interface Finding {
  readonly format: string;
  readonly status: "compiled" | "guarded" | "disabled" | "refused" | "warning";
  /** A rule that its pack switches off. */
  readonly disabled?: true;
  /** Id of the rule, where it is known. */
  readonly rule?: string;
  /** Code of the diagnostic; `guarded` and `no-guard` of Panther rules that a condition says only part of. */
  readonly code?: string;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  await expectPaths(paths);
  const folder = pantherPack(paths);
  const { findings, summary } = folder === undefined ? checkPlain(paths, options) : await checkPack(folder);
  const refused = findings.filter(({ status }) => status === "refused").length;
  if (findings.length === 0) throw noRules(paths, { rules: [], errors: 0 });
  const output = new Output();
  const colours = coloursFor(process.stdout);
  for (const finding of findings) {
    if (!options.all && finding.code === undefined) continue;
    output.line(options.json ? JSON.stringify(finding) : line(finding, colours));
    await output.flush();
  }
  if (!options.json) for (const text of summary(colours)) output.line(text);
  await output.flush();
  return refused > 0 ? EXIT.failed : EXIT.ok;
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly summary: (colours: Colours) => readonly string[];
}

function checkPlain(paths: readonly string[], options: CheckOptions): Checked {
  const findings = loadFormats(paths, sigmaLoadOptions(options)).flatMap(findingsOf);
  return { findings, summary: (colours) => totals(findings, colours) };
}

async function checkPack(folder: string): Promise<Checked> {
  const { checkPanther } = await import("../panther-check.js");
  return checkPanther(folder);
}

/** The rules of one format that compile, and each diagnostic. */
function findingsOf({ format, rules, diagnostics }: Loaded): readonly Finding[] {
  const { program, diagnostics: uncompiled } = compile(rules, { includeDisabled: true });
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const usable = program.rules.flatMap(({ id }) => byId.get(id) ?? []);
  return [
    ...[...diagnostics, ...uncompiled].map((diagnostic) => findingOf(format, diagnostic)),
    ...usable.map((rule) => usableRule(format, rule)),
  ];
}

export function findingOf(format: string, { severity, code, message, span, rule }: Diagnostic): Finding {
  return {
    ...{ format, status: severity === "error" ? "refused" : "warning" },
    ...(rule !== undefined && { rule }),
    ...{ code, message },
    ...(span && { file: span.file, line: span.line, column: span.column }),
  };
}

function usableRule(format: string, { id, enabled, source }: Rule): Finding {
  return {
    ...{ format, status: enabled === false ? "disabled" : "compiled", rule: id },
    ...(source && { file: source.file, line: source.line, column: source.column }),
  };
}

function line({ status, rule, code, message, file, line: row, column }: Finding, colours: Colours): string {
  const paint =
    status === "refused" ? colours.red : status === "warning" || status === "guarded" ? colours.yellow : colours.green;
  const place = file === undefined ? "" : `${file}:${row}:${column}: `;
  const what = code === undefined ? status : `${status}[${code}]: ${message}`;
  return `${printable(place)}${paint(printable(what))}${rule === undefined ? "" : printable(` (rule ${rule})`)}`;
}

/** Totals of each format, then how often each code was given. */
function totals(findings: readonly Finding[], colours: Colours): readonly string[] {
  const formats = [...new Set(findings.map(({ format }) => format))];
  return formats.flatMap((format) => {
    const own = findings.filter((finding) => finding.format === format);
    const rulesWith = (status: Finding["status"]) => distinctRules(own.filter((finding) => finding.status === status));
    const [compiled, disabled] = [rulesWith("compiled"), rulesWith("disabled")];
    const [refused, warned] = [rulesWith("refused"), rulesWith("warning")];
    const parts = [
      colours.green(`${compiled.toLocaleString("en-US")} compiled`),
      ...(disabled > 0 ? [`${disabled} disabled`] : []),
      refused > 0 ? colours.red(`${refused} refused`) : "0 refused",
      ...(warned > 0 ? [colours.yellow(`${warned} with warnings`)] : []),
    ];
    const codes = [...new Set(own.flatMap(({ code }) => code ?? []))].sort();
    return [
      `${format}: ${count(compiled + disabled + refused, "rule")}: ${parts.join(", ")}`,
      ...codes.map((code) => `  ${code}: ${own.filter((finding) => finding.code === code).length}`),
    ];
  });
}

/** A rule may be refused for several reasons. What has no id is told apart by its place. */
function distinctRules(findings: readonly Finding[]): number {
  return new Set(findings.map(({ rule, file, line: row }) => rule ?? `${file}:${row}`)).size;
}
